// The evidence of a finding: what each detector saw, and where.

/** Spans in the title with the numbers of their evidence. @param {Finding} finding @param {boolean} numbered @returns {Span[]} */
function titleSpans(finding, numbered) {
  return finding.signals.flatMap((signal, index) =>
    signal.span ? [{ start: signal.span[0], end: signal.span[1], direction: signal.direction, number: numbered ? index + 1 : null }] : []);
}

/** @param {Finding} finding @returns {(piece: Contribution) => number[]} the numbers of the evidence behind a contribution */
function evidenceNumbers(finding) {
  return (piece) => finding.signals.flatMap((signal, index) =>
    signal.detector === piece.detector && signal.direction === piece.direction ? [index + 1] : []);
}

/** @param {Finding} finding @returns {HTMLElement | null} */
function evidenceList(finding) {
  if (finding.signals.length === 0) return null;
  const items = finding.signals.map((signal, index) => evidenceItem(finding, signal, index + 1));
  const more = finding.signalsLeftOut ? make("p", { class: "hint" }, `${finding.signalsLeftOut} weaker signals are only in signals.parquet.`) : null;
  return make("div", {}, make("ol", { class: "evidence" }, ...items), more);
}

/** @param {Finding} finding @param {Signal} signal @param {number} number @returns {HTMLElement} */
function evidenceItem(finding, signal, number) {
  const direction = signal.direction === "against" ? "against" : "for";
  const about = signal.scope && signal.scope !== "pair" ? `about the ${signal.scope}` : "";
  const facts = [words(signal.family), about, signal.field ? `in ${words(signal.field)}` : "", signal.strength === null ? "" : `strength ${plainNumber(signal.strength)}`].filter(Boolean);
  return make(
    "li",
    { class: direction, value: number },
    make("div", { class: "evidence-head" }, make("strong", {}, words(signal.detector)), make("span", { class: `direction ${direction}` }, direction === "for" ? "for a fake" : "against"), make("small", {}, facts.join(" · "))),
    signal.span ? make("p", { class: "measured" }, "“", markedText(Array.from(finding.title).slice(...signal.span).join("")), "”") : null,
    signal.excerpt ? excerptLine(signal) : null,
    measured(signal),
    signal.note ? make("p", { class: "note" }, noteText(signal.note)) : null,
  );
}

/** @param {Signal} signal @returns {HTMLElement} */
function excerptLine(signal) {
  const { text, span, before, after } = /** @type {Excerpt} */ (signal.excerpt);
  const spans = span ? [{ start: span[0], end: span[1], direction: signal.direction, number: null }] : [];
  return make("blockquote", {}, before ? "… " : null, markedText(text, spans), after ? " …" : null);
}

/** A note; the digest of a picture is cut to what its caption shows. @param {string} note @returns {HTMLElement} */
function noteText(note) {
  return /^[0-9a-f]{64}$/.test(note) ? make("span", {}, "the holder's picture ", make("code", {}, note.slice(0, 12))) : markedText(note);
}

/** What was measured, beside what it is held against. @param {Signal} signal @returns {HTMLElement | null} */
function measured(signal) {
  if (signal.private) {
    return make("p", { class: "measured" }, signal.family === "price" ? "Below the holder's reference, which the holder keeps private." : "Held against what the holder keeps private.");
  }
  if (signal.number === null) return null;
  if (signal.unit === "bits" && signal.reference !== null) {
    return make("p", { class: "measured" }, `${plainNumber(signal.number)} bits apart; up to ${plainNumber(signal.reference)} is taken for the same picture`);
  }
  if (signal.unit === "cosine" || signal.unit === "score") {
    return make("p", { class: "measured" }, `alike by ${plainNumber(signal.number)}, where 1 is the same`);
  }
  const against = signal.reference === null ? "" : `, held against ${quantity(signal.reference, signal.unit)}`;
  return make("p", { class: "measured" }, quantity(signal.number, signal.unit) + against);
}

/** A number with its unit; money always has its cents. @param {number} value @param {string | null} unit @returns {string} */
function quantity(value, unit) {
  const isMoney = /^[A-Z]{3}$/.test(unit ?? "");
  const number = isMoney ? value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : plainNumber(value);
  return unit ? `${number} ${unit}` : number;
}

/** The price beside its reference, as words and as a bar. @param {Finding} finding @returns {HTMLElement | null} */
function priceLine(finding) {
  if (finding.price === null) return null;
  const euro = finding.priceEur !== null && !finding.price.endsWith(" EUR") ? ` (${quantity(finding.priceEur, "EUR")})` : "";
  const condition = finding.condition ? `, ${finding.condition}` : "";
  const price = make("strong", {}, finding.price);
  if (finding.private) {
    return make("p", { class: "price-line" }, price, `${euro}${condition}; ${finding.belowPrivate ? "below the holder's reference" : "held against the holder's private reference"}`);
  }
  if (finding.ratio === null || finding.referenceEur === null) return make("p", { class: "price-line" }, price, euro + condition);
  const share = Math.min(1, finding.ratio / Math.max(1, finding.ratio));
  const widest = Math.max(1, finding.ratio);
  return make(
    "div",
    { class: "price-line" },
    make("p", {}, price, `${euro}${condition}; ${heldAgainst(finding.ratio, "the holder's reference")}, ${quantity(finding.referenceEur, "EUR")}`),
    draw("svg", { class: "price-bar", "aria-hidden": "true", focusable: "false" },
      draw("rect", { class: "price-whole", width: `${100 / widest}%`, height: "100%", rx: 2 }),
      draw("rect", { class: finding.ratio < 1 ? "price-part" : "price-over", width: `${Math.max(0.8, 100 * share)}%`, height: "100%", rx: 2 })),
  );
}
