// The talk on the page: messages, quick replies, the sign that an answer is being written.

import { clockTime, dayName } from "./clock.js";
import { element, link, paragraphs } from "./text.js";

const SPEAKERS = { visitor: "Ty", assistant: "Asystent", staff: "Konsultant" };

export class View {
  constructor(root) {
    const part = (name) => root.querySelector(`[data-chat-${name}]`);
    this.scroller = part("scroll");
    this.log = part("log");
    this.typing = part("typing");
    this.replies = part("replies");
    this.lastDay = null;
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
}
