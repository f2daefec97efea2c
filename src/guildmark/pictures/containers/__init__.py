"""What a picture file says of itself, read before any decoder is opened, and the parts of it that make pixels."""

from collections.abc import Callable

from guildmark.guard.refused import EMPTY, KIND_NOT_READ, NO_PICTURE, TOO_LARGE, RefusedError
from guildmark.pictures.containers import bmp, gif, jpeg, png, tiff, webp
from guildmark.pictures.containers.claim import Claim
from guildmark.pictures.kinds import BMP, GIF, JPEG, PNG, READ, TIFF, WEBP, is_picture_not_read, kind_of
from guildmark.pictures.refused import MOST_BYTES

__all__ = ["Claim", "check_kind", "claim_of", "refusal_of"]

_READERS: dict[str, Callable[[bytes], Claim]] = {
    JPEG: jpeg.claim, PNG: png.claim, GIF: gif.claim, WEBP: webp.claim, BMP: bmp.claim, TIFF: tiff.claim,
}  # fmt: skip


def claim_of(data: bytes) -> Claim:
    """What a file claims to be, within what is decoded. Takes microseconds, whatever the bytes.

    Errors: RefusedError, with its class, for all that no decoder shall see.
    """
    if len(data) > MOST_BYTES:
        raise RefusedError(f"the file has {len(data):,} bytes; at most {MOST_BYTES:,} are read", TOO_LARGE)
    check_kind(data)
    return _READERS[kind_of(data)](data)


def check_kind(head: bytes) -> None:
    """Let pass what begins like a picture that is read. Errors: RefusedError, with its class, for anything else."""
    if not head:
        raise RefusedError("the picture is empty", EMPTY)
    kind = kind_of(head)
    if kind not in _READERS:
        raise refusal_of(kind)


def refusal_of(kind: str) -> RefusedError:
    """Why a kind of file is not decoded."""
    give = f"give {', '.join(READ[:-1])} or {READ[-1]}"
    if not is_picture_not_read(kind):
        return RefusedError(f"this is {kind} and no picture; {give}", NO_PICTURE)
    why = "which is never drawn here, since it can hold programs and load other files" if "SVG" in kind else "not read"
    return RefusedError(f"this is {kind}, {why}; {give}", KIND_NOT_READ)
