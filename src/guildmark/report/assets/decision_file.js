// The decisions as a CSV file.

const DECISION_COLUMNS = [
  "run", "finding_id", "marketplace", "listing_id", "right_id", "mark", "listing_digest", "band", "score_db", "outcome",
  "decided_at",
];

/** All decisions on findings of this page, best score first. @returns {string} */
function decisionCsv() {
  const rows = payload.findings.filter((finding) => decisions.byFinding.has(finding.id)).map((finding) => {
    const { outcome, at } = /** @type {Decision} */ (decisions.byFinding.get(finding.id));
    return [
      textCell(payload.run), textCell(finding.id), textCell(finding.marketplace), textCell(finding.listing),
      textCell(finding.right), textCell(finding.mark), textCell(finding.digest), textCell(finding.band),
      finding.score === null ? "" : String(finding.score), textCell(outcome), textCell(at),
    ].join(",");
  });
  return [DECISION_COLUMNS.join(","), ...rows, ""].join("\r\n");
}

/** Offers the file; the mark at its start tells spreadsheets that it is UTF-8. */
function downloadDecisions() {
  const blob = new Blob(["\ufeff", decisionCsv()], { type: "text/csv;charset=utf-8" });
  const address = URL.createObjectURL(blob);
  const name = payload.run.replaceAll(/[^A-Za-z0-9._-]/g, "_").slice(0, 40);
  make("a", { href: address, download: `decisions-${name}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  announce(`${decisions.byFinding.size} decisions downloaded`);
}
