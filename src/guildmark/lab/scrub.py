"""Take personal data out of a listing's texts: what no detector needs is cut, names and contacts are replaced."""

import re
from collections.abc import Iterable, Sequence

AROUND = 40  # code points of text that stay on each side of a span: as far as detectors look for a contact
GAP = " … "
SELLER = "Seller A"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
HANDLE = re.compile(r"(?<![\w.])@\w{3,}")
NUMBER = re.compile(r"\+?\d(?:[\s().-]{0,2}\d){6,}")
AFTER_COLON = re.compile(r"(?<=[:：])\s*[A-Za-z0-9_.-]{5,}")


def passages(text: str, spans: Iterable[tuple[int, int]], around: int = AROUND) -> str:
    """The spans of a text with what stands around them, other stretches cut. Units: code points, half-open."""
    kept: list[list[int]] = []
    for start, end in sorted(spans):
        low, high = max(0, start - around), min(len(text), end + around)
        if kept and low <= kept[-1][1]:
            kept[-1][1] = max(kept[-1][1], high)
        else:
            kept.append([low, high])
    return GAP.join(text[low:high] for low, high in kept)


def without_persons(text: str, names: Sequence[str]) -> str:
    """The text with the seller's names and whatever looks like a contact replaced by something of the same form.

    What names a person in other words stays: nobody but a reader can see it.
    """
    for name in sorted({name for name in names if name and len(name) >= 3}, key=len, reverse=True):
        text = re.sub(re.escape(name), SELLER, text, flags=re.IGNORECASE)
    text = EMAIL.sub("name@shop.example", text)
    text = ADDRESS.sub("https://shop.example", text)
    text = HANDLE.sub(_masked, text)
    text = AFTER_COLON.sub(_masked_contact, text)
    return NUMBER.sub(_masked, text)


def _masked(match: re.Match[str]) -> str:
    """Letters and digits replaced one for one, so that length and form stay."""
    return "".join("0" if c.isdigit() else "a" if c.isalpha() else c for c in match[0])


def _masked_contact(match: re.Match[str]) -> str:
    """A name of an account, which holds a digit, an underscore or a dot; a plain word after a colon is left."""
    return _masked(match) if re.search(r"[0-9_.]", match[0].strip(" .")) else match[0]
