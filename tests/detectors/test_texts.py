"""The texts of a batch: each is found again where it stands, also where it repeats, is missing or names a host."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from guildmark.detectors.texts import FIELD, REPEATING, TextColumn, Texts

TEXTS = st.none() | st.sampled_from(["", "Orvane", "orvane.example", "bolsa ñandú 箱", "😀 a"])
COLUMNS = st.fixed_dictionaries(
    {name: st.lists(TEXTS, min_size=2, max_size=4) for name in ("title", "brand", "seller_name", "category")}
)


def texts_of(columns: dict[str, list[str | None]]) -> Texts:
    return Texts.of(
        {name: TextColumn(pa.array(texts, pa.string()), np.arange(len(texts))) for name, texts in columns.items()}
    )


def distinct(texts: Texts, place: int) -> str:
    data, offsets = texts.buffers
    return data[offsets[place] : offsets[place + 1]].tobytes().decode()


@given(columns=COLUMNS)
def test_every_text_is_found_again(columns: dict[str, list[str | None]]) -> None:
    texts = texts_of(columns)
    names = {number: name for name, number in FIELD.items()}
    used = 0
    for field, row, text, place, read_at in zip(
        texts.field.tolist(), texts.row.tolist(), texts.text.tolist(), texts.place.tolist(), texts.read_at.tolist(),
        strict=True,
    ):  # fmt: skip
        name = names[field]
        own = columns[name][text] or ""
        is_host = own == "orvane.example" and name in REPEATING
        assert row == text
        assert distinct(texts, place) == own
        assert distinct(texts, read_at) == (own.upper() if is_host else own)
        assert bool(texts.in_address[read_at]) is is_host
        used += 1
    assert used == sum(len(column) for column in columns.values() if any(text is not None for text in column))


@given(columns=COLUMNS, start=st.integers(0, 5), length=st.integers(0, 5))
def test_a_cut_is_what_slicing_the_text_gives(columns: dict[str, list[str | None]], start: int, length: int) -> None:
    texts = texts_of(columns)
    begin, end = (np.full(len(texts.field), place, np.int32) for place in (start, start + length))
    cut = texts.cut(texts.field, texts.text, begin, end).to_pylist()
    names = {number: name for name, number in FIELD.items()}
    own = [columns[names[f]][t] or "" for f, t in zip(texts.field.tolist(), texts.text.tolist(), strict=True)]
    assert cut == [text[start : start + length] for text in own]


def test_a_cut_in_no_text_is_null() -> None:
    texts = texts_of({"title": ["Orvane tote"]})
    zero = np.zeros(2, np.int32)
    cut = texts.cut(np.array([-1, FIELD["title"]]), np.array([-1, 0]), zero, zero + 6)
    assert cut.to_pylist() == [None, "Orvane"]
