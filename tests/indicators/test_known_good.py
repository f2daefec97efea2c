"""What everybody shares, and what a holder vouches for, is no indicator, and the reason is told."""

from pathlib import Path

import pytest

from guildmark.indicators import KnownGood, check_indicator, normalise, read_known_good
from guildmark.records import InputError

HASH = "0f" * 32
OWN = """\
known_good:
  - {kind: phone, value: 07700 900123, region: GB, why: hot line of Orvane, source: "https://orvane.example/contact"}
  - {kind: domain, value: orvane.example, why: own shop}
  - {kind: seller, value: "market: s-12", why: authorised seller}
  - {kind: picture, value: PICTURE, why: official picture}
"""


@pytest.fixture
def own(tmp_path: Path) -> KnownGood:
    path = tmp_path / "known-good.yaml"
    path.write_text(OWN.replace("PICTURE", HASH), "utf-8")
    return read_known_good(path)


@pytest.mark.parametrize(
    ("kind", "value", "list_name"),
    [
        ("domain", "gmail.com", "provider of mail"),
        ("domain", "www.aliexpress.com", "marketplace"),
        ("domain", "t.me", "chat service"),
        ("domain", "instagram.com", "social network or payment service"),
        ("domain", "linktr.ee", "page of links"),
        ("domain", "bit.ly", "link shortener"),
        ("address", "sites.google.com", "shop builder"),
        ("address", "t.17track.net/en?nums=1", "courier"),
        ("email", "help@aliexpress.com", "marketplace"),
        ("account", "paypal: help@aliexpress.com", "marketplace"),
        ("text", "China", "words of everybody"),
        ("text", "Südafrika", "words of everybody"),
        ("text", "Free shipping!", "words of everybody"),
        ("text", "replica", "words of everybody"),
        ("text", "original", "words of everybody"),
        ("text", "ab 12", "words of everybody"),
        ("picture", "0" * 64, "plain pictures"),
    ],
)
def test_what_many_share_is_blocked(kind: str, value: str, list_name: str) -> None:
    block = check_indicator(normalise(kind, value))
    assert block is not None
    assert block.list_name == list_name
    assert block.told


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "karen88@gmail.com"),
        ("email", "karen88@orvane-outlet.example"),
        ("address", "linktr.ee/karen88"),
        ("address", "bit.ly/3xYz"),
        ("address", "shop-12.1688.com"),
        ("domain", "my-shop.myshopify.com"),
        ("phone", "+44 7700 900123"),
        ("chat", "wechat: karen_88"),
        ("account", "paypal: karen88@gmail.com"),
        ("seller", "market: s-13"),
        ("text", "ships from our second factory on Sundays"),
        ("text", "本店专柜渠道尾货"),
        ("postal_address", "12 Baiyun Road, Guangzhou"),
        ("picture", HASH),
    ],
)
def test_what_is_somebodys_own_is_free(kind: str, value: str) -> None:
    assert check_indicator(normalise(kind, value)) is None


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("phone", "+44 7700 900 123", "hot line of Orvane"),
        ("chat", "whatsapp: +44 7700 900123", "hot line of Orvane"),
        ("domain", "shop.orvane.example", "own shop"),
        ("address", "orvane.example/bags", "own shop"),
        ("email", "care@mail.orvane.example", "own shop"),
        ("seller", "Market: s-12", "authorised seller"),
        ("picture", "0f" * 31 + "0e", "official picture"),
    ],
)
def test_what_a_holder_vouches_for_is_blocked(own: KnownGood, kind: str, value: str, why: str) -> None:
    block = check_indicator(normalise(kind, value), own)
    assert block is not None
    assert why in block.told


def test_sources_are_kept_and_lists_are_joined(own: KnownGood) -> None:
    more = KnownGood.of([(normalise("chat", "wechat: orvane_care"), "", "")])
    both = own.joined(more)
    hot_line = check_indicator(normalise("phone", "+447700900123"), both)
    assert hot_line is not None
    assert hot_line.source == "https://orvane.example/contact"
    assert check_indicator(normalise("chat", "微信: orvane_care"), both) is not None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("phones: []", "holds no list `known_good:`"),
        ("known_good:\n  - {value: x}", "entry 1: .* is no entry. Give kind and value"),
        ("known_good:\n  - {kind: phone, value: 07700 900123}", "entry 1: '07700 900123' may be a number of any"),
        ("known_good: [", "this is not YAML"),
    ],
)
def test_a_list_that_cannot_be_read_says_where(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError, match=told):
        read_known_good(tmp_path / "own.yaml")
