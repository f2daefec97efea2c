// Deciding, by key or by button, and the keys that move about.

/** Decides the open finding and moves on. @param {string} outcome @param {"row" | "detail"} focus */
function decideOpen(outcome, focus) {
  const finding = findingById.get(list.openId ?? "");
  if (!finding) return;
  const next = list.nextUndecided();
  decisions.decide(finding.id, outcome);
  showDecisions([finding.id]);
  const isTaken = decisions.outcomeOf(finding.id) === outcome;
  announce(isTaken ? `Decided: ${outcomeLabel(outcome)}` : "Decision taken back");
  openFinding(isTaken && next ? next : finding, focus);
}

/** @param {"row" | "detail"} focus */
function undo(focus) {
  const id = decisions.undo();
  const finding = findingById.get(id ?? "");
  announce(finding ? "Last decision undone" : "Nothing to undo");
  if (!finding) return;
  showDecisions([finding.id]);
  openFinding(finding, focus);
}

/** @param {Iterable<string>} ids  findings whose decision changed */
function showDecisions(ids) {
  for (const id of ids) list.showDecision(id);
  const undoButton = document.querySelector("#detail .undo");
  if (undoButton) /** @type {HTMLButtonElement} */ (undoButton).disabled = decisions.done.length === 0;
  const count = [...decisions.byFinding.keys()].filter((id) => findingById.has(id)).length;
  byId("download").textContent = `Download ${count} ${count === 1 ? "decision" : "decisions"} (CSV)`;
  byId("download").disabled = count === 0;
  byId("storage-notice").hidden = decisions.kept;
}

/** @param {number} step */
function move(step) {
  const finding = list.neighbour(step);
  byId("findings").scrollIntoView({ block: "nearest", behavior: "instant" });
  if (finding) openFinding(finding, "row");
  else announce(step > 0 ? "This is the last finding" : "This is the first finding");
}

/** @type {Record<string, () => void>} */
const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  u: () => undo("row"),
  "/": () => byId("search").focus(),
  "?": () => byId("help-dialog").showModal(),
  o: () => byId("detail").focus(),
};
for (const { key, outcome } of OUTCOMES) KEYS[key] = () => decideOpen(outcome, "row");

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || byId("help-dialog").open) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.key === "Escape") return onEscape(target);
  if (target.matches("input:not([type=checkbox]), textarea, select") || !byId("keys-on").checked) return;
  const isInList = target.closest("#list tbody") !== null;
  const key = isInList && event.key === "ArrowDown" ? "j" : isInList && event.key === "ArrowUp" ? "k" : event.key;
  const action = KEYS[key];
  if (!action) return;
  event.preventDefault();
  if (event.repeat && !"jk".includes(key)) return; // a key held down moves on, and decides once
  action();
}

/** @param {HTMLElement} target */
function onEscape(target) {
  if (document.body.classList.contains("detail-open")) closePane();
  else if (list.openId && (target.id === "search" || target.closest("#detail"))) focusRow(list.openId);
}

function connectKeyboard() {
  document.addEventListener("keydown", onKey);
  byId("help").hidden = false;
  byId("help").addEventListener("click", () => byId("help-dialog").showModal());
  const areOn = byId("keys-on");
  areOn.checked = remembered("guildmark:keys") !== "off";
  areOn.addEventListener("change", () => remember("guildmark:keys", areOn.checked ? "on" : "off"));
}
