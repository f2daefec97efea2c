"""Fetching instead of being sent: a program of the marketplace asks with its key what waits, and says what it did."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from guildmark.hub.connectors import Outcome
from guildmark.hub.enforcement.deliver import keep, waiting
from guildmark.hub.enforcement.models import Delivery
from guildmark.hub.members.actor import Actor


@dataclass(frozen=True, slots=True)
class Said:
    """What a program says of a state, by its key."""

    key: str
    done: bool
    why: str = ""
    final: bool = False


def states_for(actor: Actor, most: int) -> list[Delivery]:
    """The states that wait, in order; they are given again until they are said to be done. Errors: PermissionDenied."""
    actor.require("actions.fetch")
    return list(waiting(actor.organisation.pk)[:most])


def say_done(said: Iterable[Said], *, by: Actor) -> dict[str, str]:
    """Write down what a program says; for each key what it came to: `kept`, `known` (said before, or overtaken since),
    or `unknown`, for a state that this marketplace was never told. Said twice is said once.

    Errors: PermissionDenied.
    """
    by.require("actions.fetch")
    by_key = {one.key: one for one in said}
    rows = Delivery.objects.filter(target__in=[_target(by, key) for key in by_key]).select_related("target")
    found = {row.content["key"]: row for row in rows if row.content["key"] in by_key}
    waited = {key for key, row in found.items() if row.status == "waiting"}
    open_now = {key: row for key, row in found.items() if key in waited or by_key[key].done}
    keep(
        list(open_now.values()),
        [Outcome(done=one.done, why=one.why, final=one.final) for one in (by_key[key] for key in open_now)],
        by=by.by,
    )
    return {key: "unknown" if key not in found else "kept" if key in waited else "known" for key in by_key}


def _target(by: Actor, key: str) -> int:
    """The target that a key names; none for a key of another marketplace, or no key at all."""
    organisation, _, rest = key.partition(":")
    number = rest.partition(":")[0]
    try:
        own = UUID(organisation) == by.organisation.pk
    except ValueError:
        return -1
    return int(number) if own and number.isascii() and number.isdecimal() and len(number) < 19 else -1
