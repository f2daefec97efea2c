"""Keys of names beside a right, to look many up at once: sellers that it authorises, numbers of its models."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.text.key_tables import mix

# The golden ratio as a 64-bit fraction spreads the numbers of rights. Source: D. Knuth, The Art of Computer
# Programming, volume 3, section 6.4.
SPREAD = np.uint64(0x9E3779B97F4A7C15)
DIGITS = re.compile(r"\d{3,}")


def name_numbers(names: Iterable[str]) -> NDArray[np.uint64]:
    """A number per name; case and outer space do not tell names apart. Shape (n,)."""
    folded = (name.strip().casefold().encode() for name in names)
    return np.frombuffer(b"".join(hashlib.blake2b(name, digest_size=8).digest() for name in folded), "<u8")


def right_keys(rights: NDArray[Any], names: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The key of each right's place with a name's number. Shapes: all (n,)."""
    return mix(names ^ (rights.astype(np.uint64) + np.uint64(1)) * SPREAD)


def is_listed(keys: NDArray[Any], listed: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each key (n,) stands in a sorted list of keys."""
    if not len(listed):
        return np.zeros(len(keys), np.bool_)
    return np.asarray(listed[np.minimum(np.searchsorted(listed, keys), len(listed) - 1)] == keys)


def model_numbers(model: str) -> list[str]:
    """What tells models apart however they are written: runs of three digits or more; `M-40712/BR` has `40712`."""
    return DIGITS.findall(model)
