// The calm line above the composer, and what a screen reader is told.

import { element, linked } from "./text.js";

export class Notice {
  constructor(root, phone) {
    this.line = root.querySelector("[data-chat-notice]");
    this.announcer = root.querySelector("[data-chat-announcer]");
    this.phone = phone;
  }

  /** `children` follow the text: a button, a number that counts down. */
  show(text, ...children) {
    this.line.replaceChildren(element("p", {}, ...linked(text)), ...children);
    this.line.hidden = false;
    this.announce(text);
  }

  offerRetry(text, again) {
    const button = element("button", { type: "button", class: "chat-retry" }, "Spróbuj ponownie");
    button.addEventListener("click", again);
    this.show(`${text} Możesz też zadzwonić: ${this.phone}.`, button);
  }

  clear() {
    this.line.replaceChildren();
    this.line.hidden = true;
    this.announcer.textContent = "";
  }

  announce(text) {
    this.announcer.textContent = text;
  }
}
