"""Indicators that members tell: one form, what is known to be good, tables, and that nobody learns what others told."""

import pytest
from alliance import Alliance
from delivered import verified_right
from django.core.exceptions import PermissionDenied, ValidationError
from shared_made import circle

from guildmark.hub.exchange import sharing
from guildmark.hub.exchange.indicator_content import tactic_text
from guildmark.hub.exchange.indicator_words import GIVEN, KIND_WORDS, LISTED
from guildmark.hub.exchange.indicators import draft_indicator, draft_table, share_all
from guildmark.hub.exchange.models import Item
from guildmark.hub.exchange.vouched import end_vouching, vouch
from guildmark.hub.members.wall import seen
from guildmark.hub.registry.models import Right
from guildmark.indicators import KINDS, check_indicator, normalise, told_in
from guildmark.records import InputError
from guildmark.tactics import parse_tactic

pytestmark = pytest.mark.django_db
PHONE = "+44 7700 900123"
HOW = "Test purchase of 12 May"


def test_a_value_is_kept_in_its_one_form(alliance: Alliance) -> None:
    by = alliance.actor(alliance.arvo)
    version = draft_indicator("phone", "07700 900123", "GB", HOW, by=by)
    told = told_in(version.content)
    assert (told.indicator.value, told.indicator.written, told.why) == ("+447700900123", "07700 900123", HOW)
    assert (version.item.kind, version.item.value_kind, version.item.title) == ("indicator", "phone", "+447700900123")


def test_one_s_own_value_told_again_is_its_next_version(alliance: Alliance) -> None:
    by = alliance.actor(alliance.arvo)
    first = draft_indicator("phone", PHONE, "", HOW, by=by)
    sharing.share(first.item, "GREEN", [], by=by, meant=True)
    again = draft_indicator("phone", "07700900123", "GB", "Seen again", by=by)
    assert (again.item, again.number) == (first.item, 2)
    assert Item.objects.count() == 1


def test_nobody_learns_from_an_answer_or_an_id_that_another_told_it(alliance: Alliance) -> None:
    ours = draft_indicator("phone", PHONE, "", HOW, by=alliance.actor(alliance.arvo))
    theirs = draft_indicator("phone", PHONE, "", HOW, by=alliance.actor(alliance.brill))
    assert theirs.number == 1 and theirs.item_id != ours.item_id
    assert str(ours.item_id) != normalise("phone", PHONE).id, "an id must not be worked out from the value"
    assert not seen(Item, alliance.actor(alliance.brill)).filter(pk=ours.item_id).exists()
    assert ours.item.value_key == theirs.item.value_key, "who may read both joins them by this"


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("phone", "07700 900123", "any country"),
        ("fax", "1", "no kind of indicator"),
        ("email", "not an address", "name@shop.example"),
        ("domain", "gmail.com", "mailbox"),
        ("text", "free shipping", "honest sellers"),
        ("picture", "0" * 64, "too little structure"),
        ("phone", "\x00", "any country"),
    ],
)
def test_what_is_no_indicator_is_refused_with_value_and_next_step(
    alliance: Alliance, kind: str, value: str, told: str
) -> None:
    with pytest.raises(ValidationError, match=told):
        draft_indicator(kind, value, "", HOW, by=alliance.actor(alliance.arvo))


def test_it_says_how_it_is_known(alliance: Alliance) -> None:
    with pytest.raises(ValidationError, match="how you know"):
        draft_indicator("phone", PHONE, "", "  ", by=alliance.actor(alliance.arvo))


def test_an_observer_tells_nothing(alliance: Alliance) -> None:
    with pytest.raises(PermissionDenied):
        draft_indicator("phone", PHONE, "", HOW, by=alliance.actor(alliance.arvo, "observer"))


def test_what_the_alliance_vouches_for_is_blocked_for_all(alliance: Alliance) -> None:
    row = vouch("phone", PHONE, "hot line of a holder", by=alliance.actor(alliance.secretariat))
    with pytest.raises(ValidationError, match=r"Secretariat vouches for it \(hot line of a holder\)"):
        draft_indicator("phone", PHONE, "", HOW, by=alliance.actor(alliance.souk))
    end_vouching(row, by=alliance.actor(alliance.secretariat))
    draft_indicator("phone", PHONE, "", HOW, by=alliance.actor(alliance.souk))


def test_what_a_member_vouches_for_is_blocked_for_itself_and_untold_to_others(alliance: Alliance) -> None:
    vouch("domain", "arvo-shop.com", "our shop", by=alliance.actor(alliance.arvo))
    with pytest.raises(ValidationError, match="our shop"):
        draft_indicator("email", "info@arvo-shop.com", "", HOW, by=alliance.actor(alliance.arvo))
    draft_indicator("domain", "arvo-shop.com", "", HOW, by=alliance.actor(alliance.brill))


