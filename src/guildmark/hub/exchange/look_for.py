"""Commands about looking for indicators of others on one's own listings: all of a circle, or all that one may read."""

from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.exchange import uses
from guildmark.hub.exchange.indicator_words import blocked
from guildmark.hub.exchange.marking import BY_PROGRAM, readable_by
from guildmark.hub.exchange.models import Circle, Item, Use
from guildmark.hub.exchange.rarity import ask_to_count
from guildmark.hub.exchange.vouched import good_for
from guildmark.hub.members.actor import Actor
from guildmark.hub.registry.approval import require_person
from guildmark.indicators import told_in

MOST_AT_ONCE = 500


@dataclass
class LookedFor:
    """How many are looked for from now on, and why the others are not: by reason, how many. `more` wait for the next
    time."""

    taken: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    more: bool = False


def look_for(circle: Circle | None, *, by: Actor) -> LookedFor:
    """Take up, in the shadow, the indicators of a circle, or all that one may read; those that one stopped stay so.

    Errors: PermissionDenied.
    """
    require_person(by, uses.USE)
    good, done, today = good_for(by), LookedFor(), timezone.now().date()
    with transaction.atomic():
        waiting = list(_not_used_yet(circle, by).order_by("shared_at", "pk")[: MOST_AT_ONCE + 1])
        done.more = len(waiting) > MOST_AT_ONCE
        taken = []
        for item in waiting[:MOST_AT_ONCE]:
            assert item.current is not None
            one = told_in(item.current.content).indicator
            if (block := good.block(one)) is not None:
                done.left_out[blocked(one, block)] += 1
                continue
            if item.expires_on is not None and item.expires_on < today:
                done.left_out[_("It has expired.")] += 1
                continue
            try:
                uses.refuse_unfindable(item)
            except ValidationError as error:
                done.left_out[" ".join(error.messages)] += 1
                continue
            taken.append((item, one))
        uses.take_up_each([item for item, _one in taken], by=by)
        done.taken = len(taken)
        ask_to_count(by.organisation, [one for _item, one in taken])
    return done


def _not_used_yet(circle: Circle | None, by: Actor) -> QuerySet[Item]:
    used = Use.objects.filter(item=OuterRef("pk"), organisation=by.organisation)
    rows = Item.objects.filter(
        readable_by(by), ~Exists(used), kind="indicator", state="shared", tlp__in=BY_PROGRAM, held_at__isnull=True
    )
    return rows.filter(Q() if circle is None else Q(audiences__circle=circle)).select_related("current").distinct()
