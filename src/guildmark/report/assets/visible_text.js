// Text of strangers made safe to read: hidden characters become visible, directions cannot leak, evidence is marked.

const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;
const EMOJI_PART = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]/u;
const KEYCAP = /[0-9#*]/;
const JOINS_LETTERS =
  /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Mongolian}]/u;

/** @type {Record<number, string>} */
const HIDDEN_NAMES = {
  0x00: "NUL", 0xad: "SOFT HYPHEN", 0x34f: "JOINER", 0x61c: "ARABIC MARK",
  0x115f: "FILLER", 0x1160: "FILLER", 0x200b: "ZERO WIDTH", 0x200c: "NON-JOINER", 0x200d: "JOINER", 0x200e: "LEFT-TO-RIGHT",
  0x200f: "RIGHT-TO-LEFT", 0x2028: "LINE END", 0x2029: "PARAGRAPH END", 0x202a: "BEGIN LTR", 0x202b: "BEGIN RTL",
  0x202c: "END", 0x202d: "FORCE LTR", 0x202e: "FORCE RTL", 0x2060: "WORD JOINER", 0x2066: "ISOLATE LTR",
  0x2067: "ISOLATE RTL", 0x2068: "ISOLATE", 0x2069: "END ISOLATE", 0x3164: "FILLER", 0xfeff: "ZERO WIDTH", 0xffa0: "FILLER",
};

/** Text for places that take no elements: each hidden character becomes a dot. @param {string} text @returns {string} */
function dotted(text) {
  return text.replaceAll(new RegExp(HIDDEN, "gu"), "·");
}

/** @typedef {{start: number, end: number, direction: string, number: number | null}} Span */

/**
 * Whether a character hides, rather than does its lawful work in an emoji or a joining script.
 * @param {string} character @param {string} before @returns {boolean}
 */
function isHidden(character, before) {
  if (!HIDDEN.test(character) || "\t\n\r".includes(character)) return false;
  const code = /** @type {number} */ (character.codePointAt(0));
  if (code === 0xfe0f && KEYCAP.test(before)) return false;
  if ((code === 0xfe0e || code === 0xfe0f || code === 0x200d) && EMOJI_PART.test(before)) return false;
  return !((code === 0x200c || code === 0x200d) && JOINS_LETTERS.test(before));
}

/**
 * A chip that stands for hidden characters. @param {string} character @param {number} times @returns {HTMLElement}
 */
function hiddenChip(character, times) {
  const code = /** @type {number} */ (character.codePointAt(0));
  const point = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const name = HIDDEN_NAMES[code] ?? point;
  const label = times > 1 ? `${name} ×${times}` : name;
  return make("span", { class: "hidden-character", title: `Hidden character ${point}${times > 1 ? `, ${times} times` : ""}` }, label);
}

/**
 * Plain text with its hidden characters shown.
 * @param {string[]} characters  code points
 * @param {string} before  the code point that stands before them
 * @returns {(Node | string)[]}
 */
function visible(characters, before) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let plain = "";
  for (let place = 0; place < characters.length; place++) {
    const character = characters[place];
    if (!isHidden(character, place > 0 ? characters[place - 1] : before)) {
      plain += character;
      continue;
    }
    let last = place;
    while (characters[last + 1] === character) last++;
    if (plain) parts.push(plain);
    parts.push(hiddenChip(character, last - place + 1));
    plain = "";
    place = last;
  }
  if (plain) parts.push(plain);
  return parts;
}

/**
 * Text in a `bdi` with marks around the evidence. Spans are half-open, count code points and may overlap.
 * @param {string} text @param {Span[]} [spans] @returns {HTMLElement}
 */
function markedText(text, spans = []) {
  const characters = Array.from(text);
  const inside = spans.filter((span) => span.start < span.end && span.start < characters.length);
  const edges = new Set([0, characters.length]);
  for (const span of inside) edges.add(span.start).add(Math.min(span.end, characters.length));
  const places = [...edges].sort((one, other) => one - other);
  const box = make("bdi", { dir: "auto", class: "strange" });
  for (let index = 0; index + 1 < places.length; index++) {
    const [from, to] = [places[index], places[index + 1]];
    const piece = visible(characters.slice(from, to), characters[from - 1] ?? "");
    const over = inside.filter((span) => span.start <= from && span.end >= to);
    if (over.length === 0) box.append(...piece);
    else box.append(evidenceMark(piece, over, to));
  }
  return box;
}

/**
 * One marked piece. Its numbers, which lead to the evidence below, stand where a span ends.
 * @param {(Node | string)[]} piece @param {Span[]} over @param {number} to @returns {HTMLElement}
 */
function evidenceMark(piece, over, to) {
  const kind = over.some((span) => span.direction === "for") ? "for" : "against";
  const numbers = over.filter((span) => span.end === to && span.number !== null).map((span) => span.number);
  const label = numbers.length > 0 ? make("sup", {}, make("span", { class: "unseen" }, "evidence "), numbers.join(",")) : null;
  return make("mark", { class: kind }, ...piece, label);
}
