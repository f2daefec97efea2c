"""How far a tactic goes at a marketplace: shadow first, then by a blind sample and two people; back at once."""

from typing import Any

import pytest
from alliance import Alliance
from delivered import row
from django.core.exceptions import PermissionDenied, ValidationError
from shared_made import circle, shared, tactic_text

from guildmark.hub.cases import audits
from guildmark.hub.cases.decide import decide
from guildmark.hub.cases.intake import bring
from guildmark.hub.cases.models import Case, Draw
from guildmark.hub.enforcement.licence import slice_records
from guildmark.hub.events.lease import work_once
from guildmark.hub.exchange import circles, drafts, evidence, sharing, sightings, uses
from guildmark.hub.exchange.models import Item, Use, UseChange
from guildmark.hub.registry.current import current_generation, live_context
from guildmark.hub.registry.models import Right

pytestmark = pytest.mark.django_db


def hit(alliance: Alliance, item: Item, sellers: int, *, run: str = "r", mode: str = "shadow", **more: Any) -> None:
    """Cases of so many sellers that a tactic hit."""
    assert item.current is not None
    told = {"tactic": str(item.pk), "version": item.current.number, "mode": mode, "without_band": "clear"}
    rows = [
        row(f"{run}-{n}", "orvane", finding={"seller_id": f"{run}-s{n}"}, tactics=[told], **more)
        for n in range(sellers)
    ]
    assert bring(rows, run=run, context=run, by=alliance.actor(alliance.bazaar)).counts["opened"] == sellers


def judge(alliance: Alliance, draw: Draw, *, wrong: int = 0) -> None:
    """Judge all of a sample blind, so many of them as wrong."""
    by = alliance.actor(alliance.bazaar, "reviewer")
    while (turn := audits.next_audit(draw, by=by)) is not None:
        audits.judge_blind(turn, "not" if wrong > 0 else "infringing", by=by)
        wrong -= 1


def lead(alliance: Alliance, number: int = 1) -> Any:
    return alliance.actor(alliance.bazaar, "senior reviewer", number)


def sampled(alliance: Alliance, sellers: int = 12, wrong: int = 0) -> Use:
    """A tactic in the shadow at Bazaar that hit so many sellers, all of them judged."""
    item = shared(alliance, alliance.arvo)
    use = uses.take_up(item, by=lead(alliance))
    hit(alliance, item, sellers)
    judge(alliance, evidence.draw_sample(use, 7, by=lead(alliance)).draw, wrong=wrong)
    return use


def further(alliance: Alliance, use: Use, mode: str = "review", db: float = 6.0) -> UseChange:
    change = uses.propose(use, mode, db, by=lead(alliance))
    work_once()
    uses.approve(change, by=lead(alliance))
    uses.approve(change, by=lead(alliance, 2))
    use.refresh_from_db()
    return change


def test_a_tactic_begins_in_the_shadow_and_is_compiled_for_its_marketplace_alone(
    alliance: Alliance, orvane: Right
) -> None:
    item = shared(alliance, alliance.arvo)
    use = uses.take_up(item, by=lead(alliance))
    work_once()
    assert use.mode == "shadow"
    live = live_context(alliance.bazaar)
    assert live is not None and [str(one.tactic.id) for one in live[1].tactics.used] == [str(item.pk)]
    other = current_generation(alliance.souk)
    assert other is not None and other.organisation is None


def test_going_further_takes_a_sample_and_two_people(alliance: Alliance, orvane: Right) -> None:
    use = sampled(alliance)
    change = uses.propose(use, "review", 6.0, by=lead(alliance))
    with pytest.raises(ValidationError, match="still being worked out"):
        uses.approve(change, by=lead(alliance))
    work_once()
    uses.approve(change, by=lead(alliance))
    with pytest.raises(ValidationError, match="Another person"):
        uses.approve(change, by=lead(alliance))
    use.refresh_from_db()
    assert use.mode == "shadow"
    uses.approve(change, by=lead(alliance, 2))
    use.refresh_from_db()
    assert (use.mode, use.db) == ("review", 6.0)
    work_once()
    live = live_context(alliance.bazaar)
    assert live is not None and live[1].tactics.used[0].weight_db == 6.0


