"""Sharing: who reads what under which marking, drafts, what is unusual, what has no name, and what is taken back."""

from datetime import date

import pytest
from alliance import Alliance
from django.core.exceptions import PermissionDenied, ValidationError
from shared_made import circle, shared, tactic_text

from guildmark.hub.exchange import circles, content, drafts, sharing
from guildmark.hub.exchange.models import Attachment, Item, ItemVersion
from guildmark.hub.exchange.sharing import UNNAMED, UnusualError
from guildmark.hub.members.actor import actor_of_key
from guildmark.hub.members.keys import make_key
from guildmark.hub.members.models import ApiKey, Organisation
from guildmark.hub.members.wall import seen

pytestmark = pytest.mark.django_db


ALL = {"Arvo", "Bazaar", "Souk", "Brill", "Secretariat"}


def readers(alliance: Alliance, item: Item, role: str = "senior reviewer") -> set[str]:
    every = (alliance.bazaar, alliance.souk, alliance.arvo, alliance.brill, alliance.secretariat)
    return {one.name for one in every if seen(Item, alliance.actor(one, role)).filter(pk=item.pk).exists()}


@pytest.mark.parametrize(
    ("tlp", "leads", "others"),
    [
        ("RED", {"Arvo", "Bazaar"}, set()),
        ("AMBER+STRICT", {"Arvo", "Bazaar"}, {"Arvo", "Bazaar"}),
        ("AMBER", {"Arvo", "Bazaar"}, {"Arvo", "Bazaar"}),
        ("GREEN", ALL, ALL),
        ("CLEAR", ALL, ALL),
    ],
)  # fmt: skip
def test_a_marking_says_who_reads(alliance: Alliance, tlp: str, leads: set[str], others: set[str]) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    item = shared(alliance, alliance.arvo, tlp, [bags])
    assert readers(alliance, item) == leads
    assert readers(alliance, item, "reviewer") == others


def test_a_draft_is_seen_by_its_author_alone(alliance: Alliance) -> None:
    item = drafts.draft_tactic(tactic_text(), by=alliance.actor(alliance.arvo)).item
    assert readers(alliance, item) == {"Arvo"}


def test_what_is_red_is_read_by_no_program(alliance: Alliance) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    red = shared(alliance, alliance.arvo, "RED", [bags])
    amber = shared(alliance, alliance.arvo, "AMBER", [bags])
    for owner in (alliance.bazaar, alliance.arvo):
        make_key("k", ["exchange.see"], by=alliance.actor(owner))
        actor = actor_of_key(ApiKey.objects.get(organisation=owner))
        assert actor is not None
        assert set(seen(Item, actor)) == {amber}, red


def test_the_next_version_stays_a_draft_until_it_is_shared(alliance: Alliance) -> None:
    item = shared(alliance, alliance.arvo)
    by = alliance.actor(alliance.arvo)
    drafts.draft_tactic(tactic_text("Another title", key=item.pk), by=by)
    reader = alliance.actor(alliance.souk)
    assert [version.number for version in seen(ItemVersion, reader).filter(item=item)] == [1]
    sharing.share(item, "GREEN", [], by=by)
    again = seen(Item, reader).get(pk=item.pk)
    assert (again.title, again.current and again.current.number) == ("Another title", 2)


def test_what_was_shared_says_who_wrote_it_and_how_it_is_marked(alliance: Alliance) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    item = shared(alliance, alliance.arvo, "AMBER+STRICT", [bags])
    assert item.current is not None
    text = item.current.content
    assert "author: Arvo\n" in text and "tlp: AMBER+STRICT\n" in text and "version: 1\n" in text


def test_an_id_belongs_to_its_author_whether_others_can_see_it_or_not(alliance: Alliance) -> None:
    item = drafts.draft_tactic(tactic_text(), by=alliance.actor(alliance.arvo)).item
    with pytest.raises(ValidationError, match="taken"):
        drafts.draft_tactic(tactic_text(key=item.pk), by=alliance.actor(alliance.souk))


