// How long a message may be, and when to say so.

export const MESSAGE_LIMIT = 2000;
const COUNTER_FROM = 1800;

export const TOO_LONG = `Ta wiadomość jest za długa. Skróć ją do ${MESSAGE_LIMIT} znaków i wyślij ponownie.`;

/** The server counts characters, a string's own length counts code units. */
export function tooLong(text) {
  return [...text].length > MESSAGE_LIMIT;
}

/** The counter below the composer, or null while there is plenty of room. */
export function counter(length) {
  return length < COUNTER_FROM ? null : `${length} z ${MESSAGE_LIMIT} znaków`;
}
