"""Real listings that name a mark openly, of sellers and marks that nothing was tuned on; disguises are put on these."""

import unicodedata
from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from halves import half
from inputs import prepare
from sets import EvaluationSet

from guildmark.reading import Catalogue, cut, open_catalogue, read_slice
from guildmark.redteam.dice import Dice
from guildmark.redteam.listing import Mention, OpenMarks, Row, language_of
from guildmark.redteam.listing.open_marks import SEARCHED, pattern_of

ROLES = ("clean", "mixed", "fakes", "catalogue")
MOST_PER_RIGHT = 12  # of a language, so that no mark outweighs the others
MOST_PER_LANGUAGE = 400
LENGTHS = ((3, "up to 3 letters"), (5, "4 or 5"), (7, "6 or 7"))
LONGEST = "8 or more"
SCRIPTS = ("HANGUL", "KATAKANA", "CJK", "CYRILLIC", "ARABIC", "THAI")


@dataclass(frozen=True, slots=True)
class Base:
    """A listing with the right that it names; `script` is the one that the mark is written in."""

    row: Row
    mention: Mention
    language: str
    script: str
    length: str  # of the mark as it is written, in classes of letters
    source: str  # the set


def bases_of(one: EvaluationSet, data: Path, work: Path, marks: OpenMarks, side: str) -> list[Base]:
    """The listings of a set whose seller and mark lie in this half and that name the mark openly."""
    given = prepare(one, data, work)
    return _found(open_catalogue([given.listings], column_map=given.column_map), one.name, one.split_by, marks, side)


def bases_of_market(folder: Path, marks: OpenMarks, side: str) -> list[Base]:
    """The same of a made market, whose listings say their language."""
    return _found(open_catalogue([folder / "listings.parquet"]), "sample market", "seller_id", marks, side)


def _found(catalogue: Catalogue, name: str, split_by: str, marks: OpenMarks, side: str) -> list[Base]:
    found = []
    for piece in cut(catalogue):
        for row in read_slice(catalogue, piece).listings.to_pylist():
            if half(row[split_by] or row["listing_id"]) != side:
                continue
            mention = marks.find(row)
            if mention is None or mention.only_ordinary or half(f"right/{mention.right.right_id}") != side:
                continue
            row["pictures"] = []
            mark = _first(mention, row)
            found.append(Base(row, mention, language_of(row), _script(mark), length_of(mark), name))
    return found


def _first(mention: Mention, row: Row) -> str:
    """The mark as it first stands in the listing."""
    return next(hit[0] for column in SEARCHED if (hit := mention.written.search(row[column] or "")))


def length_of(mark: str) -> str:
    """The class of a mark's length."""
    letters = sum(map(str.isalnum, mark))
    return next((name for most, name in LENGTHS if letters <= most), LONGEST)


def _script(text: str) -> str:
    for letter in text:
        if letter.isalpha():
            name = unicodedata.name(letter, "LATIN")
            return next((script for script in SCRIPTS if name.startswith(script)), "LATIN")
    return "LATIN"


def even(found: list[Base], seed: str) -> list[Base]:
    """A draw in which no mark and no language outweighs the others."""
    by_language: dict[str, list[Base]] = defaultdict(list)
    for base in found:
        by_language[base.language].append(base)
    drawn = []
    for language in sorted(by_language):
        per_right: dict[str, int] = defaultdict(int)
        kept = []
        for base in Dice(f"{seed}/{language}").sample(by_language[language], len(by_language[language])):
            right = base.mention.right.right_id
            if per_right[right] < MOST_PER_RIGHT:
                per_right[right] += 1
                kept.append(base)
        drawn += kept[:MOST_PER_LANGUAGE]
    return drawn


def in_other_scripts(found: list[Base], seed: str) -> list[Base]:
    """The same listings with the mark as the rights spell it in another script, one for each such spelling."""
    rewritten = []
    for base in found:
        for spelling in base.mention.right.spellings:
            script = _script(spelling)
            if script in SCRIPTS and script != base.script:
                other = _with(base, spelling, script)
                if any(other.mention.written.search(other.row[column] or "") for column in SEARCHED):
                    rewritten.append(other)
    return Dice(seed).sample(rewritten, len(rewritten))


def _with(base: Base, spelling: str, script: str) -> Base:
    row = deepcopy(base.row)
    for column in (*SEARCHED, "seller_name"):
        if row[column]:
            row[column] = base.mention.written.sub(lambda _: spelling, row[column])
    row["variants"] = row["attributes"] = []
    written = pattern_of([spelling])
    assert written is not None
    mention = Mention(base.mention.right, written, only_ordinary=False)
    return Base(row, mention, base.language, script, length_of(spelling), base.source)
