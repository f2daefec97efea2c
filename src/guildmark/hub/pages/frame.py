"""What every page's frame needs: the actor, the ways on, and the reader's theme."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guildmark.hub.members.actor import Actor

THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Way:
    """An entry of the navigation: shown to those with one of its abilities."""

    area: str  # the first part of the names of its addresses
    address: str
    label: "str | Promise"
    abilities: tuple[str, ...]


WAYS = (
    Way("review", "review", _("Review"), ("cases.decide",)),
    Way("answers", "answers", _("Questions to you"), ("cases.answer",)),
    Way("cases", "cases", _("Cases"), ("cases.see",)),
    Way("actions", "actions", _("Actions"), ("actions.see",)),
    Way("replies", "replies", _("Sellers’ answers"), ("cases.decide",)),
    Way("tactics", "tactics", _("Tactics"), ("exchange.see",)),
    Way("circles", "circles", _("Circles"), ("circles.run",)),
    Way("lookup", "lookup", _("Look up"), ("cases.see",)),
    Way("deliveries", "deliveries", _("Deliveries"), ("cases.bring",)),
    Way("lead", "lead", _("Quality"), ("cases.lead",)),
    Way("verify", "verify", _("To verify"), ("rights.verify",)),
    Way("rights", "rights", _("Rights"), ("rights.see",)),
    Way("members", "members", _("Members"), ("members.see",)),
    Way("disclosure", "disclosure-desk", _("Figures"), ("disclosure.publish",)),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The actor, the ways that are open to it, and which one this page is on."""
    actor: Actor | None = getattr(request, "actor", None)
    match = request.resolver_match
    here = (match.url_name or "").partition("-")[0] if match else ""
    theme = request.COOKIES.get("theme", "")
    return {
        "actor": actor,
        "ways": [
            {"label": way.label, "address": reverse(way.address), "here": way.area == here}
            for way in WAYS
            if actor and any(actor.may(ability) for ability in way.abilities)
        ],
        "theme": theme if theme in THEMES else "",
    }
