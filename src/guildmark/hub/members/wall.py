"""The wall between organisations: the one place that says which rows an actor sees.

Each model that belongs to organisations has a rule here or in the app that owns it. Pages and the API read such models
through `seen` and `one` alone; a test reads their source and walks every address as every role to hold them to it.
What an actor does not see does not exist for it: the answer is the same as for an id that was never given.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from guildmark.hub.members.models import ApiKey, Invitation, Organisation, Person

if TYPE_CHECKING:
    from guildmark.hub.members.actor import Actor

NOTHING = Q(pk__in=())

Rule = Callable[["Actor"], Q]
_RULES: dict[type[Model], Rule] = {}


def rule(model: type[Model]) -> Callable[[Rule], Rule]:
    """Say which rows of a model an actor sees."""

    def register(function: Rule) -> Rule:
        _RULES[model] = function
        return function

    return register


def seen[M: Model](model: type[M], actor: "Actor | None") -> QuerySet[M]:
    """The rows of a model that an actor sees. Errors: KeyError for a model that has no rule."""
    return model._default_manager.filter(NOTHING if actor is None else _RULES[model](actor))


def one[M: Model](model: type[M], actor: "Actor | None", **key: Any) -> M:
    """The row with this key. Errors: Http404, the same whether it is not there or not seen."""
    return one_of(seen(model, actor), **key)


def one_of[M: Model](rows: QuerySet[M], **key: Any) -> M:
    """The row with this key among rows of `seen`. Errors: Http404."""
    try:
        return rows.get(**key)
    except (ObjectDoesNotExist, ValueError, ValidationError) as error:
        raise Http404(_("There is nothing here, or it is not yours to see.")) from error


def walled() -> frozenset[type[Model]]:
    """The models that have a rule."""
    return frozenset(_RULES)


@rule(Organisation)
def organisations(actor: "Actor") -> Q:
    """Members know each other by name; what else there is to know of one is not in this model."""
    return Q() if actor.may("members.see") else Q(pk=actor.organisation.pk)


@rule(Person)
def people(actor: "Actor") -> Q:
    """People of one's own organisation."""
    return Q(organisation=actor.organisation)


@rule(Invitation)
def invitations(actor: "Actor") -> Q:
    """Invitations to one's own organisation, for those who run it."""
    return Q(organisation=actor.organisation) if actor.may("members.own") else NOTHING


@rule(ApiKey)
def api_keys(actor: "Actor") -> Q:
    """Keys of one's own organisation, for those who run it."""
    return Q(organisation=actor.organisation) if actor.may("members.own") else NOTHING
