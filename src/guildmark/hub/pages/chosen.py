"""What the pages of files that two people choose have in common: one file's state, and what is done to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest
from guildmark.hub.members.models import Person
from guildmark.hub.members.wall import one, seen
from guildmark.hub.pages.acting import acting
from guildmark.hub.registry.approval import EYES, approvals_of
from guildmark.hub.registry.chosen import Chosen
from guildmark.hub.registry.models import ChosenFile

NAMES = ("approve", "activate", "retire")


def state_of(file: ChosenFile, actor: Actor) -> dict[str, Any]:
    """A file and who approved it, as `pages/parts/chosen.html` shows it."""
    yes = approvals_of(file.pk)
    return {
        "file": file,
        "yes": seen(Person, actor).filter(pk__in=yes),
        "mine": actor.id in yes,
        "eyes": EYES,
        "enough": len(yes) >= EYES,
    }


def change[F: ChosenFile](request: ActorRequest, chosen: Chosen[F], key: str, page: str) -> HttpResponse:
    """Approve a file, make it active, or take it out of use."""
    actor = acting(request, "cases.lead")
    own = one(chosen.model, actor, pk=key)
    name = request.POST.get("do", "")
    try:
        if name in NAMES:
            getattr(chosen, name)(own, by=actor)
        else:
            messages.error(request, _("Nothing was asked for."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(page, key)
