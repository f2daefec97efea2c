"""The words for sellers: whole, in their own language and letters, for whatever a decision or measure asks of them."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any
from unicodedata import name

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opencc import OpenCC
from ruamel.yaml import YAML
from wordfreq import zipf_frequency

from guildmark.hub.cases.choices import reasons
from guildmark.hub.enforcement.letter import ADVICE
from guildmark.hub.enforcement.models import MEASURES
from guildmark.hub.wording import Wording, languages, wording
from guildmark.records import FAMILIES, KINDS

WORDS = files("guildmark.hub.wording") / "words"
KNOWN = [
    "ar", "cs", "de", "en", "es", "fr", "id", "it", "ja", "ko", "ms", "nl", "pl", "pt", "ru", "th", "tr", "uk", "vi",
    "zh-hans", "zh-hant",
]  # fmt: skip
OTHERS = [language for language in KNOWN if language != "en"]
LATIN = ["cs", "de", "en", "es", "fr", "id", "it", "ms", "nl", "pl", "pt", "tr", "vi"]
ENGLISH = wording("en").texts
# How Unicode names the letters of a script. Names of file types and units stay Latin everywhere.
SCRIPTS = {
    "ru": ("CYRILLIC",), "uk": ("CYRILLIC",), "ar": ("ARABIC",), "th": ("THAI",), "ko": ("HANGUL",),
    "ja": ("CJK", "HIRAGANA", "KATAKANA"), "zh-hans": ("CJK",), "zh-hant": ("CJK",),
}  # fmt: skip
QUOTES = {
    "“{text}”": "en id ms nl pt th tr vi zh-hans ko", "„{text}“": "de cs", "„{text}”": "pl",
    "«{text}»": "es it ru uk ar", "«\u00a0{text}\u00a0»": "fr", "「{text}」": "ja zh-hant",
}  # fmt: skip


def placeholders(text: str) -> list[str]:
    return sorted(field for _, field, _, _ in Formatter().parse(text) if field is not None)


def spoken(text: str) -> str:
    """A text without its placeholders."""
    return re.sub(r"{\w+}", " ", text)


def said(words: Wording) -> str:
    return " ".join(map(spoken, words.texts.values()))


def chinese(text: str) -> Iterator[str]:
    return (letter for letter in text if "\u4e00" <= letter <= "\u9fff")


def not_simplified(text: str) -> set[str]:
    """Characters that GB 2312 lacks, which holds no traditional ones."""
    return {letter for letter in chinese(text) if not letter.encode("gb2312", "ignore")}


def not_traditional(text: str) -> set[str]:
    """Characters that are not among the usual ones of Big5, its first level; rare ones hold what is also simplified."""
    return {letter for letter in chinese(text) if not b"\xa4" <= letter.encode("big5", "ignore") < b"\xc9"}


def lacks(own: Mapping[str, str], original: Mapping[str, str]) -> list[str]:
    """Keys that are missing, too many or out of place, and those whose placeholders are others."""
    if list(own) != list(original):
        return sorted(set(own) ^ set(original)) or ["the order"]
    return [key for key in original if placeholders(own[key]) != placeholders(original[key])]


def untranslated(own: Mapping[str, str], original: Mapping[str, str]) -> list[str]:
    """Keys of which more than three words stand there as in the original."""
    return [key for key, text in own.items() if text == original[key] and len(spoken(text).split()) > 3]


def test_there_is_a_file_for_every_language_of_the_word_lists() -> None:
    assert list(languages()) == KNOWN


@pytest.mark.parametrize("language", KNOWN)
def test_a_file_reads_as_a_draft_that_says_what_it_is(language: str) -> None:
    text = (WORDS / f"{language}.yaml").read_text("utf-8")
    assert text.startswith("# ")
    assert YAML(typ="safe", pure=True).load(text)["reviewed"] is None


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_text_with_the_same_placeholders_in_the_same_order(language: str) -> None:
    assert lacks(wording(language).texts, ENGLISH) == []


def test_what_is_missing_or_has_other_placeholders_is_seen() -> None:
    german = dict(wording("de").texts)
    assert lacks(german | {"answer.until": "Sie können antworten."}, ENGLISH) == ["answer.until"]
    assert lacks(german | {"answer.until": "Sie können bis {at} antworten."}, ENGLISH) == ["answer.until"]
    assert lacks(german | {"answer.maybe": "Vielleicht."}, ENGLISH) == ["answer.maybe"]
    assert lacks({key: german[key] for key in german if key != "draft"}, ENGLISH) == ["draft"]
    assert lacks(dict(reversed(german.items())), ENGLISH) == ["the order"]


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language: str) -> None:
    assert untranslated(wording(language).texts, ENGLISH) == []


def test_what_is_left_in_english_is_seen() -> None:
    left = dict(wording("de").texts) | {"answer.late": ENGLISH["answer.late"]}
    assert untranslated(left, ENGLISH) == ["answer.late"]


@pytest.mark.parametrize("language", KNOWN)
def test_every_text_can_be_said_and_holds_what_it_is_given_whatever_that_is(language: str) -> None:
    for key, text in wording(language).texts.items():
        values = {field: f"⟨{field} {{0}} %s⟩" for field in placeholders(text)}
        shown = wording(language).say(key, **values)
        assert all(value in shown for value in values.values()), key


def test_a_missing_value_is_refused() -> None:
    with pytest.raises(KeyError, match="until"):
        wording("de").say("answer.until")
    with pytest.raises(KeyError, match=r"answer\.nothing"):
        wording("de").say("answer.nothing")


@pytest.mark.parametrize("language", SCRIPTS)
def test_letters_are_of_the_script_of_the_language(language: str) -> None:
    for key, text in wording(language).texts.items():
        letters = [name(letter) for letter in re.sub(r"PDF|JPEG|PNG|WebP|MB|EU", "", spoken(text)) if letter.isalpha()]
        assert letters, key
        assert all(letter.startswith(SCRIPTS[language]) for letter in letters), key


def test_japanese_is_written_with_kana_and_korean_without_chinese_characters() -> None:
    letters = [name(letter) for letter in said(wording("ja")) if letter.isalpha()]
    assert sum(letter.startswith(("HIRAGANA", "KATAKANA")) for letter in letters) > len(letters) / 3
    assert not any(chinese(said(wording("ko"))))


def test_ukrainian_and_russian_keep_to_their_own_letters() -> None:
    assert set("іїєґ") & set(said(wording("uk")).lower()) >= set("іїє")
    assert not set("ыэёъ") & set(said(wording("uk")).lower())
    assert not set("іїєґ") & set(said(wording("ru")).lower())


@cache
def mean_frequency(language: str, of: str) -> float:
    """How common the words of a language's file are in another (or the same) language, by lists of word frequencies."""
    words = re.findall(r"[^\W\d_]+", said(wording(of)).lower())
    return sum(zipf_frequency(word, language, "small") for word in words) / len(words)


