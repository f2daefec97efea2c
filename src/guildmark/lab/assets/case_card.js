// One case: what the listing says, and whose mark it may use.

/** @param {Case} one @returns {HTMLElement[]} */
function caseCard(one) {
  const price = one.price === null ? null : [one.price, one.currency].filter(Boolean).join(" ");
  /** @type {[string, Node | string | null][]} */
  const facts = [
    ["Price", price],
    ["Condition", one.condition],
    ["Category", one.category === null ? null : markedText(one.category)],
    ["Brand", one.brand === null ? null : markedText(one.brand)],
    ["Seller", one.seller_name === null ? null : markedText(one.seller_name)],
    ["Ships from", one.ships_from === null ? null : markedText(one.ships_from)],
    ["Listing", markedText(`${one.marketplace} / ${one.listing_id}`)],
    ["Page", pageLink(one)],
  ];
  return [
    make("p", { class: "question" }, ...question(one)),
    make("h2", { class: "case-title" }, one.title ? markedText(one.title) : "(no title)"),
    ...(one.pictures.length ? [casePictures(one)] : []),
    make("dl", { class: "facts case-facts" }, ...facts.filter(([, value]) => value !== null && value !== "").map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)))),
    ...(one.description ? [make("section", { class: "case-text", "aria-label": "Description" }, make("p", {}, markedText(one.description)))] : []),
  ];
}

/** @param {Case} one @returns {(Node | string)[]} */
function question(one) {
  if (one.mark === null) return ["Is this a fake of ", make("strong", {}, "any mark"), "?"];
  const holder = one.holder ? [" (", markedText(one.holder), ")"] : [];
  return ["Is this a fake of ", make("strong", {}, markedText(one.mark)), ...holder, "?"];
}

/** @param {Case} one @returns {HTMLElement} */
function casePictures(one) {
  const shown = one.pictures.map((data, place) => make("img", { src: `data:image/jpeg;base64,${data}`, alt: `Picture ${place + 1} of ${one.pictures.length} of the listing` }));
  return make("div", { class: "case-pictures" }, ...shown);
}

/** A link to the listing, only to the web, naming where it leads. @param {Case} one @returns {HTMLElement | null} */
function pageLink(one) {
  if (!one.url || !URL.canParse(one.url)) return null;
  const address = new URL(one.url);
  if (!["http:", "https:"].includes(address.protocol)) return null;
  return make("a", { href: address.href, target: "_blank", rel: "noopener noreferrer" }, `Open on ${address.host}`, make("span", { class: "unseen" }, " (new tab)"));
}
