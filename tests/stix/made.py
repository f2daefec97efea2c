"""Made items for the tests of STIX objects: tactics, advice and sightings of invented members."""

import base64
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from hypothesis import strategies as st

from guildmark.indicators import Told, normalise, text_of_told, told_in
from guildmark.stix import Author, Measured, Shared, Sighted, object_id

TACTIC = """\
id: {id}
title: {title}
author: Arvo
seller_view: family
why: Sellers give the real price in chat.
when:
  all:
    - mark: any
    - words: [price in chat]
strength: 0.7
disguise: {disguise}
languages: [en, fr]
sources: [a case of our own, {{title: A report, url: "https://reports.example/1"}}]
fires_on:
  - {{title: Orvane tote, description: price in chat}}
  - {{title: "Orvane Diver, price in chat"}}
quiet_on:
  - {{title: Orvane Diver 41, description: price firm}}
  - {{title: plain tote, description: price in chat}}
expires: {expires}
"""

# Values of every kind, some with the signs that the pattern language escapes.
VALUES = (
    ("phone", "+44 7700 900123"),
    ("email", "Karen.O'Hara+bags@orvane-outlet.example"),
    ("chat", "wechat: karen_88"),
    ("account", "paypal: pay@orvane-outlet.example"),
    ("account", "cash: o'neil\\new"),
    ("domain", "orvane-outlet.example"),
    ("domain", "пример.example"),
    ("address", "https://www.builder.example/shop-12/it's?item=1&utm_source=x"),
    ("postal_address", "12 Quay Street, Port d'Orvane"),
    ("seller", "market: s-'123'\\"),
    ("text", "Ask “here” for the real price, it's in chat"),
    ("picture", "5A3C96E1D20F87B4" * 4),
    ("embedding", f"{'9f' * 32}: {base64.b64encode(b'x' * 64).decode()}"),
)

MARKINGS = ("RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)).map(
    lambda one: one.replace(microsecond=one.microsecond // 1000 * 1000)
)
uuids = st.one_of(st.uuids(), st.uuids(version=4))
words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=60)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
titles = words.map(lambda one: " ".join(one.split()) or "x")
authors = st.builds(Author, id=st.uuids(version=4), name=titles, since=moments)


def tactic(key: UUID | None = None, title: str = "Price in chat", expires: str = "2027-12-31") -> str:
    """A tactic as YAML."""
    quoted = "'" + title.replace("'", "''") + "'"
    return TACTIC.format(id=key or uuid4(), title=quoted, disguise="price talk", expires=expires)


def value(kind: str, text: str, why: str = "A test purchase", expires: date = date(2027, 12, 31)) -> str:
    """What is told of a value."""
    return text_of_told(Told(normalise(kind, text), why, expires))


def text_of(kind: str, key: UUID, title: str, draw: st.DrawFn) -> tuple[str, str]:
    """The title and text of an item."""
    if kind == "tactic":
        return title, tactic(key, title)
    if kind == "advice":
        return title, draw(words.filter(str.strip))
    text = value(*draw(st.sampled_from(VALUES)), why=title, expires=draw(st.dates(date(2027, 1, 1), date(2028, 1, 1))))
    return told_in(text).indicator.value[:120], text


@st.composite
def items(draw: st.DrawFn, state: str = "shared") -> Shared:
    """An item as a member shared it."""
    kind = draw(st.sampled_from(("tactic", "advice", "indicator")))
    key, title, (created, modified) = draw(uuids), draw(titles), sorted((draw(moments), draw(moments)))
    judged = draw(st.integers(0, 10**6))
    measured = Measured(draw(st.integers(0, judged)), judged) if kind == "tactic" and draw(st.booleans()) else None
    title, text = text_of(kind, key, title, draw)
    gone = state != "shared"
    return Shared(
        id=key, kind=kind, version=draw(st.integers(1, 1_000)), title="" if gone else title, text="" if gone else text,
        tlp=draw(st.sampled_from(MARKINGS)), author=draw(authors), created=created, modified=modified, state=state,
        measured=None if gone else measured,
    )  # fmt: skip


@st.composite
def sightings(draw: st.DrawFn) -> Sighted:
    """What a member, or several together, say of a tactic."""
    kind = draw(st.sampled_from(("seen", "false alarm", "expired")))
    return Sighted(
        id=draw(st.uuids(version=4)), of=object_id("tactic", draw(uuids)), kind=kind, at=draw(moments),
        tlp=draw(st.sampled_from(MARKINGS)),
        count={"seen": draw(st.integers(1, 999_999_999)), "false alarm": 1, "expired": 0}[kind],
        summed=kind != "false alarm" and draw(st.booleans()), words=draw(st.one_of(st.just(""), titles)),
    )  # fmt: skip
