"""Sentences: every detector has them, any evidence fills them, and what is private is not told."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.assessment.sentence import Reason, reviewer_sentence, seller_sentence, templates
from guildmark.detectors import Detector, all_detectors

DETECTORS = {detector.name: detector for detector in all_detectors()}
EVIDENCE = st.builds(
    Reason,
    detector=st.sampled_from(sorted(DETECTORS)),
    supports=st.booleans(),
    shows_span=st.booleans(),
    text=st.text(max_size=12) | st.sampled_from(["{mark}", "{0}", "%s", "{"]),
    field=st.sampled_from(["title", "variants", "reviews", "", "{x}"]),
    note=st.text(max_size=12),
    number=st.none() | st.floats(0, 1e9),
    reference=st.none() | st.floats(0, 1e9),
    unit=st.sampled_from(["EUR", ""]),
    private=st.booleans(),
).map(
    lambda reason: replace(
        reason,
        supports=DETECTORS[reason.detector].direction == "for",
        shows_span=DETECTORS[reason.detector].seller_view == "span",
    )
)


def reason_of(detector: Detector, **changes: object) -> Reason:
    told = Reason(
        detector.name, detector.direction == "for", detector.seller_view == "span", "SPAN", "title", "NOTE", 45.0,
        7319.0, "EUR", private=False,
    )  # fmt: skip
    return replace(told, **changes)


def test_every_detector_has_its_sentences_and_no_sentence_is_without_one() -> None:
    assert templates().keys() == DETECTORS.keys()
    for name, template in templates().items():
        view = "seller" if DETECTORS[name].seller_view == "span" else "family"
        assert {"reviewer"} < template.keys() <= {"reviewer", "seller", "family"}, name
        assert view in template or DETECTORS[name].direction == "against", name


@given(mark=st.text(min_size=1, max_size=9), reasons=st.lists(EVIDENCE, max_size=6))
def test_any_evidence_makes_sentences(mark: str, reasons: list[Reason]) -> None:
    for sentence in (reviewer_sentence(mark, reasons), seller_sentence(mark, reasons)):
        assert sentence.endswith(".")
        assert sentence[0] not in ".;,"
    assert mark in seller_sentence(mark, reasons)


@pytest.mark.parametrize("detector", all_detectors(), ids=lambda detector: detector.name)
def test_a_private_reference_is_told_to_nobody(detector: Detector) -> None:
    private = reason_of(detector, private=True)
    assert "7,319" not in reviewer_sentence("ORVANE", [private])
    assert "%" not in reviewer_sentence("ORVANE", [private])
    if detector.family == "price":
        assert "below the holder's reference" in reviewer_sentence("ORVANE", [private])


@pytest.mark.parametrize("detector", all_detectors(), ids=lambda detector: detector.name)
def test_a_seller_reads_no_reference_and_a_span_only_where_it_may_be_shown(detector: Detector) -> None:
    told = seller_sentence("ORVANE", [reason_of(detector)])
    assert not re.search("7,319|45.00|%", told)
    if detector.seller_view == "family":
        assert "SPAN" not in told


@pytest.mark.parametrize("detector", all_detectors(), ids=lambda detector: detector.name)
def test_a_seller_reads_only_what_speaks_for_a_copy(detector: Detector) -> None:
    told = seller_sentence("ORVANE", [reason_of(detector)])
    assert ("What we saw:" in told) == (detector.direction == "for")


def test_what_speaks_against_is_told_after_what_speaks_for() -> None:
    words, resale = (reason_of(DETECTORS[name]) for name in ("replica_words", "used_resale"))
    told = reviewer_sentence("ORVANE", [resale, words])
    assert told == "Words for copies: “SPAN”. Against: offered as used goods."
    assert reviewer_sentence("ORVANE", [resale]).startswith("Nothing speaks for a copy. Against:")
