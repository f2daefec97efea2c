// Cells of a CSV file that a spreadsheet opens without running what a listing wrote into it.

/**
 * A cell of text. What a spreadsheet would take for a formula gets an apostrophe before it.
 * @param {string | null} value @returns {string}
 */
function textCell(value) {
  const text = value ?? "";
  const guarded = /^[\s\u0000]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}
