"""Keyword lists that members already have, as tactics: one for each mark, with examples made of the words."""

import csv
import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from guildmark.records import InputError
from guildmark.tactics.read import MOST_PHRASES

NAMES = {  # what columns are called by those who keep such lists
    "keyword": ("keyword", "keywords", "phrase", "term", "word", "关键词", "palabra", "mot-clé", "schlagwort"),
    "mark": ("mark", "brand", "trademark", "品牌", "marca", "marque", "marke"),
    "language": ("language", "lang", "locale", "语言"),
}
DELIMITERS = ",;\t|"


@dataclass
class Keywords:
    """The words of one mark; an empty mark stands for any."""

    mark: str
    words: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Imported:
    """Keywords by mark, how many rows they came from, and what was set aside, each with its place and why."""

    lists: list[Keywords]
    rows: int
    aside: list[str]


def read_keywords(name: str, content: bytes) -> Imported:
    """Read keywords: CSV with a heading, or a keyword a line. Errors: InputError for what is no such table."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: is no UTF-8: {error}. Save it as UTF-8.") from None
    lists: dict[str, Keywords] = {}
    aside: list[str] = []
    rows = 0
    for line, row in _rows(name, text):
        word = " ".join(row.get("keyword", "").split())
        if not any(sign.isalnum() for sign in word):
            told = "is empty" if not word else f"{word!r} holds no letter and no digit"
            aside.append(f"{name}:{line}: keyword {told}. The row is set aside.")
            continue
        rows += 1
        own = lists.setdefault(row.get("mark", "").strip(), Keywords(row.get("mark", "").strip()))
        own.words += [] if word in own.words else [word]
        language = row.get("language", "").strip()
        own.languages += [] if not language or language in own.languages else [language]
    if not lists:
        raise InputError(f"{name}: holds no keyword. Give a column `keyword`, or one keyword a line.")
    return Imported(list(lists.values()), rows, aside)


def tactics_of(keywords: Keywords, author: str, expires: date) -> Iterator[dict[str, object]]:
    """Tactics as they are written to files: as many as the words need."""
    for start in range(0, len(keywords.words), MOST_PHRASES):
        words = keywords.words[start : start + MOST_PHRASES]
        mark = keywords.mark or "Orvane"
        yield {
            "id": str(uuid.uuid4()),
            "title": f"Keywords beside {keywords.mark or 'any mark'}"
            + (f", part {start // MOST_PHRASES + 1}" if start else ""),
            "author": author,
            "status": "draft",
            "tlp": "AMBER",
            "version": 1,
            **({"languages": keywords.languages} if keywords.languages else {}),
            "seller_view": "span",
            "why": "A list of words that is kept of sellers of fakes.",
            "when": {"mark": keywords.mark or "any", "words": words},
            "strength": 0.5,
            "fires_on": [{"title": f"{mark} {words[0]}"}, {"title": f"{mark} bag", "description": words[-1]}],
            "quiet_on": [{"title": f"{mark} bag"}, {"title": "plain bag", "description": words[0]}],
            "expires": expires,
        }


def _rows(name: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    lines = text.splitlines()
    first = lines[0] if lines else ""
    delimiter = max(DELIMITERS, key=first.count)
    heading = [_column(cell) for cell in next(csv.reader([first], delimiter=delimiter), [])]
    if "keyword" not in heading:
        if len(heading) > 1 and first.count(delimiter):
            raise InputError(f"{name}:1: there is no column `keyword`. Columns: {first!r}. Call one of them `keyword`.")
        yield from ((number, {"keyword": line}) for number, line in enumerate(lines, 1))
        return
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    next(reader)
    for row in reader:
        yield reader.line_num, dict(zip(heading, row, strict=False))


def _column(cell: str) -> str:
    plain = cell.strip().casefold()
    return next((name for name, also in NAMES.items() if plain in also), plain)
