"""Files by the digest of their bytes, in the site's folder, and the rows that name them."""

from pathlib import Path

from django.conf import settings

from guildmark.hub import by_digest
from guildmark.hub.registry.models import Blob


def keep(data: bytes, media_type: str) -> Blob:
    """Keep a file; the same bytes are kept once. Call it inside the transaction of what uses the file."""
    return row_of(lay_down(data), len(data), media_type)


def lay_down(data: bytes) -> str:
    """Write the bytes where they will lie, and return their digest. Done before a transaction, nobody waits for it."""
    return by_digest.lay_down(_root(), data)


def row_of(digest: str, size_bytes: int, media_type: str) -> Blob:
    """The row of a file that was laid down, made in the transaction of what uses the file."""
    blob, _ = Blob.objects.get_or_create(digest=digest, defaults={"size_bytes": size_bytes, "media_type": media_type})
    return blob


def path_of(digest: str) -> Path:
    """Where the bytes lie."""
    return by_digest.path_in(_root(), digest)


def _root() -> Path:
    return Path(settings.HUB_FOLDER) / "blobs"
