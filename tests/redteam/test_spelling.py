"""Disguised spellings change a mark, and only in the way that their name says."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.redteam.dice import Dice
from guildmark.redteam.spelling import SPELLINGS

marks = st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=14).map(str.capitalize)
seeds = st.integers(0, 10_000).map(str)
strengths = st.floats(0, 1)


@pytest.mark.parametrize("name", SPELLINGS)
@given(mark=marks, seed=seeds, strength=strengths)
def test_the_same_chance_gives_the_same_disguise(name: str, mark: str, seed: str, strength: float) -> None:
    first, second = (SPELLINGS[name](mark, Dice(seed), strength) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", [name for name in SPELLINGS if name not in {"leet-letters", "misspelt-mark"}])
@given(mark=marks, seed=seeds, strength=strengths)
def test_a_latin_mark_is_always_changed(name: str, mark: str, seed: str, strength: float) -> None:
    assert SPELLINGS[name](mark, Dice(seed), strength) != mark


@given(seed=seeds, strength=strengths)
def test_leet_letters_and_slips_change_a_mark_with_vowels(seed: str, strength: float) -> None:
    assert SPELLINGS["leet-letters"]("Orvane", Dice(seed), strength) != "Orvane"
    assert SPELLINGS["misspelt-mark"]("Orvane", Dice(seed), strength) != "Orvane"


@given(mark=marks, seed=seeds, strength=strengths)
def test_without_its_invisible_characters_the_mark_is_whole(mark: str, seed: str, strength: float) -> None:
    disguised = SPELLINGS["zero-width-characters"](mark, Dice(seed), strength)
    assert "".join(letter for letter in disguised if unicodedata.category(letter) != "Cf") == mark


@given(mark=marks, seed=seeds, strength=strengths)
def test_without_its_combining_characters_the_mark_is_whole(mark: str, seed: str, strength: float) -> None:
    disguised = SPELLINGS["combining-characters"](mark, Dice(seed), strength)
    assert "".join(letter for letter in disguised if not unicodedata.combining(letter)) == mark


@given(mark=marks, seed=seeds, strength=strengths)
def test_full_width_letters_are_the_same_letters(mark: str, seed: str, strength: float) -> None:
    assert unicodedata.normalize("NFKC", SPELLINGS["full-width"](mark, Dice(seed), strength)) == mark


@given(mark=marks, seed=seeds, strength=strengths)
def test_a_split_mark_keeps_its_letters_in_order(mark: str, seed: str, strength: float) -> None:
    disguised = SPELLINGS["split-mark"](mark, Dice(seed), strength)
    assert "".join(letter for letter in disguised if letter.isalpha()) == mark


@given(mark=marks, seed=seeds)
def test_styled_letters_have_the_names_of_the_letters(mark: str, seed: str) -> None:
    for plain, styled in zip(mark, SPELLINGS["styled-alphabet"](mark, Dice(seed), 1.0), strict=True):
        assert unicodedata.name(styled).endswith((f" {plain.upper()}", f"SMALL {plain.upper()}"))


@given(mark=marks, seed=seeds, strength=strengths)
def test_a_glued_mark_is_still_there(mark: str, seed: str, strength: float) -> None:
    assert mark.casefold() in SPELLINGS["glued-mark"](mark, Dice(seed), strength).casefold()


def test_a_stronger_disguise_swaps_more_letters() -> None:
    mark = "Montalvessique"

    def swapped(strength: float) -> int:
        disguised = SPELLINGS["look-alike-letters"](mark, Dice("any"), strength)
        return sum(old != new for old, new in zip(mark, disguised, strict=True))

    assert swapped(0.0) == 1 < swapped(0.4) < swapped(1.0)


def test_a_disguise_that_cannot_work_gives_the_mark_back() -> None:
    assert SPELLINGS["leet-letters"]("岫珂", Dice("1"), 1.0) == "岫珂"
    assert SPELLINGS["misspelt-mark"]("Qirn", Dice("1"), 1.0) == "Qirn"
