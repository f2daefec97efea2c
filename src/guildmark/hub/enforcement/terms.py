"""Actions whose time is over end by themselves."""

from typing import Any

from guildmark.hub.enforcement.act import END, lift_all
from guildmark.hub.enforcement.models import SERVED, Action
from guildmark.hub.events.lease import does
from guildmark.hub.events.models import Deadline
from guildmark.hub.events.record import site_for


@does(Deadline, END)
def end(deadline: Any) -> None:
    """Lift it, if it still stands."""
    action = Action.objects.get(pk=deadline.payload["action"])
    lift_all([action], SERVED, by=site_for(action.organisation_id))
