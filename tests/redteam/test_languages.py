"""Every language of the sample market has all that its writers ask for."""

import pytest

from guildmark.redteam.dice import Dice
from guildmark.redteam.market.goods import currencies, goods, load, price_units
from guildmark.redteam.market.language import Language, languages
from guildmark.redteam.market.writing import SHORTEST_TITLE, Slots

EVERY = pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)


@EVERY
def test_a_language_names_all_goods(language: Language) -> None:
    assert set(language.nouns) == set(goods())
    assert "other" in language.accessories
    stuffs = {one.stuff for one in goods().values()}
    assert set(language.materials) == set(language.features) == stuffs
    assert set(language.sentences) == stuffs | {"any"}
    assert set(language.departments) == {one.group for one in goods().values()}


@EVERY
def test_every_pattern_can_be_filled(language: Language) -> None:
    patterns = [*language.lists["titles"], *(text for texts in language.texts.values() for text in texts)]
    patterns += [text for texts in language.sentences.values() for text in texts]
    patterns += [text for texts in language.titles.values() for text in texts]
    patterns += [text for name in ("service", "authorised", "denial", "contact") for text in language.lists[name]]
    patterns += [one.title for one in (*language.homonyms, *language.traps)]
    for kind in goods():
        slots = Slots(Dice(kind), language, kind, "Orvane")
        slots["title"], slots["contact"] = "a title", "a contact"
        for pattern in patterns:
            assert pattern.format_map(slots)


@EVERY
def test_homonyms_are_of_generic_marks_and_traps_of_known_goods(language: Language) -> None:
    generic = {mark["mark"] for mark in load("marks.yaml")["marks"] if mark.get("generic")}
    assert {homonym.mark for homonym in language.homonyms} <= generic
    assert {one.goods for one in (*language.homonyms, *language.traps)} <= set(goods())


@EVERY
def test_there_are_words_enough_to_lengthen_any_title(language: Language) -> None:
    for stuff in language.features:
        words = {*language.features[stuff], *language.lists["offers"]}
        assert sum(len(word) + 1 for word in words) > SHORTEST_TITLE


@EVERY
def test_every_place_has_a_currency_with_a_rate(language: Language) -> None:
    assert set(language.places.values()) <= set(currencies())


def test_a_slot_that_is_not_known_is_named() -> None:
    slots = Slots(Dice("1"), languages()[0], "bags", "")
    with pytest.raises(KeyError, match="smell"):
        "{smell}".format_map(slots)


def test_prices_are_whole_steps_of_their_currency() -> None:
    for code, currency in currencies().items():
        for ending in (0.1, 0.9):
            units = price_units(37.37, code, ending)
            assert units > 0
            assert units % currency.step_units == 0
            assert units * currency.rate_eur / 10_000 == pytest.approx(37.37, rel=0.2)
