"""Indicators in use: grouped in the shadow, what a group hit told of each value, weighed by rarity, taken back."""

import io
import zipfile

import pytest
from alliance import Alliance
from delivered import row
from django.core.exceptions import ValidationError
from shared_made import circle

from guildmark.hub.cases.decide import decide
from guildmark.hub.cases.intake import bring
from guildmark.hub.cases.models import Case, TacticHit
from guildmark.hub.events.lease import work_once
from guildmark.hub.exchange import sharing
from guildmark.hub.exchange.chosen import chosen_at
from guildmark.hub.exchange.indicators import draft_indicator
from guildmark.hub.exchange.known import known, known_in
from guildmark.hub.exchange.look_for import look_for
from guildmark.hub.exchange.models import Circle, Group, Item, Rarity, Sighting, Use
from guildmark.hub.exchange.rarity import ask_to_count
from guildmark.hub.exchange.take import tactics_zip
from guildmark.hub.exchange.uses import stop
from guildmark.hub.exchange.vouched import vouch
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.models import Right
from guildmark.indicators import normalise
from guildmark.tactics import parse_tactic

pytestmark = pytest.mark.django_db
PHONE, MAIL = "+44 7700 900123", "karen@fakes-karen.com"


def told(alliance: Alliance, owner: Organisation, kind: str, value: str, tlp: str = "GREEN", *within: Circle) -> Item:
    by = alliance.actor(owner)
    item = draft_indicator(kind, value, "", "A test purchase", by=by).item
    return sharing.share(item, tlp, within, by=by, meant=True)


def hit(alliance: Alliance, group: Group, description: str, listing: str = "L1", right: str = "orvane") -> Case:
    fired = {"tactic": str(group.pk), "version": 1, "mode": "shadow", "without_band": "clear"}
    one = row(listing, right, tactics=[fired])
    one["listing"]["description"] = description
    received = bring([one], run=f"r {listing}", context="c1", by=alliance.actor(alliance.bazaar))
    assert received.counts["set_aside"] == 0, received.reasons
    return Case.objects.get(listing_id=listing)


def test_values_are_looked_for_together_and_a_hit_is_of_each_that_stands_there(
    alliance: Alliance, orvane: Right
) -> None:
    first, second = (told(alliance, alliance.arvo, "phone", f"+44 7700 90012{n}") for n in (3, 4))
    done = look_for(None, by=alliance.actor(alliance.bazaar))
    assert (done.taken, done.more, set(Use.objects.values_list("mode", flat=True))) == (2, False, {"shadow"})
    work_once()
    group = Group.objects.get(counts=True)
    assert {key for key, _number in group.items} == {str(first.pk), str(second.pk)}
    case = hit(alliance, group, "Call 0044 7700 900123 or +44-7700-900123")
    assert set(TacticHit.objects.filter(case=case).values_list("tactic", flat=True)) == {group.pk, first.pk}
    decide(case, "infringing", by=alliance.actor(alliance.bazaar, "reviewer"))
    seen = Sighting.objects.get(case=case.key)
    assert (seen.item, seen.kind, seen.organisation) == (first, "seen", alliance.bazaar)


def test_a_hit_in_a_listing_that_says_it_in_disguise_is_of_a_group_of_one(alliance: Alliance, orvane: Right) -> None:
    item = told(alliance, alliance.arvo, "text", "Mirror grade goods from our own workshop")
    look_for(None, by=alliance.actor(alliance.bazaar))
    work_once()
    case = hit(alliance, Group.objects.get(counts=True), "M1rror gr4de g00ds fr0m 0ur own w0rkshop")
    assert TacticHit.objects.filter(case=case, tactic=item.pk).exists()


