"""The tactics that count at each marketplace now: as its context is compiled of them, and as its scans take them."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from guildmark.hub.exchange.content import NAME, digest_of, tactic_in, text_of
from guildmark.hub.exchange.counting import counting
from guildmark.hub.exchange.groups import counting_groups
from guildmark.hub.exchange.models import Group, Use
from guildmark.hub.registry.chosen_tactics import Choices, tells_choices
from guildmark.tactics import Used
from guildmark.tactics.choices import read_own_terms


@dataclass(frozen=True, slots=True)
class Chosen:
    """A tactic as a file, and how far it goes at a marketplace."""

    key: UUID
    text: str
    digest: str
    mode: str
    db: float
    terms: str


def chosen_at(organisation: UUID) -> list[Chosen]:
    """What counts at a marketplace, by id: its tactics, values that weigh by themselves, and groups of the others."""
    own = _by_themselves().filter(organisation=organisation).select_related("version__item")
    chosen = [
        Chosen(use.item_id, text, digest_of(text), use.mode, use.db, use.terms)
        for use in own
        for text in (text_of(use.version),)
    ]
    chosen += [
        Chosen(group.pk, group.content, group.digest, "shadow", 0.0, "") for group in counting_groups(organisation)
    ]
    return sorted(chosen, key=lambda one: one.key)


def used(use: Use) -> Used:
    """A use as the engine takes it."""
    return _used(text_of(use.version), use.mode, use.db, use.terms)


def _used(text: str, mode: str, db: float, terms: str) -> Used:
    own = read_own_terms(NAME, terms)
    return Used(tactic_in(text), mode, db, own.only, own.never, own.means)


def _by_themselves() -> QuerySet[Use]:
    return counting("tactic", "indicator").exclude(Q(item__kind="indicator", mode="shadow"))


def _of_all() -> dict[UUID, tuple[Used, ...]]:
    organisations = {*counting("tactic", "indicator").values_list("organisation", flat=True).distinct()}
    organisations |= {*Group.objects.filter(counts=True).values_list("organisation", flat=True).distinct()}
    found: dict[UUID, tuple[Used, ...]] = defaultdict(tuple)
    for organisation in organisations:
        found[organisation] = tuple(_used(one.text, one.mode, one.db, one.terms) for one in chosen_at(organisation))
    return {organisation: some for organisation, some in found.items() if some}


def _any_of(organisation: UUID) -> bool:
    return _by_themselves().filter(organisation=organisation).exists() or bool(counting_groups(organisation))


tells_choices(Choices(_of_all, _any_of))
