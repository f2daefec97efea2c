"""Lists of actions, answers and deliveries, each a walk along an index, however many there are."""

from django.db.models import F, Q, QuerySet

from guildmark.hub.enforcement.models import Action, Answer, Delivery
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import seen


def actions_in(actor: Actor, state: str, after: Action | None = None) -> QuerySet[Action]:
    """Actions in a state, those proposed last first."""
    rows = seen(Action, actor).filter(state=state).order_by("-proposed_at", "id")
    if after is not None:
        same = Q(proposed_at=after.proposed_at, id__lte=after.pk)
        rows = rows.filter(proposed_at__lte=after.proposed_at).exclude(same)
    return rows.select_related("case__right")


def answers_waiting(actor: Actor) -> QuerySet[Answer]:
    """Answers that nobody settled, those that are due first."""
    return seen(Answer, actor).filter(outcome="").order_by("due_at", "id")


def answers_settled(actor: Actor) -> QuerySet[Answer]:
    """Answers that were settled, the newest first."""
    return seen(Answer, actor).filter(~Q(outcome="")).order_by("-settled_at", "id")


def dead_letters(actor: Actor) -> QuerySet[Delivery]:
    """Deliveries that were given up, that no newer one followed, and that were not done after all."""
    rows = seen(Delivery, actor).filter(status="dead", target__number=F("number"), target__acknowledged__lt=F("number"))
    return rows.select_related("target").order_by("id")