def test_what_counts_stands_in_the_file_for_scans_elsewhere(alliance: Alliance) -> None:
    told(alliance, alliance.arvo, "phone", PHONE)
    told(alliance, alliance.arvo, "domain", "orvane-outlet.com")
    look_for(None, by=alliance.actor(alliance.bazaar))
    work_once()
    archive = zipfile.ZipFile(io.BytesIO(tactics_zip(alliance.actor(alliance.bazaar)).data()))
    names = [name for name in archive.namelist() if name != "choices.yaml"]
    texts = [archive.read(name).decode() for name in names]
    assert len(texts) == 2 and all(str(parse_tactic("t", text).id) in " ".join(names) for text in texts)
    assert "mode: shadow" in archive.read("choices.yaml").decode()


def test_what_is_taken_back_is_looked_for_nowhere_at_once_and_the_others_go_on(alliance: Alliance) -> None:
    first, second = told(alliance, alliance.arvo, "phone", PHONE), told(alliance, alliance.brill, "email", MAIL)
    third = told(alliance, alliance.arvo, "phone", "+44 7700 900199")
    look_for(None, by=alliance.actor(alliance.bazaar))
    work_once()
    sharing.recall(first, "Wrong", by=alliance.actor(alliance.arvo))
    [left] = chosen_at(alliance.bazaar.pk)
    assert MAIL in left.text, "its group counts no more, before any worker looked"
    work_once()
    assert {key for group in Group.objects.filter(counts=True) for key, _number in group.items} == {
        str(second.pk), str(third.pk),
    }  # fmt: skip


def test_only_what_one_may_use_is_taken_up_and_the_rest_is_told_with_its_reason(alliance: Alliance) -> None:
    bags, shoes = (circle(alliance, alliance.arvo, one, name=one.name) for one in (alliance.bazaar, alliance.souk))
    wanted = told(alliance, alliance.arvo, "phone", PHONE, "AMBER", bags)
    told(alliance, alliance.arvo, "email", MAIL, "AMBER", shoes)
    told(alliance, alliance.arvo, "email", "red@fakes-karen.com", "RED", bags)
    told(alliance, alliance.arvo, "seller", "bazaar: S-1", "AMBER", bags)
    told(alliance, alliance.arvo, "phone", "+44 7700 900100", "AMBER", bags)
    vouch("phone", "+44 7700 900100", "hot line", by=alliance.actor(alliance.bazaar))
    stopped = told(alliance, alliance.arvo, "phone", "+44 7700 900101", "GREEN")
    done = look_for(bags, by=alliance.actor(alliance.bazaar))
    assert list(Use.objects.values_list("item", flat=True)) == [wanted.pk]
    assert done.taken == 1 and sum(done.left_out.values()) == 2
    look_for(None, by=alliance.actor(alliance.bazaar))
    stop(Use.objects.get(item=stopped), by=alliance.actor(alliance.bazaar))
    assert look_for(None, by=alliance.actor(alliance.bazaar)).taken == 0, "what a person stopped stays so"


def test_a_value_weighs_by_how_rare_it_is_at_the_marketplace_that_counts(alliance: Alliance, orvane: Right) -> None:
    reviewer = alliance.actor(alliance.bazaar, "reviewer")
    for number in range(40):
        said = {0: f"Call {PHONE}", 1: f"Call {PHONE} or {MAIL}", 2: f"Write {MAIL}"}.get(number, "plain")
        case = alliance.case(alliance.bazaar, orvane, f"L-{number}", seller_id=f"S-{number}")
        snapshot = case.found.get().snapshot
        snapshot.content |= {"description": said}
        snapshot.save()
        if number < 3:
            decide(case, "infringing" if number < 2 else "not", by=reviewer)
    values = [normalise("phone", PHONE), normalise("email", MAIL), normalise("seller", "bazaar: S-0")]
    ask_to_count(alliance.bazaar, values)
    work_once()
    rows = {one.kind: one for one in Rarity.objects.all()}
    phone, mail, seller = rows["phone"], rows["email"], rows["seller"]
    assert (phone.fakes, phone.cleared, phone.sellers, phone.market) == (2, 0, 2, 40)
    assert (mail.fakes, mail.cleared, mail.sellers) == (1, 1, 2)
    assert (seller.fakes, seller.sellers) == (1, 1)
    assert (phone.weight_db or 0) > 0 and mail.weight_db == 0, "cleared as often as confirmed says nothing"


