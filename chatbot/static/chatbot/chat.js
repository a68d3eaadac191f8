// Brings chat_panel.html to life: sends messages to the chat API and shows the talk. No dependency, no build step.
//
// Top to bottom: the rules (pure, tested by tests/js/), the API, the view (all that touches the document), the talk that
// joins them. Whatever a message holds becomes a text node: nothing is ever parsed as HTML.

// --- Rules ----------------------------------------------------------------------------------------------------------------

export const MESSAGE_LIMIT = 2000;
export const COUNTER_FROM = 1800;
const DEFAULT_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 3600;

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

const FOLLOWED = new Set(["http:", "https:", "tel:", "mailto:"]);

/** Where a link may lead, or null: only web pages, telephone numbers and mail addresses are followed. */
export function safeLink(url, page) {
  let target;
  try {
    target = new URL(url, page);
  } catch {
    return null;
  }
  if (!FOLLOWED.has(target.protocol)) return null;
  const web = target.protocol.startsWith("http");
  return { href: target.href, external: web && target.origin !== new URL(page).origin };
}

const SPECIAL = new RegExp(
  [
    String.raw`(?<web>https?:\/\/[^\s<>"„”«»]+)`,
    String.raw`(?<mail>[\p{L}\d](?:[\p{L}\d._+-]{0,62}[\p{L}\d_+-])?@(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.)+\p{L}{2,24}(?![\p{L}\d]))`,
    String.raw`(?<![\p{L}\d+])(?<phone>\+\d(?:[ \u00a0\u202f-]?\d){8,14})(?!\d)`,
    String.raw`(?<![\p{L}\d])(?<amount>\d{1,9}(?: \d{3})*(?:[.,]\d{1,2})? (?:zł|m2|m²))(?![\p{L}\d])`,
  ].join("|"),
  "giu",
);

/**
 * A message as pieces in order: `{ text, url }` can be followed, `{ text, amount: true }` stays on one line, `{ text }` is the
 * rest. Together their texts are the message, character for character.
 */
export function pieces(message) {
  const found = [];
  let end = 0;
  for (const match of message.matchAll(SPECIAL)) {
    const { web, mail, phone, amount } = match.groups;
    const text = web ? withoutSentenceEnd(web) : (mail ?? phone ?? amount);
    if (match.index > end) found.push({ text: message.slice(end, match.index) });
    if (amount) found.push({ text, amount: true });
    else found.push({ text, url: web ? text : mail ? `mailto:${mail}` : `tel:${phone.replace(/[^\d+]/g, "")}` });
    end = match.index + text.length;
  }
  if (end < message.length) found.push({ text: message.slice(end) });
  return found;
}

/** The stop or bracket after an address belongs to the sentence, unless the address itself opened the bracket. */
function withoutSentenceEnd(address) {
  const count = (bracket) => address.split(bracket).length - 1;
  let unopened = count(")") - count("(");
  let end = address.length;
  while (end > 0 && (".,;:!?…'*".includes(address[end - 1]) || (address[end - 1] === ")" && unopened > 0))) {
    if (address[end - 1] === ")") unopened -= 1;
    end -= 1;
  }
  return address.slice(0, end);
}

/** Seconds to wait by a Retry-After header (RFC 9110: seconds or a date). */
export function waitSeconds(header, now) {
  const value = (header ?? "").trim();
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now) / 1000);
  if (!Number.isFinite(seconds)) return DEFAULT_WAIT_SECONDS;
  return Math.min(Math.max(seconds, 1), LONGEST_WAIT_SECONDS);
}

export function countdown(seconds) {
  if (seconds < 60) return `${seconds}\u00a0s`;
  return `${Math.floor(seconds / 60)}\u00a0min ${String(seconds % 60).padStart(2, "0")}\u00a0s`;
}

export function tooLong(text) {
  return [...text].length > MESSAGE_LIMIT;
}

const TOO_LONG = `Ta wiadomość jest za długa. Skróć ją do ${MESSAGE_LIMIT} znaków i wyślij ponownie.`;
const KEPT = "Twoja wiadomość czeka w polu poniżej.";
const NOT_SENT = `Nie udało się wysłać wiadomości. ${KEPT}`;

