"""Keys of authorised sellers: a number for a seller and a right together, so that many are looked up at once."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.text.automaton import mix

# The golden ratio as a 64-bit fraction spreads the numbers of rights. Source: D. Knuth, The Art of Computer
# Programming, volume 3, section 6.4.
SPREAD = np.uint64(0x9E3779B97F4A7C15)


def seller_numbers(sellers: Sequence[str]) -> NDArray[np.uint64]:
    """A number per seller, by id or name; case and outer space do not tell sellers apart. Shape (n,)."""
    folded = (seller.strip().casefold().encode() for seller in sellers)
    return np.frombuffer(b"".join(hashlib.blake2b(name, digest_size=8).digest() for name in folded), "<u8")


def seller_keys(rights: NDArray[Any], sellers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The key of each right's place with a seller's number. Shapes: all (n,)."""
    return mix(sellers ^ (rights.astype(np.uint64) + np.uint64(1)) * SPREAD)
