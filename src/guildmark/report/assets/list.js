// The list of findings: sorted, filtered, drawn some at a time, with one row that is open.

const BATCH = 200; // rows drawn at once
const LIST_TITLE = 160; // code points of a title in the list
const HAS_PICTURES = Object.keys(payload.pictures).length > 0;

const list = {
  /** @type {Finding[]} the findings that pass the filters, in order */
  passing: payload.findings,
  sort: { by: "score", descending: true },
  drawn: 0,
  /** @type {string | null} */
  openId: null,
  /** @type {Map<string, HTMLElement>} */
  rows: new Map(),

  /** Filters and sorts anew and draws the first batch, and as many more as reach the open row. */
  refresh() {
    this.passing = payload.findings.filter(passesFilters).sort(comparison(this.sort));
    const open = this.passing.findIndex((finding) => finding.id === this.openId);
    this.drawn = 0;
    body().replaceChildren();
    this.drawMore(Math.max(BATCH, open + 1));
    byId("list-empty").hidden = this.passing.length > 0;
    byId("list").hidden = this.passing.length === 0;
  },

  /** @param {number} [upTo]  draws until so many rows stand, else one batch more */
  drawMore(upTo) {
    const next = this.passing.slice(this.drawn, upTo ?? this.drawn + BATCH);
    body().append(...next.map((finding) => this.row(finding)));
    this.drawn += next.length;
    const left = this.passing.length - this.drawn;
    byId("list-more").hidden = left <= 0;
    byId("list-more").textContent = `Show ${Math.min(BATCH, left)} more of ${left}`;
    this.markOpen();
  },

  /** @param {Finding} finding @returns {HTMLElement} made once, then kept */
  row(finding) {
    const row = this.rows.get(finding.id) ?? findingRow(finding);
    this.rows.set(finding.id, row);
    return row;
  },

  /** @param {number} step @returns {Finding | null} the finding so many places from the open one */
  neighbour(step) {
    const place = this.passing.findIndex((finding) => finding.id === this.openId);
    return this.passing[place < 0 ? 0 : place + step] ?? null;
  },

  /** The next finding without a decision, else the next one. @returns {Finding | null} */
  nextUndecided() {
    const place = this.passing.findIndex((finding) => finding.id === this.openId);
    const later = this.passing.slice(place + 1);
    return later.find((finding) => !decisions.outcomeOf(finding.id)) ?? later[0] ?? null;
  },

  /** @param {string} id */
  setOpen(id) {
    this.openId = id;
    const place = this.passing.findIndex((finding) => finding.id === id);
    if (place >= this.drawn) this.drawMore(place + 1);
    else this.markOpen();
  },

  /** Shows which row is open; only its title (else the first) is a stop of the tab key. */
  markOpen() {
    const stop = this.passing.some((finding) => finding.id === this.openId) ? this.openId : this.passing[0]?.id;
    for (const finding of this.passing.slice(0, this.drawn)) {
      const row = this.row(finding);
      const title = /** @type {HTMLElement} */ (row.querySelector("button"));
      const isOpen = finding.id === this.openId;
      row.classList.toggle("open", isOpen);
      if (isOpen) title.setAttribute("aria-current", "true");
      else title.removeAttribute("aria-current");
      title.tabIndex = finding.id === stop ? 0 : -1;
    }
  },

  /** @param {string} id  redraws what a decision changes in a row */
  showDecision(id) {
    const row = this.rows.get(id);
    if (row) showOutcome(/** @type {HTMLElement} */ (row.querySelector(".decision")), decisions.outcomeOf(id));
  },
};

/** @returns {HTMLElement} */
function body() {
  return /** @type {HTMLElement} */ (document.querySelector("#list tbody"));
}

/** @param {Finding} finding @returns {HTMLElement} */
function findingRow(finding) {
  const title = Array.from(finding.title).slice(0, LIST_TITLE).join("");
  const open = make("button", { type: "button", class: "title", "data-id": finding.id }, title ? markedText(title, titleSpans(finding, false)) : "(no title)");
  const detectors = [...new Set(finding.contributions.filter((piece) => piece.counted).map((piece) => words(piece.detector)))];
  const decision = make("td", { role: "cell", class: "decision" });
  showOutcome(decision, decisions.outcomeOf(finding.id));
  return make(
    "tr",
    { role: "row", class: `band-${finding.band}` },
    make("td", { role: "cell", class: "score" }, make("span", { class: "decibans" }, scoreText(finding)), bandBadge(finding.band), isHeld(finding) ? make("span", { class: "would-act" }, "would act") : null),
    make("td", { role: "cell", class: "listing" }, thumbnail(finding), make("div", { class: "texts" }, open, make("div", { class: "under" }, make("strong", {}, markedText(finding.mark)), ` ${detectors.join(" · ")}`))),
    make("td", { role: "cell", class: "seller" }, finding.seller ? markedText(finding.seller) : "–"),
    make("td", { role: "cell", class: "price number" }, finding.price ?? "–", make("div", { class: "ratio" }, ratioText(finding))),
    decision,
  );
}

/** A small picture of the listing, where the page holds any. @param {Finding} finding @returns {HTMLElement | null} */
function thumbnail(finding) {
  if (!HAS_PICTURES) return null;
  const data = finding.picture === null ? undefined : payload.pictures[finding.picture];
  return make("div", { class: "thumbnail" }, data ? make("img", { src: `data:image/jpeg;base64,${data}`, alt: "", loading: "lazy", decoding: "async" }) : null);
}

/** @param {HTMLElement} cell @param {string} outcome */
function showOutcome(cell, outcome) {
  cell.replaceChildren(outcome ? make("span", { class: `outcome outcome-${outcome}` }, outcomeLabel(outcome)) : "");
}

/** @param {string | null} band @returns {HTMLElement} */
function bandBadge(band) {
  return make("span", { class: `badge band-${band}` }, band ?? "–");
}

/** Whether only the want of a licence keeps a finding in review. @param {Finding} finding @returns {boolean} */
function isHeld(finding) {
  return finding.wouldBand === "act" && finding.band === "review";
}

/** @param {Finding} finding @returns {string} */
function ratioText(finding) {
  if (finding.private) return finding.belowPrivate ? "below reference" : "";
  return finding.ratio === null ? "" : heldAgainst(finding.ratio, "reference");
}

/** @param {{by: string, descending: boolean}} sort @returns {(one: Finding, other: Finding) => number} */
function comparison({ by, descending }) {
  const sign = descending ? -1 : 1;
  return (one, other) => {
    const [left, right] = [sortValue(one, by), sortValue(other, by)];
    if (left === null || right === null) return left === right ? byScore(one, other) : left === null ? 1 : -1;
    const order = typeof left === "string" ? left.localeCompare(String(right)) : left - Number(right);
    return sign * order || byScore(one, other);
  };
}

/** @param {Finding} one @param {Finding} other @returns {number} */
function byScore(one, other) {
  return (other.score ?? -Infinity) - (one.score ?? -Infinity) || one.id.localeCompare(other.id);
}

/** @param {Finding} finding @param {string} by @returns {string | number | null} nothing sorts last, either way */
function sortValue(finding, by) {
  switch (by) {
    case "title": return finding.title || null;
    case "mark": return finding.mark;
    case "seller": return finding.seller;
    case "price": return finding.priceEur;
    case "ratio": return finding.ratio;
    case "decision": return decisions.outcomeOf(finding.id) || null;
    default: return finding.score;
  }
}