def test_a_value_is_vouched_for_once_with_a_reason(alliance: Alliance) -> None:
    by = alliance.actor(alliance.secretariat)
    with pytest.raises(ValidationError, match="Say why"):
        vouch("phone", PHONE, "", by=by)
    vouch("phone", PHONE, "hot line", by=by)
    with pytest.raises(ValidationError, match="already"):
        vouch("phone", "0044 7700 900123", "again", by=by, region="GB")


def authorise(right: Right, *sellers: str, private: bool) -> None:
    assert right.current is not None
    right.current.content |= {"authorised_sellers": list(sellers)} | ({"private": ["sellers"]} if private else {})
    right.current.save()


def test_an_authorised_seller_is_no_indicator_as_far_as_one_may_know(alliance: Alliance) -> None:
    authorise(verified_right(alliance.arvo, "open"), "S-12", private=False)
    authorise(verified_right(alliance.arvo, "kept"), "S-13", private=True)
    for owner, seller in ((alliance.arvo, "S-12"), (alliance.arvo, "S-13"), (alliance.bazaar, "S-12")):
        with pytest.raises(ValidationError, match="authorised seller"):
            draft_indicator("seller", f"bazaar: {seller}", "", HOW, by=alliance.actor(owner))
    # What a holder keeps private is told to nobody, by an error either.
    draft_indicator("seller", "bazaar: S-13", "", HOW, by=alliance.actor(alliance.bazaar))


def test_what_became_good_meanwhile_is_not_shared(alliance: Alliance) -> None:
    by = alliance.actor(alliance.arvo)
    version = draft_indicator("phone", PHONE, "", HOW, by=by)
    vouch("phone", PHONE, "hot line", by=alliance.actor(alliance.secretariat))
    with pytest.raises(ValidationError, match="hot line"):
        sharing.share(version.item, "GREEN", [], by=by, meant=True)


TABLE = """kind,value,region,source
phone,07700 900123,GB,case 1
phone,+44 7700 900123,,case 2
phone,07700 900124,,case 3
chat,wechat: karen_88,,case 4
domain,gmail.com,,case 5
fax,1,,case 6
email,karen@fakes-karen.com,,
"""


def test_the_rows_of_a_table_add_up(alliance: Alliance) -> None:
    done = draft_table(TABLE.encode(), by=alliance.actor(alliance.arvo))
    assert [version.item.title for version in done.made] == ["+447700900123", "wechat:karen_88"]
    assert [line.partition(":")[0] for line in done.again] == ["Line 3"]
    assert [line.partition(":")[0] for line in done.aside] == ["Line 4", "Line 6", "Line 7", "Line 8"]
    assert done.rows == 7


@pytest.mark.parametrize("data", [b"", b"name\nx\n", b"\xff\xfe\x00", b'kind,value\n"' + b"x" * 200_000])
def test_what_is_no_table_is_refused(alliance: Alliance, data: bytes) -> None:
    with pytest.raises(ValidationError, match="CSV"):
        draft_table(data, by=alliance.actor(alliance.arvo))


def test_several_are_shared_alike_or_none(alliance: Alliance) -> None:
    by = alliance.actor(alliance.arvo)
    bags = circle(alliance, alliance.arvo, alliance.bazaar)
    items = [version.item for version in draft_table(TABLE.encode(), by=by).made]
    with pytest.raises(sharing.UnusualError):
        share_all(items, "AMBER", [bags], by=by)
    assert not Item.objects.filter(state="shared").exists()
    share_all(items, "AMBER", [bags], by=by, meant=True)
    reader = alliance.actor(alliance.bazaar, "observer")
    assert {item.title for item in seen(Item, reader)} == {"+447700900123", "wechat:karen_88"}


def test_a_scan_looks_for_it_as_a_tactic_of_its_own_id(alliance: Alliance) -> None:
    version = draft_indicator("phone", PHONE, "", HOW, by=alliance.actor(alliance.arvo))
    tactic = parse_tactic("x", tactic_text(version))
    assert (tactic.id, tactic.version, tactic.families) == (version.item_id, 1, frozenset({"contact"}))
    seller = draft_indicator("seller", "bazaar: S-9", "", HOW, by=alliance.actor(alliance.arvo))
    with pytest.raises(InputError, match="id of a seller"):
        tactic_text(seller)


def test_every_kind_and_every_list_has_its_words() -> None:
    assert set(KIND_WORDS) == set(GIVEN) == set(KINDS)
    lists = {"plain pictures", "words of everybody"} | {
        block.list_name
        for value in ("gmail.com", "wechat.com", "paypal.com", "ebay.com", "wix.com", "linktr.ee", "bit.ly",
                      "17track.net")
        if (block := check_indicator(normalise("domain", value))) is not None
    }  # fmt: skip
    assert lists == set(LISTED)
