// The labels: kept in this browser under the name of the draw, undone one by one.

const OUTCOMES = [
  { key: "1", outcome: "infringing", label: "Infringing" },
  { key: "2", outcome: "not", label: "Not infringing" },
  { key: "3", outcome: "undetermined", label: "Undetermined" },
];

/** @typedef {{outcome: string, at: string, by: string}} Label */
/**
 * @typedef {{case: number, finding_id: string, marketplace: string, listing_id: string, right_id: string | null,
 *   listing_digest: string | null, mark: string | null, holder: string | null, title: string | null,
 *   description: string | null, brand: string | null, category: string | null, condition: string | null,
 *   price: string | null, currency: string | null, ships_from: string | null, seller_name: string | null,
 *   url: string | null, pictures: string[]}} Case
 */

/** @type {{draw: string, run: string, cases: Case[]}} */
const payload = JSON.parse(document.getElementById("data")?.textContent ?? "{}");

const labels = {
  /** @type {Map<string, Label>} */
  byCase: new Map(),
  /** @type {{id: string, before: Label | undefined}[]} */
  done: [],
  kept: true,
  storageKey: `guildmark:audit:${payload.draw}`,

  /** Reads what is kept, for instance after another tab of the same draw decided. */
  load() {
    if (!this.kept) return; // what is only in memory must not be lost to what was once kept
    try {
      const stored = JSON.parse(localStorage.getItem(this.storageKey) ?? "{}");
      this.byCase = new Map(Object.entries(stored).filter(([, label]) => isLabel(label)));
    } catch {
      this.kept = false;
    }
  },

  /** @param {string} id @param {string} outcome @param {string} by */
  decide(id, outcome, by) {
    this.load();
    this.done.push({ id, before: this.byCase.get(id) });
    this.byCase.set(id, { outcome, at: new Date().toISOString(), by });
    this.save();
  },

  /** Undoes the last decision made on this page. @returns {string | null} whose it was */
  undo() {
    const last = this.done.pop();
    if (!last) return null;
    this.load();
    if (last.before) this.byCase.set(last.id, last.before);
    else this.byCase.delete(last.id);
    this.save();
    return last.id;
  },

  save() {
    try {
      localStorage.setItem(this.storageKey, JSON.stringify(Object.fromEntries(this.byCase)));
      this.kept = true;
    } catch {
      this.kept = false;
    }
  },
};

/** @param {any} value @returns {boolean} */
function isLabel(value) {
  const isKnown = OUTCOMES.some((known) => known.outcome === value?.outcome);
  return isKnown && typeof value.at === "string" && typeof value.by === "string";
}
