"""Words for colours fold to basic ones, and only where they stand by themselves."""

import numpy as np
import pyarrow as pa
import pytest

from guildmark.text import colours
from guildmark.text.base import base_tables
from guildmark.text.colours import colour_names, colour_phrases, with_near
from guildmark.text.word_bits import find_bits

TABLES = base_tables()[0]
PHRASES = colour_phrases(TABLES)
DOCUMENT = colours._document()
EVERY = [
    (word, {entry["colour"]}) for entry in DOCUMENT["colours"] for words in entry["words"].values() for word in words
]
EVERY += [(word, set(entry["colours"])) for entry in DOCUMENT["either"] for word in entry["words"]]


def found(text: str) -> list[tuple[str, set[str]]]:
    mentions = find_bits(pa.array([text]), TABLES.fold, TABLES.expansions, PHRASES)
    return [
        (text[start:end], {name for bit, name in enumerate(colour_names()) if int(of) >> bit & 1})
        for start, end, of in zip(mentions.start, mentions.end, mentions.bits, strict=True)
    ]


@pytest.mark.parametrize(("word", "colour"), EVERY, ids=lambda value: value if isinstance(value, str) else "")
def test_every_word_folds_to_its_colour(word: str, colour: set[str]) -> None:
    ((text, folded),) = found(f"Orvane — {word}")
    assert text == word
    assert folded >= colour


@pytest.mark.parametrize("phrase", DOCUMENT["innocent"])
def test_an_innocent_phrase_says_no_colour(phrase: str) -> None:
    assert found(f"Orvane {phrase}") == []


@pytest.mark.parametrize("text", ["black2000", "blackberry", "Schwarzwald", "ブラックベリー", "redmi"])
def test_a_colour_within_a_word_is_none(text: str) -> None:
    assert found(text) == []


def test_the_longest_words_count() -> None:
    assert found("rose gold / black") == [("rose gold", {"gold", "pink", "orange"}), ("black", {"black"})]


def test_traditional_chinese_and_capitals_are_folded() -> None:
    assert [colour for _, colour in found("紅色 BLACK Чёрный")] == [{"red"}, {"black"}, {"black"}]


def test_a_maker_s_own_name_of_a_colour_folds_to_nothing() -> None:
    assert found("Glacier") == []


def test_nearness_goes_both_ways() -> None:
    """Whatever is confused with a colour is confused the other way round, or a listing and a catalogue would differ."""
    for bit, name in enumerate(colour_names()):
        wide = int(with_near(np.array([1 << bit], np.uint32))[0])
        for other, other_name in enumerate(colour_names()):
            if wide >> other & 1:
                back = int(with_near(np.array([1 << other], np.uint32))[0])
                assert back >> bit & 1, f"{other_name} lacks {name}"
