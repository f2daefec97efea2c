"""Prices as people write them are understood, and the doubtful ones set aside: never another amount."""

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildmark.reading import Price, parse_price
from guildmark.reading.price_columns import PARTS, read_prices


@pytest.mark.parametrize(
    ("text", "given_currency", "amount", "currency"),
    [
        ("US $1,299.00", None, "1299.00", "USD"),
        ("1.299,00 €", None, "1299.00", "EUR"),
        ("1 299,00 €", None, "1299.00", "EUR"),
        ("1'299.00 CHF", None, "1299.00", "CHF"),
        ("Rp 150.000", None, "150000", "IDR"),
        ("₹1,23,456", None, "123456", "INR"),
        ("¥12,800", "JPY", "12800", "JPY"),
        ("¥12,800", None, "12800", None),  # yen or yuan: the amount stands, the currency does not
        ("$39.90", None, "39.90", None),
        ("$39.90", "CAD", "39.90", "CAD"),
        ("39.90", "EUR", "39.90", "EUR"),
        ("٣٩٫٩٠", "EGP", "39.90", "EGP"),
        ("１２８００", "JPY", "12800", "JPY"),
        ("£5", None, "5", "GBP"),
        ("1.299", "IDR", "1299", "IDR"),
        ("0", "EUR", "0", "EUR"),
        ("12,80", None, "12.80", None),
        ("1,299,000", None, "1299000", None),
        ("₹1,29,900", None, "129900", "INR"),
        ("R$ 1.299,90", None, "1299.90", "BRL"),
        ("1 299,00 zł", None, "1299.00", "PLN"),
        ("HK$1,299", None, "1299", "HKD"),
        ("1299р.", None, "1299", "RUB"),
        ("S/. 10.50", None, "10.50", "PEN"),
        ("$US 10", None, "10", "USD"),
        ("CHF 1’299.–", None, "1299", "CHF"),
        ("Rs. 500/-", "INR", "500", "INR"),
        ("۱۲٬۵۰۰ ریال", None, "12500", "IRR"),
        ("$.99", "USD", "0.99", "USD"),
        (".50", None, "0.50", None),
        (",99 €", None, "0.99", "EUR"),
        ("Rp.150.000", None, "150000", "IDR"),  # this point ends a word
        ("Rs.50", "INR", "50", "INR"),
        ("1e3", None, "1000", None),
    ],
)
def test_a_price_is_understood(text: str, given_currency: str | None, amount: str, currency: str | None) -> None:
    price = parse_price(text, given_currency)
    assert price.amount == Decimal(amount)
    assert price.currency == currency


@pytest.mark.parametrize(
    ("text", "currency", "reason"),
    [
        ("1.299", None, "thousands or decimals"),
        ("1,299", None, "thousands or decimals"),
        ("NaN", "EUR", "not a finite number"),
        ("-inf", "EUR", "not a finite number"),
        ("-5.00", "EUR", "negative"),
        ("call us", "EUR", "holds no number"),
        ("5 or 7 or 9", "EUR", "several numbers"),
        ("99999999999999999", "EUR", "too large"),
        ("5 USD", "EUR", "the currency says EUR"),
        ("5.00-", "EUR", "negative"),
        ("(5.00)", "EUR", "negative"),
        ("..5", "EUR", "thousands or decimals"),
        ("EUR,50", None, "thousands or decimals"),
        ("1.5万元", None, "not understood"),
        ("150k", None, "not understood"),
        ("20.00 - 10.00", "EUR", "second of two prices is the lower"),
        ("10 %", None, "not understood"),
        ("\u202e00.21$", None, "not understood"),  # shows as $12.00
    ],
)
def test_a_doubtful_price_is_set_aside_with_its_reason(text: str, currency: str | None, reason: str) -> None:
    price = parse_price(text, currency)
    assert reason in (price.reason or "")
    if "currency says" not in reason:
        assert price.amount is None