/**
 * What a failed send means for the visitor. `answer` is null when none came; `action` is what helps:
 * "retry" the same message, "wait" some seconds, "edit" the text, "restart" with a new session.
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
  if (answer.status === 400) {
    return { action: "edit", text: "Tej wiadomości nie da się odczytać. Usuń z niej nietypowe znaki albo napisz ją inaczej." };
  }
  if (answer.status === 413) return { action: "edit", text: TOO_LONG };
  if (answer.status >= 500) return { action: "retry", text: `Mamy chwilową przerwę po naszej stronie. ${KEPT}` };
  return { action: "retry", text: NOT_SENT };
}

/** The counter below the composer, or null while there is plenty of room. */
export function counter(length) {
  return length < COUNTER_FROM ? null : `${length} z ${MESSAGE_LIMIT} znaków`;
}

const CLOCK = new Intl.DateTimeFormat("pl-PL", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("pl-PL", { day: "numeric", month: "long" });
const DAY_AND_YEAR = new Intl.DateTimeFormat("pl-PL", { day: "numeric", month: "long", year: "numeric" });

export function clockTime(date) {
  return CLOCK.format(date);
}

/** A day as the line between two days of a talk names it. */
export function dayName(date, now) {
  const daysAgo = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
  if (daysAgo === 0) return "Dzisiaj";
  if (daysAgo === 1) return "Wczoraj";
  return (date.getFullYear() === now.getFullYear() ? DAY : DAY_AND_YEAR).format(date);
}

function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

// --- API ------------------------------------------------------------------------------------------------------------------

const PATIENCE_MS = 30_000;

class Api {
  constructor(root) {
    this.root = root;
  }

  send(message, signal) {
    return this.call("chat", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(message), signal });
  }

  history(session, signal) {
    return this.call(`conversations/${session}`, { signal });
  }

  end(session) {
    return this.call(`conversations/${session}/end`, { method: "POST", keepalive: true });
  }

  /** `{ status, body, retryAfter }`, or null when no answer of ours came: no connection, too slow, a proxy's error page. */
  async call(path, { signal, ...options }) {
    const patience = new AbortController();
    const giveUp = () => patience.abort();
    const timer = setTimeout(giveUp, PATIENCE_MS);
    signal?.addEventListener("abort", giveUp);
    try {
      const response = await fetch(this.root + path, { ...options, credentials: "omit", cache: "no-store", signal: patience.signal });
      const text = await response.text();
      const answer = { status: response.status, body: parsed(text), retryAfter: response.headers.get("Retry-After") };
      return response.status === 200 && answer.body === null ? null : answer;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    }
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The session id in this browser. Storage may be full, forbidden or absent: then a talk lasts until the page is left. */
const session = {
  key: "novahouse-chat-session",
  read() {
    try {
      const stored = localStorage.getItem(this.key);
      return isId(stored) ? stored : null;
    } catch {
      return null;
    }
  },
  keep(id) {
    try {
      localStorage.setItem(this.key, id);
    } catch {
      // The talk goes on without it.
    }
  },
  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing was kept.
    }
  },
};

// --- View -----------------------------------------------------------------------------------------------------------------

const SPEAKERS = { visitor: "Ty", assistant: "Asystent", staff: "Konsultant" };

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function link(url, label, attributes = {}) {
  const target = safeLink(url, document.baseURI);
  if (!target) return null;
  const made = element("a", { ...attributes, href: target.href }, label);
  if (target.external) {
    made.setAttribute("target", "_blank");
    made.setAttribute("rel", "noopener");
    made.append(element("span", { class: "visually-hidden" }, " (otwiera się w nowej karcie)"));
  }
  return made;
}

/** A visitor's own words stay plain; in ours, addresses and telephone numbers can be followed. */
function paragraphs(text, ours) {
  return text.split(/\n{2,}/).map((paragraph) => element("p", {}, ...(ours ? pieces(paragraph).map(shownPiece) : [paragraph])));
}

function shownPiece({ text, url, amount }) {
  if (amount) return element("span", { class: "chat-amount" }, text);
  return (url && link(url, text)) || text;
}

