"""How many edited copies of official pictures are found, edit by edit, and which other photographs are taken for one.

Real photographs of one shop, in whose catalogue many look nearly alike: some are made official, copies of them are
edited and shown by made listings, and the shop's other photographs are the traps. Thresholds are of the other half.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from halves import REPORT, half
from intervals import interval
from sets import HERE, data_or_reason

from guildmark.engine import compile_context
from guildmark.engine.evaluate import evaluate
from guildmark.pictures import PictureMemory
from guildmark.records import LISTING, picture_id
from guildmark.redteam import edited_picture
from guildmark.redteam.picture_edits import EDITS
from guildmark.rights import read_rights

OFFICIALS, TRAPS, SEED = 120, 500, "pictures"
GOODS = "[clothing, shoes, bags, jewellery, eyewear, headwear, belts]"
MARK = "ZELMARO"  # invented, and in no title of the shop
AT_ONCE = 250
DETECTORS = ("official_picture_copied", "official_picture_edited")


@dataclass(frozen=True)
class Case:
    """A made listing that shows one photograph."""

    edit: str  # "" for one that stays as it is
    strength: float
    official: str | None  # digest of the official picture that it copies; null for a trap
    title: str
    data: bytes


@dataclass(frozen=True)
class EditFigures:
    """How many copies with one edit were found."""

    edit: str
    n: int
    found: int

    def shown(self) -> str:
        """In percent with the 95 % interval."""
        low, high = interval(self.found, self.n)
        return f"{100 * self.found / self.n:.0f} ({100 * low:.0f}–{100 * high:.0f})"


@dataclass(frozen=True)
class PictureFigures:
    """One way to look, over all edits."""

    way: str
    edits: tuple[EditFigures, ...]
    traps: int
    trapped: int
    confused: int  # copies that were taken for another official picture of the same holder

    @property
    def recall(self) -> float:
        """The mean over the edits."""
        return sum(e.found / e.n for e in self.edits) / len(self.edits)

    @property
    def precision(self) -> float:
        """Of all that was found in this mix of copies and traps."""
        found = sum(e.found for e in self.edits)
        return found / max(1, found + self.trapped)


def photographs(data: Path, which: str) -> list[tuple[str, bytes]]:
    """Titles and photographs of one half of the shop's products, in an order that never changes."""
    products = pq.read_table(data / "livostyle" / "products.parquet", columns=["handle", "title"]).to_pylist()
    titles = {str(row["handle"]): str(row["title"]) for row in products}
    files = sorted((data / "livostyle" / "thumbnails").glob("*.jpg"))
    chosen = [(titles.get(file.stem, file.stem), file.read_bytes()) for file in files if half(file.stem) == which]
    Random(SEED).shuffle(chosen)
    return chosen


def cases(chosen: list[tuple[str, bytes]], officials: dict[str, bytes]) -> Iterator[Case]:
    """Every official picture with every edit, then the traps, each as it is and with one edit."""
    random = Random(SEED)
    others = chosen[OFFICIALS : OFFICIALS + TRAPS]
    for digest, data in officials.items():
        for edit in EDITS:
            title, _ = others[int(random.random() * len(others))]
            yield case(edit, digest, title, data, others, random)
    for title, data in others:
        yield Case("", 0.0, None, title, data)
        edit = list(EDITS)[int(random.random() * len(EDITS))]
        yield case(edit, None, title, data, others, random)


def case(
    edit: str, official: str | None, title: str, data: bytes, others: list[tuple[str, bytes]], random: Random
) -> Case:
    """A listing that shows an edited photograph."""
    strength = round(random.random(), 2)
    beside = [others[int(random.random() * len(others))][1] for _ in range(6)]
    seed = f"{SEED}/{official}/{title}"
    return Case(
        edit, strength, official, title, edited_picture(edit, data, strength=strength, seed=seed, others=beside)
    )


def table_of(some: list[Case], *, named: bool) -> pa.Table:
    """The listings, which name the mark or do not."""
    rows = [
        {
            "marketplace": "made",
            "listing_id": str(number),
            "title": f"{MARK} {one.title}" if named else one.title,
            "pictures": [{"uri": "", "data": one.data}],
        }
        for number, one in enumerate(some)
    ]
    return pa.Table.from_pylist(rows, LISTING)


