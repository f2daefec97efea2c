"""Made items for the tests of STIX objects: tactics, advice and sightings of invented members."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from hypothesis import strategies as st

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

MARKINGS = ("RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)).map(
    lambda one: one.replace(microsecond=one.microsecond // 1000 * 1000)
)
uuids = st.one_of(st.uuids(), st.uuids(version=4))
words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=60)
titles = words.map(lambda one: " ".join(one.split()) or "x")
authors = st.builds(Author, id=st.uuids(version=4), name=titles, since=moments)


def tactic(key: UUID | None = None, title: str = "Price in chat", expires: str = "2027-12-31") -> str:
    """A tactic as YAML."""
    quoted = "'" + title.replace("'", "''") + "'"
    return TACTIC.format(id=key or uuid4(), title=quoted, disguise="price talk", expires=expires)


@st.composite
def items(draw: st.DrawFn, state: str = "shared") -> Shared:
    """An item as a member shared it."""
    kind = draw(st.sampled_from(("tactic", "advice")))
    key, title, (created, modified) = draw(uuids), draw(titles), sorted((draw(moments), draw(moments)))
    judged = draw(st.integers(0, 10**6))
    measured = Measured(draw(st.integers(0, judged)), judged) if kind == "tactic" and draw(st.booleans()) else None
    text = tactic(key, title) if kind == "tactic" else draw(words.filter(str.strip))
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