def test_without_a_sample_nothing_goes_further(alliance: Alliance, orvane: Right) -> None:
    use = uses.take_up(shared(alliance, alliance.arvo), by=lead(alliance))
    with pytest.raises(ValidationError, match="Judge 9 more sellers"):
        uses.propose(use, "review", 3.0, by=lead(alliance))


def test_what_is_wrong_too_often_does_not_go_further(alliance: Alliance, orvane: Right) -> None:
    use = sampled(alliance, wrong=5)
    with pytest.raises(ValidationError, match="more sellers"):
        uses.propose(use, "review", 3.0, by=lead(alliance))


def test_acting_takes_more_than_raising_to_review(alliance: Alliance, orvane: Right) -> None:
    use = sampled(alliance)
    with pytest.raises(ValidationError, match="takes 99 %"):
        uses.propose(use, "act", 3.0, by=lead(alliance))


def test_no_weight_is_more_than_the_sample_bears(alliance: Alliance, orvane: Right) -> None:
    use = sampled(alliance)
    found = evidence.of_use(use)
    assert found.most_db > 0
    with pytest.raises(ValidationError, match="decibans"):
        uses.propose(use, "review", found.most_db + 1, by=lead(alliance))


def test_a_seller_with_any_wrong_case_counts_as_wrong(alliance: Alliance, orvane: Right) -> None:
    use = sampled(alliance, sellers=3, wrong=1)
    found = evidence.of_use(use)
    assert (found.sellers, found.wrong, found.waiting) == (3, 1, 0)


def test_who_was_drawn_once_is_not_drawn_again(alliance: Alliance, orvane: Right) -> None:
    use = sampled(alliance, sellers=3)
    with pytest.raises(ValidationError, match="not drawn before"):
        evidence.draw_sample(use, 8, by=lead(alliance))
    hit(alliance, use.item, 2, run="r2")
    assert evidence.draw_sample(use, 9, by=lead(alliance)).draw.drawn.count() == 2


def test_a_sample_of_a_tactic_says_nothing_of_a_slice(alliance: Alliance, orvane: Right) -> None:
    use = sampled(alliance, sellers=3)
    assert use.samples.count() == 1
    assert not any(one.sellers for one in slice_records(alliance.bazaar))


def test_a_new_version_begins_in_the_shadow(alliance: Alliance, orvane: Right) -> None:
    use = sampled(alliance)
    further(alliance, use)
    by = alliance.actor(alliance.arvo)
    drafts.draft_tactic(tactic_text("Version two", key=use.item_id), by=by)
    sharing.share(use.item, "GREEN", [], by=by)
    use.refresh_from_db()
    assert (use.mode, use.version.number) == ("review", 1)
    waiting = uses.version_waits(Use.objects.get(pk=use.pk))
    assert waiting is not None and waiting.number == 2
    uses.take_up(use.item, by=lead(alliance))
    use.refresh_from_db()
    assert (use.mode, use.version.number, use.db) == ("shadow", 2, 0.0)
    assert evidence.of_use(use).sellers == 0


@pytest.mark.parametrize("how", ["recall", "retire", "leave", "end", "narrow"])
def test_what_is_taken_away_stops_at_once(alliance: Alliance, orvane: Right, how: str) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    item = shared(alliance, alliance.arvo, "AMBER", [bags])
    use = uses.take_up(item, by=lead(alliance))
    by = alliance.actor(alliance.arvo)
    secretariat = alliance.actor(alliance.secretariat)
    match how:
        case "recall":
            sharing.recall(item, "wrong", by=by)
        case "retire":
            sharing.retire(item, by=by)
        case "leave":
            circles.remove_member(bags, alliance.bazaar, by=secretariat)
        case "end":
            circles.end_circle(bags, by=secretariat)
        case "narrow":
            drafts.draft_tactic(tactic_text("Two", key=item.pk), by=by)
            sharing.share(item, "AMBER", [circle(alliance, alliance.arvo, name="Own")], by=by, meant=True)
    use.refresh_from_db()
    assert (use.mode, use.stopped_why) == ("off", "retired" if how == "retire" else "recalled")
    work_once()
    generation = current_generation(alliance.bazaar)
    assert generation is not None and generation.organisation is None


