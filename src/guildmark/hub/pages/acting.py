"""What pages do alike: who acts here, and what a command refused told beside the fields of a form."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.gate import ActorRequest


def acting(request: ActorRequest, *abilities: str) -> Actor:
    """The actor of a request. Errors: PermissionDenied unless it has one of the abilities, where any are named."""
    actor = request.actor
    if actor is None:
        raise PermissionDenied(_("Your account belongs to no member of the alliance, or its membership is suspended."))
    if abilities and not any(actor.may(ability) for ability in abilities):
        actor.require(abilities[0])
    return actor


def told_in(form: forms.Form, error: ValidationError) -> None:
    """Put what a command refused beside the fields that it is about."""
    fields = getattr(error, "message_dict", {"": error.messages})
    for name, told in fields.items():
        for one in told:
            form.add_error(name if name in form.fields else None, one)
