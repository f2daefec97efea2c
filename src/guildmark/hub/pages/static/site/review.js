// Deciding by the keyboard. A key presses the button that carries it, so that everything also works without keys.

/** @param {Event} event @returns {boolean} whether the reader is writing, or a dialog is in front */
function isBusy(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  return target.matches("input:not([type=checkbox], [type=range]), textarea, select") || document.querySelector("dialog[open]") !== null;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || isBusy(event)) return;
  const field = document.querySelector(`[data-focus-key="${CSS.escape(event.key)}"]`);
  const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!field && !button) return;
  event.preventDefault();
  if (field) return /** @type {HTMLElement} */ (field).focus();
  /** @type {HTMLElement} */ (button).click();
  const text = button?.parentElement?.matches("details[open]") ? button.parentElement.querySelector("textarea, select") : null;
  if (text) /** @type {HTMLElement} */ (text).focus();
}

/** A form is sent once, however often its button is pressed. @param {SubmitEvent} event */
function sendOnce(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.method === "dialog") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
}

function connectBlur() {
  const button = document.getElementById("blur");
  button?.addEventListener("click", () => {
    const isBlurred = document.querySelector(".workbench")?.classList.toggle("blurred") ?? false;
    button.setAttribute("aria-pressed", String(isBlurred));
  });
}

/** On a phone the list of like cases would leave little of the case in sight: its heading says how many there are. */
function closeCluster() {
  const cluster = /** @type {HTMLDetailsElement | null} */ (document.querySelector("details.cluster"));
  if (cluster && matchMedia("(max-width: 700px)").matches) cluster.open = false;
}

document.addEventListener("keydown", onKey);
document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });
document.getElementById("keys-button")?.addEventListener("click", () => /** @type {HTMLDialogElement} */ (document.getElementById("keys-dialog")).showModal());
connectBlur();
closeCluster();
