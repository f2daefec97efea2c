// A listing's picture laid over an official one, and a slider between them.

const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("compare-dialog"));

/** @param {string} side @returns {HTMLImageElement[]} */
function picturesOf(side) {
  return [...document.querySelectorAll(`[data-compare="${side}"] img`)].map((image) => /** @type {HTMLImageElement} */ (image));
}

/** Buttons with small pictures, of which one is chosen. @param {string} side @param {HTMLImageElement} shown @param {number} chosen */
function offer(side, shown, chosen) {
  const place = /** @type {HTMLElement} */ (dialog?.querySelector(`.choose-${side}`));
  place.replaceChildren(...picturesOf(side).map((image, index) => {
    const button = document.createElement("button");
    button.type = "button";
    const small = document.createElement("img");
    small.src = image.src;
    small.alt = image.alt;
    button.append(small);
    button.setAttribute("aria-pressed", String(index === chosen));
    button.addEventListener("click", () => {
      shown.src = image.src;
      for (const other of place.children) other.setAttribute("aria-pressed", String(other === button));
    });
    if (index === chosen) shown.src = image.src;
    return button;
  }));
}

/** @param {number} listing  which of the listing's pictures to begin with */
function openCompare(listing) {
  if (!dialog || !picturesOf("listing").length || !picturesOf("official").length) return;
  offer("official", /** @type {HTMLImageElement} */ (dialog.querySelector(".under")), 0);
  offer("listing", /** @type {HTMLImageElement} */ (dialog.querySelector(".over")), listing);
  dialog.showModal();
}

function connectCompare() {
  const button = document.getElementById("compare");
  if (button) button.hidden = !picturesOf("listing").length || !picturesOf("official").length;
  button?.addEventListener("click", () => openCompare(0));
  for (const [index, image] of picturesOf("listing").entries()) {
    image.closest("a")?.addEventListener("click", (event) => {
      if (!picturesOf("official").length) return;
      event.preventDefault();
      openCompare(index);
    });
  }
  const overlay = /** @type {HTMLElement | null} */ (dialog?.querySelector(".overlay"));
  dialog?.querySelector("input[type=range]")?.addEventListener("input", (event) => {
    overlay?.style.setProperty("--cut", `${/** @type {HTMLInputElement} */ (event.target).value}%`);
  });
}

connectCompare();
