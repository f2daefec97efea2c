"""Why bytes did not become a picture, in a class to count by and a sentence to read."""

from dataclasses import dataclass

from guildmark.guard.refused import DAMAGED, TOO_LARGE, RefusedError

MOST_BYTES = 32 << 20  # of one picture's file: 30 times what shops show, and what a worker holds of a batch at most
MOST_PIXELS = 50_000_000  # of a JPEG, which is decoded at a small scale
MOST_PIXELS_WHOLE = 25_000_000  # of any picture that a decoder holds whole: at most 4 bytes a pixel, two or three times


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Why bytes did not become a picture: `kind` is a class of `guard.refused`, `reason` a sentence."""

    reason: str
    kind: str = DAMAGED


def check_size(width: int, height: int, most: int = MOST_PIXELS_WHOLE) -> None:
    """Refuse what would fill the memory. Errors: RefusedError."""
    if width * height > most:
        raise RefusedError(
            f"the picture claims {width} × {height} = {width * height:,} pixels; at most {most:,} are decoded",
            TOO_LARGE,
        )
    if not width or not height:
        raise RefusedError("the picture claims to have no pixels")
