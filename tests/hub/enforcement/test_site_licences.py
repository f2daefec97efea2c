"""A licence to act without a person is checked on the day, and its page says what was sampled and what it allows."""

from datetime import timedelta

import pytest
from alliance import Alliance
from django.utils import timezone
from licensed import licensed_weights

from guildmark.hub.cases import audits
from guildmark.hub.cases.models import Decision, Draw, Drawn
from guildmark.hub.enforcement.licence import is_open, opening_of, slice_records
from guildmark.hub.enforcement.models import Action
from guildmark.hub.events.lease import work_once
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.models import WeightsFile

pytestmark = pytest.mark.django_db


def is_licensed(organisation: Organisation, kind: str, category: str) -> bool:
    return is_open(opening_of(organisation), kind, category)


def active(alliance: Alliance, text: str) -> None:
    """Bazaar judges by these weights."""
    WeightsFile.objects.filter(organisation=alliance.bazaar).delete()
    WeightsFile.objects.create(organisation=alliance.bazaar, name="w", text=text, active_from=timezone.now())


def test_only_the_slice_that_earned_it_is_open_and_only_to_its_marketplace(alliance: Alliance) -> None:
    assert not is_licensed(alliance.bazaar, "trademark", "Bags")
    active(alliance, licensed_weights())
    assert is_licensed(alliance.bazaar, "trademark", "Bags > Totes")
    assert not is_licensed(alliance.bazaar, "trademark", "Watches")
    assert not is_licensed(alliance.bazaar, "design", "Bags")
    assert not is_licensed(alliance.bazaar, "trademark", "")
    assert not is_licensed(alliance.souk, "trademark", "Bags")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (licensed_weights(reviewed=timezone.now().date() - timedelta(days=91)), "lapsed after"),
        (licensed_weights(sellers=298), "is below the policy's"),
        (licensed_weights(wrong=1), "is below the policy's"),
        (licensed_weights(version=0), "was audited in version 0"),
    ],
)
def test_a_licence_that_lapsed_shows_too_little_or_is_of_other_detectors_opens_nothing_and_says_why(
    alliance: Alliance, text: str, why: str
) -> None:
    active(alliance, text)
    assert not is_licensed(alliance.bazaar, "trademark", "Bags")
    assert why in opening_of(alliance.bazaar).shut[0]


def test_the_record_of_a_slice_counts_sellers_and_counts_silence_and_reversals_as_wrong(alliance: Alliance) -> None:
    right = alliance.right(alliance.arvo)
    lead = alliance.actor(alliance.bazaar, "senior reviewer")
    sellers = ["good", "good", "bad", "silent"]
    more = {"category": "Bags > Totes", "would_band": "act"}
    cases = [
        alliance.case(alliance.bazaar, right, f"L-{n}", seller_id=seller, **more) for n, seller in enumerate(sellers)
    ]
    draw = audits.ask_for_draw(10, 30, 7, by=lead)
    work_once()
    Drawn.objects.filter(draw=draw).delete()
    Drawn.objects.bulk_create(
        Drawn(draw=draw, case=case, place=n, band="act", category="Bags", probability=1.0)
        for n, case in enumerate(cases)
    )
    outcomes = {"good": "infringing", "bad": "undetermined"}
    for case in cases:
        if case.seller_id in outcomes:
            Decision.objects.create(
                case=case, found=case.found.get(), part="audit", outcome=outcomes[case.seller_id], person=lead.id,
                organisation=alliance.bazaar, blind=True, draw=draw, draw_probability=1.0,
            )  # fmt: skip
    [record] = slice_records(alliance.bazaar)
    assert (record.kind, record.category, record.sellers) == ("trademark", "Bags", 3)
    assert (record.wrong, record.unanswered) == (2, 1)
    assert record.more > 400
    assert not record.is_open
    assert record.until is None
    Action.objects.create(
        organisation=alliance.bazaar, subject=cases[0].key, case=cases[0], target="listing", name="L-0",
        seller_id="late", measure="pause", rule="by licence", policy="p", automatic=True, eyes=0, state="lifted",
        taken_at=timezone.now(), ended_at=timezone.now(), ended_why="answer",
    )  # fmt: skip
    [after] = slice_records(alliance.bazaar)
    assert (after.sellers, after.wrong, after.reversed_sellers) == (record.sellers + 1, record.wrong + 1, 1)
    active(alliance, licensed_weights())
    [opened] = slice_records(alliance.bazaar)
    assert opened.is_open
    assert opened.until is not None
    Draw.objects.filter(pk=draw.pk).update(made_at=timezone.now() - timedelta(days=91))
    [later] = slice_records(alliance.bazaar)
    assert later.sellers == 1  # the reversal alone: samples lapse, too
