// The field a message is written in, its button and its counter.

import { counter } from "./length.js";

const MOST_ROWS = 6;

export class Composer {
  /** `announce` tells a screen reader that the room gets scarce. */
  constructor(root, announce) {
    this.form = root.querySelector("[data-chat-form]");
    this.field = this.form.querySelector("textarea");
    this.button = this.form.querySelector("button");
    this.counter = root.querySelector("[data-chat-counter]");
    this.talk = root.querySelector("[data-chat-scroll]");
    this.announce = announce;
  }

  /** Switch it on; `send` is called when the visitor wants to send what is written. */
  begin(send) {
    this.field.disabled = this.button.disabled = false;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      send();
    });
    this.field.addEventListener("input", () => this.measure());
    // A tap on the button leaves the focus, and so a phone's keyboard, where it is.
    this.button.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  get text() {
    return this.field.value;
  }

  set text(value) {
    this.field.value = value;
    this.measure();
  }

  /** Let the field grow with its text, and count where the room gets scarce. */
  measure() {
    this.field.rows = 1;
    const style = getComputedStyle(this.field);
    const padding = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
    const rows = Math.round((this.field.scrollHeight - padding) / parseFloat(style.lineHeight));
    this.field.rows = Math.max(1, Math.min(MOST_ROWS, rows));
    const line = counter(this.field.value.length);
    if (line && this.counter.hidden) this.announce(line);
    this.counter.textContent = line ?? "";
    this.counter.hidden = !line;
  }

  /** Sending may be off for a moment; the field itself never is. */
  allowSending(allowed) {
    this.button.setAttribute("aria-disabled", String(!allowed));
  }

  /** Back to the field; on a touch screen only if it has the focus already, for its keyboard would cover the answer. */
  focus() {
    if (matchMedia("(pointer: fine)").matches) this.field.focus({ preventScroll: true });
    else if (document.activeElement !== this.field) this.talk.focus({ preventScroll: true });
  }
}
