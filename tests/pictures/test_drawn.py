"""A picture that is drawn from a hash has that hash, or one near it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from guildmark.pictures import QUALITY_LEAST, decode_small, hash_hex, pdq
from guildmark.pictures.drawn import picture_of_hash


@given(st.permutations([0] * 128 + [1] * 128))
def test_the_hash_of_a_drawn_picture_is_near(bits: list[int]) -> None:
    text = hash_hex(np.packbits(np.array(bits, np.uint8), bitorder="little").view("<u8").astype(np.uint64))
    pixels = decode_small(picture_of_hash(text))
    assert isinstance(pixels, np.ndarray)
    seen, quality = pdq(pixels)
    assert (int(hash_hex(seen), 16) ^ int(text, 16)).bit_count() <= 12
    assert quality >= QUALITY_LEAST
