"""Values in listings: what is read from one, and which known values stand in it, as a scan would find them."""

import pytest

from guildmark.indicators import Indicator, Sought, normalise, values_in

LISTING = {
    "title": "Orvane bag, call 07700 900123",
    "description": "Write karen88@fakes-karen.com or see https://linktr.ee/karen88, www.orvane-outlet.com/bags. "
    "Article 1234567. Ask wechat karen_88xq for the price list of this week",
    "variants": [{"title": "brown, t.me/karen88 inside"}],
    "attributes": [["note", "Mirror grade goods from our own workshop"]],
}
HASH = "5a3c96e1d20f87b4" * 4


def read(*regions: str) -> dict[str, str | None]:
    return {one.written: one.indicator.value if one.indicator else None for one in values_in(LISTING, regions)}


def test_contacts_and_pages_are_read_once_each_in_their_one_form() -> None:
    assert read("GB") == {
        "07700 900123": "+447700900123",
        "karen88@fakes-karen.com": "karen88@fakes-karen.com",
        "https://linktr.ee/karen88": "linktr.ee/karen88",
        "www.orvane-outlet.com/bags": "orvane-outlet.com",
    }


@pytest.mark.parametrize("regions", [(), ("GB", "IT")])
def test_a_national_number_of_no_certain_region_has_no_form(regions: tuple[str, ...]) -> None:
    assert read(*regions)["07700 900123"] is None


KNOWN = [
    normalise("phone", "+447700900123"), normalise("email", "karen88@fakes-karen.com"),
    normalise("address", "linktr.ee/karen88"), normalise("domain", "orvane-outlet.com"),
    normalise("chat", "telegram: karen88"), normalise("chat", "wechat: karen_88xq"),
    normalise("text", "Mirror grade goods, from our own workshop!"), normalise("seller", "bazaar: S-1"),
    normalise("picture", HASH),
]  # fmt: skip
OTHERS = [
    normalise("phone", "+447700900124"), normalise("email", "karen8@fakes-karen.com"),
    normalise("domain", "outlet.com"), normalise("chat", "wechat: karen_88"), normalise("text", "mirror grade goods"),
    normalise("seller", "bazaar: S-11"), normalise("picture", "a5" * 32),
]  # fmt: skip


def test_known_values_are_found_and_others_like_them_are_not() -> None:
    found = Sought([*KNOWN, *OTHERS]).standing_in(LISTING, [f"{int(HASH, 16) ^ 0b111:064x}"], "bazaar:S-1")
    told = {one.value for one in found}
    assert told >= {one.value for one in KNOWN if one.kind != "chat"}
    assert told & {one.value for one in OTHERS} == {"mirror grade goods"}, "a shorter text stands there too"


@pytest.mark.parametrize("one", KNOWN)
def test_nothing_is_found_in_a_listing_that_says_nothing(one: Indicator) -> None:
    assert not Sought([one]).standing_in({"title": "plain bag"}, ["a5" * 32], "bazaar:S-2")
