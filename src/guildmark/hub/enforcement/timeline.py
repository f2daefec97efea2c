"""What the events of actions tell in the timeline of a case."""

from guildmark.hub.cases.timeline import detail
from guildmark.hub.enforcement import kinds
from guildmark.hub.enforcement.models import ANSWER_OUTCOMES, LIFTED_WHY, MEASURES
from guildmark.hub.events.models import Event


@detail(kinds.TAKEN, kinds.LIFTED, shared=True)
def taken(event: Event) -> str:
    """Which measure, and why it was lifted."""
    return ", ".join([str(MEASURES[event.data["measure"]]), *([str(LIFTED_WHY[event.why])] if event.why else [])])


@detail(kinds.PROPOSED, kinds.APPROVED, kinds.REFUSED)
def proposed(event: Event) -> str:
    """Which measure."""
    return str(MEASURES[event.data["measure"]])


@detail(kinds.SETTLED)
def settled(event: Event) -> str:
    """How an answer was settled."""
    return str(ANSWER_OUTCOMES[event.data["outcome"]])