class View {
  constructor(root) {
    const part = (name) => root.querySelector(`[data-chat-${name}]`);
    this.root = root;
    this.scroller = part("scroll");
    this.log = part("log");
    this.typing = part("typing");
    this.replies = part("replies");
    this.notice = part("notice");
    this.announcer = part("announcer");
    this.form = part("form");
    this.counter = part("counter");
    this.restart = part("new");
    this.composer = this.form.querySelector("textarea");
    this.button = this.form.querySelector("button");
    this.examples = document.querySelectorAll("[data-ask]");
    this.lastDay = null;
  }

  enable() {
    for (const control of [this.composer, this.button, ...this.examples]) control.disabled = false;
  }

  clear() {
    this.log.replaceChildren();
    this.lastDay = null;
    this.showReplies([]);
  }

  /** Add a message and return its element. Without `at` it carries no time. */
  add({ sender, text, at = null, actions = [], language = "pl" }) {
    if (at) this.markDay(at);
    const bubble = element("div", { class: "chat-bubble", lang: language }, ...paragraphs(text, sender !== "visitor"));
    const message = element("div", { class: `chat-message chat-message-${sender}` });
    message.append(element("span", { class: "visually-hidden" }, `${SPEAKERS[sender] ?? SPEAKERS.assistant}: `), bubble);
    const links = actions.map((action) => link(action.url, action.label, { class: `chat-action chat-action-${action.type}` }));
    if (links.some(Boolean)) message.append(element("div", { class: "chat-actions" }, ...links.filter(Boolean)));
    if (at) {
      const spoken = sender === "staff" ? "Konsultant, " : "";
      message.append(element("p", { class: "chat-time" }, spoken, element("time", { datetime: at.toISOString() }, clockTime(at))));
    }
    this.log.append(message);
    return message;
  }

  markDay(at) {
    const day = dayName(at, new Date());
    if (day !== (this.lastDay ?? "Dzisiaj")) this.divide(day);
    this.lastDay = day;
  }

  divide(text) {
    this.log.append(element("p", { class: "chat-divider" }, element("span", {}, text)));
  }

  /** Several messages at once, of which a screen reader is not to read every one. */
  addQuietly(fill) {
    this.log.setAttribute("aria-live", "off");
    fill();
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  showReplies(texts, choose) {
    const buttons = texts.map((text) => {
      const button = element("button", { type: "button", class: "chat-reply" }, text);
      button.addEventListener("click", () => choose(text));
      return button;
    });
    this.replies.replaceChildren(...buttons);
    this.replies.hidden = buttons.length === 0;
  }

  showTyping(shown) {
    this.typing.hidden = !shown;
    if (shown) this.scrollToEnd();
  }

  scrollToEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Show the end of the talk, but never scroll the start of this message out of sight. */
  scrollTo(message) {
    const top = message.offsetTop - this.scroller.offsetTop - 16;
    this.scroller.scrollTop = Math.min(top, this.scroller.scrollHeight - this.scroller.clientHeight);
  }

  /** A calm line above the composer. `children` follow its text: a button, a number that counts down. */
  showNotice(text, ...children) {
    this.notice.replaceChildren(element("p", {}, ...pieces(text).map(shownPiece)), ...children);
    this.notice.hidden = false;
    this.announce(text);
  }

  clearNotice() {
    this.notice.replaceChildren();
    this.notice.hidden = true;
    this.announcer.textContent = "";
  }

  announce(text) {
    this.announcer.textContent = text;
  }

  get text() {
    return this.composer.value;
  }

  set text(value) {
    this.composer.value = value;
    this.measure();
  }

  /** Let the composer grow with its text, and count where the room gets scarce. */
  measure() {
    this.composer.rows = 1;
    const style = getComputedStyle(this.composer);
    const padding = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
    this.composer.rows = Math.max(1, Math.min(6, Math.round((this.composer.scrollHeight - padding) / parseFloat(style.lineHeight))));
    const line = counter(this.composer.value.length);
    if (line && this.counter.hidden) this.announce(line);
    this.counter.textContent = line ?? "";
    this.counter.hidden = !line;
  }

  /** Sending may be off for a moment; the composer itself never is. */
  allowSending(allowed) {
    this.button.setAttribute("aria-disabled", String(!allowed));
  }

  /** Back to the composer; on a touch screen only if it has the focus already, for its keyboard would cover the answer. */
  focusComposer() {
    if (matchMedia("(pointer: fine)").matches) this.composer.focus({ preventScroll: true });
    else if (document.activeElement !== this.composer) this.scroller.focus({ preventScroll: true });
  }
}

// --- The talk -------------------------------------------------------------------------------------------------------------

const GREETING =
  "Dzień dobry! Jestem automatycznym asystentem NovaHouse. Odpowiem na pytania o ceny, pakiety, terminy i\u00a0zakres prac, " +
  "a\u00a0gdy podasz metraż, policzę orientacyjny koszt wykończenia. O\u00a0czym porozmawiamy?";
const FIRST_REPLIES = ["Ile kosztuje wykończenie?", "Jakie macie pakiety?", "Co jest w cenie?"];
const SLOW_MS = 250; // a shorter wait shows no sign of waiting

export class Talk {
  constructor(root) {
    this.view = new View(root);
    this.api = new Api(root.dataset.api);
    this.phone = root.dataset.phone;
    this.session = null;
    this.unsent = null; // { text, id } of a message that got no answer
    this.sending = false;
    this.waitUntil = 0; // the moment until which the server asked us to wait
    this.ticking = null;
    this.leaving = new AbortController(); // aborted when the visitor begins a new talk
    this.restored = Promise.resolve();
  }

