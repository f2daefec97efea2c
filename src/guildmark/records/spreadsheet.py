"""Texts as cells of a table that a spreadsheet may open: never a formula."""

import re

_FORMULA = r"[\s\0]*[=+\-@＝＋－＠]|[\t\r\n]"
FORMULA = re.compile(_FORMULA)
GUARDED = re.compile(rf"'(?={_FORMULA})")


def guarded(text: str) -> str:
    """The text; what a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if GUARDED.match(text) else text
