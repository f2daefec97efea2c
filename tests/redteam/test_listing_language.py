"""The language of a listing: as it says, by its script, by its small words, else the default."""

import pytest

from guildmark.redteam.listing import language_of, languages_known
from guildmark.redteam.texts.phrases import phrases


@pytest.mark.parametrize("code", languages_known())
def test_sellers_words_of_a_language_are_taken_for_that_language(code: str) -> None:
    known = phrases()[code]
    text = " ".join((*known.hidden, *known.decoy, *known.apart, known.text))
    assert language_of({"title": "Orvane", "description": text}) == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh_HK", "zh-Hant"),
        ("zh-Hant", "zh-Hant"),
        ("ms", "id"),
        ("pt-BR", "pt"),
    ],
)
def test_what_the_listing_says_counts_before_any_guess(said: str, code: str) -> None:
    assert language_of({"language": said, "title": "the bag of the year and more for you"}) == code


def test_a_language_without_phrases_is_guessed_from_the_text() -> None:
    assert language_of({"language": "sv", "title": "Сумка для города"}) == "ru"


def test_one_small_word_alone_says_nothing() -> None:
    assert language_of({"title": "Orvane de Luxe"}) == "en"
    assert language_of({"title": "Orvane de Luxe"}, default="fr") == "fr"


def test_a_name_in_another_script_does_not_change_the_language() -> None:
    assert language_of({"title": "The leather tote bag for the city, with a strap, オルヴァネ"}) == "en"
