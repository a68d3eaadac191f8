// What in a message can be followed, and where it may lead. Nothing here touches the document.

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
