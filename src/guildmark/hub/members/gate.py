"""What every request passes: who is asking, whether a second factor is still owed, and in which language and zone."""

import zoneinfo
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from guildmark.hub.members.actor import Actor, actor_of_person
from guildmark.hub.members.models import Person

ZONE_COOKIE = "time_zone"  # set by the page's script, for those who chose none
# Where someone who still owes a second factor may go.
BEFORE_SECOND_FACTOR = ("/account/", "/static/", "/language/")


class ActorRequest(HttpRequest):
    """A request after the gate."""

    actor: Actor | None


class GateMiddleware:
    """Sets `request.actor`, and sends those who owe a second factor to where they can set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: ActorRequest) -> HttpResponse:
        """Let a request through with its actor."""
        person = request.user if isinstance(request.user, Person) else None
        request.actor = actor_of_person(person) if person else None
        if person and self._owes_second_factor(request, person):
            return redirect(reverse("mfa_activate_totp"))
        with timezone.override(_zone(request, person)):
            if person and person.language:
                translation.activate(person.language)
                request.LANGUAGE_CODE = translation.get_language()
            return self._get_response(request)

    @staticmethod
    def _owes_second_factor(request: HttpRequest, person: Person) -> bool:
        needed = person.is_staff or (person.organisation is not None and person.organisation.needs_second_factor)
        if not needed or request.path.startswith(BEFORE_SECOND_FACTOR):
            return False
        return not is_mfa_enabled(person)


def _zone(request: HttpRequest, person: Person | None) -> zoneinfo.ZoneInfo | None:
    name = (person.time_zone if person else "") or request.COOKIES.get(ZONE_COOKIE, "")
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None
