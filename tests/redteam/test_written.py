"""Marks in disguise, in many scripts: changed as the name says, repeatable, and more so the stronger."""

import html
import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guildmark.redteam import disguised_text
from guildmark.redteam.dice import Dice
from guildmark.redteam.listing import languages_known
from guildmark.redteam.texts.phrases import phrases
from guildmark.redteam.texts.scripts import scripts, written_in
from guildmark.redteam.texts.spellings import WRITTEN

ALPHABETS = {
    "latin": "abcdefghijklmnopqrstuvwxyz",
    "cyrillic": "абвгдежзиклмнопрстуфхцчшя",
    "katakana": "アイウエオカキクケコサシスセソタチツテトナニヌネノマミムメモラリルレロン",
    "hangul": "가나다라마바사아자차카타파하루이비통구치샤넬",
    "han": "阿埃奥巴贝博布卡科克达德迪杜法菲夫加格古哈赫杰凯拉莱利洛尔马梅米",
    "arabic": "ابتجحدرسشعفقكلمنهوي",
    "thai": "กขคงจชดตทนบปพฟมยรลวสหอ",
}
marks = st.one_of(*(st.text(letters, min_size=6, max_size=12) for letters in ALPHABETS.values()))
latin = st.text(ALPHABETS["latin"], min_size=6, max_size=12).map(str.capitalize)
seeds = st.integers(0, 10_000).map(str)
strengths = st.floats(0, 1)
languages = st.sampled_from(languages_known())
SEEDS = [f"seed {number}" for number in range(24)]
# What is said instead of a mark has no distance from it that means anything.
WITH_A_DISTANCE = [name for name in WRITTEN if name != "code-words"]


def distance(first: str, second: str) -> int:
    """Letters to add, take out or put otherwise (Levenshtein, 1966)."""
    row = list(range(len(second) + 1))
    for number, letter in enumerate(first, 1):
        before, row[0] = row[0], number
        for place, other in enumerate(second, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != other))
    return row[-1]


def mean_distance(name: str, mark: str, strength: float) -> float:
    made = [disguised_text(name, mark, strength=strength, seed=seed) for seed in SEEDS]
    return sum(distance(mark, text) for text in made) / len(made)


@pytest.mark.parametrize("name", WRITTEN)
@given(mark=marks, seed=seeds, strength=strengths, language=languages)
def test_the_same_seed_gives_the_same_text(name: str, mark: str, seed: str, strength: float, language: str) -> None:
    first, second = (disguised_text(name, mark, strength=strength, seed=seed, language=language) for _ in range(2))
    assert first == second != ""


@pytest.mark.parametrize("name", WITH_A_DISTANCE)
@settings(max_examples=25)
@given(mark=marks)
def test_full_strength_is_never_nearer_to_the_mark_than_none(name: str, mark: str) -> None:
    assert mean_distance(name, mark, 0.0) <= mean_distance(name, mark, 1.0)


@pytest.mark.parametrize("name", [n for n in WITH_A_DISTANCE if n not in {"half-width-kana", "jamo-apart"}])
def test_full_strength_is_farther_from_a_long_mark_than_none(name: str) -> None:
    assert mean_distance(name, "Montalvessique", 0.0) < mean_distance(name, "Montalvessique", 1.0)


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("look-alike-letters", "Карехаторопт"),
        ("look-alike-letters", "ロカタニモトラエ"),
        ("swapped-script", "Карехаторопт"),
        ("swapped-script", "モントレシカ"),
        ("swapped-script", "루이비통가방"),
        ("homophone", "卡塞西科库克"),
        ("homophone", "루비구이다치가"),
        ("half-width-kana", "モントレシカ"),
        ("jamo-apart", "루이비통가방"),
        ("split-mark", "香奈卡布"),
        ("zero-width-characters", "شانيلكرم"),
        ("masked-mark", "กขคงจช"),
        ("reversed-mark", "モントレシカ"),
        ("emoji-letters", "루이비통가방"),
        ("initials-only", "Карехаторопт"),
        ("repeated-letters", "กขคงจช"),
    ],
)
def test_other_scripts_have_disguises_too_and_stronger_ones(name: str, mark: str) -> None:
    assert 0 < mean_distance(name, mark, 0.0) < mean_distance(name, mark, 1.0)


@given(mark=latin)
@pytest.mark.parametrize("script", scripts())
def test_a_mark_in_another_script_has_no_latin_letter_left(script: str, mark: str) -> None:
    written = written_in(script, mark)
    assert written and not re.search(r"[A-Za-z\0]", written)


@pytest.mark.parametrize(
    ("script", "written"),
    [
        ("cyrillic", "Орване"),
        ("katakana", "オルヴァネ"),
        ("hangul", "올바네"),
        ("han", "奥尔瓦内"),
        ("thai", "โอรวาเน"),
        ("arabic", "ورفاني"),
        ("greek", "Ορβανε"),
        ("devanagari", "ओरवाने"),
    ],
)
def test_a_mark_is_written_as_it_sounds(script: str, written: str) -> None:
    assert written_in(script, "Orvane") == written


