"""The tactics that count at each marketplace now: as its context is compiled of them, and as its scans take them."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from guildmark.hub.exchange.content import NAME, tactic_in
from guildmark.hub.exchange.models import Use
from guildmark.hub.registry.chosen_tactics import Choices, tells_choices
from guildmark.tactics import Used
from guildmark.tactics.choices import read_own_terms


def counting() -> QuerySet[Use]:
    """The uses that count: of what is still shared, and whose day is not over."""
    today = timezone.now().date()
    alive = Q(item__expires_on__isnull=True) | Q(item__expires_on__gte=today)
    return Use.objects.filter(alive, item__state="shared", item__kind="tactic").exclude(mode="off")


def used(use: Use) -> Used:
    """A use as the engine takes it."""
    own = read_own_terms(NAME, use.terms)
    return Used(tactic_in(use.version.content), use.mode, use.db, own.only, own.never, own.means)


def _of_all() -> dict[UUID, tuple[Used, ...]]:
    chosen: dict[UUID, list[Used]] = defaultdict(list)
    for use in counting().select_related("version").order_by("item"):
        chosen[use.organisation_id].append(used(use))
    return {organisation: tuple(some) for organisation, some in chosen.items()}


tells_choices(Choices(_of_all, lambda organisation: counting().filter(organisation=organisation).exists()))
