"""What a page shows of a case, with the titles of tactics for those who may read them."""

from uuid import UUID

from guildmark.hub.cases.decide import latest_found
from guildmark.hub.cases.models import Case, Found
from guildmark.hub.cases.shown import ShownCase, shown_case
from guildmark.hub.exchange.models import Item
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import seen
from guildmark.tactics.tactic import PREFIX


def shown_to(actor: Actor, case: Case, found: Found | None = None) -> ShownCase:
    """The case on some evidence of its own, the newest unless it is given."""
    found = found or latest_found(case)
    names = {one["detector"].removeprefix(PREFIX) for one in found.signals if one["detector"].startswith(PREFIX)}
    items = seen(Item, actor).filter(pk__in=[UUID(name) for name in names])
    return shown_case(case, found, actor, {f"{PREFIX}{key}": title for key, title in items.values_list("pk", "title")})