def test_several_who_told_a_value_are_one_row_and_the_surer_for_it(alliance: Alliance) -> None:
    told(alliance, alliance.arvo, "phone", PHONE)
    [alone] = known(Item.objects.select_related("current"), alliance.actor(alliance.bazaar))
    bags = circle(alliance, alliance.brill, alliance.bazaar)
    told(alliance, alliance.brill, "phone", PHONE, "AMBER", bags)
    [both] = known(Item.objects.select_related("current"), alliance.actor(alliance.bazaar))
    assert len(both.items) == 2 and both.confidence > alone.confidence > 0


def test_a_case_shows_what_its_reader_may_know_of_its_listing(alliance: Alliance, orvane: Right) -> None:
    bags = circle(alliance, alliance.brill, alliance.bazaar)
    told(alliance, alliance.brill, "phone", PHONE, "AMBER", bags)
    told(alliance, alliance.souk, "seller", "bazaar: S-1")
    told(alliance, alliance.souk, "domain", "orvane-outlet.com")
    told(alliance, alliance.souk, "email", MAIL)
    case = alliance.case(alliance.bazaar, orvane)
    snapshot = case.found.get().snapshot
    snapshot.content |= {"description": f"Call {PHONE}, see orvane-outlet.com"}
    snapshot.save()

    def kinds(organisation: Organisation) -> set[str]:
        return {one.indicator.kind for one in known_in(case, alliance.actor(organisation))}

    assert kinds(alliance.bazaar) == {"phone", "seller", "domain"}
    assert kinds(alliance.arvo) == {"seller", "domain"}


def test_what_no_scan_finds_is_not_taken_up(alliance: Alliance) -> None:
    from guildmark.hub.exchange.uses import take_up

    item = told(alliance, alliance.arvo, "seller", "bazaar: S-1")
    with pytest.raises(ValidationError, match="held against the sellers of cases"):
        take_up(item, by=alliance.actor(alliance.bazaar))


def test_what_was_recalled_stands_in_no_group_any_more_and_late_hits_are_told_all_the_same(
    alliance: Alliance, orvane: Right
) -> None:
    gone, stays = (told(alliance, alliance.arvo, "phone", f"+44 7700 90012{n}") for n in (3, 4))
    look_for(None, by=alliance.actor(alliance.bazaar))
    work_once()
    before = Group.objects.get()
    sharing.recall(gone, "It is ours.", by=alliance.actor(alliance.arvo))
    work_once()
    assert not Group.objects.filter(content__contains="900123").exists()
    assert "900124" in Group.objects.get(counts=True).content
    case = hit(alliance, before, "Call +44 7700 900124")
    assert TacticHit.objects.filter(case=case, tactic=stays.pk).exists()


def test_what_the_secretariat_vouches_for_is_looked_for_nowhere_any_more(alliance: Alliance, orvane: Right) -> None:
    told(alliance, alliance.arvo, "phone", PHONE)
    other = told(alliance, alliance.arvo, "email", MAIL)
    look_for(None, by=alliance.actor(alliance.bazaar))
    work_once()
    vouch("email", MAIL, "Ours", by=alliance.actor(alliance.brill))
    assert set(Use.objects.values_list("mode", flat=True)) == {"shadow"}, "a member vouches for what it tells itself"
    vouch("phone", PHONE, "The carrier's own line", by=alliance.actor(alliance.secretariat))
    assert set(Use.objects.values_list("mode", "stopped_why")) == {("shadow", ""), ("off", "known good")}
    work_once()
    assert {key for group in Group.objects.filter(counts=True) for key, _number in group.items} == {str(other.pk)}
