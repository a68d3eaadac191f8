// Ids of sessions and messages, which the client names itself: what is sent twice is then answered once.

/** A random UUID (version 4); `crypto.randomUUID` exists only on https and on localhost. */
export function newId(source = globalThis.crypto) {
  if (typeof source.randomUUID === "function") return source.randomUUID();
  const bytes = source.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function isId(text) {
  return typeof text === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Send the same text again, keep its id: the server then answers it once. A text that was changed is a new message. */
export function outgoing(text, unsent, makeId = newId) {
  return unsent && unsent.text === text ? unsent : { text, id: makeId() };
}
