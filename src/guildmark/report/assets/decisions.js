// Decisions of the reader: kept in this browser under the key of the run, undone one by one.

const OUTCOMES = [
  { key: "1", outcome: "infringing", label: "Infringing" },
  { key: "2", outcome: "not", label: "Not infringing" },
  { key: "3", outcome: "undetermined", label: "Undetermined" },
];

/** @typedef {{outcome: string, at: string}} Decision */

const decisions = {
  /** @type {Map<string, Decision>} */
  byFinding: new Map(),
  /** @type {{id: string, before: Decision | undefined}[]} */
  done: [],
  kept: true,
  storageKey: `guildmark:decisions:${payload.run}`,

  /** Reads what is kept, for instance after another tab of the same run decided. */
  load() {
    if (!this.kept) return; // what is only in memory must not be lost to what was once kept
    try {
      const stored = JSON.parse(localStorage.getItem(this.storageKey) ?? "{}");
      this.byFinding = new Map(Object.entries(stored).filter(([, decision]) => isDecision(decision)));
    } catch {
      this.kept = false;
    }
  },

  /** @param {string} id @returns {string} the outcome, or nothing */
  outcomeOf(id) {
    return this.byFinding.get(id)?.outcome ?? "";
  },

  /** Decides a finding; the same outcome again takes the decision back. @param {string} id @param {string} outcome */
  decide(id, outcome) {
    this.load();
    const before = this.byFinding.get(id);
    this.done.push({ id, before });
    if (before?.outcome === outcome) this.byFinding.delete(id);
    else this.byFinding.set(id, { outcome, at: new Date().toISOString() });
    this.save();
  },

  /** Undoes the last decision made on this page. @returns {string | null} whose it was */
  undo() {
    const last = this.done.pop();
    if (!last) return null;
    this.load();
    if (last.before) this.byFinding.set(last.id, last.before);
    else this.byFinding.delete(last.id);
    this.save();
    return last.id;
  },

  save() {
    try {
      localStorage.setItem(this.storageKey, JSON.stringify(Object.fromEntries(this.byFinding)));
      this.kept = true;
    } catch {
      this.kept = false;
    }
  },
};

/** @param {any} value @returns {boolean} */
function isDecision(value) {
  return OUTCOMES.some((known) => known.outcome === value?.outcome) && typeof value.at === "string";
}

/** @param {string} outcome @returns {string} */
function outcomeLabel(outcome) {
  return OUTCOMES.find((known) => known.outcome === outcome)?.label ?? "";
}