def test_a_tactic_whose_examples_do_otherwise_is_not_shared(alliance: Alliance) -> None:
    text = tactic_text().replace("description: price firm", "description: price in chat")
    by = alliance.actor(alliance.arvo)
    item = drafts.draft_tactic(text, by=by).item
    with pytest.raises(ValidationError, match="fires on"):
        sharing.share(item, "GREEN", [], by=by, meant=True)


def test_what_is_no_tactic_is_told_line_by_line(alliance: Alliance) -> None:
    with pytest.raises(ValidationError) as told:
        drafts.draft_tactic("title: x\nwhen: {mark: any}\n", by=alliance.actor(alliance.arvo))
    assert len(told.value.message_dict["text"]) > 3


def test_narrow_markings_need_a_circle_that_one_belongs_to(alliance: Alliance) -> None:
    bags = circle(alliance, alliance.souk, alliance.bazaar)
    by = alliance.actor(alliance.arvo)
    item = drafts.draft_tactic(tactic_text(), by=by).item
    with pytest.raises(ValidationError, match="nobody else reads"):
        sharing.share(item, "AMBER", [], by=by, meant=True)
    with pytest.raises(ValidationError, match="does not belong"):
        sharing.share(item, "AMBER", [bags], by=by, meant=True)


def test_the_first_time_with_a_circle_is_asked_about(alliance: Alliance) -> None:
    bags, shoes = (circle(alliance, alliance.arvo, alliance.bazaar, name=name) for name in ("Bags", "Shoes"))
    by = alliance.actor(alliance.arvo)
    shared(alliance, alliance.arvo, "AMBER", [bags])
    item = drafts.draft_tactic(tactic_text("Second"), by=by).item
    with pytest.raises(UnusualError, match="Shoes"):
        sharing.share(item, "AMBER", [shoes], by=by)
    sharing.share(item, "AMBER", [bags], by=by)  # as ever: nothing is asked


def test_a_wider_marking_and_new_readers_are_asked_about(alliance: Alliance) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    both = circle(alliance, alliance.arvo, alliance.bazaar, alliance.souk, name="Both")
    shared(alliance, alliance.arvo, "AMBER", [bags])
    item = drafts.draft_tactic(tactic_text("Second"), by=alliance.actor(alliance.arvo)).item
    with pytest.raises(UnusualError) as told:
        sharing.share(item, "GREEN", [both], by=alliance.actor(alliance.arvo))
    assert told.value.messages[0].startswith("Your organisation has shared nothing as widely as TLP:GREEN")
    assert any("1 member would read" in one for one in told.value.messages)


def test_what_has_no_name_goes_through_the_secretariat(alliance: Alliance) -> None:
    item = shared(alliance, alliance.arvo, anonymous=True)
    assert item.state == "handed"
    assert readers(alliance, item) == {"Arvo", "Secretariat"}
    sharing.relay(item, by=alliance.actor(alliance.secretariat))
    assert readers(alliance, item) == {"Arvo", "Bazaar", "Souk", "Brill", "Secretariat"}
    version = ItemVersion.objects.get(item=item)
    assert "Arvo" not in version.content and f"author: {UNNAMED}" in version.content


def test_the_secretariat_gives_back_what_is_not_fit(alliance: Alliance) -> None:
    item = shared(alliance, alliance.arvo, anonymous=True)
    sharing.hand_back(item, "It names a person.", by=alliance.actor(alliance.secretariat))
    item.refresh_from_db()
    assert item.state == "draft"
    assert readers(alliance, item) == {"Arvo"}


def test_what_was_recalled_is_read_by_its_author_alone(alliance: Alliance) -> None:
    item = shared(alliance, alliance.arvo)
    sharing.recall(item, "It named the wrong seller.", by=alliance.actor(alliance.arvo))
    assert readers(alliance, item) == {"Arvo"}
    with pytest.raises(ValidationError):
        sharing.recall(item, "again", by=alliance.actor(alliance.arvo))


def test_only_its_author_takes_it_back(alliance: Alliance) -> None:
    item = shared(alliance, alliance.arvo)
    with pytest.raises(PermissionDenied):
        sharing.recall(item, "no", by=alliance.actor(alliance.brill))


