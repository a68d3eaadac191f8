// Brings chat_panel.html to life: sends messages to the chat API and shows the talk. No dependency, no build step.
//
// This file is the flow of a talk. Beside it: what touches the document (view, composer, notice, pause, text), what reaches
// out (api, session), and the rules, which node can test (failure, links, clock, length, ids). Imports make no circle and end
// in a semicolon, so that collectstatic can rewrite them to hashed names: novahouse/web/static_storage.py.

import { Api } from "./api.js";
import { Composer } from "./composer.js";
import { failure } from "./failure.js";
import { newId, outgoing } from "./ids.js";
import { TOO_LONG, tooLong } from "./length.js";
import { Notice } from "./notice.js";
import { Pause } from "./pause.js";
import { session } from "./session.js";
import { View } from "./view.js";

const GREETING =
  "Dzień dobry! Jestem automatycznym asystentem NovaHouse. Odpowiem na pytania o ceny, pakiety, terminy i\u00a0zakres prac, " +
  "a\u00a0gdy podasz metraż, policzę orientacyjny koszt wykończenia. O\u00a0czym porozmawiamy?";
const FIRST_REPLIES = ["Ile kosztuje wykończenie?", "Jakie macie pakiety?", "Co jest w cenie?"];
const SLOW_MS = 250; // a shorter wait shows no sign of waiting

class Talk {
  constructor(root) {
    this.root = root;
    this.api = new Api(root.dataset.api);
    this.view = new View(root);
    this.notice = new Notice(root, root.dataset.phone);
    this.composer = new Composer(root, (text) => this.notice.announce(text));
    this.pause = new Pause(this.notice, () => this.composer.allowSending(this.maySend()));
    this.restart = root.querySelector("[data-chat-new]");
    this.session = null;
    this.unsent = null; // { text, id } of a message that got no answer
    this.sending = false;
    this.leaving = new AbortController(); // aborted when the visitor begins a new talk
    this.restored = Promise.resolve();
  }

  begin() {
    this.composer.begin(() => this.sendComposed());
    this.restart.addEventListener("click", () => this.startAnew());
    for (const example of document.querySelectorAll("[data-ask]")) this.offer(example);
    this.session = session.read();
    this.greet({ fresh: !this.session });
    if (this.session) this.restored = this.restore();
  }

  /** A button of the page that asks what it says. */
  offer(example) {
    example.disabled = false;
    example.addEventListener("click", () => {
      this.root.scrollIntoView({ block: "nearest" });
      this.ask(example.textContent.trim().replace(/\s+/g, " "));
    });
  }

  greet({ fresh }) {
    this.view.add({ sender: "assistant", text: GREETING, at: fresh ? new Date() : null });
    this.restart.hidden = fresh;
    if (fresh) this.offerReplies(FIRST_REPLIES);
  }

  offerReplies(texts = []) {
    this.view.showReplies(texts, (text) => this.ask(text));
  }

  // Sending

  sendComposed() {
    const text = this.composer.text.trim();
    if (tooLong(text)) this.notice.show(TOO_LONG);
    else if (text && this.maySend()) {
      this.composer.text = "";
      this.send(text);
    }
    this.composer.focus();
  }

  /** Send a ready question; a text in the composer stays there. */
  ask(text) {
    if (this.maySend()) this.send(text);
    else if (!this.composer.text) this.composer.text = text;
    this.composer.focus();
  }

  maySend() {
    return !this.sending && !this.pause.lasts;
  }

  setSending(sending) {
    this.sending = sending;
    this.composer.allowSending(this.maySend());
  }

  async send(text, { mayRestart = true } = {}) {
    const leaving = this.leaving.signal;
    const message = outgoing(text, this.unsent);
    this.unsent = message;
    this.setSending(true);
    this.notice.clear();
    await this.restored;
    if (leaving.aborted) return;
    // The client names a new session, so that a first message sent twice still makes one conversation.
    this.session ??= session.read() ?? newId();
    session.keep(this.session);
    this.offerReplies([]);
    const shown = this.view.add({ sender: "visitor", text, at: new Date() });
    this.view.scrollToEnd();
    const typing = setTimeout(() => this.view.showTyping(true), SLOW_MS);
    const answer = await this.api.send({ message: text, session_id: this.session, message_id: message.id }, leaving);
    clearTimeout(typing);
    if (leaving.aborted) return;
    this.view.showTyping(false);
    this.setSending(false);
    if (answer?.status === 200) this.receive(answer.body, shown);
    else {
      shown.remove();
      const problem = failure(answer, { online: navigator.onLine, now: Date.now() });
      if (problem.action === "restart" && mayRestart) this.sendInNewSession(text);
      else this.failed(problem, text);
    }
  }

  receive({ session_id, response, actions, language, quick_replies }, asked) {
    this.unsent = null;
    this.session = session_id;
    session.keep(session_id);
    this.restart.hidden = false;
    this.view.add({ sender: "assistant", text: response, at: new Date(), actions, language });
    this.offerReplies(quick_replies);
    this.view.scrollTo(asked);
  }

  sendInNewSession(text) {
    this.session = null;
    session.forget();
    this.send(text, { mayRestart: false });
  }

  /** Nothing typed is lost: the text goes back into the composer, above what was written meanwhile. */
  failed(problem, text) {
    const { composer, notice } = this;
    composer.text = composer.text ? `${text}\n${composer.text}` : text;
    if (problem.action === "wait") {
      this.pause.begin(problem);
      composer.allowSending(false);
    } else if (problem.action === "edit") notice.show(problem.text);
    else notice.offerRetry(problem.text, () => this.sendComposed());
    this.view.scrollToEnd();
  }

  // Coming back, and starting anew

  async restore() {
    const leaving = this.leaving.signal;
    const slow = setTimeout(() => this.notice.show("Wczytujemy wcześniejszą rozmowę…"), SLOW_MS);
    const answer = await this.api.history(this.session, leaving);
    clearTimeout(slow);
    if (leaving.aborted) return;
    this.notice.clear();
    if (answer?.status === 200) this.replay(answer.body);
    else if (answer?.status === 404 || answer?.status === 400) this.forget();
    else {
      this.notice.offerRetry("Nie udało się wczytać wcześniejszej rozmowy.", () => {
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
    if (!ended && last?.sender === "assistant") this.offerReplies(last.quick_replies);
    view.scrollToEnd();
  }

  /** A new talk. What stands in the composer stays, and so does a pause that the server asked for. */
  startAnew() {
    this.leaving.abort();
    this.leaving = new AbortController();
    if (this.session) this.api.end(this.session);
    this.unsent = null;
    this.view.showTyping(false);
    if (!this.pause.until) this.notice.clear();
    this.setSending(false);
    this.forget();
    this.notice.announce("Zaczynamy nową rozmowę.");
    this.composer.focus();
  }

  forget() {
    session.forget();
    this.session = null;
    this.view.clear();
    this.greet({ fresh: true });
  }
}

for (const root of document.querySelectorAll("[data-chat]")) new Talk(root).begin();
