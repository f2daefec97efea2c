"""Text of strangers made safe to read: hidden characters become visible, and the evidence is marked."""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guildmark.hub.cases.shown import Span

# Shown as nothing by browsers though of other categories (Unicode 16.0, Default_Ignorable_Code_Point).
IGNORABLE = frozenset(map(ord, "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")) | frozenset(
    [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
)
_IGNORED = frozenset(map(chr, IGNORABLE))
HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
JOINERS = "\u200c\u200d"
JOINING_SCRIPTS = frozenset(
    {
        "ARABIC", "DEVANAGARI", "BENGALI", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "GUJARATI", "GURMUKHI", "SINHALA",
        "KHMER", "MONGOLIAN",
    }
)  # fmt: skip
SHORT_NAMES = {0xAD: "soft hyphen", 0x200B: "zero width", 0x200C: "non-joiner", 0x200D: "joiner", 0xFEFF: "zero width"}


def marked(text: str, spans: Iterable[Span] = (), *, numbered: bool = True) -> SafeString:
    """HTML of a text with its evidence in `mark` elements and its hidden characters as chips.

    Spans are half-open, in code points, and may overlap; what lies outside of the text is left out. Each piece is
    escaped.
    """
    inside = [span for span in spans if 0 <= span.start < span.end and span.start < len(text)]
    edges = sorted({0, len(text), *(span.start for span in inside), *(min(span.end, len(text)) for span in inside)})
    parts = []
    for start, end in pairwise(edges):
        piece = _visible(text, start, end)
        over = [span for span in inside if span.start <= start and span.end >= end]
        parts.append(_mark(piece, over, end if numbered else -1, len(text)) if over else piece)
    return format_html('<bdi dir="auto" class="strange">{}</bdi>', mark_safe("".join(parts)))


def _mark(piece: SafeString, over: list[Span], end: int, length: int) -> SafeString:
    kind = "for" if any(span.direction == "for" for span in over) else "against"
    numbers = ",".join(str(span.number) for span in over if min(span.end, length) == end)
    label = format_html('<sup><span class="unseen">{} </span>{}</sup>', _("evidence"), numbers) if numbers else ""
    return format_html('<mark class="{}">{}{}</mark>', kind, piece, label)


def _visible(text: str, start: int, end: int) -> SafeString:
    piece = text[start:end]
    # Most texts hide nothing, which is told of a whole text a hundred times as fast as of each of its characters.
    if piece.isprintable() and _IGNORED.isdisjoint(piece):
        return escape(piece)
    parts: list[str] = []
    place = plain = start
    while place < end:
        character = text[place]
        if not is_hidden(character, text[place - 1] if place else ""):
            place += 1
            continue
        last = place
        while last + 1 < end and text[last + 1] == character:
            last += 1
        parts += [escape(text[plain:place]), _chip(character, last - place + 1)]
        place = plain = last + 1
    return mark_safe("".join([*parts, escape(text[plain:end])]))


def is_hidden(character: str, before: str) -> bool:
    """Whether a character hides, rather than does its lawful work in an emoji or a joining script."""
    code = ord(character)
    if character in "\t\n\r" or (code not in IGNORABLE and unicodedata.category(character) not in HIDDEN_CATEGORIES):
        return False
    if not before:
        return True
    after_symbol = unicodedata.category(before) in ("So", "Sk") or before in "0123456789#*"
    if after_symbol and (character == "\u200d" or code in (0xFE0E, 0xFE0F)):
        return False
    script = unicodedata.name(before, " ").split(" ", 1)[0]
    return not (character in JOINERS and script in JOINING_SCRIPTS)


def _chip(character: str, times: int) -> SafeString:
    code = ord(character)
    name = SHORT_NAMES.get(code, f"U+{code:04X}")
    title = _("Hidden character %(code)s") % {"code": f"U+{code:04X}"}
    return format_html(
        '<span class="hidden-character" title="{}">{}{}</span>', title, name, f" ×{times}" if times > 1 else ""
    )
