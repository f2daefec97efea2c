"""What the scan reads of a set: its own file, or one that is made from it in a temporary folder."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from sets import EvaluationSet

# Reviews come without a listing: each stands under one of its own, which names a mark that is nobody's.
INVENTED_RIGHTS = """rights:
  - {right_id: orvane, holder: Orvane, kind: trademark, mark: ORVANE, goods: [bags]}
"""
INVENTED_TITLE = "Orvane bag"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Arguments of a scan."""

    listings: Path
    rights: str | Path = "starter"
    column_map: Path | None = None
    reviews: Path | None = None


def prepare(one: EvaluationSet, data: Path, work: Path) -> Inputs:
    """The scan's input for a set; what has to be made is written below `work`."""
    work.mkdir(parents=True, exist_ok=True)
    source = data / one.path
    if one.reader == "tagged_characters":
        return Inputs(_write(work / "listings.jsonl", _titles(source)), column_map=one.column_map)
    if one.reader == "reviews":
        return _with_reviews(one, source, work)
    return Inputs(source, column_map=one.column_map)


def _titles(folder: Path) -> Iterator[dict[str, object]]:
    """Titles from files with a character and its tag on each line, and an empty line between titles."""
    for file in sorted(folder.glob("*.txt")):
        for number, block in enumerate(file.read_text("utf-8").split("\n\n")):
            if title := "".join(line.split(" ")[0] for line in block.splitlines()):
                yield {"listing_id": f"{file.stem}-{number}", "title": title}


def _with_reviews(one: EvaluationSet, source: Path, work: Path) -> Inputs:
    table = pq.read_table(source, columns=[one.text, one.rating])
    texts, ratings = table.column(one.text).to_pylist(), table.column(one.rating).to_pylist()
    ids = [f"review-{number}" for number in range(len(texts))]
    rights = work / "rights.yaml"
    rights.write_text(INVENTED_RIGHTS, "utf-8")
    return Inputs(
        _write(work / "listings.jsonl", ({"listing_id": name, "title": INVENTED_TITLE} for name in ids)),
        rights=rights,
        reviews=_write(
            work / "reviews.jsonl",
            ({"listing_id": n, "text": t, "rating": r} for n, t, r in zip(ids, texts, ratings, strict=True)),
        ),
    )


def _write(path: Path, rows: Iterator[dict[str, object]]) -> Path:
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path