  begin() {
    const { view } = this;
    view.enable();
    view.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.sendComposed();
    });
    view.composer.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.sendComposed();
    });
    view.composer.addEventListener("input", () => view.measure());
    // A tap on the button leaves the focus, and so a phone's keyboard, where it is.
    view.button.addEventListener("pointerdown", (event) => event.preventDefault());
    view.restart.addEventListener("click", () => this.startAnew());
    for (const example of view.examples) {
      example.addEventListener("click", () => {
        view.root.scrollIntoView({ block: "nearest" });
        this.ask(example.textContent.trim().replace(/\s+/g, " "));
      });
    }
    this.session = session.read();
    this.greet({ fresh: !this.session });
    if (this.session) this.restored = this.restore();
  }

  greet({ fresh }) {
    this.view.add({ sender: "assistant", text: GREETING, at: fresh ? new Date() : null });
    this.view.restart.hidden = fresh;
    if (fresh) this.view.showReplies(FIRST_REPLIES, (text) => this.ask(text));
  }

  // Sending

  sendComposed() {
    const { view } = this;
    const text = view.text.trim();
    if (tooLong(text)) view.showNotice(TOO_LONG);
    else if (text && this.maySend()) {
      view.text = "";
      this.send(text);
    }
    view.focusComposer();
  }

  /** Send a ready question; a text in the composer stays there. */
  ask(text) {
    if (this.maySend()) this.send(text);
    else if (!this.view.text) this.view.text = text;
    this.view.focusComposer();
  }

  maySend() {
    return !this.sending && Date.now() >= this.waitUntil;
  }

  async send(text, { mayRestart = true } = {}) {
    const { view } = this;
    const leaving = this.leaving.signal;
    const message = outgoing(text, this.unsent);
    this.unsent = message;
    this.setSending(true);
    view.clearNotice();
    await this.restored;
    if (leaving.aborted) return;
    // The client names a new session, so that a first message sent twice still makes one conversation.
    this.session ??= session.read() ?? newId();
    session.keep(this.session);
    view.showReplies([]);
    const shown = view.add({ sender: "visitor", text, at: new Date() });
    view.scrollToEnd();
    const typing = setTimeout(() => view.showTyping(true), SLOW_MS);
    const answer = await this.api.send({ message: text, session_id: this.session, message_id: message.id }, leaving);
    clearTimeout(typing);
    if (leaving.aborted) return;
    view.showTyping(false);
    this.setSending(false);
    if (answer?.status === 200) this.receive(answer.body, shown);
    else {
      const problem = failure(answer, { online: navigator.onLine, now: Date.now() });
      shown.remove();
      if (problem.action === "restart" && mayRestart) this.sendInNewSession(text);
      else this.failed(problem, text);
    }
  }

  setSending(sending) {
    this.sending = sending;
    this.view.allowSending(!sending);
  }

  receive(reply, asked) {
    this.unsent = null;
    this.session = reply.session_id;
    session.keep(reply.session_id);
    this.view.restart.hidden = false;
    this.view.add({
      sender: "assistant",
      text: reply.response,
      at: new Date(),
      actions: reply.actions,
      language: reply.language,
    });
    this.view.showReplies(reply.quick_replies ?? [], (text) => this.ask(text));
    this.view.scrollTo(asked);
  }

  sendInNewSession(text) {
    this.session = null;
    session.forget();
    this.send(text, { mayRestart: false });
  }

  /** Nothing typed is lost: the text goes back into the composer, above what was written meanwhile. */
  failed(problem, text) {
    const { view } = this;
    view.text = view.text ? `${text}\n${view.text}` : text;
    if (problem.action === "wait") this.wait(problem);
    else if (problem.action === "edit") view.showNotice(problem.text);
    else this.offerRetry(problem.text, () => this.sendComposed());
    view.scrollToEnd();
  }

  offerRetry(text, again) {
    const button = element("button", { type: "button", class: "chat-retry" }, "Spróbuj ponownie");
    button.addEventListener("click", again);
    this.view.showNotice(`${text} Możesz też zadzwonić: ${this.phone}.`, button);
  }

  wait({ text, seconds }) {
    const { view } = this;
    const left = element("span", { class: "chat-countdown" });
    view.showNotice(`${text} Kolejną wiadomość można wysłać za:`, left);
    view.announce(`${text} Kolejną wiadomość można wysłać za ${countdown(seconds)}.`);
    this.waitUntil = Date.now() + seconds * 1000;
    view.allowSending(false);
    const tick = () => {
      const rest = Math.ceil((this.waitUntil - Date.now()) / 1000);
      left.textContent = countdown(Math.max(rest, 0));
      if (rest > 0) return;
      this.stopWaiting();
      view.showNotice("Dziękujemy za cierpliwość. Możesz już wysłać wiadomość.");
    };
    this.ticking = setInterval(tick, 250);
    tick();
  }

  stopWaiting() {
    clearInterval(this.ticking);
    this.waitUntil = 0;
    this.view.allowSending(!this.sending);
  }

  // Coming back, and starting anew

  async restore() {
    const { view } = this;
    const leaving = this.leaving.signal;
    const slow = setTimeout(() => view.showNotice("Wczytujemy wcześniejszą rozmowę…"), SLOW_MS);
    const answer = await this.api.history(this.session, leaving);
    clearTimeout(slow);
    if (leaving.aborted) return;
    view.clearNotice();
    if (answer?.status === 200) this.replay(answer.body);
    else if (answer?.status === 404 || answer?.status === 400) this.forget();
    else {
      this.offerRetry("Nie udało się wczytać wcześniejszej rozmowy.", () => {
        if (!this.sending) this.restored = this.restore();
      });
    }
  }

  replay({ messages, ended, language }) {
    const { view } = this;
    view.addQuietly(() => {
      view.clear();
      this.greet({ fresh: false });
      for (const { sender, text, created_at, actions } of messages) {
        view.add({ sender, text, at: new Date(created_at), actions, language });
      }
      if (ended) view.divide("Ta rozmowa jest zakończona. Nowa wiadomość zacznie kolejną.");
    });
    const last = messages.at(-1);
    if (!ended && last?.sender === "assistant") view.showReplies(last.quick_replies ?? [], (text) => this.ask(text));
    view.scrollToEnd();
  }

  /** A new talk. What stands in the composer stays, and so does a pause that the server asked for. */
  startAnew() {
    this.leaving.abort();
    this.leaving = new AbortController();
    if (this.session) this.api.end(this.session);
    this.unsent = null;
    this.view.showTyping(false);
    if (!this.waitUntil) this.view.clearNotice();
    this.sending = false;
    this.view.allowSending(this.maySend());
    this.forget();
    this.view.announce("Zaczynamy nową rozmowę.");
    this.view.focusComposer();
  }

  forget() {
    session.forget();
    this.session = null;
    this.view.clear();
    this.greet({ fresh: true });
  }
}

if (typeof document !== "undefined") {
  for (const root of document.querySelectorAll("[data-chat]")) new Talk(root).begin();
}
