// The waterfall: where a score starts, what each piece of evidence adds or takes, and where it ends.

/**
 * @param {Finding} finding @param {(piece: Contribution) => number[]} numbersOf  numbers of the evidence behind a piece
 * @returns {HTMLElement}
 */
function waterfall(finding, numbersOf) {
  const start = finding.start ?? 0;
  const pieces = [...finding.contributions].sort((one, other) => Number(other.counted) - Number(one.counted) || other.db - one.db);
  const steps = runningSteps(start, pieces);
  const total = finding.score ?? start;
  const scale = scaleOver([0, start, total, ...steps.flatMap((step) => [step.from, step.to]), payload.reviewDb, payload.actDb]);
  const rows = steps.map(({ piece, from, to }) => pieceRow(piece, from, to, scale, numbersOf(piece)));
  return make(
    "table",
    { class: "waterfall" },
    make("caption", {}, thresholdLine()),
    make("colgroup", {}, make("col", { class: "piece-name" }), make("col", { class: "piece-db" }), make("col")),
    make("thead", { class: "unseen" }, make("tr", {}, make("th", { scope: "col" }, "Evidence"), make("th", { scope: "col" }, "Decibans"), make("th", { scope: "col" }, "Bar"))),
    make(
      "tbody",
      {},
      plainRow("Start", "what the policy assumes before any evidence", start, 0, start, scale, "start"),
      ...rows,
      plainRow("Score", null, total, 0, total, scale, `total fill-${finding.band}`),
    ),
  );
}

/** @param {number} start @param {Contribution[]} pieces */
function runningSteps(start, pieces) {
  let level = start;
  return pieces.map((piece) => {
    const from = level;
    if (piece.counted) level += piece.db;
    return { piece, from, to: from + piece.db };
  });
}

/** @param {(number | null)[]} values @returns {(value: number) => number} a value's place, 0 to 100 */
function scaleOver(values) {
  const known = /** @type {number[]} */ (values.filter((value) => value !== null));
  const low = Math.min(...known) - 1;
  const high = Math.max(...known) + 1;
  return (value) => (100 * (value - low)) / (high - low);
}

/**
 * @param {Contribution} piece @param {number} from @param {number} to @param {(value: number) => number} scale
 * @param {number[]} numbers @returns {HTMLElement}
 */
function pieceRow(piece, from, to, scale, numbers) {
  const unsaid = piece.family === "price" ? "rounded, since the reference is private" : "";
  const weight = piece.weight === null || piece.strength === null ? unsaid : `weight ${decibans(piece.weight)}, strength ${plainNumber(piece.strength)}`;
  const why = piece.counted ? weight : "not counted: one of its family counts already";
  const name = make("th", { scope: "row" }, words(piece.detector), ...numbers.map((number) => make("sup", {}, ` ${number}`)), make("small", {}, `${words(piece.family)}${why ? `; ${why}` : ""}`));
  const shape = piece.counted ? `piece-${piece.db < 0 ? "against" : "for"}` : "piece-uncounted";
  return make("tr", { class: piece.counted ? null : "uncounted" }, name, make("td", { class: "number" }, decibans(piece.db)), make("td", { class: "drawn" }, bar(from, to, scale, shape)));
}

/**
 * @param {string} label @param {string | null} note @param {number} value @param {number} from @param {number} to
 * @param {(value: number) => number} scale @param {string} shape @returns {HTMLElement}
 */
function plainRow(label, note, value, from, to, scale, shape) {
  return make(
    "tr",
    { class: shape.split(" ")[0] },
    make("th", { scope: "row" }, label, note ? make("small", {}, note) : null),
    make("td", { class: "number" }, decibans(value)),
    make("td", { class: "drawn" }, bar(from, to, scale, shape)),
  );
}

/** @param {number} from @param {number} to @param {(value: number) => number} scale @param {string} shape @returns {SVGElement} */
function bar(from, to, scale, shape) {
  const left = scale(Math.min(from, to));
  const width = Math.max(0.6, scale(Math.max(from, to)) - left);
  return draw(
    "svg",
    { class: "step", "aria-hidden": "true", focusable: "false" },
    draw("line", { class: "zero", x1: `${scale(0)}%`, x2: `${scale(0)}%`, y1: 0, y2: "100%" }),
    ...[payload.reviewDb, payload.actDb].map((value) =>
      value === null ? null : draw("line", { class: "threshold", x1: `${scale(value)}%`, x2: `${scale(value)}%`, y1: 0, y2: "100%" })),
    draw("rect", { class: shape, x: `${left}%`, width: `${width}%`, rx: 2 }),
  );
}

/** @returns {string} */
function thresholdLine() {
  const known = [["review", payload.reviewDb], ["act", payload.actDb]].filter(([, value]) => value !== null);
  const lines = known.map(([name, value]) => `${name} from ${decibans(/** @type {number} */ (value))}`);
  return `In decibans: +10 dB makes a fake ten times as likely, in odds.${lines.length ? ` Dashed lines: ${lines.join(", ")}.` : ""}`;
}
