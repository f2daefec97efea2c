"""Complaints of fakes in reviews: told from denials, fears and questions, and weighed by their share."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from guildmark.engine import Context, check

SENTENCES: dict[str, dict[str, list[str]]] = YAML(typ="safe", pure=True).load(
    Path(__file__).with_name("review_sentences.yaml").read_text("utf-8")
)
CASES = [
    pytest.param(sentence, kind == "complaint", id=f"{language}-{kind}-{number}")
    for language, kinds in SENTENCES.items()
    for kind, sentences in kinds.items()
    for number, sentence in enumerate(sentences)
]
FAKE, FINE = "This bag is a counterfeit, the logo is crooked", "Lovely bag"


def complaint(reviews: list[str], context: Context) -> dict[str, Any] | None:
    """The signal that the reviews of a listing give."""
    listing = {"listing_id": "one", "title": "Orvane bag", "reviews": [{"text": text} for text in reviews]}
    signals = [s for s in check(listing, context).signals if s["detector"] == "buyers_complain"]
    assert len(signals) <= 1
    return signals[0] if signals else None


def strength(reviews: list[str], context: Context) -> float:
    signal = complaint(reviews, context)
    return signal["strength"] if signal else 0.0


@pytest.mark.parametrize(("sentence", "complains"), CASES)
def test_a_sentence_complains_or_it_does_not(sentence: str, complains: bool, context: Context) -> None:
    assert (complaint([sentence], context) is not None) == complains


def test_the_strength_rises_with_the_number_of_complaints(context: Context) -> None:
    found = [strength([f"{FAKE} {n}" for n in range(count)], context) for count in range(1, 5)]
    assert found[0] < found[1] < found[2]
    assert found[0] == pytest.approx(found[1] / 2)
    assert found[3] == 1.0


def test_one_voice_among_fifty_says_much_less_than_one_voice_alone(context: Context) -> None:
    alone, among_fifty = strength([FAKE], context), strength([FAKE, *[FINE] * 49], context)
    assert 0 < among_fifty < alone / 2


def test_the_same_words_twice_are_one_voice(context: Context) -> None:
    assert strength([FAKE, FAKE, FINE], context) == strength([FAKE, FINE, FINE], context)


def test_a_signal_counts_the_voices_and_names_how_many_reviews_there_are(context: Context) -> None:
    signal = complaint([FAKE, "definitely fake!", FINE], context)
    assert signal is not None
    assert (signal["number"], signal["note"]) == (2, "of 3")


def test_a_doubt_in_another_sentence_takes_nothing_back(context: Context) -> None:
    assert complaint(["I was worried about the size. It is a counterfeit."], context)


def test_each_review_is_read_by_itself(context: Context) -> None:
    """A doubt at the end of one review says nothing of the next, in whatever order they stand."""
    for reviews in (["I was worried", "counterfeit"], ["counterfeit", "or so I heard"]):
        assert complaint(reviews, context)
