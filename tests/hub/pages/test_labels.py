"""Names that findings and rights carry have words in every language, and numbers are written as it writes them."""

from typing import Any

import pytest
from alliance import Alliance
from django.template import Context, Template
from django.utils.translation import override

from guildmark.detectors import all_detectors
from guildmark.hub.cases.labels import CONDITIONS, DETECTORS, FAMILIES, FIELDS
from guildmark.hub.cases.models import Case, Preview
from guildmark.hub.cases.private_parts import blank_unsent
from guildmark.hub.cases.shown import LISTING_FACTS
from guildmark.hub.registry.goods import GOODS_LABELS, goods_label
from guildmark.records import GOODS
from guildmark.records.listing import CONDITIONS as LISTING_CONDITIONS
from guildmark.records.signal import FAMILIES as SIGNAL_FAMILIES


def filtered(filter_name: str, value: Any) -> str:
    """What a filter of the pages makes of a value."""
    return Template("{% load site %}{{ value|" + filter_name + " }}").render(Context({"value": value}))


def test_every_detector_family_field_condition_and_kind_of_goods_has_words() -> None:
    assert set(DETECTORS) == {one.name for one in all_detectors()}
    assert set(FAMILIES) == set(SIGNAL_FAMILIES)
    assert set(CONDITIONS) == set(LISTING_CONDITIONS)
    assert set(GOODS_LABELS) == set(GOODS)
    assert set(FIELDS) >= set(LISTING_FACTS)


def test_kinds_of_goods_are_told_in_the_readers_language() -> None:
    with override("fr"):
        assert filtered("goods", ["bags", "toothcare"]) == "Sacs, Soins dentaires"
    with override("zh-hans"):
        assert filtered("goods", ["bags"]) == "箱包"
    assert goods_label("of no list") == "of no list"


@pytest.mark.parametrize(
    ("language", "share", "score"), [("en", "53 %", "−7.4"), ("fr", "53\u00a0%", "−7,4"), ("zh-hans", "53%", "−7.4")]
)
def test_shares_and_scores_are_written_as_the_language_writes_them(language: str, share: str, score: str) -> None:
    with override(language):
        assert filtered("percent", 0.531) == share
        assert filtered("decibans", -7.41) == score


def test_what_was_measured_names_its_reference_in_the_same_unit() -> None:
    price = {"number": 39.9, "reference": 420.0, "unit": "EUR"}
    assert filtered("measured", price) == "39.90 EUR, reference 420 EUR"
    bits = {"number": 4.0, "reference": 31.0, "unit": "bits"}
    assert filtered("measured", bits) == "4 bits of the fingerprint differ, reference 31"
    assert filtered("measured", {"number": 0.6, "reference": None, "unit": "of the official picture"}) == (
        "60 % of the official picture"
    )


def test_a_list_asks_only_for_pictures_of_which_the_same_marketplace_sent_a_preview(alliance: Alliance) -> None:
    right = alliance.right(alliance.arvo)
    for organisation, listing in ((alliance.bazaar, "B-1"), (alliance.souk, "S-1")):
        alliance.case(organisation, right, listing)
    Case.objects.update(picture="a" * 64)
    Preview.objects.create(organisation=alliance.bazaar, digest="a" * 64, jpeg=b"jpeg")
    cases = list(Case.objects.order_by("listing_id"))
    blank_unsent(cases)
    assert [case.picture for case in cases] == ["a" * 64, ""]
