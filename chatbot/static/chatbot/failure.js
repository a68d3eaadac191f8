// What a failed send means for the visitor.

import { TOO_LONG } from "./length.js";

const DEFAULT_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 3600;

const KEPT = "Twoja wiadomość czeka w polu poniżej.";
const NOT_SENT = `Nie udało się wysłać wiadomości. ${KEPT}`;
const UNREADABLE = "Tej wiadomości nie da się odczytać. Usuń z niej nietypowe znaki albo napisz ją inaczej.";

/**
 * `{ action, text, seconds? }`. `answer` is null when none came; `action` is what helps: "retry" the same message,
 * "wait" some seconds, "edit" the text, "restart" with a new session.
 */
export function failure(answer, { online = true, now = 0 } = {}) {
  if (!answer) {
    const cause = online ? "Nie udało się połączyć z serwerem." : "Brak połączenia z internetem.";
    return { action: "retry", text: `${cause} ${KEPT}` };
  }
  if (answer.status === 429) {
    return { action: "wait", text: "Dużo wiadomości naraz – zróbmy krótką przerwę.", seconds: waitSeconds(answer.retryAfter, now) };
  }
  if (answer.status === 400 && answer.body?.fields?.session_id) return { action: "restart", text: NOT_SENT };
  if (answer.status === 400) return { action: "edit", text: UNREADABLE };
  if (answer.status === 413) return { action: "edit", text: TOO_LONG };
  if (answer.status >= 500) return { action: "retry", text: `Mamy chwilową przerwę po naszej stronie. ${KEPT}` };
  return { action: "retry", text: NOT_SENT };
}

/** Seconds to wait by a Retry-After header (RFC 9110: seconds or a date). */
export function waitSeconds(header, now) {
  const value = (header ?? "").trim();
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now) / 1000);
  if (!Number.isFinite(seconds)) return DEFAULT_WAIT_SECONDS;
  return Math.min(Math.max(seconds, 1), LONGEST_WAIT_SECONDS);
}
