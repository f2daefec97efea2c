"""Like listings of one right and one seller, so that a page can offer one decision for all of them.

Likeness is equality of a key, not nearness: it is the same whichever came first, costs no look-up, and never drifts
from neighbour to neighbour until unlike listings stand together.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from guildmark.records.ids import SEPARATOR
from guildmark.text.likeness import DENSE, WORD, plain

FEWEST_WORDS = 2  # a title of fewer says too little
DIGEST_BYTES = 16
_NUMBERED = re.compile(r"\S*\d\S*")


def cluster_key(
    right_id: str,
    seller_id: str,
    title: str,
    condition: str | None,
    picture: str | None,
    contributions: Iterable[Mapping[str, Any]],
) -> str:
    """The name of the listings that can be decided as one with this, 32 hexadecimal digits; empty where it is alone.

    They are of one right and one seller, in one condition, and the same families of evidence count for and against
    them. Their titles have the same words, whatever their order, numbers, sizes and colours; a title that says next to
    nothing is told by the picture instead.
    """
    words = core_words(title)
    like = " ".join(words) if len(words) >= FEWEST_WORDS else picture
    if not seller_id or not like:
        return ""
    evidence = sorted({f"{one['direction']} {one['family']}" for one in contributions if one["counted"]})
    parts = (right_id, seller_id, condition or "", like, *evidence)
    return hashlib.blake2b(SEPARATOR.join(parts).encode("utf-8", "replace"), digest_size=DIGEST_BYTES).hexdigest()


def core_words(title: str) -> list[str]:
    """The words that tell what is offered, each once, in order: no numbers, sizes, colours, words of selling."""
    dropped, dense = _dropped()
    text = dense.sub(" ", _NUMBERED.sub(_letters_of, plain(title)))
    return sorted({word for word in WORD.findall(text) if word not in dropped})


def _letters_of(numbered: re.Match[str]) -> str:
    """Of a run with digits, nothing in scripts with spaces (a size, a year, an article number); else its letters."""
    text = numbered[0]
    return "" if text.isascii() else re.sub(r"[\d\x00-\x7f]+", " ", text)


@cache
def _dropped() -> tuple[frozenset[str], re.Pattern[str]]:
    """Words that are dropped, and an expression for those of scripts without spaces."""
    document = YAML(typ="safe", pure=True).load((files(__package__) / "clusters.yaml").read_text("utf-8"))
    colours = YAML(typ="safe", pure=True).load((files("guildmark.text") / "colours.yaml").read_text("utf-8"))
    phrases = [word for words in document["dropped"].values() for word in words]
    phrases += [word for one in colours["colours"] for words in one["words"].values() for word in words]
    folded = [plain(str(phrase)) for phrase in phrases]
    dense = sorted((text for text in folded if DENSE.search(text)), key=len, reverse=True)
    words = frozenset(word for text in folded for word in WORD.findall(text))
    return words, re.compile("|".join(map(re.escape, dense)))