@pytest.mark.parametrize(
    ("text", "decimal", "amount"),
    [
        ("1.299", ".", "1.299"),
        ("1,299", ".", "1299"),
        ("1.299.000", ".", None),  # a number has one decimal separator
        ("1,299,000", ",", None),
        ("1.299.000", ",", "1299000"),
        ("1,29", ".", None),
    ],
)
def test_the_decimal_separator_of_the_column_settles_what_it_can(text: str, decimal: str, amount: str | None) -> None:
    assert parse_price(text, None, decimal).amount == (None if amount is None else Decimal(amount))


WRITTEN = st.from_regex(r"(US \$|€|Rp ?|-|\(|)[0-9]{0,3}([.,' ]?[0-9]{1,3}){1,3}( EUR| zł|-|\)|)", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("¥580", "580", "CNY"),
        ("580", "580", "CNY"),
        ("US $1,299.00", "1299.00", "USD"),
        ("1.299,00 €", "1299.00", "EUR"),
        ("Rp 150.000", "150000", "IDR"),
        ("$45", "45", None),
    ],
)
def test_the_usual_currency_stands_only_where_the_price_names_none(
    text: str, amount: str, currency: str | None
) -> None:
    price = parse_price(text, None, usual="CNY")
    assert (price.amount, price.currency) == (Decimal(amount), currency)
    assert bool(price.reason) is (currency is None)


def test_a_row_that_names_its_currency_is_heard_before_the_usual_one() -> None:
    assert parse_price("580", "JPY", usual="CNY").currency == "JPY"
    assert parse_price("US $5", "EUR", usual="USD").currency is None


@settings(max_examples=300, deadline=None)
@given(
    texts=st.lists(WRITTEN | st.none(), min_size=1, max_size=20),
    currency=st.sampled_from([None, "EUR", "JPY", "INR", "KWD"]),
    decimal=st.sampled_from([None, ".", ","]),
    usual=st.sampled_from([None, "EUR", "CNY"]),
)
def test_a_column_of_prices_is_read_as_each_price_alone(
    texts: list[str | None], currency: str | None, decimal: str | None, usual: str | None
) -> None:
    read = read_prices(pa.array(texts, pa.string()), pa.array([currency] * len(texts), pa.string()), decimal, usual)
    alone = [Price(None, currency) if text is None else parse_price(text, currency, decimal, usual) for text in texts]
    amounts = [
        Decimal(int(parts)) / PARTS if known else None for parts, known in zip(read.parts, read.known, strict=True)
    ]
    assert amounts == [price.amount for price in alone]
    assert read.currencies.to_pylist() == [price.currency for price in alone]
    assert dict(read.doubts) == {place: price.reason for place, price in enumerate(alone) if price.reason}


def test_a_range_gives_its_lower_end() -> None:
    price = parse_price("US $12.50 - $20.00", None)
    assert (price.amount, price.currency, price.basis) == (Decimal("12.50"), "USD", "from")


STYLES = {
    "1,234.50": (",", "."), "1.234,50": (".", ","), "1 234,50": (" ", ","), "1'234.50": ("'", "."),
    "1234.50": ("", "."),
}  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(
    cents=st.integers(0, 10**12),
    style=st.sampled_from(sorted(STYLES)),
    decimals=st.sampled_from([0, 2]),
    sign=st.sampled_from(["", "EUR ", "€", " EUR", " €", "US $", "Rp ", "CHF "]),
)
def test_an_amount_in_any_style_is_read_back_or_set_aside(cents: int, style: str, decimals: int, sign: str) -> None:
    thousands, point = STYLES[style]
    whole, part = divmod(cents, 100)
    number = f"{whole:,}".replace(",", thousands) + (f"{point}{part:02}" if decimals else "")
    text = sign + number if not sign.startswith(" ") else number + sign
    price = parse_price(text, None)
    wanted = Decimal(whole) + (Decimal(part) / 100 if decimals else 0)
    assert price.amount in (wanted, None), text
    if decimals:
        assert price.amount == wanted, text  # two digits behind a sign are never thousands
    elif price.amount is None:
        assert price.reason


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=20))
def test_any_text_is_a_price_or_has_a_reason_or_is_empty(text: str) -> None:
    price = parse_price(text, None)
    assert price.amount is None or price.amount >= 0