def test_who_leaves_a_circle_reads_nothing_of_it_any_more(alliance: Alliance) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    item = shared(alliance, alliance.arvo, "AMBER", [bags])
    circles.remove_member(bags, alliance.bazaar, by=alliance.actor(alliance.bazaar))
    assert readers(alliance, item) == {"Arvo"}


def test_who_has_ended_a_circle_has_ended_reading_in_it(alliance: Alliance) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    item = shared(alliance, alliance.arvo, "AMBER", [bags])
    circles.end_circle(bags, by=alliance.actor(alliance.secretariat))
    assert readers(alliance, item) == {"Arvo"}


def test_members_of_a_circle_know_each_other_and_nobody_else_knows_it(alliance: Alliance) -> None:
    from guildmark.hub.exchange.models import Circle, Membership

    bags = circle(alliance, alliance.arvo, alliance.bazaar)

    def known(organisation: Organisation) -> int:
        return seen(Membership, alliance.actor(organisation)).count()

    assert [known(one) for one in (alliance.arvo, alliance.bazaar, alliance.brill, alliance.secretariat)] == [
        2,
        2,
        0,
        2,
    ]
    assert not seen(Circle, alliance.actor(alliance.brill)).filter(pk=bags.pk).exists()


def test_another_tactic_may_begin_from_one_that_was_shared(alliance: Alliance) -> None:
    item = shared(alliance, alliance.arvo)
    assert item.current is not None
    copy = drafts.copy_tactic(item.current, by=alliance.actor(alliance.souk))
    assert copy.item_id != item.pk and copy.item.owner == alliance.souk and "author: Souk" in copy.content


def test_a_file_beside_a_draft_is_read_with_it_and_not_before(alliance: Alliance) -> None:
    by, reader = alliance.actor(alliance.arvo), alliance.actor(alliance.souk)
    item = drafts.draft_advice("This season", "They say AAA.", by=by, files=[("a.txt", b"a")]).item
    sharing.share(item, "GREEN", [], by=by, meant=True)

    def names() -> list[str]:
        return sorted(seen(Attachment, reader).filter(item=item).values_list("name", flat=True))

    drafts.draft_advice("This season", "And AAAA.", by=by, item=item.pk, files=[("b.txt", b"b")])
    assert names() == ["a.txt"]
    drafts.drop_draft(item, by=by)
    assert [one.name for one in seen(Attachment, by).filter(item=item)] == ["a.txt"]
    drafts.draft_advice("This season", "And AAAA.", by=by, item=item.pk, files=[("c.txt", b"c")])
    sharing.share(item, "GREEN", [], by=by)
    assert names() == ["a.txt", "c.txt"]


def test_what_the_secretariat_has_before_it_is_not_thrown_away(alliance: Alliance) -> None:
    item = shared(alliance, alliance.arvo, anonymous=True)
    with pytest.raises(ValidationError, match="secretariat has this"):
        drafts.drop_draft(item, by=alliance.actor(alliance.arvo))
    assert sharing.relay(item, by=alliance.actor(alliance.secretariat)).state == "shared"


def test_what_is_written_while_a_draft_is_checked_is_not_shared_unchecked(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = alliance.actor(alliance.arvo)
    item = drafts.draft_tactic(tactic_text(), by=by).item
    checked = content.checked

    def meanwhile(text: str, today: date) -> content.Checked:
        found = checked(text, today)
        drafts.draft_tactic(tactic_text("Another", key=item.pk), by=by)
        return found

    monkeypatch.setattr(content, "checked", meanwhile)
    with pytest.raises(ValidationError, match="changed meanwhile"):
        sharing.share(item, "GREEN", [], by=by, meant=True)
    assert Item.objects.get(pk=item.pk).state == "draft"


def test_a_copy_of_what_is_red_is_read_by_no_more_people_than_that(alliance: Alliance) -> None:
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    item = shared(alliance, alliance.arvo, "RED", [bags])
    assert item.current is not None
    copy = drafts.copy_tactic(item.current, by=alliance.actor(alliance.bazaar, "senior reviewer"))
    assert readers(alliance, copy.item) == {"Bazaar"}
    assert readers(alliance, copy.item, "reviewer") == set()
