// Starts the page: shows one case after the other, takes decisions by key or by button.

let open = 0; // place of the open case
/** @type {Set<string>} */
const skipped = new Set();

/** @param {string} key @returns {string | null} a choice of the reader, where the browser keeps any */
function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} value */
function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** The next case without a decision: first those not skipped, then those skipped. @returns {number} -1 when all are decided */
function nextOpen() {
  const count = payload.cases.length;
  for (const isWanted of [(/** @type {string} */ id) => !skipped.has(id), () => true]) {
    for (let step = 1; step <= count; step++) {
      const place = (open + step) % count;
      const id = payload.cases[place].finding_id;
      if (!labels.byCase.has(id) && isWanted(id)) return place;
    }
  }
  return -1;
}

/** @param {number} place @param {boolean} isFocused */
function show(place, isFocused) {
  open = place;
  byId("case").replaceChildren(...caseCard(payload.cases[open]));
  byId("case").setAttribute("aria-label", `Case ${open + 1} of ${payload.cases.length}`);
  showDecision();
  if (isFocused) {
    byId("case").focus({ preventScroll: true });
    scrollTo({ top: 0, behavior: "instant" });
  }
}

function showDecision() {
  const decided = [...labels.byCase.keys()].filter((id) => payload.cases.some((one) => one.finding_id === id)).length;
  const count = payload.cases.length;
  byId("progress").value = decided;
  byId("progress-text").textContent = decided === count ? `All ${count} cases are decided: download them` : `${decided} of ${count} decided`;
  document.title = `Guildmark audit: ${decided} of ${count} decided`;
  byId("download-csv").disabled = byId("download-json").disabled = decided === 0;
  byId("storage-notice").hidden = labels.kept;
  const outcome = labels.byCase.get(payload.cases[open].finding_id)?.outcome;
  for (const button of document.querySelectorAll("#decide [data-outcome]")) {
    button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.outcome === outcome));
  }
  byId("undo").disabled = labels.done.length === 0;
  byId("place").textContent = `Case ${(open + 1).toLocaleString("en")} of ${count.toLocaleString("en")}`;
}

/** @param {string} outcome */
function decide(outcome) {
  const by = byId("who").value.trim();
  byId("who-notice").hidden = by !== "";
  if (by === "") {
    byId("who").focus();
    return;
  }
  const id = payload.cases[open].finding_id;
  labels.decide(id, outcome, by);
  skipped.delete(id);
  const next = nextOpen();
  announce(`Decided: ${OUTCOMES.find((known) => known.outcome === outcome)?.label}${next < 0 ? ". All cases are decided" : ""}`);
  if (next < 0) showDecision();
  else show(next, true);
}

function skip() {
  skipped.add(payload.cases[open].finding_id);
  const next = nextOpen();
  announce("Skipped");
  if (next >= 0) show(next, true);
}

function undo() {
  const id = labels.undo();
  announce(id ? "Last decision undone" : "Nothing to undo");
  const place = payload.cases.findIndex((one) => one.finding_id === id);
  if (place >= 0) show(place, true);
}

/** @param {number} step */
function move(step) {
  const place = open + step;
  if (place >= 0 && place < payload.cases.length) show(place, true);
  else announce(step > 0 ? "This is the last case" : "This is the first case");
}

/** @type {Record<string, () => void>} */
const KEYS = { j: () => move(1), k: () => move(-1), u: undo, s: skip, "?": () => byId("help-dialog").showModal() };
for (const { key, outcome } of OUTCOMES) KEYS[key] = () => decide(outcome);

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || byId("help-dialog").open) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.id === "who") {
    if (event.key === "Enter") byId("case").focus();
    return;
  }
  if (!byId("keys-on").checked) return;
  const action = KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  if (event.repeat && !"jk".includes(event.key)) return; // a key held down moves on, and decides once
  action();
}

/** @param {string} text @param {string} key @param {() => void} action @param {Record<string, string>} more @returns {HTMLElement} */
function decideButton(text, key, action, more) {
  const button = make("button", { type: "button", ...more }, make("kbd", { "aria-hidden": "true" }, key), ` ${text}`);
  button.addEventListener("click", action);
  return button;
}

const THEMES = /** @type {Record<string, string>} */ ({ system: "as the system", light: "light", dark: "dark" });

/** @param {string} theme */
function setTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  byId("theme").textContent = `Theme: ${THEMES[theme]}`;
}

function connectTheme() {
  let theme = remembered("guildmark:theme") ?? "system";
  if (!(theme in THEMES)) theme = "system";
  setTheme(theme);
  byId("theme").addEventListener("click", () => {
    const names = Object.keys(THEMES);
    theme = names[(names.indexOf(theme) + 1) % names.length];
    setTheme(theme);
    remember("guildmark:theme", theme);
  });
}

function start() {
  connectTheme();
  labels.load();
  const buttons = OUTCOMES.map(({ key, outcome, label }) => decideButton(label, key, () => decide(outcome), { "data-outcome": outcome, "aria-pressed": "false" }));
  byId("decide").append(make("p", { id: "place" }), ...buttons, decideButton("Skip", "s", skip, { class: "quiet" }), decideButton("Undo", "u", undo, { class: "quiet", id: "undo" }));
  byId("who").value = remembered("guildmark:name") ?? "";
  byId("who").addEventListener("change", () => {
    remember("guildmark:name", byId("who").value.trim());
    byId("who-notice").hidden = true;
  });
  byId("keys-on").checked = remembered("guildmark:keys") !== "off";
  byId("keys-on").addEventListener("change", () => remember("guildmark:keys", byId("keys-on").checked ? "on" : "off"));
  byId("help").addEventListener("click", () => byId("help-dialog").showModal());
  document.addEventListener("keydown", onKey);
  addEventListener("storage", (event) => {
    if (event.key !== labels.storageKey) return;
    labels.load();
    showDecision();
  });
  connectDownloads();
  open = payload.cases.length - 1; // so that the search for the first begins at the first
  show(Math.max(nextOpen(), 0), false);
}

start();
