// Filters and sorting: what the toolbar, the column headers and the charts set.

const FILTERS = ["mark", "detector", "seller", "decision"];

/** What is asked for at the moment; an empty text asks for nothing. @type {Record<string, string>} */
const asked = { search: "", mark: "", detector: "", seller: "", decision: "" };
/** @type {Set<string>} */
const askedBands = new Set(["act", "review", "clear"]);
/** @type {Map<string, string>} */
const searchable = new Map();

/** @param {Finding} finding @returns {boolean} */
function passesFilters(finding) {
  if (!askedBands.has(finding.band ?? "clear")) return false;
  if (asked.mark && finding.mark !== asked.mark) return false;
  if (asked.seller && sellerKey(finding) !== asked.seller) return false;
  if (asked.detector && !finding.contributions.some((piece) => piece.detector === asked.detector)) return false;
  if (asked.decision && !passesDecision(decisions.outcomeOf(finding.id))) return false;
  return !asked.search || asked.search.split(" ").every((word) => searchText(finding).includes(word));
}

/** @param {string} outcome @returns {boolean} */
function passesDecision(outcome) {
  if (asked.decision === "open") return outcome === "";
  return asked.decision === "decided" ? outcome !== "" : outcome === asked.decision;
}

/** Text as it is searched: compatible forms joined, case and hidden characters dropped. @param {string} text @returns {string} */
function folded(text) {
  return text.normalize("NFKC").replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "").toLowerCase().replaceAll(/\s+/g, " ").trim();
}

/** @param {Finding} finding @returns {string} */
function searchText(finding) {
  const known = searchable.get(finding.id);
  if (known !== undefined) return known;
  const evidence = finding.signals.flatMap((signal) => [signal.excerpt?.text, signal.note]);
  const parts = [finding.title, finding.mark, finding.holder, finding.seller, finding.sellerId, finding.listing, finding.right, finding.category, finding.sentence, ...evidence];
  const text = folded(parts.filter(Boolean).join("\n"));
  searchable.set(finding.id, text);
  return text;
}

/** Applies what is asked for and says how many findings pass. */
function applyFilters() {
  list.refresh();
  const line = `${list.passing.length.toLocaleString("en")} of ${payload.findings.length.toLocaleString("en")} shown`;
  byId("shown-line").textContent = line;
  const beyond = payload.total - payload.findings.length;
  byId("list-empty-why").textContent = beyond > 0 ? `No finding on this page matches; ${beyond.toLocaleString("en")} more are in findings.parquet.` : "No finding matches.";
  for (const bar of document.querySelectorAll("button[data-filter]")) {
    const { filter, key } = /** @type {HTMLElement} */ (bar).dataset;
    bar.setAttribute("aria-pressed", String(asked[filter ?? ""] === key));
  }
  announce(line);
}

/**
 * Sets one filter, from a select or a chart. @param {string} kind @param {string} value
 * @param {string} [label]  what a value is called that no finding on the page has
 */
function setFilter(kind, value, label = value) {
  const select = byId(`filter-${kind}`);
  if (![...select.options].some((option) => option.value === value)) {
    select.append(make("option", { value }, `${dotted(label)} (0)`)); // a bar may stand for findings beyond those on the page
  }
  select.value = value;
  asked[kind] = value;
  applyFilters();
}

function clearFilters() {
  for (const kind of FILTERS) {
    byId(`filter-${kind}`).value = "";
    asked[kind] = "";
  }
  byId("search").value = "";
  asked.search = "";
  for (const box of document.querySelectorAll('#toolbar [name="band"]')) {
    /** @type {HTMLInputElement} */ (box).checked = true;
    askedBands.add(/** @type {HTMLInputElement} */ (box).value);
  }
  applyFilters();
}

/** @param {string} by  the same column again turns the order round */
function sortBy(by) {
  const startsDown = by === "score";
  list.sort = { by, descending: list.sort.by === by ? !list.sort.descending : startsDown };
  showSort();
  list.refresh();
  announce(`Sorted by ${by}, ${list.sort.descending ? "descending" : "ascending"}`);
}

