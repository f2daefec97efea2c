"""How often a nickname, a code word or a short form stands in real titles, and how often the mark stands beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import opencc
from matcher_texts import set_listings
from spellings_seen import BY_KNOWLEDGE, EXTRA_RIGHTS, Seen

from guildmark.rights import read_rights

KINDS = (*BY_KNOWLEDGE, "shortened")
MOST_LISTINGS = 40_000


@dataclass(slots=True)
class Innocent:
    """Titles that hold a spelling, those of them that name its mark openly too, and how many titles were read."""

    titles: int = 0
    with_mark: int = 0
    of: int = 0


def innocent_uses(rows: Sequence[Seen], data: Path) -> dict[str, Innocent]:
    """Count each spelling whose meaning is not in its letters in the titles of all sets; none where no set is there.

    Latin ones count as whole words, others anywhere in the title, whatever the case and the Chinese script.
    """
    names = _open_names()
    uses = {r.spelling: Innocent() for r in rows if r.kind in KINDS}
    searches = [
        # A spelling that the rights hold already does not stand beside itself.
        (r.spelling, _search(r.spelling), [n for n in names[r.mark] if n not in _plain(r.spelling)])
        for r in rows
        if r.kind in KINDS
    ]
    read = 0
    for _, table in set_listings(data, MOST_LISTINGS):
        for title in filter(None, table.column("title").to_pylist()):
            read += 1
            plain = _plain(title)
            for spelling, search, open_names in searches:
                if search.search(plain):
                    uses[spelling].titles += 1
                    uses[spelling].with_mark += any(name in plain for name in open_names)
    for use in uses.values():
        use.of = read
    return uses if read else {}


def _open_names() -> dict[str, tuple[str, ...]]:
    """By mark: how it is lawfully written. Names of less than three Latin letters would stand in any title."""
    rights = (*read_rights("starter").rights, *read_rights(EXTRA_RIGHTS).rights)
    return {
        r.mark: tuple(n for n in map(_plain, (r.mark, *r.spellings)) if len(n) > 2 or not n.isascii()) for r in rights
    }


def _search(spelling: str) -> re.Pattern[str]:
    edge = r"(?<![a-z0-9])", r"(?![a-z0-9])"
    plain = _plain(spelling)
    return re.compile(
        (edge[0] if plain[0].isascii() else "") + re.escape(plain) + (edge[1] if plain[-1].isascii() else "")
    )


def _plain(text: str) -> str:
    return str(_simplified().convert(text.casefold()))


@cache
def _simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