def test_a_false_alarm_holds_a_tactic_everywhere(alliance: Alliance, orvane: Right) -> None:
    use = sampled(alliance)
    further(alliance, use)
    elsewhere = uses.take_up(use.item, by=alliance.actor(alliance.souk))
    Use.objects.filter(pk=elsewhere.pk).update(mode="act", db=3.0)
    sightings.tell_false_alarm(use.item, Case.objects.earliest("pk"), by=lead(alliance))
    assert set(Use.objects.values_list("mode", "stopped_why")) == {("shadow", "false alarm")}
    with pytest.raises(ValidationError, match="A false alarm holds this"):
        uses.propose(use, "review", 3.0, by=lead(alliance))
    sharing.let_go(use.item, "The seller was authorised.", by=alliance.actor(alliance.arvo))
    uses.propose(Use.objects.get(pk=use.pk), "review", 3.0, by=lead(alliance))


def test_a_member_holds_a_version_once_and_then_stops_it_for_itself_alone(alliance: Alliance, orvane: Right) -> None:
    """Whoever sells what a tactic finds may not keep it from acting at everybody else by one case after another."""
    use = sampled(alliance)
    souk = uses.take_up(use.item, by=alliance.actor(alliance.souk))
    first, second, *_ = Case.objects.order_by("pk")
    sightings.tell_false_alarm(use.item, first, by=lead(alliance))
    sharing.let_go(use.item, "The seller was authorised.", by=alliance.actor(alliance.arvo))
    Use.objects.update(mode="act", db=3.0)
    for case in (first, second):
        sightings.tell_false_alarm(use.item, case, by=lead(alliance))
    assert Item.objects.get(pk=use.item_id).held_at is None
    assert dict(Use.objects.values_list("pk", "mode")) == {use.pk: "shadow", souk.pk: "act"}
    drafts.draft_tactic(tactic_text("Another", key=use.item_id), by=alliance.actor(alliance.arvo))
    item = sharing.share(use.item, "GREEN", (), by=alliance.actor(alliance.arvo), meant=True)
    hit(alliance, item, 1, run="next", mode="review")
    sightings.tell_false_alarm(item, Case.objects.get(listing_id="next-0"), by=lead(alliance))
    assert Item.objects.get(pk=use.item_id).held_at is not None, "another version may be wrong in another way"


def test_no_false_alarm_is_told_of_what_was_not_hit(alliance: Alliance, orvane: Right) -> None:
    item = shared(alliance, alliance.arvo)
    bring([row("L9", "orvane")], run="r", context="c", by=alliance.actor(alliance.bazaar))
    with pytest.raises(ValidationError, match="did not hit"):
        sightings.tell_false_alarm(item, Case.objects.get(), by=lead(alliance))


def test_too_many_wrong_decisions_put_a_tactic_back_into_the_shadow(alliance: Alliance, orvane: Right) -> None:
    use = sampled(alliance)
    further(alliance, use)
    hit(alliance, use.item, 10, run="later", mode="review")
    by = alliance.actor(alliance.bazaar, "reviewer", 3)
    for n, case in enumerate(Case.objects.filter(listing_id__startswith="later")):
        decide(case, "not" if n < 4 else "infringing", by=by)
    use.refresh_from_db()
    assert (use.mode, use.stopped_why) == ("shadow", "brake")


