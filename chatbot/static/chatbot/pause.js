// A pause that the server asked for: a number counts down, sending is off meanwhile.

import { countdown } from "./clock.js";
import { element } from "./text.js";

const TICK_MS = 250;

export class Pause {
  /** `ended` is called when the pause is over. */
  constructor(notice, ended) {
    this.notice = notice;
    this.ended = ended;
    this.until = 0; // the moment of its end; 0 when there is none
    this.ticking = null;
  }

  begin({ text, seconds }) {
    const left = element("span", { class: "chat-countdown" });
    this.notice.show(`${text} Kolejną wiadomość można wysłać za:`, left);
    this.notice.announce(`${text} Kolejną wiadomość można wysłać za ${countdown(seconds)}.`);
    this.until = Date.now() + seconds * 1000;
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.tick(left), TICK_MS);
    this.tick(left);
  }

  tick(left) {
    const rest = Math.ceil((this.until - Date.now()) / 1000);
    left.textContent = countdown(Math.max(rest, 0));
    if (rest > 0) return;
    clearInterval(this.ticking);
    this.until = 0;
    this.ended();
    this.notice.show("Dziękujemy za cierpliwość. Możesz już wysłać wiadomość.");
  }

  /** Whether the server still wants us to wait; `until` itself is cleared only when the visitor was told. */
  get lasts() {
    return Date.now() < this.until;
  }
}
