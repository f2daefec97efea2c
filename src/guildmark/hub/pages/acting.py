"""What pages do alike: who acts here, where a page of a list begins, and what a command refused told beside a form."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest

MOST_BEFORE = 1_000_000  # rows; whoever looks for older ones asks by words


def acting(request: ActorRequest, *abilities: str) -> Actor:
    """The actor of a request. Errors: PermissionDenied unless it has one of the abilities, where any are named."""
    actor = request.actor
    if actor is None:
        raise PermissionDenied(_("Your account belongs to no member of the alliance, or its membership is suspended."))
    if abilities and not any(actor.may(ability) for ability in abilities):
        actor.require(abilities[0])
    return actor


def start_of(request: ActorRequest) -> int:
    """How many rows of a list come before its page. Errors: Http404 for what is no such number."""
    try:
        start = int(request.GET.get("from") or 0)
    except ValueError:
        raise Http404 from None
    if not 0 <= start <= MOST_BEFORE:
        raise Http404
    return start


def told_in(form: forms.Form, error: ValidationError) -> None:
    """Put what a command refused beside the fields that it is about."""
    fields = getattr(error, "message_dict", {"": error.messages})
    for name, told in fields.items():
        for one in told:
            form.add_error(name if name in form.fields else None, one)