def look_at(
    way: str, all_cases: list[Case], rights: Path, policy: Path | None, memory: PictureMemory, *, named: bool
) -> PictureFigures:
    """Judge all cases, and count."""
    context = compile_context(read_rights(rights), rights.parent / "contexts", policy=policy)
    context.memory = memory
    found = dict.fromkeys(EDITS, 0)
    counts = dict.fromkeys(EDITS, 0)
    trapped = traps = confused = 0
    for start in range(0, len(all_cases), AT_ONCE):
        some = all_cases[start : start + AT_ONCE]
        table = table_of(some, named=named)
        signals = evaluate(table, context, None).signals.to_pylist()
        seen: dict[int, set[str]] = {}
        for signal in signals:
            if signal["detector"] in DETECTORS:
                seen.setdefault(int(signal["listing_id"]), set()).add(signal["note"])
        for number, one in enumerate(some):
            got = seen.get(number, set())
            if one.official is None:
                traps, trapped = traps + 1, trapped + bool(got)
            else:
                counts[one.edit] += 1
                found[one.edit] += one.official in got
                confused += bool(got) and one.official not in got
    edits = tuple(EditFigures(edit, counts[edit], found[edit]) for edit in EDITS)
    return PictureFigures(way, edits, traps, trapped, confused)


def measure(data: Path, which: str = REPORT) -> list[PictureFigures]:
    """All ways to look, on one half."""
    chosen = photographs(data, which)
    with tempfile.TemporaryDirectory(prefix="guildmark-pictures-") as folder:
        work = Path(folder)
        names = []
        for number, (_, photo) in enumerate(chosen[:OFFICIALS]):
            (work / f"{number}.jpg").write_bytes(photo)
            names.append(f"{number}.jpg")
        rights = work / "rights.yaml"
        rights.write_text(
            f"rights:\n  - {{right_id: made, holder: Made, kind: trademark, mark: {MARK}, goods: {GOODS}, "
            f"pictures: [{', '.join(names)}]}}\n",
            "utf-8",
        )
        shipped = Path(__file__).parents[1] / "src" / "guildmark" / "assessment" / "policy.yaml"
        without = work / "without.yaml"
        without.write_text(shipped.read_text("utf-8").replace("model: sscd_distilled", "model: none"), "utf-8")
        larger = work / "larger.yaml"
        larger.write_text(shipped.read_text("utf-8").replace("model: sscd_distilled", "model: sscd"), "utf-8")
        officials = {picture_id(photo): photo for _, photo in chosen[:OFFICIALS]}
        made = list(cases(chosen, officials))
        memory = PictureMemory()
        return [
            look_at("hash alone", made, rights, without, memory, named=True),
            look_at("shipped model, mark named", made, rights, None, memory, named=True),
            look_at("shipped model, mark not named", made, rights, None, memory, named=False),
            look_at("large model, mark named", made, rights, larger, memory, named=True),
        ]


def table(figures: list[PictureFigures]) -> str:
    """A Markdown table: a row an edit, a column a way."""
    lines = ["| edit | " + " | ".join(f.way for f in figures) + " |", "|---" * (len(figures) + 1) + "|"]
    for number, edit in enumerate(EDITS):
        lines.append(f"| {edit} | " + " | ".join(f.edits[number].shown() for f in figures) + " |")
    lines.append("| **mean** | " + " | ".join(f"**{100 * f.recall:.1f}**" for f in figures) + " |")
    lines.append("| traps taken for a copy | " + " | ".join(f"{f.trapped} of {f.traps}" for f in figures) + " |")
    lines.append("| precision in this mix | " + " | ".join(f"{f.precision:.4f}" for f in figures) + " |")
    lines.append("| taken for another of the holder's | " + " | ".join(str(f.confused) for f in figures) + " |")
    return "\n".join(lines)


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", default=REPORT)
    parser.add_argument("--out", type=Path, default=HERE / "pictures.json")
    arguments = parser.parse_args()
    data = data_or_reason()
    if data is None:
        return 0
    figures = measure(data, arguments.half)
    print(table(figures))
    written: list[dict[str, Any]] = [
        asdict(f) | {"recall": round(f.recall, 4), "precision": round(f.precision, 4)} for f in figures
    ]
    arguments.out.write_text(json.dumps(written, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
