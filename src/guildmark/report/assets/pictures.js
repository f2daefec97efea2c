// The pictures of a finding: each one that something was seen in, with boxes around the places, and the holder's beside it.

/** @typedef {{left: number, top: number, right: number, bottom: number}} Area  shares of a picture's sides, or pixels */
/** @typedef {Area & {numbers: number[], direction: string}} Place  where the evidence with these numbers was seen */

/** @param {Finding} finding @returns {HTMLElement | null} */
function pictures(finding) {
  const [first, ...others] = picturesOf(finding);
  if (first === undefined && finding.official_picture === null) return null;
  return make("div", { class: "pictures" },
    first === undefined ? null : picture(finding, first, "The listing's picture"),
    finding.official_picture === null ? null : picture(finding, finding.official_picture, "The holder's picture"),
    ...others.map((digest) => picture(finding, digest, "Another of its pictures")));
}

/** The listing's pictures to show, those with evidence first. @param {Finding} finding @returns {string[]} */
function picturesOf(finding) {
  const withEvidence = new Set(finding.signals.flatMap((signal) => signal.picture ?? []));
  const shown = finding.picture;
  if (shown === null) return [...withEvidence];
  return withEvidence.has(shown) ? [...new Set([shown, ...withEvidence])] : [...withEvidence, shown];
}

/** @param {Finding} finding @param {string} digest @param {string} caption @returns {HTMLElement} */
function picture(finding, digest, caption) {
  const numbers = finding.signals.flatMap((signal, index) => (signal.picture === digest ? [index + 1] : []));
  const seen = numbers.length ? ` (evidence ${numbers.join(", ")})` : "";
  const data = payload.pictures[digest];
  const frame = data ? framed(data, caption, placesIn(finding, digest)) : make("p", { class: "no-picture" }, "No preview of it is in this page.");
  return make("figure", {}, frame, make("figcaption", {}, caption + seen, " ", make("code", {}, digest.slice(0, 12))));
}

/** A preview with its boxes; they are numbered once it is known how large it is shown. @param {string} data @param {string} caption @param {Place[]} places @returns {HTMLElement} */
function framed(data, caption, places) {
  const image = make("img", { src: `data:image/jpeg;base64,${data}`, alt: caption, loading: "lazy" });
  const frame = make("div", { class: "frame" }, image, ...places.map(boxAround));
  image.addEventListener("load", () => frame.append(...tagsOf(places, image.clientWidth, image.clientHeight)), { once: true });
  return frame;
}

/** Where detectors point in a picture, each place once. @param {Finding} finding @param {string} digest @returns {Place[]} */
function placesIn(finding, digest) {
  /** @type {Map<string, Place>} */
  const places = new Map();
  finding.signals.forEach((signal, index) => {
    if (signal.picture !== digest || signal.box?.length !== 4) return;
    const [left, top, right, bottom] = signal.box.map((share) => Math.min(1, Math.max(0, share)));
    const key = [left, top, right, bottom].map((share) => share.toFixed(2)).join();
    const place = places.get(key) ?? { left, top, right, bottom, numbers: [], direction: signal.direction === "against" ? "against" : "for" };
    place.numbers.push(index + 1);
    places.set(key, place);
  });
  return [...places.values()];
}

/** @param {Place} place @returns {HTMLElement} */
function boxAround(place) {
  const box = make("span", { class: `box ${place.direction}`, "aria-hidden": "true" });
  box.style.left = `${100 * place.left}%`;
  box.style.top = `${100 * place.top}%`;
  box.style.width = `${100 * (place.right - place.left)}%`;
  box.style.height = `${100 * (place.bottom - place.top)}%`;
  return box;
}

/** The numbers of the evidence, each beside its box and over no other, so that what was seen stays readable. @param {Place[]} places @param {number} width  of the preview in pixels @param {number} height @returns {HTMLElement[]} */
function tagsOf(places, width, height) {
  const taken = places.map((place) => ({ left: place.left * width, top: place.top * height, right: place.right * width, bottom: place.bottom * height }));
  return places.map((place, index) => {
    const text = place.numbers.join();
    const area = freeBeside(taken[index], { width: 6 + 7 * text.length, height: 15 }, taken, width, height);
    taken.push(area);
    const tag = make("span", { class: `tag ${place.direction}`, "aria-hidden": "true" }, text);
    tag.style.left = `${(100 * area.left) / width}%`;
    tag.style.top = `${(100 * area.top) / height}%`;
    return tag;
  });
}

/** A free area beside a box: above, below, left or right of it, else in its far corner. @param {Area} box @param {{width: number, height: number}} size @param {Area[]} taken @param {number} width @param {number} height @returns {Area} */
function freeBeside(box, size, taken, width, height) {
  const edge = width - size.width;
  const lefts = [Math.min(box.left, edge), Math.max(0, box.right - size.width), edge];
  const corners = [box.top - size.height, box.bottom].flatMap((top) => lefts.map((left) => [left, top]));
  const areas = [...corners, [box.left - size.width, box.top], [box.right, box.top], [lefts[1], box.top]].map(
    ([left, top]) => ({ left, top, right: left + size.width, bottom: top + size.height }));
  const isFree = (/** @type {Area} */ area) =>
    area.left >= 0 && area.top >= 0 && area.right <= width && area.bottom <= height &&
    taken.every((other) => area.right <= other.left || area.left >= other.right || area.bottom <= other.top || area.top >= other.bottom);
  return areas.find(isFree) ?? areas[areas.length - 1];
}
