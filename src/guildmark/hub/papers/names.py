"""Names of files as strangers give them, made fit to be shown. They are never used as paths."""

import unicodedata
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from guildmark.hub.papers.limits import limits

# What cannot be seen, turns the order of what follows, stands for nothing, or breaks the line.
UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
MARKS = frozenset({"Mn", "Me"})
MOST_MARKS = 2  # on one character: Vietnamese and Thai need two, towers of accents more
ENDING = 10  # characters at the end that a long name keeps, so that its kind can be read
CUT = "…"


def shown_name(name: str) -> str:
    """The last part of a name, in characters that can be shown, at most as many as `longest_name`."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = unicodedata.normalize("NFC", "".join(" " if one.isspace() else one for one in last))
    kept, marks = [], 0
    for one in plain:
        category = unicodedata.category(one)
        marks = marks + 1 if category in MARKS else 0
        if category not in UNSHOWN and marks <= MOST_MARKS:
            kept.append(one)
    shown = " ".join("".join(kept).split())
    if not shown.strip(". "):
        return _("without a name")
    most = limits().longest_name
    return shown if len(shown) <= most else shown[: most - ENDING - 1].rstrip() + CUT + shown[-ENDING:]
