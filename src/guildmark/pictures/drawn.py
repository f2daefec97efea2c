"""A picture drawn from a hash, so that a rule about a picture can be tried where the picture itself is not given."""

import numpy as np

from guildmark.pictures.decode import small_jpeg
from guildmark.pictures.pdq_hash import COSINES, FREQUENCIES, hash_of_hex

SCALE = 4  # pixels of a sample, so that a picture of 64 samples is large enough to be looked at
SPREAD = 60.0  # of the 127 that fit on each side of grey: the usual height of a wave; what is higher is cut off


def picture_of_hash(text: str) -> bytes:
    """A JPEG whose PDQ hash is near this one: the sum of its waves, each with the sign that its bit says.

    PDQ sets half of its bits: of a hash with n bits set, some |n - 128| come out otherwise.
    Errors: InputError when the picture libraries are missing.
    """
    bits = np.unpackbits(hash_of_hex(text).view(np.uint8), bitorder="little").reshape(FREQUENCIES, FREQUENCIES)
    waves = COSINES.T @ (2.0 * bits - 1.0) @ COSINES
    grey = np.clip(128 + SPREAD * waves / waves.std(), 0, 255).astype(np.uint8)
    pixels = np.repeat(np.repeat(grey, SCALE, axis=0), SCALE, axis=1)[:, :, np.newaxis].repeat(3, axis=2)
    return small_jpeg(pixels, max(pixels.shape))
