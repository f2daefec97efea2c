"""Spellings by which real sellers were seen to hide or bend a mark, with their sources and titles to try them in."""

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from halves import half
from ruamel.yaml import YAML
from sets import HERE

FOLDER = HERE / "spellings"
SEEN, SOURCES, TITLES, EXTRA_RIGHTS = (FOLDER / n for n in ("seen.csv", "sources.yaml", "titles.yaml", "rights.yaml"))

COLUMNS = (
    "spelling", "mark", "kind", "language", "source", "place", "seen_as", "context", "goods", "confidence",
)  # fmt: skip
# What was done to the mark. The page explains each.
KINDS = {
    "split": "a sign or a space put between letters that all are there",
    "masked": "a sign in the place of letters",
    "leet": "digits or signs that look like the letters",
    "look-alike": "other letters that look like the letters",
    "styled": "letters of a mathematical alphabet",
    "misspelt": "letters wrong, doubled, missing or swapped",
    "shortened": "cut, or letters left out",
    "abbreviation": "initials or consonants",
    "other-script": "a character of another script, by its sound or as an initial",
    "sound-alike": "characters that sound alike",
    "nickname": "what buyers and sellers call the mark",
    "code-word": "a word that only insiders take for the mark",
    "altered-name": "the name that stands on the goods or the shop instead of the mark",
    "host": "part of the address of a shop",
}
BY_KNOWLEDGE = ("abbreviation", "sound-alike", "nickname", "code-word")
# Whether the letters of the mark are still there to be read, or one has to know.
GROUP_OF = dict.fromkeys(KINDS, "in the letters") | dict.fromkeys(BY_KNOWLEDGE, "known to insiders")
GROUP_OF |= {"altered-name": "altered name", "host": "address of a shop"}
SEEN_AS = (
    "listing", "host", "spam", "news quoting sellers", "list of sellers' spellings", "list quoting sellers",
    "moderation list", "list of buyers' spellings", "photographs of goods", "news", "court",
)  # fmt: skip
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True)
class Seen:
    """One row: the spelling exactly as it stands in its source, and the mark that is meant.

    `context` are a few words of the source around it, or nothing; `goods` is a kind of goods of `titles.yaml`.
    """

    spelling: str
    mark: str
    kind: str
    language: str
    source: str
    place: str
    seen_as: str
    context: str
    goods: str
    confidence: str
    template: str

    @cached_property
    def half(self) -> str:
        """The half of its mark, so that no mark is in both."""
        return half(self.mark)

    def listing(self, spelling: str) -> dict[str, str]:
        """A listing as the seller would write it, with this in the place of the spelling."""
        if self.kind == "host":
            return {"title": self.template.format("").strip(), "seller_name": spelling}
        if self.context:
            return {"title": self.context.replace(self.spelling, spelling), "seller_name": ""}
        return {"title": self.template.format(spelling), "seller_name": ""}


def read_seen(path: Path = SEEN) -> tuple[Seen, ...]:
    """All rows, in the order of the file.

    Errors: ValueError with file, line, value and next step for a row that cannot be meant so.
    """
    sources, titles = _yaml(SOURCES), _yaml(TITLES)
    rows, before = [], dict[tuple[str, str], int]()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}: columns are {reader.fieldnames}; write {', '.join(COLUMNS)}.")
        for row in reader:
            place = f"{path}:{reader.line_num}"
            for column, known in (
                ("kind", KINDS), ("seen_as", SEEN_AS), ("confidence", CONFIDENCES), ("source", sources),
            ):  # fmt: skip
                if row[column] not in known:
                    raise ValueError(f"{place}: {column} {row[column]!r} is not known. Known: {', '.join(known)}.")
            if row["context"] and row["spelling"] not in row["context"]:
                raise ValueError(f"{place}: {row['spelling']!r} does not stand in its context {row['context']!r}.")
            key = row["spelling"].casefold(), row["mark"]
            if key in before:
                raise ValueError(f"{place}: {row['spelling']!r} stands in line {before[key]} already; keep one.")
            before[key] = reader.line_num
            template = titles.get(row["language"], {}).get(row["goods"], "")
            if not template and not row["context"]:
                raise ValueError(
                    f"{place}: {TITLES} has no title for {row['language']}, {row['goods']}. Add one, or a context."
                )
            rows.append(Seen(**row, template=template))
    return tuple(rows)


def read_sources() -> dict[str, dict[str, str]]:
    """What each source is, where it stands, and whose words they are."""
    return _yaml(SOURCES)


def _yaml(path: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe", pure=True).load(path.read_text("utf-8")))
