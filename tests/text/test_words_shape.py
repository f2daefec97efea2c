"""The shape of the word lists: what every file of them must hold, whatever its words are."""

from collections import Counter
from importlib.resources import files
from typing import Any

import pytest
from ruamel.yaml import YAML

from guildmark.records import GOODS
from guildmark.text import lists
from guildmark.text.base import base_tables
from guildmark.text.spellings import light_codes

LISTS = lists.NAMES[1:-1]  # not the marks, which come from rights, nor the innocent words, which stand in each list
PHRASE_LISTS = [name for name in LISTS if name != "goods"]
LANGUAGES = frozenset(
    {"ar", "cs", "de", "en", "es", "fr", "id", "it", "ja", "ko", "ms", "nl", "pl", "pt", "ru", "th", "tr", "uk", "vi",
     "zh"}
)  # fmt: skip
KEYS = frozenset({"text", "language", "grade", "source", "innocent", "kind", "position", "literal"})
SOURCE_KEYS = frozenset({"title", "address", "opened", "languages"})
POSITIONS = frozenset({"before", "after", "either"})
PLACED = frozenset({"denial", "compatible", "unsure"})  # whose phrases say on which side of the mark they stand
KINDS = {
    "unsure": {"doubt", "turn", "why"},
    "compatible": {"", "device", "vehicle", "watch", "aftermarket", "service", "bears"},
    "denial": {"", "words"},
    "contact": {"app", "invite", "payment"},
    "parts": {"part", "accessory", "packaging", "sample", "decoration", "tool", "service"},
    "resale": {"", "proof"},
}
NICE_CLASSES = range(1, 46)
TABLES = base_tables()[0]


def document(name: str) -> Any:
    text = (files("guildmark.text") / "words" / f"{name}.yaml").read_text("utf-8")
    return YAML(typ="safe", pure=True).load(text)


def phrases(name: str) -> list[dict[str, Any]]:
    return list(document(name)["phrases"])


def repeated(texts: list[str]) -> list[str]:
    return [text for text, count in Counter(map(str.casefold, texts)).items() if count > 1]


def test_every_file_in_the_folder_is_a_list_that_is_read() -> None:
    names = {entry.name for entry in (files("guildmark.text") / "words").iterdir()}
    assert names == {f"{name}.yaml" for name in LISTS}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_its_name_and_what_it_is_about(name: str) -> None:
    entry = document(name)
    assert entry["list"] == name
    assert entry["about"].strip().endswith(".")
    own = {"goods": {"goods"}, "compatible": {"phrases", "fits"}}.get(name, {"phrases"})
    assert set(entry) == {"list", "about", "sources"} | own


@pytest.mark.parametrize("name", LISTS)
def test_a_source_has_a_title_and_an_address_with_the_day_it_was_opened(name: str) -> None:
    for key, source in document(name)["sources"].items():
        assert set(source) <= SOURCE_KEYS, key
        assert source["title"].strip(), key
        assert ("address" in source) == ("opened" in source), key
        assert source.get("address", "https://").startswith(("http://", "https://")), key
        assert set(source.get("languages", ())) <= LANGUAGES, key


@pytest.mark.parametrize("name", PHRASE_LISTS)
def test_every_phrase_has_a_known_source_and_every_source_a_phrase(name: str) -> None:
    assert {phrase["source"] for phrase in phrases(name)} == set(document(name)["sources"])


@pytest.mark.parametrize("name", PHRASE_LISTS)
def test_no_phrase_stands_twice_in_a_list(name: str) -> None:
    assert repeated([str(phrase["text"]) for phrase in phrases(name)]) == []


@pytest.mark.parametrize("name", PHRASE_LISTS)
def test_keys_languages_grades_kinds_and_positions_are_known_ones(name: str) -> None:
    for phrase in phrases(name):
        text = phrase["text"]
        assert set(phrase) <= KEYS, text
        assert phrase["language"] in LANGUAGES, text
        assert 0 <= phrase.get("grade", 1.0) <= 1, text
        assert phrase.get("kind", "") in KINDS.get(name, {""}), text
        assert phrase.get("position", "either") in POSITIONS, text
        assert isinstance(phrase.get("literal", False), bool), text


def test_only_phrases_that_go_with_a_mark_have_a_side_of_it() -> None:
    assert {name for name in PHRASE_LISTS if any("position" in phrase for phrase in phrases(name))} == PLACED


@pytest.mark.parametrize("name", PHRASE_LISTS)
def test_phrases_and_innocent_words_are_text_without_spaces_around_them(name: str) -> None:
    for phrase in phrases(name):
        for text in (phrase["text"], *phrase.get("innocent", ())):
            # YAML reads an unquoted 3 as a number, and an unquoted `no` of YAML 1.1 as a truth value.
            assert isinstance(text, str), text
            assert text == text.strip() != "", text


@pytest.mark.parametrize("name", PHRASE_LISTS)
def test_no_phrase_is_its_own_innocent_word(name: str) -> None:
    silenced = [p["text"] for p in phrases(name) if p["text"].casefold() in map(str.casefold, p.get("innocent", ()))]
    assert silenced == []


def test_what_accessories_fit_are_kinds_of_goods_and_every_kind_of_accessory_has_phrases() -> None:
    fits = document("compatible")["fits"]
    assert set(fits) <= {phrase.get("kind") for phrase in phrases("compatible")}
    for kind, goods in fits.items():
        assert set(goods) <= set(GOODS), kind


def test_no_phrase_is_empty_once_folded() -> None:
    empty = [p.text for p in lists.read_lists() if not p.literal and not light_codes(p.text, TABLES)]
    assert empty == []


def test_every_kind_of_goods_has_nice_classes_and_words_in_known_languages() -> None:
    goods = document("goods")["goods"]
    assert sorted(entry["kind"] for entry in goods) == sorted(GOODS)
    for entry in goods:
        assert entry["classes"], entry["kind"]
        assert set(entry["classes"]) <= set(NICE_CLASSES), entry["kind"]
        assert set(entry["words"]) <= LANGUAGES, entry["kind"]
        for language, words in entry["words"].items():
            assert repeated([str(word) for word in words]) == [], (entry["kind"], language)


def test_what_is_read_is_what_the_files_hold() -> None:
    read = Counter(phrase.list_name for phrase in lists.read_lists())
    assert {name: read[name] for name in PHRASE_LISTS} == {name: len(phrases(name)) for name in PHRASE_LISTS}
