"""What is unusual about sharing something: told before it is shared, since nothing that was read can be unread."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guildmark.hub.exchange.models import TLP, Audience, Circle, Item, Membership

TLP_ORDER = tuple(TLP)  # the narrowest first


def unusual(item: Item, tlp: str, circles: Collection[Circle]) -> list[str]:
    """What its author never did before: a wider marking, a circle, members that it never shared anything with.

    A first time of all is told too: then everything is new.
    """
    before = Item.objects.filter(owner=item.owner_id, shared_at__isnull=False)
    told = []
    widest = max((TLP_ORDER.index(one) for one in before.values_list("tlp", flat=True).distinct()), default=-1)
    if TLP_ORDER.index(tlp) > widest:
        told.append(_("Your organisation has shared nothing as widely as %(marking)s before.") % {"marking": TLP[tlp]})
    shared = Audience.objects.filter(item__in=before.values("pk"))
    known = set(shared.values_list("circle", flat=True).distinct())
    for circle in circles:
        if circle.pk not in known:
            told.append(
                _("Your organisation has shared nothing with the circle “%(circle)s” before.") % {"circle": circle}
            )
    strangers = _members(circles) - _members(known) - {item.owner_id}
    if strangers and known:
        told.append(
            ngettext(
                "%(count)d member would read something of yours for the first time.",
                "%(count)d members would read something of yours for the first time.",
                len(strangers),
            )
            % {"count": len(strangers)}
        )
    return told


def _members(circles: Collection[object]) -> set[object]:
    rows = Membership.objects.filter(circle__in=list(circles), left_at__isnull=True)
    return set(rows.values_list("organisation", flat=True))
