"""Measures the reading of reviews: against labels by careful reading, and on listings with fifty reviews each."""

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from halves import HALVES, half
from inputs import INVENTED_RIGHTS, INVENTED_TITLE
from intervals import interval
from sets import HERE, EvaluationSet, data_folder, read_sets

from guildmark.engine import ContextEvaluator, compile_context
from guildmark.records import DEFAULT_MARKETPLACE, LISTING, REVIEWS
from guildmark.rights import read_rights

FOLDER = HERE / "complaints"
DETECTOR = "buyers_complain"
YES, NO, UNSURE = "yes", "no", "cannot tell"
PER_LISTING = 50  # reviews
AMONG_FIFTY = (1, 3, 5)  # complaints
STRENGTHS = (0.0, 0.25, 0.5)  # above which a listing counts as accused
# Nobody sells copies of a night in a hotel: what guests say there is honest, however angry.
NEVER_FAKE = "酒店"


@dataclass(frozen=True, slots=True)
class Label:
    """What a reader said of one review."""

    set_name: str
    row: int
    draw: str
    label: str
    reason: str

    @property
    def half(self) -> str:
        """The half of the review, as the ledger splits these sets."""
        return half(f"review-{self.row}")


def main() -> int:
    """Measure, print and write; returns the exit code."""
    arguments = _arguments()
    sets = {one.name: one for one in read_sets() if one.role == "reviews"}
    with tempfile.TemporaryDirectory(prefix="guildmark-complaints-") as work:
        reader = Reader(Path(work))
        page = "\n".join([*by_label(reader, sets), "", *whole_listings(reader, sets["zh_shopping_reviews"])])
    print(page)
    if arguments.out:
        arguments.out.write_text(f"{HEAD}\n{page}\n", "utf-8")
    return 0


HEAD = """# What the reading of reviews finds, and whom it accuses

Made by `.venv/bin/python accuracy/complaints.py`. [README.md](README.md) says how the reviews were drawn and labelled,
and what the columns mean.
"""


class Reader:
    """Reads reviews as a scan does, under listings of an invented mark."""

    def __init__(self, work: Path) -> None:
        rights = work / "rights.yaml"
        rights.write_text(INVENTED_RIGHTS, "utf-8")
        self._evaluator = ContextEvaluator.of(compile_context(read_rights(rights), work / "contexts"))

    def strengths(self, listings: Sequence[Sequence[str]]) -> list[float]:
        """The strength of the complaints in the reviews of each listing; 0 where nobody complains."""
        found = dict.fromkeys(range(len(listings)), 0.0)
        rows = [
            {"marketplace": DEFAULT_MARKETPLACE, "listing_id": str(n), "title": INVENTED_TITLE,
             "reviews": [{"text": text} for text in texts]}
            for n, texts in enumerate(listings)
        ]  # fmt: skip
        table = pa.Table.from_pylist(rows, LISTING.append(REVIEWS))
        for signal in self._evaluator.evaluate(table, None).signals.to_pylist():
            if signal["detector"] == DETECTOR:
                found[int(signal["listing_id"])] = signal["strength"]
        return list(found.values())


def read_labels(path: Path = FOLDER / "labels.csv") -> list[Label]:
    """All labels, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Label(row["set"], int(row["row"]), row["draw"], row["label"], row["reason"]) for row in csv.DictReader(file)
        ]


def by_label(reader: Reader, sets: dict[str, EvaluationSet]) -> Iterable[str]:
    """Recall and precision a review, by set, draw and half."""
    yield "| set | draw | half | complaints | found | recall | flagged | no complaint | cannot tell | precision |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    labels = read_labels()
    for set_name, draw in dict.fromkeys((one.set_name, one.draw) for one in labels):
        texts = _texts(sets[set_name])
        for which in HALVES:
            own = [one for one in labels if (one.set_name, one.draw, one.half) == (set_name, draw, which)]
            if own:
                flagged = [strength > 0 for strength in reader.strengths([[texts[one.row]] for one in own])]
                yield f"| `{set_name}` | {draw} | {which} | {_row(own, flagged)} |"


def _row(labels: Sequence[Label], flagged: Sequence[bool]) -> str:
    said = [one.label for one, hit in zip(labels, flagged, strict=True) if hit]
    complaints = sum(one.label == YES for one in labels)
    found = said.count(YES)
    recall = _share(found, complaints)
    return " | ".join(
        map(str, (complaints, found, recall, len(said), said.count(NO), said.count(UNSURE), _share(found, len(said))))
    )


def whole_listings(reader: Reader, one: EvaluationSet) -> Iterable[str]:
    """Made listings with fifty reviews each: presumed honest ones, and the same with complaints among them."""
    table = pq.read_table(data_folder() / one.path, columns=["cat", "label", "review"])
    rows = [row for row in enumerate(table.to_pylist()) if row[1]["review"] and half(f"review-{row[0]}") == HALVES[1]]
    praise = [row["review"] for _, row in rows if row["label"] == 1]
    guests = [row["review"] for _, row in rows if row["cat"] == NEVER_FAKE and row["label"] == 0]
    texts = _texts(one)
    complaints = [texts[x.row] for x in read_labels() if (x.set_name, x.half, x.label) == (one.name, HALVES[1], YES)]
    yield (
        "| listings of fifty reviews (report half) | listings | "
        + " | ".join("any complaint" if not s else f"strength {s} or more" for s in STRENGTHS)
        + " |"
    )
    yield "| --- | --- |" + " --- |" * len(STRENGTHS)
    groups = {"praise, all goods": _by_fifty(praise), "blame, hotels": _by_fifty(guests)}
    for count in AMONG_FIFTY:
        replaced = [
            [*own[count:], *(complaints[(count * n + k) % len(complaints)] for k in range(count))]
            for n, own in enumerate(groups["praise, all goods"])
        ]
        groups[f"praise, {count} of them labelled as complaints"] = replaced
    for name, listings in groups.items():
        found = reader.strengths(listings)
        accused = [sum(f > 0 if not s else f >= s for f in found) for s in STRENGTHS]
        yield f"| {name} | {len(listings)} | " + " | ".join(_share(k, len(listings)) for k in accused) + " |"


def _by_fifty(texts: Sequence[str]) -> list[list[str]]:
    return [list(texts[n : n + PER_LISTING]) for n in range(0, len(texts) - PER_LISTING + 1, PER_LISTING)]


def _share(k: int, n: int) -> str:
    if not n:
        return "–"
    low, high = interval(k, n)
    return f"{k} of {n}: {100 * k / n:.0f} % ({100 * low:.0f}–{100 * high:.0f})"


def _texts(one: EvaluationSet) -> list[Any]:
    return list(pq.read_table(data_folder() / one.path, columns=[one.text]).column(one.text).to_pylist())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="a file for the tables")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