def test_half_of_a_mark_in_another_script_leaves_its_end() -> None:
    assert written_in("katakana", "Orvane", 0.5) == "オルvane"


@given(mark=latin, seed=seeds)
def test_a_masked_mark_keeps_its_first_letter_and_its_length(mark: str, seed: str) -> None:
    masked = disguised_text("masked-mark", mark, strength=1.0, seed=seed)
    assert masked[0] == mark[0] and len(masked) == len(mark) and not any(map(str.isalnum, masked[1:]))


@given(mark=latin, seed=seeds, strength=strengths)
def test_without_its_vowels_a_mark_keeps_its_consonants(mark: str, seed: str, strength: float) -> None:
    text = disguised_text("dropped-vowels", mark, strength=strength, seed=seed)
    assert [c for c in text.lower() if c not in "aeiou"] == [c for c in mark.lower() if c not in "aeiou"][: len(text)]


@given(mark=marks, seed=seeds)
def test_a_reversed_mark_reads_backwards(mark: str, seed: str) -> None:
    assert disguised_text("reversed-mark", mark, strength=1.0, seed=seed) == mark[::-1]


@given(mark=marks, seed=seeds, strength=strengths)
def test_an_overridden_direction_shows_the_mark(mark: str, seed: str, strength: float) -> None:
    text = disguised_text("direction-override", mark, strength=strength, seed=seed)
    plain, _, turned = text.partition("\u202e")
    assert turned.endswith("\u202c")
    assert plain + turned[-2::-1] == mark


@given(mark=latin, seed=seeds, strength=strengths)
def test_markup_shows_the_mark(mark: str, seed: str, strength: float) -> None:
    text = disguised_text("markup-in-mark", mark, strength=strength, seed=seed)
    assert text != mark
    assert html.unescape(re.sub(r"<[^>]*>", "", text)) == mark


@given(mark=latin, seed=seeds, strength=strengths)
def test_a_hashtag_holds_the_mark_and_no_gap(mark: str, seed: str, strength: float) -> None:
    text = disguised_text("hashtag-mark", mark, strength=strength, seed=seed)
    assert text.startswith("#") and mark.lower() in text and " " not in text


@given(mark=st.text(ALPHABETS["katakana"] + "ガパヴー", min_size=4, max_size=9), seed=seeds, strength=strengths)
def test_half_width_kana_are_the_same_kana(mark: str, seed: str, strength: float) -> None:
    text = disguised_text("half-width-kana", mark, strength=strength, seed=seed)
    assert text != mark
    assert unicodedata.normalize("NFKC", text) == mark


@given(mark=st.text(ALPHABETS["hangul"], min_size=4, max_size=8), seed=seeds)
def test_hangul_apart_has_only_letters_of_the_keyboard(mark: str, seed: str) -> None:
    text = disguised_text("jamo-apart", mark, strength=1.0, seed=seed)
    assert all("ㄱ" <= letter <= "ㅣ" for letter in text)


@given(mark=latin, seed=seeds, language=languages)
def test_code_words_hold_no_more_than_the_first_letter(mark: str, seed: str, language: str) -> None:
    weak, strong = (disguised_text("code-words", mark, strength=s, seed=seed, language=language) for s in (0.0, 1.0))
    assert mark[0] in weak and mark.lower() not in weak.lower()
    assert strong in phrases()[language].code


@given(mark=marks)
def test_a_single_letter_is_left_alone_by_what_needs_more(mark: str) -> None:
    assume(len(mark) > 1)
    for name in ("split-mark", "zero-width-characters", "misspelt-mark", "repeated-letters"):
        assert WRITTEN[name](mark[0], Dice("1"), 1.0, "en") == mark[0]


def slots() -> Iterator[tuple[str, str]]:
    for code, known in phrases().items():
        for use in ("code", "compatible", "style", "contact", "lot"):
            for text in getattr(known, use):
                yield f"{code}/{use}", text


@pytest.mark.parametrize(("place", "text"), list(slots()))
def test_a_phrase_has_the_slots_of_its_use(place: str, text: str) -> None:
    allowed = {
        "code": [set(), {"initial"}], "compatible": [{"mark", "rest"}], "style": [{"mark"}], "contact": [{"contact"}],
        "lot": [{"count"}],
    }  # fmt: skip
    assert set(re.findall(r"\{(\w+)\}", text)) in allowed[place.split("/")[1]]


def test_each_language_has_code_words_with_and_without_a_letter_and_enough_of_each_kind() -> None:
    assert len(phrases()) == 16
    for known in phrases().values():
        assert {"{initial}" in text for text in known.code} == {True, False}
        assert all(len(getattr(known, use)) >= 3 for use in ("grade", "claim", "denial", "contact", "hidden", "goods"))