@pytest.mark.parametrize("among", [LATIN, ["ru", "uk"]], ids=["latin", "cyrillic"])
def test_words_are_most_common_in_the_language_that_the_file_says(among: list[str]) -> None:
    assert {of: max(among, key=lambda language: mean_frequency(language, of)) for of in among} == {o: o for o in among}


def test_each_chinese_is_written_in_its_own_characters() -> None:
    assert not_simplified(said(wording("zh-hans"))) == set()
    assert not_traditional(said(wording("zh-hant"))) == set()
    assert not_simplified("网路網路") == {"網"}
    assert not_traditional("网路網路圖书") == {"网", "书"}


def test_traditional_chinese_has_words_of_its_own() -> None:
    turned = OpenCC("s2t").convert
    quotes = str.maketrans("“”", "「」")
    simplified, traditional = wording("zh-hans").texts, wording("zh-hant").texts
    same = [key for key, text in traditional.items() if turned(simplified[key]).translate(quotes) == text]
    assert len(same) < len(traditional) / 2


@pytest.mark.parametrize("language", KNOWN)
def test_quotation_marks_are_those_of_the_language(language: str) -> None:
    quoted = next(quotes for quotes, used in QUOTES.items() if language in used.split())
    assert quoted in wording(language).texts["evidence.shown"]
    around = re.compile(re.escape(quoted).replace("text", r"\w+"))
    assert {
        key for key, text in wording(language).texts.items() if re.search(r"[\"“”„«»「」]", around.sub("", text))
    } == set()


