"""Character references of HTML in texts: a buyer reads `Dolce & Gabbana` where an export says `Dolce &amp; Gabbana`."""

import re
from html import unescape
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

# The fields that a shop shows; ids, codes and addresses stay as they are.
SHOWN = frozenset({"title", "description", "brand", "category", "standard_category", "seller_name"})
REFERENCE = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_REFERENCE = re.compile(REFERENCE)


def as_shown(texts: Any) -> Any:
    """The texts with their character references put as characters, once; a reference that HTML does not know stays."""
    with_some: Any = pc.fill_null(pc.match_substring_regex(texts, REFERENCE), False)
    if not with_some.true_count:
        return texts
    plain = [_REFERENCE.sub(lambda found: unescape(found[0]), text) for text in texts.filter(with_some).to_pylist()]
    return pc.replace_with_mask(texts, with_some, pa.array(plain, texts.type))
