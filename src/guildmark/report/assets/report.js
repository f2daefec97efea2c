// Starts the page.

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
  byId("theme").hidden = false;
  byId("theme").addEventListener("click", () => {
    const names = Object.keys(THEMES);
    theme = names[(names.indexOf(theme) + 1) % names.length];
    setTheme(theme);
    remember("guildmark:theme", theme);
  });
}

/** The finding that the address names, if any. @returns {Finding | undefined} */
function addressed() {
  return location.hash.startsWith("#finding-") ? findingById.get(location.hash.slice("#finding-".length)) : undefined;
}

function connectList() {
  byId("list").addEventListener("click", (/** @type {any} */ event) => {
    const row = event.target.closest("tbody tr");
    const finding = findingById.get(row?.querySelector("button").dataset.id ?? "");
    if (finding) openFinding(finding, NARROW.matches ? "detail" : "row");
  });
  addEventListener("hashchange", () => {
    const finding = addressed();
    if (finding) openFinding(finding, "detail");
    else showPane(false);
  });
  addEventListener("storage", (event) => {
    if (event.key !== decisions.storageKey) return;
    decisions.load();
    showDecisions(list.rows.keys());
  });
  NARROW.addEventListener("change", () => showPane(false));
  byId("download").addEventListener("click", downloadDecisions);
}

function start() {
  connectTheme();
  if (payload.findings.length === 0) return;
  byId("charts-fold").open = !NARROW.matches && remembered("guildmark:charts") !== "folded";
  byId("charts-fold").addEventListener("toggle", () => {
    if (!NARROW.matches) remember("guildmark:charts", byId("charts-fold").open ? "open" : "folded");
  });
  decisions.load();
  byId("toolbar").hidden = false;
  connectFilters();
  connectKeyboard();
  connectList();
  showSort();
  applyFilters();
  showDecisions([]);
  const finding = addressed();
  if (finding) openFinding(finding, "detail");
  else if (!NARROW.matches) openFinding(payload.findings[0], "none");
}

start();
