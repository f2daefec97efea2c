"""Searches that stand in the demo: each holder looks for names like its own, as it would on the first day."""

from guildmark.hub.demo.members import Members
from guildmark.hub.members.actor import actor_of_person
from guildmark.hub.members.models import Person
from guildmark.hub.registry.models import Right
from guildmark.hub.searches.question import Question
from guildmark.hub.searches.standing import keep_search


def keep_all(members: Members) -> None:
    """Keep a search for the look-alikes of one right of each holder."""
    for holder in members.holders.values():
        right = Right.objects.filter(holder=holder, state="verified").order_by("mark").first()
        person = Person.objects.filter(organisation=holder, role="administrator").first()
        actor = actor_of_person(person) if person else None
        if right is not None and actor is not None:
            keep_search(f"Like {right.mark}"[:80], Question(right=right.code, likeness="lookalike"), by=actor)
