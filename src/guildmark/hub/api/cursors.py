"""Cursors: where a page of an answer ended, sealed so that nothing can be read from them or made up.

The numbers behind them count over the whole alliance, and their gaps would tell what others do.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from django.conf import settings

from guildmark.hub.members.actor import Actor
from guildmark.records import InputError

NONCE_BYTES, SEAL_BYTES, MOST_BYTES = 9, 9, 64
SEPARATOR = ","


def sealed(actor: Actor, of: str, *values: int | float) -> str:
    """A cursor of one list, for this actor's organisation."""
    text = SEPARATOR.join(value.hex() if isinstance(value, float) else str(value) for value in values).encode()
    nonce = secrets.token_bytes(NONCE_BYTES)
    hidden = _mixed(actor, nonce, text)
    return urlsafe_b64encode(nonce + _seal(actor, of, nonce + hidden) + hidden).decode().rstrip("=")


def opened(actor: Actor, of: str, cursor: str) -> list[str]:
    """The values that were sealed, as text. Errors: InputError for what is no cursor of this list."""
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (ValueError, Error):
        raw = b""
    nonce, seal, hidden = (
        raw[:NONCE_BYTES],
        raw[NONCE_BYTES : NONCE_BYTES + SEAL_BYTES],
        raw[NONCE_BYTES + SEAL_BYTES :],
    )
    if not hidden or len(hidden) > MOST_BYTES or not hmac.compare_digest(seal, _seal(actor, of, nonce + hidden)):
        raise InputError(f"after={cursor[:80]!r} is no cursor of an earlier answer. Leave it out to begin.")
    return _mixed(actor, nonce, hidden).decode().split(SEPARATOR)


def _mixed(actor: Actor, nonce: bytes, data: bytes) -> bytes:
    stream = _digest(actor, b"hide" + nonce)
    return bytes(a ^ b for a, b in zip(data, stream, strict=False))


def _seal(actor: Actor, of: str, data: bytes) -> bytes:
    return _digest(actor, f"seal {of} ".encode() + data)[:SEAL_BYTES]


def _digest(actor: Actor, data: bytes) -> bytes:
    key = f"cursor:{actor.organisation.id}:{settings.SECRET_KEY}".encode()
    return hmac.digest(key, data, hashlib.sha512)
