"""Secrets that are shown once and kept hashed. They are long and random, so that a plain digest keeps them."""

import hashlib
import secrets

KEY_MARK = "gm_"


def new_key() -> str:
    """A key of the API: `gm_` and 43 letters (256 bits)."""
    return KEY_MARK + secrets.token_urlsafe(32)


def new_link_secret() -> str:
    """The secret part of a link (256 bits)."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of a secret: SHA-256, hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()
