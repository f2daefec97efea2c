"""Which role in which kind of organisation has which abilities, read from `roles.yaml`."""

from functools import cache
from importlib.resources import files

from django.utils.translation import gettext_lazy as _
from ruamel.yaml import YAML

ROLES = {
    "administrator": _("Administrator"),
    "senior reviewer": _("Senior reviewer"),
    "reviewer": _("Reviewer"),
    "analyst": _("Analyst"),
    "observer": _("Observer"),
}
MARKETPLACE, HOLDER, SECRETARIAT, ALLIANCE = "marketplace", "holder", "secretariat", "alliance"
ORGANISATION_KINDS = {
    MARKETPLACE: _("Marketplace"),
    HOLDER: _("Rights holder"),
    SECRETARIAT: _("Secretariat"),
    ALLIANCE: _("Another alliance"),  # by its own site, over open standards
}
# What a key of the API may be given; managing people and deciding are for people.
KEY_ABILITIES = {
    "check": _("Check listings before they are published"),
    "cases.bring": _("Bring in findings"),
    "cases.see": _("Read cases"),
    "actions.fetch": _("Fetch actions and say that they are done"),
    "searches.keep": _("Keep and end searches"),
    "cases.export": _("Export cases and decisions"),
    "rights.see": _("Read rights"),
    "rights.change": _("Register and change rights"),
    "rights.take": _("Take the rights file for scans"),
    "exchange.see": _("Read what members share"),
    "exchange.take": _("Take tactics for scans"),
    "exchange.write": _("Bring drafts of what is to be shared"),
    "events.follow": _("Follow events"),
}


@cache
def _table() -> dict[str, dict[str, frozenset[str]]]:
    source = (files("guildmark.hub.members") / "roles.yaml").read_text("utf-8")
    table = YAML(typ="safe").load(source)
    return {ability: {kind: frozenset(roles) for kind, roles in by_kind.items()} for ability, by_kind in table.items()}


def abilities_of(organisation_kind: str, role: str) -> frozenset[str]:
    """What a person of this role may do in an organisation of this kind."""
    return frozenset(
        ability for ability, by_kind in _table().items() if role in by_kind.get(organisation_kind, frozenset())
    )


def key_abilities_of(organisation_kind: str) -> tuple[str, ...]:
    """What keys of an organisation of this kind can be given, in the order of the list."""
    return tuple(ability for ability in KEY_ABILITIES if organisation_kind in _table()[ability])


def roles_with(ability: str, organisation_kind: str) -> tuple[str, ...]:
    """The roles that have an ability, in the order of the list."""
    return tuple(role for role in ROLES if role in _table()[ability].get(organisation_kind, frozenset()))
