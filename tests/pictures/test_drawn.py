"""A picture that is drawn from a hash has that hash, or one near it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from guildmark.pictures import QUALITY_LEAST, decode_small, hash_hex, pdq
from guildmark.pictures.drawn import picture_of_hash


@given(st.integers(0, 1 << 32))
def test_the_hash_of_a_drawn_picture_is_near(seed: int) -> None:
    bits = np.random.default_rng(seed).permutation(np.repeat(np.array([0, 1], np.uint8), 128))
    text = hash_hex(np.packbits(bits, bitorder="little").view("<u8").astype(np.uint64))
    pixels = decode_small(picture_of_hash(text))
    assert isinstance(pixels, np.ndarray)
    seen, quality = pdq(pixels)
    assert (int(hash_hex(seen), 16) ^ int(text, 16)).bit_count() <= 12
    assert quality >= QUALITY_LEAST
