// What the page was given: the findings, their pictures, and what the run says of itself.

/** @typedef {{text: string, span: [number, number] | null, before: boolean, after: boolean}} Excerpt */
/** @typedef {{detector: string, family: string, direction: string, strength: number | null, weight: number | null, db: number, counted: boolean}} Contribution */
/**
 * @typedef {{detector: string, family: string, direction: string, strength: number | null, scope: string | null,
 *   field: string | null, span: [number, number] | null, excerpt: Excerpt | null, number: number | null,
 *   reference: number | null, private: boolean, unit: string | null, note: string | null, picture: string | null,
 *   box: number[] | null}} Signal
 */
/**
 * @typedef {{id: string, marketplace: string, listing: string, right: string, mark: string, holder: string | null,
 *   sellerId: string | null, seller: string | null, title: string, titleCut: number, category: string | null,
 *   condition: string | null, price: string | null, priceEur: number | null, referenceEur: number | null,
 *   ratio: number | null, private: boolean, belowPrivate: boolean, url: string | null, digest: string | null,
 *   start: number | null, score: number | null, probability: number | null, band: string | null,
 *   wouldBand: string | null, rounded: boolean, contributions: Contribution[], sentence: string | null, sellerSentence: string | null,
 *   picture: string | null, official_picture: string | null, signals: Signal[], signalsLeftOut: number}} Finding
 */
/**
 * @typedef {{run: string, reviewDb: number | null, actDb: number | null, licenceWhy: string, total: number, findings: Finding[],
 *   pictures: Record<string, string>}} Payload
 */

/** @type {Payload} */
const payload = JSON.parse(document.getElementById("data")?.textContent ?? "{}");

/** @type {Map<string, Finding>} */
const findingById = new Map(payload.findings.map((finding) => [finding.id, finding]));

/** Decibans with a sign: "+12.4 dB". @param {number | null} value @returns {string} */
function decibans(value) {
  if (value === null) return "–";
  const rounded = Math.abs(value).toFixed(1);
  const sign = rounded === "0.0" ? "" : value < 0 ? "−" : "+";
  return `${sign}${rounded} dB`;
}

/** The score of a finding; one that is rounded, to keep a private reference private, says so. @param {Finding} finding */
function scoreText(finding) {
  return (finding.rounded ? "≈ " : "") + decibans(finding.score);
}

/** A price held against a reference: "7 % of reference". @param {number} ratio @param {string} reference @returns {string} */
function heldAgainst(ratio, reference) {
  if (ratio >= 2) return `${Math.round(ratio).toLocaleString("en")} × ${reference}`;
  return `${ratio < 0.01 ? "< 1" : Math.round(100 * ratio)} % of ${reference}`;
}

/** The seller, who is known by an id on a marketplace. @param {Finding} finding @returns {string} */
function sellerKey(finding) {
  return finding.sellerId === null ? "" : `${finding.marketplace}\u001f${finding.sellerId}`;
}

/** A detector's or family's name as words. @param {string | null} name @returns {string} */
function words(name) {
  return (name ?? "").replaceAll(/[_-]/g, " ");
}

/** A number as people write it, at most two decimals. @param {number} value @returns {string} */
function plainNumber(value) {
  return value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 1 ? 3 : 2 });
}