function showSort() {
  for (const header of document.querySelectorAll("#list th[data-sort]")) {
    const isSorted = /** @type {HTMLElement} */ (header).dataset.sort === list.sort.by;
    header.setAttribute("aria-sort", isSorted ? (list.sort.descending ? "descending" : "ascending") : "none");
  }
  byId("sort-choice").value = list.sort.by;
}

/** Fills the selects with what the findings hold, the most frequent first. */
function fillChoices() {
  fillChoice("mark", payload.findings.map((finding) => [finding.mark, finding.mark]));
  fillChoice("seller", payload.findings.flatMap((finding) => finding.sellerId ? [[sellerKey(finding), finding.seller ?? finding.sellerId]] : []));
  fillChoice("detector", payload.findings.flatMap((finding) =>
    [...new Set(finding.contributions.map((piece) => piece.detector))].map((name) => [name, words(name)])));
  const outcomes = OUTCOMES.map(({ outcome, label }) => make("option", { value: outcome }, label));
  byId("filter-decision").append(make("option", { value: "open" }, "not decided"), make("option", { value: "decided" }, "decided"), ...outcomes);
  for (const band of askedBands) {
    const box = /** @type {HTMLElement} */ (document.querySelector(`[data-count="${band}"]`));
    box.textContent = payload.findings.filter((finding) => (finding.band ?? "clear") === band).length.toLocaleString("en");
  }
}

/** @param {string} kind @param {string[][]} entries  pairs of value and label */
function fillChoice(kind, entries) {
  /** @type {Map<string, {label: string, count: number}>} */
  const counted = new Map();
  for (const [value, label] of entries) counted.set(value, { label, count: (counted.get(value)?.count ?? 0) + 1 });
  const sorted = [...counted].sort(([, one], [, other]) => other.count - one.count || one.label.localeCompare(other.label));
  byId(`filter-${kind}`).append(...sorted.map(([value, { label, count }]) => make("option", { value }, `${Array.from(dotted(label)).slice(0, 40).join("")} (${count})`)));
}

/** Connects the toolbar, the headers and the charts. */
function connectFilters() {
  fillChoices();
  for (const kind of FILTERS) {
    byId(`filter-${kind}`).addEventListener("change", (/** @type {any} */ event) => setFilter(kind, event.target.value));
  }
  byId("search").addEventListener("input", (/** @type {any} */ event) => {
    asked.search = folded(event.target.value);
    applyFilters();
  });
  for (const box of document.querySelectorAll('#toolbar [name="band"]')) box.addEventListener("change", (/** @type {any} */ event) => {
    if (event.target.checked) askedBands.add(event.target.value);
    else askedBands.delete(event.target.value);
    applyFilters();
  });
  for (const header of document.querySelectorAll("#list th[data-sort]")) {
    const by = /** @type {string} */ (/** @type {HTMLElement} */ (header).dataset.sort);
    header.replaceChildren(make("button", { type: "button" }, header.textContent ?? ""));
    header.firstElementChild?.addEventListener("click", () => sortBy(by));
  }
  byId("sort-choice").addEventListener("change", (/** @type {any} */ event) => sortBy(event.target.value));
  byId("toolbar").addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
  for (const id of ["reset", "list-reset"]) byId(id).addEventListener("click", clearFilters);
  byId("list-more").addEventListener("click", () => list.drawMore());
  for (const name of document.querySelectorAll(".bar-name bdi")) name.replaceWith(markedText(name.textContent ?? ""));
  for (const bar of document.querySelectorAll("button[data-filter]")) bar.addEventListener("click", () => {
    const { filter, key } = /** @type {HTMLElement} */ (bar).dataset;
    const name = bar.querySelector(".bar-name")?.textContent ?? "";
    if (asked[filter ?? ""] === key) return setFilter(filter ?? "", "");
    setFilter(filter ?? "", key ?? "", name);
    byId("findings").scrollIntoView();
    byId("findings").focus({ preventScroll: true });
  });
}
