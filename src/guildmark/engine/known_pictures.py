"""Pictures that tactics know, found among those of a batch by their hashes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from guildmark.detectors.pictures import KnownPictures
from guildmark.pictures import SeenPicture, hash_of_hex
from guildmark.tactics.conditions.picture import MOST_BITS


def known_pictures(seen: Sequence[SeenPicture], row: NDArray[np.int64], hashes: tuple[str, ...]) -> KnownPictures:
    """Which pictures come near which hashes, in any of their turns. Shapes: `seen` and `row` (m,)."""
    if not hashes:
        return KnownPictures.none()
    words = np.array([hash_of_hex(text) for text in hashes], np.uint64)
    parts = [KnownPictures.none()]
    for picture, one in enumerate(seen):
        if len(one.hashes):
            apart = np.bitwise_count(one.hashes[:, None, :] ^ words[None, :, :]).sum(axis=2, dtype=np.int64).min(axis=0)
            near = np.flatnonzero(apart <= MOST_BITS)
            parts.append(
                KnownPictures(np.full(len(near), row[picture]), np.full(len(near), picture), near, apart[near])
            )
    return parts[0].joined(*parts[1:])
