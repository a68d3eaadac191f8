// The chat's rules, without a browser: `node --test tests/js/`.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

// Read as text, so that a .js file outside any package is a module for every version of node.
const source = await readFile(new URL("../../chatbot/static/chatbot/chat.js", import.meta.url), "utf8");
const chat = await import(`data:text/javascript,${encodeURIComponent(source)}`);

const PAGE = "https://chat.novahouse.pl/";
const joined = (message) => chat.pieces(message).map((piece) => piece.text).join("");
const links = (message) => chat.pieces(message).filter((piece) => piece.url).map((piece) => [piece.text, piece.url]);

test("a message is shown character for character", () => {
  const messages = [
    "",
    "Dzień dobry!\n\nJak mogę pomóc?",
    "<b>x</b> <img src=x onerror=alert(1)> & {{ 7*7 }} {% now %}",
    "Zobacz https://novahouse.pl (realizacje), napisz na kontakt@novahouse.pl, zadzwoń: +48 502 274 453.",
    "Wykończenie 60 m2 w pakiecie Comfort to orientacyjnie 89 940 zł (1499 zł za m2, VAT w cenie).",
    "🙂 \ud800 \u0000 \u202e",
  ];
  for (const message of messages) assert.equal(joined(message), message);
});

test("web addresses, mail addresses and telephone numbers can be followed", () => {
  assert.deepEqual(links("Zobacz https://novahouse.pl (realizacje)."), [["https://novahouse.pl", "https://novahouse.pl"]]);
  assert.deepEqual(links("(https://novahouse.pl/oferta)."), [["https://novahouse.pl/oferta", "https://novahouse.pl/oferta"]]);
  assert.deepEqual(links("https://pl.wikipedia.org/wiki/Dom_(budynek)"), [
    ["https://pl.wikipedia.org/wiki/Dom_(budynek)", "https://pl.wikipedia.org/wiki/Dom_(budynek)"],
  ]);
  assert.deepEqual(links("Pisz: kontakt@novahouse.pl."), [["kontakt@novahouse.pl", "mailto:kontakt@novahouse.pl"]]);
  assert.deepEqual(links("Tel. +48 502 274 453, w dni robocze"), [["+48 502 274 453", "tel:+48502274453"]]);
});

test("prices, areas, dates and registry numbers are no telephone numbers", () => {
  for (const message of ["89 940 zł", "KRS 0000612864", "1700–5000 zł", "60 m2", "24.12.2026", "9:00–17:00", "+5 dni"]) {
    assert.deepEqual(links(message), []);
  }
});

test("an amount stays on one line", () => {
  const amounts = (message) => chat.pieces(message).filter((piece) => piece.amount).map((piece) => piece.text);
  assert.deepEqual(amounts("Wykończenie 60 m2 to orientacyjnie 89 940 zł, przy 62,5 m² więcej."), ["60 m2", "89 940 zł", "62,5 m²"]);
  assert.deepEqual(amounts("Mam 2 złote rączki."), []);
});

test("a long or hostile message is read in no time", () => {
  const hostile = ["a".repeat(20_000), "a@".repeat(10_000), "+1 ".repeat(10_000), "1 ".repeat(10_000), "https://" + ")".repeat(20_000)];
  const start = performance.now();
  for (const message of hostile) assert.equal(joined(message), message);
  assert.ok(performance.now() - start < 2000);
});

test("only web, telephone and mail links are followed", () => {
  for (const url of ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc", "https://"]) {
    assert.equal(chat.safeLink(url, PAGE), null);
  }
  assert.deepEqual(chat.safeLink("/prywatnosc/#rezygnacja", PAGE), { href: `${PAGE}prywatnosc/#rezygnacja`, external: false });
  assert.deepEqual(chat.safeLink("tel:+48502274453", PAGE), { href: "tel:+48502274453", external: false });
  assert.deepEqual(chat.safeLink("mailto:a@b.pl", PAGE), { href: "mailto:a@b.pl", external: false });
  assert.equal(chat.safeLink("https://zencal.io/novahouse/konsultacja", PAGE).external, true);
  assert.equal(chat.safeLink("http://chat.novahouse.pl/", PAGE).external, true);
});

