"""Secrets that the site itself must know again, such as those that it signs by: sealed with the site's own key, so that
a copy of the database alone tells none."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from guildmark.records import InputError


def seal(secret: str) -> str:
    """What is kept of a secret."""
    return _box().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """The secret. Errors: InputError where the site's own key is another than when it was sealed."""
    try:
        return _box().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        raise InputError(
            "a secret was sealed with another key of the site. Put back the file `secret` of the site's folder, or "
            "make the connection anew."
        ) from None


def _box() -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"guildmark.sealed").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
