"""Keeping up with each peer, by the worker: telling its site what came of what it shared, then pulling what is new.

Every 20 seconds, so that a false alarm that is told at one site stops a tactic at all others within a minute.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import Q, QuerySet
from django.utils import timezone

from guildmark.hub.events.lease import lane
from guildmark.hub.taxii.models import Peer
from guildmark.hub.taxii.pulling import pull
from guildmark.hub.taxii.telling import tell
from guildmark.records import InputError

logger = logging.getLogger(__name__)

EVERY, LONGEST_WAIT = timedelta(seconds=20), timedelta(hours=1)
LEASE = timedelta(minutes=1)  # a killed worker holds nobody up longer; two at one peer (in a long pull) do no harm
LONGEST = 500


@lane
def keep_up() -> int:
    """Keep up with each peer that is due and that no other worker is at; how many of them."""
    return sum(_keep_up_with(peer) for peer in _due(timezone.now()).order_by("due_at"))


def _due(now: datetime) -> QuerySet[Peer]:
    return Peer.objects.filter(Q(leased_until__isnull=True) | Q(leased_until__lte=now), due_at__lte=now)


def _keep_up_with(peer: Peer) -> int:
    now, lease = timezone.now(), uuid4()
    taken = _due(now).filter(pk=peer.pk)
    if not taken.update(lease=lease, leased_until=now + LEASE, due_at=now + EVERY):
        return 0
    held = Peer.objects.select_related("organisation").get(pk=peer.pk)
    untold, unpulled = _problem(tell, held), _problem(pull, held)
    done = {"lease": None, "leased_until": None, "problem": (unpulled or untold)[:LONGEST], "failures": 0}
    if unpulled:  # a site that takes nothing is pulled from all the same
        wait = min(EVERY * 2 ** min(held.failures, 10), LONGEST_WAIT)
        done |= {"failures": held.failures + 1, "due_at": timezone.now() + wait}
    Peer.objects.filter(pk=peer.pk, lease=lease).update(**done)
    return 1


def _problem(work: Callable[[Peer], object], peer: Peer) -> str:
    """What kept a piece of work from its end, if anything did."""
    try:
        work(peer)
    except InputError as error:
        return str(error)
    except Exception as error:  # whatever another site says, others are kept up with
        logger.exception("keeping up with %s failed", peer)
        return f"{type(error).__name__}: {error}"
    return ""