test("an id is a version 4 UUID, with and without crypto.randomUUID", () => {
  const old = { getRandomValues: (bytes) => bytes.fill(255) };
  assert.equal(chat.newId(old), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  assert.match(chat.newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(chat.isId(chat.newId()));
  for (const wrong of [null, "", "1", "x".repeat(36), `${chat.newId()} `]) assert.equal(chat.isId(wrong), false);
});

test("the same text sent again keeps its id, a changed one gets a new id", () => {
  const makeId = () => "new";
  const unsent = { text: "Ile za 60 m2?", id: "first" };
  assert.equal(chat.outgoing("Ile za 60 m2?", unsent, makeId).id, "first");
  assert.deepEqual(chat.outgoing("Ile za 70 m2?", unsent, makeId), { text: "Ile za 70 m2?", id: "new" });
  assert.equal(chat.outgoing("Ile za 60 m2?", null, makeId).id, "new");
});

test("Retry-After is read in seconds or as a date, and never freezes the chat", () => {
  const now = Date.parse("2026-11-24T10:00:00Z");
  assert.equal(chat.waitSeconds("42", now), 42);
  assert.equal(chat.waitSeconds("Tue, 24 Nov 2026 10:00:30 GMT", now), 30);
  assert.equal(chat.waitSeconds("0", now), 1);
  assert.equal(chat.waitSeconds("Tue, 24 Nov 2026 09:00:00 GMT", now), 1);
  assert.equal(chat.waitSeconds("999999", now), 3600);
  for (const missing of [null, undefined, "", "soon", "-5"]) {
    const seconds = chat.waitSeconds(missing, now);
    assert.ok(seconds >= 1 && seconds <= 60, `${missing}: ${seconds}`);
  }
});

test("the countdown is short to read", () => {
  assert.equal(chat.countdown(42), "42\u00a0s");
  assert.equal(chat.countdown(60), "1\u00a0min 00\u00a0s");
  assert.equal(chat.countdown(125), "2\u00a0min 05\u00a0s");
});

test("each failure names what helps", () => {
  const action = (answer, circumstances) => chat.failure(answer, circumstances).action;
  assert.equal(action(null), "retry");
  assert.match(chat.failure(null, { online: false }).text, /internetem/);
  for (const status of [500, 502, 503, 504, 404, 415]) assert.equal(action({ status, body: null }), "retry");
  assert.deepEqual(
    { ...chat.failure({ status: 429, retryAfter: "7" }, { now: 0 }), text: "" },
    { action: "wait", text: "", seconds: 7 },
  );
  assert.equal(action({ status: 400, body: { fields: { message: ["…"] } } }), "edit");
  assert.equal(action({ status: 400, body: null }), "edit");
  assert.equal(action({ status: 400, body: { fields: { session_id: ["…"] } } }), "restart");
  assert.equal(action({ status: 413, body: null }), "edit");
});

test("the counter appears at 1800 characters; the limit counts characters, not code units", () => {
  assert.equal(chat.counter(1799), null);
  assert.equal(chat.counter(1800), "1800 z 2000 znaków");
  assert.equal(chat.tooLong("🙂".repeat(2000)), false);
  assert.equal(chat.tooLong("a".repeat(2001)), true);
});

test("days of a talk are named from today's point of view", () => {
  const now = new Date(2026, 10, 24, 0, 5);
  assert.equal(chat.dayName(new Date(2026, 10, 24, 0, 1), now), "Dzisiaj");
  assert.equal(chat.dayName(new Date(2026, 10, 23, 23, 59), now), "Wczoraj");
  assert.equal(chat.dayName(new Date(2026, 10, 12, 12, 0), now), "12 listopada");
  assert.equal(chat.dayName(new Date(2025, 11, 31, 12, 0), now), "31 grudnia 2025");
  assert.equal(chat.clockTime(new Date(2026, 10, 24, 9, 5)), "09:05");
});
