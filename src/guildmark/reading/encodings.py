"""The encoding of text, judged by its bytes."""

import re
from collections.abc import Sequence

import numpy as np

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([\w.-]+)["']""")
# A usual letter of cp1252 beyond ASCII, beside an ASCII letter as in "für", or between signs as in "à".
_WESTERN_LETTER = re.compile(
    rb"(?<![\x80-\xff])[\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xc0-\xd6\xd8-\xf6\xf8-\xfe](?=[A-Za-z ,;\t.\"]|\r?\n)"
)
# Encodings of East Asia, each with the first bytes of its everyday characters, the narrower first where they overlap.
# Source: the rows of KS X 1001, GB 2312 level 1, Big5 level 1 and JIS X 0208 level 1.
_EAST_ASIAN = (
    ("euc-kr", ((0xA1, 0xA3), (0xB0, 0xC8))),
    ("gb18030", ((0xA1, 0xA3), (0xB0, 0xD7))),
    ("big5", ((0xA1, 0xA3), (0xA4, 0xC6))),
    ("cp932", ((0x81, 0x83), (0x88, 0x97))),
)


def encoding_of(samples: Sequence[bytes]) -> tuple[str, int, bool]:
    """The encoding of text, the bytes of its mark to skip, and whether it was guessed.

    `samples` are parts of the file, the first from its start. Where most of the text is UTF-8 it is read as such, and
    the values that are not are told one by one.
    """
    head = samples[0] if samples else b""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark), False
    zeros = np.frombuffer(head[: len(head) // 2 * 2], dtype=np.uint8).reshape(-1, 2) == 0
    if len(zeros) and zeros[:, 1].mean() > 0.4 and zeros[:, 0].mean() < 0.1:
        return "utf-16-le", 0, True
    if len(zeros) and zeros[:, 0].mean() > 0.4 and zeros[:, 1].mean() < 0.1:
        return "utf-16-be", 0, True
    text = b"".join(samples)
    declared = _DECLARED.match(head.lstrip())
    if declared and declared[1].lower() not in (b"utf-8", b"utf8") and _reads_ascii(declared[1].decode()):
        return declared[1].decode().lower(), 0, False
    return ("utf-8", 0, False) if _mostly_utf8(text) else (_legacy(text), 0, True)


def _reads_ascii(encoding: str) -> bool:
    """Whether Python knows a declared encoding, and it can be the one in which the declaration itself is written."""
    try:
        return b"<?xml".decode(encoding, "replace") == "<?xml"
    except (LookupError, ValueError):
        return False


def _mostly_utf8(text: bytes) -> bool:
    decoded = text.decode("utf-8", "replace")
    strange = decoded.count("\ufffd") - text.count(b"\xef\xbf\xbd")
    beyond_ascii = len(decoded) - len(decoded.encode("ascii", "ignore"))
    if strange == beyond_ascii and strange > 0:  # no character is sound UTF-8
        letters = len(_WESTERN_LETTER.findall(text))
        return strange <= 8 and letters < strange
    return strange <= 8 or strange <= beyond_ascii // 4


def _legacy(text: bytes) -> str:
    """The encoding of text that is not UTF-8: the East Asian one that makes most sense of it, else the Western one."""
    encoding, ranges = max(_EAST_ASIAN, key=lambda known: round(_sense(text, *known), 2))
    return encoding if _sense(text, encoding, ranges) > 0.5 else "cp1252"


def _sense(text: bytes, encoding: str, ranges: tuple[tuple[int, int], ...]) -> float:
    """The share of characters beyond ASCII that are everyday ones of the encoding; what is broken counts against it."""
    decoded = [character for character in text.decode(encoding, "replace") if character > "\x7f"]
    broken = decoded.count("\ufffd")
    leads = [character.encode(encoding, "ignore")[:1] for character in set(decoded) - {"\ufffd"}]
    everyday = sum(any(low <= lead[0] <= high for low, high in ranges) for lead in leads if lead)
    return everyday / max(len(leads), 1) - 3 * broken / max(len(decoded), 1)
