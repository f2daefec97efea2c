"""Pulling from each peer every hour, by the worker."""

from datetime import timedelta

from django.utils import timezone

from guildmark.hub.events.lease import ask, does, prepares
from guildmark.hub.events.models import Deadline
from guildmark.hub.taxii.models import Peer
from guildmark.hub.taxii.peers import PULL
from guildmark.hub.taxii.pulling import pull
from guildmark.records import InputError

EVERY = timedelta(hours=1)


@prepares(Deadline, PULL)
def pull_now(row: Deadline) -> str:
    """Pull, in transactions of its own; what kept it from its end, if anything did."""
    try:
        pull(Peer.objects.select_related("organisation").get(pk=row.payload["peer"]))
    except InputError as error:
        return str(error)
    return ""


@does(Deadline, PULL)
def ask_again(row: Deadline, problem: str) -> None:
    """Keep the problem for whoever looks, and ask for the next time, whatever came of this one."""
    Peer.objects.filter(pk=row.payload["peer"]).update(problem=problem)
    number = row.payload["number"] + 1
    due = timezone.now() + EVERY
    ask(Deadline, PULL, f"{PULL}:{row.payload['peer']}:{number}", due_at=due, peer=row.payload["peer"], number=number)
