// The open finding: why it is here, what to decide, and everything that was seen.

const NARROW = matchMedia("(max-width: 899px)");

/** Opens a finding. @param {Finding} finding @param {"row" | "detail" | "none"} focus  where the focus goes */
function openFinding(finding, focus) {
  list.setOpen(finding.id);
  const pane = byId("detail");
  pane.replaceChildren(...findingDetail(finding));
  pane.scrollTop = 0;
  const address = `#finding-${finding.id}`;
  if (NARROW.matches && focus !== "none") showPane(true);
  if (location.hash !== address && focus !== "none") {
    if (NARROW.matches && !location.hash.startsWith("#finding-")) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }
  if (focus === "detail" || (focus === "row" && NARROW.matches)) pane.focus({ preventScroll: true });
  else if (focus === "row") focusRow(finding.id);
}

/** @param {string} id */
function focusRow(id) {
  const title = /** @type {HTMLElement | null | undefined} */ (list.rows.get(id)?.querySelector("button"));
  title?.focus({ preventScroll: true });
  list.rows.get(id)?.scrollIntoView({ block: "nearest", behavior: "instant" });
}

/** On a narrow screen the open finding covers the page; the rest is then out of reach of keys. @param {boolean} isShown */
function showPane(isShown) {
  document.body.classList.toggle("detail-open", isShown);
  const covered = document.querySelectorAll(".skip, .masthead, .summary, #charts, #toolbar, #list-pane, #made, footer");
  for (const part of covered) /** @type {HTMLElement} */ (part).inert = isShown;
}

/** Back to the list. */
function closePane() {
  showPane(false);
  if (location.hash.startsWith("#finding-")) history.replaceState(null, "", "#findings");
  if (list.openId) focusRow(list.openId);
}

/** @param {Finding} finding @returns {HTMLElement[]} */
function findingDetail(finding) {
  return [
    detailHead(finding),
    make("h3", { class: "detail-title" }, finding.title ? markedText(finding.title, titleSpans(finding, true)) : "(no title)",
      finding.titleCut ? make("small", {}, ` … ${finding.titleCut.toLocaleString("en")} more characters`) : null),
    detailFacts(finding),
    whyBlock(finding),
    ...parts("Pictures", pictures(finding)),
    ...parts("Price", priceLine(finding)),
    ...parts("How the score comes about", waterfall(finding, evidenceNumbers(finding))),
    ...parts("Evidence", evidenceList(finding)),
    ...parts("What the seller may read", finding.sellerSentence ? make("blockquote", { class: "seller-view" }, markedText(finding.sellerSentence)) : null),
    identities(finding),
    decisionButtons(finding),
  ];
}

/** @param {string} title @param {HTMLElement | null} content @returns {HTMLElement[]} */
function parts(title, content) {
  return content ? [make("section", { class: "part" }, make("h4", {}, title), content)] : [];
}

/** @param {Finding} finding @returns {HTMLElement} */
function detailHead(finding) {
  const place = list.passing.indexOf(finding);
  const back = make("button", { type: "button", class: "back narrow-only", "aria-label": "Back to the list" }, "‹");
  back.addEventListener("click", closePane);
  const chance = finding.probability === null ? null : make("span", { class: "chance" }, `${(100 * finding.probability).toFixed(0)} % likely a fake`);
  return make(
    "div",
    { class: "detail-head" },
    back,
    bandBadge(finding.band),
    make("span", { class: "detail-score" }, scoreText(finding)),
    chance,
    make("span", { class: "place" }, place < 0 ? "" : `${(place + 1).toLocaleString("en")} of ${list.passing.length.toLocaleString("en")}`),
    stepButton("Previous", "‹", -1),
    stepButton("Next", "›", 1),
  );
}

/** @param {string} label @param {string} sign @param {number} step @returns {HTMLElement} */
function stepButton(label, sign, step) {
  const button = make("button", { type: "button", class: "step-button", "aria-label": `${label} finding` }, sign);
  button.addEventListener("click", () => {
    const finding = list.neighbour(step);
    if (finding) openFinding(finding, "detail");
  });
  return button;
}

/** @param {Finding} finding @returns {HTMLElement} */
function detailFacts(finding) {
  /** @type {[string, Node | string | null][]} */
  const facts = [
    ["Mark", make("span", {}, make("strong", {}, markedText(finding.mark)), finding.holder ? make("span", {}, ", ", markedText(finding.holder)) : null)],
    ["Seller", finding.seller ? markedText(finding.seller) : null],
    ["Listing", make("span", {}, markedText(`${finding.marketplace} / ${finding.listing}`))],
    ["Category", finding.category ? markedText(finding.category) : null],
    ["Page", listingLink(finding)],
  ];
  return make("dl", { class: "facts detail-facts" }, ...facts.filter(([, value]) => value !== null).map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}

/** A link to the listing, only to the web, naming where it leads. @param {Finding} finding @returns {HTMLElement | null} */
function listingLink(finding) {
  if (!finding.url || !URL.canParse(finding.url)) return null;
  const address = new URL(finding.url);
  if (!["http:", "https:"].includes(address.protocol)) return null;
  return make("a", { href: address.href, target: "_blank", rel: "noopener noreferrer" }, `Open on ${address.host}`, make("span", { class: "unseen" }, " (new tab)"));
}

/** @param {Finding} finding @returns {HTMLElement} */
function whyBlock(finding) {
  const held = isHeld(finding) ? make("p", { class: "held" }, `It would act, and stays in review: ${payload.licenceWhy || "acting without a person has no licence yet"}`) : null;
  return make("div", { class: "why" }, make("p", {}, finding.sentence ? markedText(finding.sentence) : "No sentence was written for this finding."), held);
}

/** @param {Finding} finding @returns {HTMLElement} */
function decisionButtons(finding) {
  const buttons = OUTCOMES.map(({ key, outcome, label }) => {
    const button = make("button", { type: "button", class: `outcome-${outcome}`, "aria-pressed": String(decisions.outcomeOf(finding.id) === outcome), "data-outcome": outcome }, make("kbd", { "aria-hidden": "true" }, key), ` ${label}`);
    button.addEventListener("click", () => decideOpen(outcome, "detail"));
    return button;
  });
  const takeBack = make("button", { type: "button", class: "undo", "aria-label": "Undo the last decision", title: "Undo the last decision (u)", disabled: decisions.done.length === 0 }, "↶");
  takeBack.addEventListener("click", () => undo("detail"));
  return make("div", { class: "decide", role: "group", "aria-label": "Your decision" }, ...buttons, takeBack);
}

/** Digests and ids, for whoever looks the finding up elsewhere. @param {Finding} finding @returns {HTMLElement} */
function identities(finding) {
  const entries = [["Finding", finding.id], ["Right", finding.right], ["Content judged", finding.digest]];
  return make("details", { class: "identities" }, make("summary", {}, "Identities"),
    make("dl", { class: "facts" }, ...entries.flatMap(([name, value]) => (value ? [make("dt", {}, name), make("dd", {}, make("code", {}, markedText(value)))] : []))));
}
