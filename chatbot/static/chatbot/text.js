// Texts into nodes. Whatever a message holds becomes a text node: nothing is ever parsed as HTML.

import { pieces, safeLink } from "./links.js";

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A link, or null where it would lead somewhere we do not follow. */
export function link(url, label, attributes = {}) {
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

/** A text of ours as nodes: its addresses and telephone numbers can be followed, its amounts stay on one line. */
export function linked(text) {
  return pieces(text).map(shownPiece);
}

function shownPiece({ text, url, amount }) {
  if (amount) return element("span", { class: "chat-amount" }, text);
  return (url && link(url, text)) || text;
}

/** A message's paragraphs. A visitor's own words stay plain; in ours, links can be followed. */
export function paragraphs(text, ours) {
  return text.split(/\n{2,}/).map((paragraph) => element("p", {}, ...(ours ? linked(paragraph) : [paragraph])));
}
