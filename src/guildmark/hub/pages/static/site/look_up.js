// A picture is pasted or dropped as well as chosen.

/** @param {FileList | undefined} files @returns {boolean} whether one of them is a picture, which is then looked up */
function lookUp(files) {
  const field = /** @type {HTMLInputElement} */ (document.getElementById("file"));
  const pictures = [...(files ?? [])].filter((file) => file.type.startsWith("image/"));
  if (!pictures.length) return false;
  const chosen = new DataTransfer();
  chosen.items.add(pictures[0]);
  field.files = chosen.files;
  field.form?.requestSubmit();
  return true;
}

const form = /** @type {HTMLFormElement} */ (document.getElementById("look-up"));
// Cells of a table are copied as text with a picture of it: then the text is meant. Text that is dragged is none of this.
const isText = (data) => [...(data?.types ?? [])].includes("text/plain");
const isFile = (data) => [...(data?.types ?? [])].includes("Files");
document.addEventListener("paste", (event) => { if (!isText(event.clipboardData) && lookUp(event.clipboardData?.files)) event.preventDefault(); });
document.addEventListener("dragover", (event) => { if (!isFile(event.dataTransfer)) return; event.preventDefault(); form.classList.add("over"); });
document.addEventListener("dragleave", () => form.classList.remove("over"));
document.addEventListener("drop", (event) => { if (!isFile(event.dataTransfer)) return; event.preventDefault(); form.classList.remove("over"); lookUp(event.dataTransfer?.files); });
