import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { pieces, safeLink } = await load("links.js");

const PAGE = "https://chat.novahouse.pl/";
const joined = (message) => pieces(message).map((piece) => piece.text).join("");
const links = (message) => pieces(message).filter((piece) => piece.url).map((piece) => [piece.text, piece.url]);

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
  const amounts = (message) => pieces(message).filter((piece) => piece.amount).map((piece) => piece.text);
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
    assert.equal(safeLink(url, PAGE), null);
  }
  assert.deepEqual(safeLink("/prywatnosc/#rezygnacja", PAGE), { href: `${PAGE}prywatnosc/#rezygnacja`, external: false });
  assert.deepEqual(safeLink("tel:+48502274453", PAGE), { href: "tel:+48502274453", external: false });
  assert.deepEqual(safeLink("mailto:a@b.pl", PAGE), { href: "mailto:a@b.pl", external: false });
  assert.equal(safeLink("https://zencal.io/novahouse/konsultacja", PAGE).external, true);
  assert.equal(safeLink("http://chat.novahouse.pl/", PAGE).external, true);
});
