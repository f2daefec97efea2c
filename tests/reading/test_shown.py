"""Texts are read as a buyer sees them: references, tags and what is shown backwards."""

from html import escape
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_all import read_all

from guildmark.reading import as_shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Dolce &amp; Gabbana", "Dolce & Gabbana"),
        ("L&#39;Or&eacute;e", "L'Orée"),
        ("G&#x75;cci", "Gucci"),
        ("R&D and A&B;", "R&D and A&B;"),  # no reference that HTML knows
        ("&amp;lt;", "&lt;"),  # once, so that a text about HTML stays one
        ("&#0;&#xD800;&#9999999;", "\ufffd" * 3),
    ],
)
def test_a_reference_is_read_as_its_character(written: str, shown: str) -> None:
    assert as_shown(pa.array([written, None, "plain"])).to_pylist() == [shown, None, "plain"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ha<b></b>rb<!-- x -->our", "Harbour"),
        ('<p class="x">Harbour<br/>watch</p>', " Harbour watch "),
        ("Ha<SPAN style='a'>rb</SPAN>our", "Harbour"),
        ("size <M>, 3 < 4 > 2, <harbour>", "size <M>, 3 < 4 > 2, <harbour>"),
        ("&lt;b&gt;Harbour", "<b>Harbour"),  # a buyer sees this tag
        ("<bag> <b", "<bag> <b"),
    ],
)
def test_tags_that_html_knows_are_not_seen(written: str, shown: str) -> None:
    assert as_shown(pa.array([written, None, "plain"])).to_pylist() == [shown, None, "plain"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a \u202eruobraH\u202c watch", "a \u200bHarbour\u200b watch"),
        ("\u202eba\u202c\u202edc\u202c", "\u200bab\u200b\u200bcd\u200b"),
        ("\u202ereplica of a bag", "\u202ereplica of a bag"),  # without an end: a sign before all must not hide all
        ("\u202e" + "a" * 61 + "\u202c", "\u202e" + "a" * 61 + "\u202c"),
        ("\u202e\u202c", "\u202e\u202c"),
        ("\u202bעברית\u202c", "\u202bעברית\u202c"),  # a lawful direction
    ],
)
def test_what_is_shown_backwards_is_read_forwards_and_stays_hidden(written: str, shown: str) -> None:
    assert as_shown(pa.array([written, None, "plain"])).to_pylist() == [shown, None, "plain"]


@given(st.lists(st.text(), max_size=4))
def test_what_a_program_escaped_is_read_back(texts: list[str]) -> None:
    texts = [text.replace("\u202e", "") for text in texts]
    column = pa.array([escape(text) for text in texts], pa.string())
    assert as_shown(column).to_pylist() == texts


def test_titles_of_a_catalogue_are_read_so_and_its_addresses_are_not(tmp_path: Path) -> None:
    path = tmp_path / "listings.csv"
    path.write_text("listing_id,title,url\n1,Tweed &amp; Sons hat,https://shop.example/?a=1&amp;b=2\n")
    listing = read_all(path).listings.to_pylist()[0]
    assert (listing["title"], listing["url"]) == ("Tweed & Sons hat", "https://shop.example/?a=1&amp;b=2")
