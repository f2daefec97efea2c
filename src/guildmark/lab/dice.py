"""Draws that depend on what is drawn from and on the seed alone, not on any order."""

import hashlib
from collections.abc import Iterable

SEPARATOR = "\x1f"


def number(*parts: object) -> int:
    """A number of 64 bits for some values, as good as random to whoever does not know the seed among them."""
    text = SEPARATOR.join(map(str, parts))
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def draw(items: Iterable[str], most: int, *seed: object) -> list[str]:
    """A simple random sample without replacement of at most so many items, which must differ."""
    return sorted(items, key=lambda item: (number(*seed, item), item))[:most]
