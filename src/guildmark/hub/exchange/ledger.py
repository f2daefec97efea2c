"""The ledger of giving and using: what each member shared and what that caught elsewhere, what it uses and what that
caught there.

It counts what the reader may read, or might before it was taken back; so nothing shows of circles that one does not
belong to. One's own listings are counted exactly, all else is what `weekly` shows. What was shared without a name is
its owner's in the owner's own ledger, and in everybody else's stands in the one line that has no name.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guildmark.hub.exchange.counting import counting
from guildmark.hub.exchange.efficacy import Caught
from guildmark.hub.exchange.marking import once_readable_by
from guildmark.hub.exchange.models import MODES, Item, Use
from guildmark.hub.exchange.standing import Standing, standing, standing_terms
from guildmark.hub.exchange.weekly import FIGURES, Part, Told, Weekly, caught_weekly, settled_weekly, shown, weeks_over
from guildmark.hub.hiding import Cell, shown_count
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import MARKETPLACE

FURTHEST = tuple(reversed([mode for mode in MODES if mode != "off"]))  # act, review, shadow


@dataclass(frozen=True, slots=True)
class Line:
    """One member; `organisation` is None for all who shared without their name.

    `shared` are its tactics that are shared now, `at` the marketplaces that use any of them, by how far the furthest
    goes there, `beyond` the other alliances whose sites told what came of any there, and `caught` what came of them
    elsewhere. `using` are tactics of others that it uses now, and `here` what came of such on its listings; both None
    for who has no listings. Of another alliance's site they are those of which it told.
    """

    organisation: Organisation | None
    own: bool
    shared: Cell
    at: dict[str, Cell]
    beyond: Cell
    caught: dict[str, Cell]
    using: Cell | None
    here: dict[str, Cell] | None
    standing: Standing | None


@dataclass(slots=True)
class _Counted:
    """What is counted of one member."""

    shared: int = 0
    furthest: dict[UUID, str] = field(default_factory=dict)  # by marketplace
    beyond: set[UUID] = field(default_factory=set)  # other alliances
    caught: list[Part] = field(default_factory=list)
    using: int = 0
    here: list[Part] = field(default_factory=list)


def ledger(actor: Actor, now: datetime) -> list[Line]:
    """The lines of all members that share or use anything the actor may read: its own first, who has no name last."""
    items = list(Item.objects.filter(once_readable_by(actor), kind="tactic").only("owner", "anonymous", "state"))
    named = {item.pk: _named(item, actor) for item in items}
    owners = {item.pk: item.owner_id for item in items}
    counted: dict[UUID | None, _Counted] = defaultdict(_Counted)
    counted[actor.organisation.pk] = _Counted()  # one's own line stands, also when it is empty
    for item in items:
        counted[named[item.pk]].shared += item.state == "shared"
    readable = Item.objects.filter(once_readable_by(actor), kind="tactic").values("pk")
    for use in counting("tactic").filter(item__in=readable):
        _count_use(counted, use, named[use.item_id], owners[use.item_id])
    weeks = weeks_over(now)
    _count_caught(counted, caught_weekly(readable, weeks), named, owners)
    known = {item.pk: item.owner_id for item in items if not item.anonymous}
    standings = standing(settled_weekly(readable, weeks_over(now, standing_terms().weeks)), known)
    organisations = Organisation.objects.in_bulk([key for key in counted if key is not None])
    lines = [
        _line(one, None if key is None else organisations[key], actor, standings.get(key) if key else None)
        for key, one in counted.items()
    ]
    return sorted(lines, key=lambda line: (not line.own, line.organisation is None, str(line.organisation or "")))


def _named(item: Item, actor: Actor) -> UUID | None:
    """Under whom an item counts for an actor."""
    return None if item.anonymous and item.owner_id != actor.organisation.pk else item.owner_id


def _count_use(counted: dict[UUID | None, _Counted], use: Use, named: UUID | None, owner: UUID) -> None:
    if use.organisation_id == owner:
        return
    at = counted[named].furthest
    before = at.get(use.organisation_id, use.mode)
    at[use.organisation_id] = min(before, use.mode, key=FURTHEST.index)
    counted[use.organisation_id].using += 1


def _count_caught(
    counted: dict[UUID | None, _Counted], found: Weekly, named: dict[UUID, UUID | None], owners: dict[UUID, UUID]
) -> None:
    for (tactic, at), of_week in found.items():
        if at != owners[tactic]:
            counted[named[tactic]].caught += of_week.values()
            counted[at].here += of_week.values()
            if any(isinstance(one, Told) for one in of_week.values()):
                counted[named[tactic]].beyond.add(at)
                counted[at].using += 1


def _line(one: _Counted, organisation: Organisation | None, actor: Actor, known: Standing | None) -> Line:
    own = organisation is not None and organisation.pk == actor.organisation.pk
    listed = organisation is not None and (organisation.kind == MARKETPLACE or bool(one.here))
    count = _exact if own else shown_count
    modes = list(one.furthest.values())
    return Line(
        organisation=organisation,
        own=own,
        shared=count(one.shared),
        at={mode: shown_count(modes.count(mode)) for mode in FURTHEST},
        beyond=shown_count(len(one.beyond)),
        caught=shown(one.caught),
        using=count(one.using) if listed else None,
        here=(_sum(one.here) if own else shown(one.here)) if listed else None,
        standing=known,
    )


def _exact(count: int) -> Cell:
    return Cell(count, "rounded")


def _sum(parts: Iterable[Part]) -> dict[str, Cell]:
    whole = Caught()
    for one in parts:
        if isinstance(one, Caught):  # all that is one's own was counted here
            whole.add(one)
    return {name: _exact(getattr(whole, name)) for name in FIGURES}
