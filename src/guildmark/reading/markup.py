"""Markup that is nearly XML: names of HTML's characters, lone ampersands and control characters as plain text."""

import re
from html.entities import html5

_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_AMPERSAND = re.compile(r"&(?:(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def mended(text: str) -> str:
    """The text with what XML does not know made plain; tags are left as they are."""
    parts = _CDATA.split(_CONTROL.sub("\ufffd", text))
    return "".join(part if place % 2 else _AMPERSAND.sub(_plain, part) for place, part in enumerate(parts))


def _plain(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    if name in _XML_NAMES:
        return found[0]
    if name.startswith("#"):
        number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        fits = (
            number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0xFFFF < number < 0x110000
        )
        return found[0] if fits else "\ufffd"
    return html5.get(f"{name};", f"&amp;{name};").replace("<", "&lt;")