def test_far_more_hits_than_usual_put_a_tactic_back_into_the_shadow(alliance: Alliance, orvane: Right) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from guildmark.hub.cases.models import TacticHit

    use = sampled(alliance)
    further(alliance, use)
    TacticHit.objects.update(at=timezone.now() - timedelta(days=3))
    hit(alliance, use.item, 49, run="today", mode="review")
    use.refresh_from_db()
    assert use.mode == "review"
    hit(alliance, use.item, 1, run="more", mode="review")
    use.refresh_from_db()
    assert (use.mode, use.stopped_why) == ("shadow", "brake")


def test_stopping_takes_one_person_and_drops_what_waits(alliance: Alliance, orvane: Right) -> None:
    use = sampled(alliance)
    change = uses.propose(use, "review", 3.0, by=lead(alliance))
    uses.stop(use, by=lead(alliance, 2))
    use.refresh_from_db()
    assert use.mode == "off"
    work_once()
    with pytest.raises(ValidationError, match="does not wait"):
        uses.approve(change, by=lead(alliance))


def test_what_is_red_is_used_by_no_program(alliance: Alliance) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    with pytest.raises(ValidationError, match="eyes of single people"):
        uses.take_up(shared(alliance, alliance.arvo, "RED", [bags]), by=lead(alliance))


def test_what_shows_sellers_nothing_never_acts(alliance: Alliance, orvane: Right) -> None:
    text = tactic_text().replace("seller_view: family", "seller_view: nothing")
    use = uses.take_up(shared(alliance, alliance.arvo, text=text), by=lead(alliance))
    with pytest.raises(ValidationError, match="tells sellers not even"):
        uses.propose(use, "act", 3.0, by=lead(alliance))


def test_another_marketplace_changes_nothing(alliance: Alliance, orvane: Right) -> None:
    use = sampled(alliance)
    stranger = alliance.actor(alliance.souk)
    with pytest.raises(PermissionDenied):
        uses.stop(use, by=stranger)
    with pytest.raises(PermissionDenied):
        uses.propose(use, "review", 3.0, by=stranger)
    with pytest.raises(Use.DoesNotExist):
        evidence.draw_sample(use, 1, by=stranger)


def test_ones_own_filter_is_added_and_checked(alliance: Alliance, orvane: Right) -> None:
    item = shared(alliance, alliance.arvo)
    with pytest.raises(ValidationError, match="terms"):
        uses.take_up(item, by=lead(alliance), terms="only: {colour: red}\n")
    uses.take_up(item, by=lead(alliance), terms="never: {seller_name: [museum]}\n")
    work_once()
    live = live_context(alliance.bazaar)
    assert live is not None and live[1].tactics.used[0].never is not None


def test_what_was_earned_with_a_filter_counts_for_nothing_without_it(alliance: Alliance, orvane: Right) -> None:
    item = shared(alliance, alliance.arvo)
    narrow = "only: {seller_name: [museum]}\n"
    use = uses.take_up(item, by=lead(alliance), terms=narrow)
    hit(alliance, item, 12)
    judge(alliance, evidence.draw_sample(use, 7, by=lead(alliance)).draw)
    uses.stop(use, by=lead(alliance))
    assert evidence.of_use(uses.take_up(item, by=lead(alliance), terms=narrow)).sellers == 12
    uses.stop(use, by=lead(alliance))
    wide = uses.take_up(item, by=lead(alliance))
    assert evidence.of_use(wide).sellers == 0
    with pytest.raises(ValidationError, match="Judge 9 more sellers"):
        uses.propose(wide, "review", 3.0, by=lead(alliance))
    with pytest.raises(ValidationError, match="hit nobody yet"):
        evidence.draw_sample(wide, 8, by=lead(alliance))


def test_a_tactic_that_was_silent_for_weeks_is_braked_all_the_same(alliance: Alliance, orvane: Right) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from guildmark.hub.cases.models import TacticHit

    use = sampled(alliance)
    further(alliance, use)
    long_ago = timezone.now() - timedelta(days=20)
    TacticHit.objects.update(at=long_ago)
    Use.objects.update(since=long_ago)
    hit(alliance, use.item, 50, run="today", mode="review")
    use.refresh_from_db()
    assert (use.mode, use.stopped_why) == ("shadow", "brake")
