"""Words of titles: codes, quantities and packs, however they are written."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildmark.text.base import base_tables
from guildmark.text.measures import SLOT, compile_phrases, read_measures
from guildmark.text.title_layout import FIGURE, JOIN, MODEL_CODE, NAME, OF_PACK, PACK, QUANTITY, STEM
from guildmark.text.title_words import title_words

TABLES = base_tables()[0]
PHRASES = compile_phrases(read_measures(), TABLES)
TEXTS = st.text(max_size=40).map(lambda text: text.encode("utf-8", "ignore").decode())


def words(*titles: str) -> list[np.ndarray]:
    found = title_words(pa.array(titles, pa.string()), TABLES.fold, TABLES.expansions, PHRASES)
    return [found.words[low:high] for low, high in zip(found.offsets[:-1], found.offsets[1:], strict=True)]


def keys(title: str, *kinds: int) -> set[int]:
    (found,) = words(title)
    return set(found["key"][np.isin(found["kind"], kinds)].tolist())


@pytest.mark.parametrize(
    "written", ["QX-LM350H", "qxlm350h", "QX LM350H", "QX-LM 350H", "QX_LM/350H", "ＱＸ-ＬＭ３５０Ｈ"]
)
def test_a_code_is_the_same_however_it_is_written(written: str) -> None:
    assert keys("QXLM350H", MODEL_CODE) <= keys(f"Orvane {written} player", MODEL_CODE, JOIN)


@pytest.mark.parametrize(("code", "stem"), [("QXW120P", "QXW120"), ("QX-W120/B2", "QXW120"), ("967562-0403", "967562")])
def test_a_code_has_a_stem_without_what_tells_colours_apart(code: str, stem: str) -> None:
    assert keys(stem, MODEL_CODE) == keys(code, STEM)


def test_whole_words_between_bars_are_no_part_of_a_code() -> None:
    assert keys("Night-Diver-2007", NAME, FIGURE) == keys("night diver 2007", NAME, FIGURE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("200 ml", "0.2 l"),
        ("200ml", "20 cl"),
        ("1,5 kg", "1500 g"),
        ("1 TB", "1000GB"),
        ('52"', "52 inch"),
        ("毫升 50毫升", "50 ml"),
    ],
)
def test_a_quantity_is_the_same_in_other_units(one: str, other: str) -> None:
    assert keys(one, QUANTITY) == keys(other, QUANTITY) != set()


def test_quantities_of_different_size_or_kind_differ() -> None:
    assert len({*keys("50 ml", QUANTITY), *keys("100 ml", QUANTITY), *keys("50 g", QUANTITY)}) == 3


@pytest.mark.parametrize("measure", read_measures(), ids=lambda measure: measure.text)
def test_every_measure_is_found_in_a_title(measure) -> None:
    (found,) = words(f"Orvane {measure.text.replace(SLOT, '6')}")
    value = found["value"][found["kind"] == (PACK if measure.dimension == OF_PACK else QUANTITY)]
    assert value == pytest.approx([6 * measure.factor])


@pytest.mark.parametrize(
    ("title", "pack"),
    [
        ("Orvane cream 3 x 200 ml", 3), ("3x200ml Orvane cream", 3), ("Orvane cream 3 × 50 g", 3),
        ("2er-Pack Orvane", 2), ("Orvane pack of 6", 6), ("奥凡 面膜 6入", 6), ("化粧水 24本入り", 24),
        ("lot de 4 Orvane", 4), ("Orvane 12 шт.", 12),
    ],
)  # fmt: skip
def test_a_pack_is_counted(title: str, pack: int) -> None:
    (found,) = words(title)
    assert found["value"][found["kind"] == PACK].tolist() == [pack]


@pytest.mark.parametrize(
    "title",
    [
        "Orvane towel 30 x 40 cm",
        "Orvane screen 1920x1080",
        "Orvane 8x zoom",
        "Orvane pack of 1",
        "Orvane G6pack",
        "2.5 pack",
    ],
)
def test_what_is_no_pack_is_not_counted(title: str) -> None:
    (found,) = words(title)
    assert PACK not in found["kind"]


@settings(deadline=None)
@given(titles=st.lists(TEXTS, min_size=1, max_size=4))
def test_words_stand_in_their_title_and_do_not_depend_on_others(titles: list[str]) -> None:
    for title, found in zip(titles, words(*titles), strict=True):
        assert (found["start"] >= 0).all()
        assert (found["end"] <= len(title)).all()
        (alone,) = words(title)
        assert found["key"].tolist() == alone["key"].tolist()
