"""Circles, and tactics that members of an invented alliance share in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from alliance import Alliance
from django.utils import timezone

from guildmark.hub.cases.models import Case, TacticHit
from guildmark.hub.exchange import circles, drafts, sharing
from guildmark.hub.exchange.content import digest_of
from guildmark.hub.exchange.models import Circle, Item, ItemVersion
from guildmark.hub.members.models import Organisation

TACTIC = """\
id: {id}
title: {title}
author: whoever
seller_view: family
why: Sellers give the real price in chat.
when:
  all:
    - mark: any
    - words: ["{words}"]
strength: 0.7
false_alarms: Honest sellers who are asked for a price.
sources: [a case of our own]
fires_on:
  - {{title: Orvane tote, description: "{words}"}}
  - {{title: "Orvane Diver, {words}"}}
quiet_on:
  - {{title: Orvane Diver 41, description: price firm}}
  - {{title: plain tote, description: "{words}"}}
expires: 2099-12-31
"""


def tactic_text(title: str = "Price in chat", words: str = "price in chat", key: UUID | None = None) -> str:
    """A tactic that fires where a listing names a mark and says these words."""
    return TACTIC.format(id=key or uuid4(), title=title, words=words).replace("2099-12-31", "2027-12-31")


def circle(alliance: Alliance, *members: Organisation, name: str = "Bags") -> Circle:
    """A circle of these members."""
    by = alliance.actor(alliance.secretariat)
    made = circles.form_circle(name, "Fakes of bags", by=by)
    for member in members:
        circles.add_member(made, member, by=by)
    return made


def shared(
    alliance: Alliance,
    owner: Organisation,
    tlp: str = "GREEN",
    within: Sequence[Circle] = (),
    *,
    text: str = "",
    anonymous: bool = False,
) -> Item:
    """A tactic that a member shared."""
    by = alliance.actor(owner)
    version = drafts.draft_tactic(text or tactic_text(), by=by)
    return sharing.share(version.item, tlp, within, by=by, anonymous=anonymous, meant=True)


def as_if_shared(owner: Organisation, title: str = "Price in chat", **columns: Any) -> Item:
    """A tactic that a member shared with all, written straight into the tables: where sharing is not what is tested."""
    text = tactic_text(title, key=(key := uuid4()))
    given = {"kind": "tactic", "title": title, "tlp": "GREEN", **columns}
    item = Item.objects.create(pk=key, owner=owner, **given)
    item.current = ItemVersion.objects.create(
        item=item, number=1, content=text, digest=digest_of(text), shared_at=timezone.now()
    )
    item.shared_at = item.current.shared_at
    item.state = "shared"
    item.save()
    return item


def hit_case(case: Case, *tactics: Item, mode: str = "review", at: datetime | None = None, **more: Any) -> Case:
    """The case, after these tactics hit it."""
    for item in tactics:
        TacticHit.objects.create(
            case=case, organisation=case.organisation, tactic=item.pk, version=1, mode=mode, band=case.band,
            **{"without_band": "clear", "at": at or timezone.now(), **more},
        )  # fmt: skip
    return case
