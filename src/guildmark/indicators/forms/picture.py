"""What is known of pictures: a perceptual hash, or a vector with the model that made it."""

import base64
import binascii

import numpy as np

from guildmark.records import InputError

HASH_DIGITS = 64  # hexadecimal: PDQ has 256 bits, a digest of a model as many
MOST_NUMBERS = 4_096  # of a vector
HEX = frozenset("0123456789abcdef")


def picture_of(value: str) -> str:
    """The hash in small letters. Errors: InputError for what is no PDQ hash."""
    normal = value.lower()
    if not _is_digest(normal):
        raise InputError(
            f"{value[:80]!r} is no PDQ hash of {HASH_DIGITS} hexadecimal digits. "
            "`guildmark tactics picture FILE` prints it."
        )
    return normal


def embedding_of(value: str) -> str:
    """Digest of the model, a colon, and the vector in base64. Errors: InputError for another form."""
    model, _, encoded = (part.strip() for part in value.partition(":"))
    model = model.lower()
    if not _is_digest(model):
        raise InputError(f"{value[:80]!r} does not begin with the SHA-256 of a model. Write it as 9f…:base64.")
    try:
        data = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise InputError(f"{value[:80]!r} holds no base64: {error}. Encode the float16 vector once more.") from None
    if not data or len(data) % 2 or len(data) > 2 * MOST_NUMBERS:
        raise InputError(
            f"{value[:80]!r} holds {len(data):,} bytes. A vector has 1 to {MOST_NUMBERS:,} numbers of 2 bytes."
        )
    vector = np.frombuffer(data, "<f2")
    if not np.isfinite(vector).all() or not vector.any():
        raise InputError(f"{value[:80]!r} holds a vector with numbers that are not finite, or all 0. Make it anew.")
    return f"{model}:{base64.b64encode(data).decode()}"


def _is_digest(text: str) -> bool:
    return len(text) == HASH_DIGITS and set(text) <= HEX
