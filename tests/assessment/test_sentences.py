"""Sentences: every detector has them, any evidence fills them, and what is private is not told."""

import re
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.assessment.sentence import Reasons, sentences, templates
from guildmark.detectors import Detector, all_detectors
from guildmark.records import FAMILIES

DETECTORS = {detector.name: detector for detector in all_detectors()}
NAMES = tuple(DETECTORS)


@dataclass(frozen=True)
class Seen:
    """One signal of a finding."""

    detector: str
    text: str | None = "SPAN"
    field: str = "title"
    note: str = "NOTE"
    number: float = 45.0
    reference: float = 7319.0
    unit: str = "EUR"
    private: bool = False


EVIDENCE = st.builds(
    Seen,
    detector=st.sampled_from(NAMES),
    text=st.none() | st.text(max_size=12) | st.sampled_from(["{mark}", "{0}", "%s", "{"]),
    field=st.sampled_from(["title", "variants", "reviews", "", "{x}"]),
    note=st.text(max_size=12),
    number=st.just(np.nan) | st.floats(0, 1e9),
    reference=st.just(np.nan) | st.floats(0, 1e9),
    unit=st.sampled_from(["EUR", ""]),
    private=st.booleans(),
)


def told_of(findings: list[tuple[str, list[Seen]]]) -> list[tuple[str, str]]:
    """What a reviewer and the seller read of each finding: its mark, and what was seen."""
    seen = [one for _, of_finding in findings for one in of_finding]
    reasons = Reasons(
        detectors=NAMES,
        supports=np.array([DETECTORS[name].direction == "for" for name in NAMES]),
        shows_span=np.array([DETECTORS[name].seller_view == "span" for name in NAMES]),
        finding=np.repeat(np.arange(len(findings)), [len(of_finding) for _, of_finding in findings]),
        detector=np.array([NAMES.index(one.detector) for one in seen], np.int64),
        text=[one.text for one in seen],
        field=[one.field for one in seen],
        note=[one.note for one in seen],
        number=np.array([one.number for one in seen], np.float64),
        reference=np.array([one.reference for one in seen], np.float64),
        unit=np.array([one.unit for one in seen], np.object_),
        private=np.array([one.private for one in seen], np.bool_),
    )
    reviewer, seller = sentences(reasons, [mark for mark, _ in findings])
    return list(zip(reviewer.to_pylist(), seller.to_pylist(), strict=True))


def reviewer_sentence(mark: str, seen: list[Seen]) -> str:
    return told_of([(mark, seen)])[0][0]


def seller_sentence(mark: str, seen: list[Seen]) -> str:
    return told_of([(mark, seen)])[0][1]


def test_every_detector_has_its_sentences_and_no_sentence_is_without_one() -> None:
    of_tactics = {f"tactic of {family}" for family in FAMILIES} | {"tactic kept secret"}
    assert templates().keys() == DETECTORS.keys() | of_tactics
    for name, template in templates().items():
        assert {"reviewer"} < template.keys() <= {"reviewer", "seller", "family"}, name
    for name, detector in DETECTORS.items():
        view = "seller" if detector.seller_view == "span" else "family"
        assert view in templates()[name] or detector.direction == "against", name
    assert templates()["tactic kept secret"]["family"] == ""


@given(mark=st.text(min_size=1, max_size=9), reasons=st.lists(EVIDENCE, max_size=6))
def test_any_evidence_makes_sentences(mark: str, reasons: list[Seen]) -> None:
    for sentence in (reviewer_sentence(mark, reasons), seller_sentence(mark, reasons)):
        assert sentence.endswith(".")
        assert sentence[0] not in ".;,"
    assert mark in seller_sentence(mark, reasons)


@pytest.mark.parametrize("detector", all_detectors(), ids=lambda detector: detector.name)
def test_a_private_reference_is_told_to_nobody(detector: Detector) -> None:
    private = Seen(detector.name, private=True)
    assert "7,319" not in reviewer_sentence("ORVANE", [private])
    assert "%" not in reviewer_sentence("ORVANE", [private])
    if detector.family == "price":
        assert "below the holder's reference" in reviewer_sentence("ORVANE", [private])


@pytest.mark.parametrize("detector", all_detectors(), ids=lambda detector: detector.name)
def test_a_seller_reads_no_reference_and_a_span_only_where_it_may_be_shown(detector: Detector) -> None:
    told = seller_sentence("ORVANE", [Seen(detector.name)])
    assert not re.search("7,319|45.00|%", told)
    if detector.seller_view == "family":
        assert "SPAN" not in told


@pytest.mark.parametrize("detector", all_detectors(), ids=lambda detector: detector.name)
def test_a_seller_reads_only_what_speaks_for_a_copy(detector: Detector) -> None:
    told = seller_sentence("ORVANE", [Seen(detector.name)])
    assert ("What we saw:" in told) == (detector.direction == "for")


def test_what_speaks_against_is_told_after_what_speaks_for() -> None:
    words, resale = (Seen(name) for name in ("replica_words", "used_resale"))
    told = reviewer_sentence("ORVANE", [resale, words])
    assert told == "Words for copies: “SPAN”. Against: offered as used goods."
    assert reviewer_sentence("ORVANE", [resale]).startswith("Nothing speaks for a copy. Against:")


@given(findings=st.lists(st.tuples(st.text(min_size=1, max_size=9), st.lists(EVIDENCE, max_size=4)), max_size=5))
def test_findings_read_the_same_together_and_alone(findings: list[tuple[str, list[Seen]]]) -> None:
    assert told_of(findings) == [told_of([finding])[0] for finding in findings]


def test_what_two_signals_say_in_the_same_words_is_told_once() -> None:
    prices = [Seen("price_below_floor"), Seen("price_below_catalogue")]
    assert seller_sentence("ORVANE", prices).count("a price far below the owner's") == 1
