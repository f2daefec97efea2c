"""Texts as a buyer sees them: without the tags and references of HTML, and in the order in which they are shown.

A name that is shown backwards is put forwards between two characters of no width, so that it still counts as hidden.
"""

import re
from html import unescape
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

# The fields that a shop shows; ids, codes and addresses stay as they are.
SHOWN = frozenset({"title", "description", "brand", "category", "standard_category", "seller_name"})
# Tags that leave a text in one piece, and tags that begin a line or a cell. Source: the HTML Living Standard, part 4.
INLINE = "a abbr b bdi bdo big cite code em font i ins kbd mark q s samp small span strike strong sub sup tt u var wbr"
APART = (
    "article aside blockquote br center dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr img li main"
    " ol p pre section table tbody td tfoot th thead tr ul"
)
REFERENCE = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
BACKWARDS, END = "\u202e", "\u202c"  # from the one to the other, letters are shown from right to left
NO_WIDTH = "\u200b"
_REFERENCE = re.compile(REFERENCE)
# A name or two. What is longer, or has no end, is no hidden name: read backwards, it would hide what it says.
LONGEST_BACKWARDS = 60  # code points
_BACKWARDS = re.compile(f"{BACKWARDS}([^{BACKWARDS}{END}\n]{{1,{LONGEST_BACKWARDS}}}){END}")


def _tags(names: str) -> str:
    return rf"(?i)</?(?:{names.replace(' ', '|')})(?:[\s/][^<>]*)?>"


def as_shown(texts: Any) -> Any:
    """The texts without tags, with character references put as characters, once, and forwards; what HTML does not know
    stays."""
    if _any(pc.match_substring(texts, "<")).true_count:
        texts = pc.replace_substring_regex(texts, r"(?s)<!--.*?-->", "")
        texts = pc.replace_substring_regex(texts, _tags(INLINE), "")
        texts = pc.replace_substring_regex(texts, _tags(APART), " ")
    texts = _replaced(texts, pc.match_substring_regex(texts, REFERENCE), _unescaped)
    return _replaced(texts, pc.match_substring(texts, BACKWARDS), _forwards)


def _any(found: Any) -> Any:
    return pc.fill_null(found, False)


def _replaced(texts: Any, found: Any, change: Any) -> Any:
    """The texts, of which those that were found are changed one by one."""
    with_some = _any(found)
    if not with_some.true_count:
        return texts
    changed = [change(text) for text in texts.filter(with_some).to_pylist()]
    return pc.replace_with_mask(texts, with_some, pa.array(changed, texts.type))


def _unescaped(text: str) -> str:
    return _REFERENCE.sub(lambda found: unescape(found[0]), text)


def _forwards(text: str) -> str:
    return _BACKWARDS.sub(lambda found: f"{NO_WIDTH}{found[1][::-1]}{NO_WIDTH}", text)