def test_french_has_no_break_spaces_before_its_double_signs_and_inside_its_quotation_marks() -> None:
    text = " ".join(wording("fr").texts.values())
    assert re.findall(r"[^\u00a0][:;?!»%]", text) == []
    assert re.findall(r"«[^\u00a0]", text) == []
    assert ":" in text and ";" in text and "»" in text


@pytest.mark.parametrize("language", KNOWN)
def test_no_text_has_spaces_at_its_ends_or_two_of_them_or_straight_apostrophes(language: str) -> None:
    for key, text in wording(language).texts.items():
        assert text == text.strip() and "  " not in text, key
        assert "'" not in text, key


def test_only_arabic_is_written_from_right_to_left() -> None:
    assert {language: wording(language).direction for language in KNOWN} == dict.fromkeys(KNOWN, "ltr") | {"ar": "rtl"}


@pytest.mark.parametrize("language", KNOWN)
def test_every_reason_measure_kind_of_evidence_and_kind_of_right_has_its_words(language: str) -> None:
    texts: Mapping[str, Any] = wording(language).texts
    asked = [
        f"{part}.{reason}" for reason in [*reasons()["infringing"], "other", "step"] for part in ("found", "clear")
    ]
    asked += [f"{part}.{measure}" for measure in [*MEASURES, "warn-store"] for part in ("headline", "means")]
    asked += [f"evidence.{family}" for family in FAMILIES]
    asked += [f"ground.{kind}" for kind in KINDS]
    asked += [f"buyers.{advice}" for advice in ADVICE]
    assert [key for key in asked if key not in texts] == []


TAGS = st.one_of(
    st.text(max_size=30),
    st.lists(st.sampled_from([*KNOWN, "zh", "Hant", "Hans", "TW", "x", "419", ""]), max_size=6).map("-".join),
)


@given(TAGS)
@example("")
@example("../en")
@example("zh-")
def test_any_tag_gives_some_language(tag: str) -> None:
    assert wording(tag).language in languages()


@given(st.sampled_from(KNOWN), st.lists(st.from_regex(r"[A-Z0-9]{2,8}", fullmatch=True), max_size=3))
def test_a_language_is_told_whatever_region_or_variant_follows_it(language: str, more: list[str]) -> None:
    script = ["HANT"] if "HANT" in more and language.startswith("zh") else []
    told = wording("_".join([language.upper(), *more])).language
    assert told == ("zh-hant" if script else language)


@pytest.mark.parametrize(
    ("tag", "language"),
    [("pt-BR", "pt"), ("zh-TW", "zh-hant"), ("zh-Hant-HK", "zh-hant"), ("zh-HK", "zh-hant"), ("zh", "zh-hans"),
     ("zh-Hans-SG", "zh-hans"), ("zh-cmn-Hant", "zh-hant"), ("EN_us", "en"), (" de-AT ", "de"), ("in", "id"),
     ("xx", "en"), ("nb", "en"), ("no", "en"), ("", "en")],
)  # fmt: skip
def test_the_nearest_language_is_found(tag: str, language: str) -> None:
    assert wording(tag).language == language
