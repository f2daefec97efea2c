"""Values become one form each, the same however they were written, and what cannot is refused with the next step."""

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.indicators import KINDS, normalise
from guildmark.records import InputError

MODEL = "0f" * 32
VECTOR = base64.b64encode(np.array([0.6, -0.8], "<f2").tobytes()).decode()


@pytest.mark.parametrize(
    ("kind", "ways", "normal"),
    [
        ("phone", ["+44 7700 900123", "＋４４ 7700-900-123", "+44\u200b7700900123"], "+447700900123"),
        ("email", ["Orvane.Shop+Luxe@GoogleMail.com", "mailto:orvaneshop@gmail.com"], "orvaneshop@gmail.com"),
        ("email", ["a.b+c@Shop.example"], "a.b+c@shop.example"),
        ("email", ["info@bücher.example", "INFO@xn--bcher-kva.example"], "info@xn--bcher-kva.example"),
        ("chat", ["WeChat: karen_88", "微信：ｋаren_88", "wx: @Karen_88"], "wechat:karen_88"),
        ("chat", ["tg: https://t.me/karen_88?start=1", "Telegram: @karen_88"], "telegram:karen_88"),
        ("account", ["IG: https://www.instagram.com/luxe.bags/", "instagram: @Luxe.Bags"], "instagram:luxe.bags"),
        ("account", ["IBAN: DE89 3704 0044 0532 0130 00"], "iban:de89370400440532013000"),
        ("account", ["PayPal: Orvane.Shop@gmail.com"], "paypal:orvaneshop@gmail.com"),
        ("account", ["Some Bank: 12-34"], "somebank:12-34"),
        ("domain", ["https://www.Orvane-Outlet.example/", "hxxp://orvane-outlet[.]example"], "orvane-outlet.example"),
        ("domain", ["my-shop.myshopify.com"], "my-shop.myshopify.com"),
        ("address", ["https://Linktr.ee/Karen88/?utm_source=x&fbclid=1#top", "linktr.ee/Karen88"], "linktr.ee/Karen88"),
        ("address", ["shop-12.1688.com"], "shop-12.1688.com"),
        ("seller", ["AliExpress: A-9123", "ali express: A-9123"], "aliexpress:A-9123"),
        ("postal_address", ["12 Rue de l'Étang, Orvane", "12, rue de l’etang  ORVANE"], "12 rue de l etang orvane"),
        ("text", ["Ships from our   Über-factory!", "ships from our uber factory"], "ships from our uber factory"),
        ("text", ["專櫃渠道 尾貨", "专柜渠道尾货"], "专柜渠道尾货"),
        ("picture", [MODEL.upper()], MODEL),
        ("embedding", [f"{MODEL.upper()}: {VECTOR}"], f"{MODEL}:{VECTOR}"),
    ],
)
def test_ways_to_write_a_value_become_one(kind: str, ways: list[str], normal: str) -> None:
    found = {normalise(kind, way) for way in ways}
    assert {one.value for one in found} == {normal}
    assert len({one.id for one in found}) == 1
    assert normalise(kind, normal).id == next(iter(found)).id, "its own form is its form"


def test_a_national_number_needs_its_region() -> None:
    assert normalise("phone", "07700 900123", "gb").value == "+447700900123"
    with pytest.raises(InputError, match=r"'07700 900123' may be a number of any country. Write it as \+39"):
        normalise("phone", "07700 900123")
    with pytest.raises(InputError, match=r"region 'Italy'.*two letters of ISO 3166-1"):
        normalise("phone", "07700 900123", "Italy")


def test_a_number_told_of_an_app_is_the_number() -> None:
    number = normalise("phone", "+44 7700 900123")
    for way in ("WhatsApp: +44 7700 900123", "wa: https://wa.me/447700900123", "zalo: +44 7700 900123"):
        assert normalise("chat", way) == number
    assert normalise("chat", "viber: 07700 900123", "GB") == number
    assert normalise("chat", "QQ: 123456789").value == "qq:123456789", "QQ gives out numbers of its own"


def test_kinds_tell_equal_values_apart() -> None:
    assert normalise("account", "qq: 123456789").id != normalise("chat", "qq: 123456789").id


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("phones", "+39 1", r"kind 'phones' is not known. Did you mean 'phone'\?"),
        ("phone", " ", "value of a phone is empty. Give a telephone number"),
        ("phone", "+39 12", "too few or too many digits"),
        ("phone", "call me", "may be a number of any country"),
        ("phone", "+999 1234567", "is no telephone number"),
        ("email", "karen at shop", "is no e-mail address. Write it as"),
        ("email", "k@localhost", "has no point"),
        ("chat", "karen_88", "does not say of which service. Write `service: name`"),
        ("chat", "wechatt: karen_88", "Did you mean 'wechat'"),
        ("chat", "wechat: 88", "names of 6 to 20 letters"),
        ("chat", "viber: karen_88", "knows people by their number"),
        ("account", "iban: DE88 3704 0044 0532 0130 00", "check digits"),
        ("account", "https://shop.example/karen", "does not say of which service"),
        ("domain", "co.uk", "where others register domains"),
        ("domain", "shop.example/page", "names a page. Give it as `address`"),
        ("domain", "192.0.2.7", "is an IP address"),
        ("domain", "orvane", "has no point"),
        ("domain", "ftp://shop.example", "is no web address"),
        ("address", "https://www.shop.example/", "is a whole domain. Give it as `domain`"),
        ("address", "https://karen@shop.example/x", "without a name before an @"),
        ("postal_address", "Guangzhou", "is a single word"),
        ("postal_address", "Baiyun Road, Guangzhou", "has no number"),
        ("text", "!!", "no letter and no digit"),
        ("text", "word " * 60, "more than 200"),
        ("picture", "0f", "is no PDQ hash of 64"),
        ("embedding", f"model: {VECTOR}", "does not begin with the SHA-256 of a model"),
        ("embedding", f"{MODEL}:AAA8", "holds 3 bytes"),
        ("embedding", f"{MODEL}:AAAA", "holds 3 bytes"),
        ("embedding", f"{MODEL}:AAAAAA==", "all 0"),
        ("embedding", f"{MODEL}:no!", "holds no base64"),
    ],
)
def test_what_has_no_form_is_refused_with_the_next_step(kind: str, value: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        normalise(kind, value)


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=60), st.sampled_from(("", "IT", "CN")))
def test_any_text_has_a_form_that_is_its_own_form_or_is_refused(kind: str, value: str, region: str) -> None:
    try:
        once = normalise(kind, value, region)
    except InputError:
        return
    assert normalise(once.kind, once.value) == once


@given(st.sampled_from(("wechat", "instagram", "m-pesa", "line")), st.text("abcXYZ019._-@/", min_size=1, max_size=20))
def test_names_at_services_keep_their_form(service: str, name: str) -> None:
    for kind in ("chat", "account", "seller"):
        try:
            once = normalise(kind, f"{service}: {name}")
        except InputError:
            continue
        assert normalise(once.kind, once.value) == once
