// The labels as files that `guildmark learn` reads.

const LABEL_COLUMNS = [
  "draw", "run", "finding_id", "marketplace", "listing_id", "right_id", "listing_digest", "outcome", "decided_by",
  "decided_at", "chosen_by", "blind",
];

/** All decisions, in the order of the cases. @returns {Record<string, string | boolean | null>[]} */
function labelRows() {
  return payload.cases.filter((one) => labels.byCase.has(one.finding_id)).map((one) => {
    const { outcome, at, by } = /** @type {Label} */ (labels.byCase.get(one.finding_id));
    return {
      draw: payload.draw, run: payload.run, finding_id: one.finding_id, marketplace: one.marketplace,
      listing_id: one.listing_id, right_id: one.right_id, listing_digest: one.listing_digest, outcome, decided_by: by,
      decided_at: at, chosen_by: "audit", blind: true,
    };
  });
}

/** @returns {string} */
function labelCsv() {
  const rows = labelRows().map((row) => LABEL_COLUMNS.map((name) => textCell(row[name] === null ? "" : String(row[name]))).join(","));
  return [LABEL_COLUMNS.join(","), ...rows, ""].join("\r\n");
}

/** Offers a file. @param {string[]} parts @param {string} kind @param {string} ending */
function download(parts, kind, ending) {
  const address = URL.createObjectURL(new Blob(parts, { type: `${kind};charset=utf-8` }));
  make("a", { href: address, download: `audit-${payload.draw.slice(0, 12)}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  announce(`${labels.byCase.size} decisions downloaded`);
}

function connectDownloads() {
  // The mark at its start tells spreadsheets that a CSV file is UTF-8.
  byId("download-csv").addEventListener("click", () => download(["\ufeff", labelCsv()], "text/csv", "csv"));
  byId("download-json").addEventListener("click", () => download([JSON.stringify({ decisions: labelRows() }, null, 1)], "application/json", "json"));
}
