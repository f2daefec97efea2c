// What every page does: time zone and theme, menus that close, selects that send their form, tables on narrow pages,
// and asking before something is done that hurts.

const YEAR_SECONDS = 31_536_000;

/** @param {string} name @param {string} value */
function setCookie(name, value) {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}

/** @param {string} name @returns {string} */
function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** Times are shown in the reader's zone from the next page on; for the very first page it is loaded once more. */
function tellTimeZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && cookie("time_zone") !== zone) setCookie("time_zone", zone);
}

function connectTheme() {
  const button = document.getElementById("theme");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    setCookie("theme", dark ? "light" : "dark");
  });
}

/** @param {Event} event */
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(/** @type {Node} */ (event.target)) || /** @type {KeyboardEvent} */ (event).key === "Escape") menu.open = false;
  }
}

/** Say something to screen readers. @param {string} text */
function announce(text) {
  const place = document.getElementById("announce");
  if (place) place.textContent = text;
}

/** On narrow pages a table is a list of rows; each cell then carries the head of its column. @param {ParentNode} place */
function labelCells(place) {
  for (const table of /** @type {NodeListOf<HTMLTableElement>} */ (place.querySelectorAll(".table-scroll > table"))) {
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => (cell.querySelector(".unseen") ? "" : cell.textContent?.trim() ?? ""));
    if (!heads.length) continue;
    for (const body of table.tBodies) {
      for (const row of body.rows) [...row.cells].forEach((cell, index) => { cell.dataset.label = heads[index] ?? ""; });
    }
    table.classList.add("labelled");
  }
}

/** A button that says so is only taken at its word after a second question. @param {SubmitEvent} event */
function askFirst(event) {
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("confirm"));
  if (!button?.dataset.confirm || !dialog || button.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const [question, yes] = [dialog.querySelector("p"), dialog.querySelector("button")];
  if (question) question.textContent = button.dataset.confirm;
  if (yes) yes.textContent = button.textContent;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    button.dataset.confirmed = "yes";
    button.form?.requestSubmit(button);
  }, { once: true });
  dialog.showModal();
}

tellTimeZone();
connectTheme();
labelCells(document);
document.querySelector(".masthead nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.addEventListener("htmx:afterSwap", () => labelCells(document));
document.addEventListener("submit", askFirst, true);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(event); });
document.addEventListener("change", (event) => {
  const field = /** @type {HTMLSelectElement} */ (event.target);
  if (field.matches("[data-submits]")) field.form?.requestSubmit();
});
