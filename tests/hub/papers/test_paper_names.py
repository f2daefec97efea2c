"""Names of papers are shown, whatever a stranger wrote into them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.hub.papers.limits import limits
from guildmark.hub.papers.names import UNSHOWN, shown_name


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\Rechnung Nr 7.pdf", "Rechnung Nr 7.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b\nc\td.pdf", "ab c d.pdf"),
        ("\u2066zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("e\u0301te\u0301.jpg", "\u00e9t\u00e9.jpg"),
        ("Z" + "\u0335" * 40 + ".pdf", "Z\u0335\u0335.pdf"),
        ("発票 ﷽ hóa đơn.pdf", "発票 ﷽ hóa đơn.pdf"),
        ("", "without a name"),
        ("..", "without a name"),
        ("///", "without a name"),
        ("\ud800.pdf", ".pdf"),
        ("n" * 300 + ".pdf", "n" * 69 + "…nnnnnn.pdf"),
    ],
)
def test_a_name_keeps_what_can_be_read_and_loses_the_rest(given_name: str, shown: str) -> None:
    assert shown_name(given_name) == shown


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_no_name_hides_turns_breaks_or_overflows(name: str) -> None:
    shown = shown_name(name)
    assert 0 < len(shown) <= limits().longest_name
    assert not {unicodedata.category(one) for one in shown} & UNSHOWN
    assert not set(shown) & {"/", "\\"}
    assert shown == " ".join(shown.split())
    assert shown_name(shown) == shown
    assert shown.encode()
