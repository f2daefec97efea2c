"""One disguise on one thing: a mark as text, or a picture."""

from collections.abc import Sequence

from guildmark.redteam.dice import Dice
from guildmark.redteam.texts.spellings import WRITTEN


def disguised_text(slug: str, mark: str, *, strength: float, seed: str, language: str = "en") -> str:
    """A mark as a seller writes it under a disguise; the mark itself where the disguise cannot change it.

    `slug` is one of `WRITTEN`. `strength` is 0 to 1, `language` a code that there are phrases for; the same arguments
    give the same text.

    Errors: `KeyError` for a disguise or a language that is not known.
    """
    return WRITTEN[slug](mark, Dice(f"{seed}/{slug}/{mark}"), strength, language)


def edited_picture(slug: str, data: bytes, *, strength: float, seed: str, others: Sequence[bytes] = ()) -> bytes:
    """A picture's bytes as a seller shows it under an edit, as a JPEG; `others` are pictures for a collage.

    `slug` is one of `picture_edits.EDITS`. Needs the extra `images`.

    Errors: `KeyError` for an edit that is not known; `ValueError` for bytes that are no picture.
    """
    from guildmark.redteam import picture_edits  # noqa: PLC0415 - Pillow is an extra

    return picture_edits.edited_picture(slug, data, Dice(f"{seed}/{slug}"), strength, others)
