"""What is known to be good: what the alliance and one's own organisation vouch for, and authorised sellers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.record import record
from guildmark.hub.exchange import kinds
from guildmark.hub.exchange.indicator_words import blocked, no_form
from guildmark.hub.exchange.models import ItemVersion, Vouched
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.roles import SECRETARIAT
from guildmark.hub.members.wall import seen
from guildmark.hub.registry.models import RightVersion
from guildmark.hub.registry.private import shown_to
from guildmark.indicators import Block, Indicator, KnownGood, check_indicator, normalise, told_in
from guildmark.records import InputError
from guildmark.text.folded import light_words

VOUCH = "exchange.vouch"
LONGEST = 400  # characters of why, and of a source
LIST = "vouched for"


@dataclass(frozen=True)
class Good:
    """Values, and names or ids of sellers, that are not told as indicators."""

    values: KnownGood = field(default_factory=KnownGood)
    sellers: frozenset[str] = frozenset()  # folded

    def block(self, one: Indicator) -> Block | None:
        """Why a value is no indicator, by all that ships and is vouched for; None when it may be."""
        if one.kind == "seller" and light_words(one.name) in self.sellers:
            return Block(LIST, _("a right names it as an authorised seller"))
        return check_indicator(one, self.values)

    def refuse(self, one: Indicator) -> None:
        """Errors: ValidationError for a value that is known to be good."""
        if (block := self.block(one)) is not None:
            raise ValidationError({"value": blocked(one, block)})


def good_for(actor: Actor) -> Good:
    """What is known to be good, as far as an actor may know: what others keep private blocks nothing of it, since an
    error would tell."""
    return Good(_values(actor), frozenset(map(light_words, _authorised(actor))))


def refuse_good(draft: ItemVersion, by: Actor) -> None:
    """Errors: ValidationError for an indicator whose value is known to be good by now."""
    good_for(by).refuse(told_in(draft.content).indicator)


def vouch(kind: str, value: str, why: str, *, by: Actor, region: str = "", source: str = "") -> Vouched:
    """Say that a value is good: the secretariat for all, others for what their own organisation tells.

    Errors: PermissionDenied; ValidationError for what has no form, no reason, or stands there already.
    """
    by.require(VOUCH)
    if not why.strip():
        raise ValidationError({"why": _("Say why it is good, so that others can follow it.")})
    try:
        one = normalise(kind, value, region)
    except InputError:
        raise ValidationError({"value": no_form(kind, value, region)}) from None
    try:
        with transaction.atomic():
            row = Vouched.objects.create(
                organisation=by.organisation, kind=one.kind, value=one.value, key=UUID(one.id),
                why=why.strip()[:LONGEST], source=source.strip()[:LONGEST], added_by=by.id,
            )  # fmt: skip
            record(kinds.VOUCHED, row.pk, by=by.by, data={"kind": one.kind})
    except IntegrityError:
        raise ValidationError({"value": _("Your organisation vouches for this already.")}) from None
    return row


def end_vouching(row: Vouched, *, by: Actor) -> None:
    """No longer vouch for a value. Errors: PermissionDenied; ValidationError for what ended already."""
    by.require(VOUCH)
    with transaction.atomic():
        held = Vouched.objects.filter(pk=row.pk, organisation=by.organisation, ended_at__isnull=True)
        if not held.update(ended_at=timezone.now()):
            raise ValidationError(_("Your organisation does not vouch for this."))
        record(kinds.VOUCHING_ENDED, row.pk, by=by.by)


def _values(actor: Actor) -> KnownGood:
    rows = seen(Vouched, actor).filter(ended_at__isnull=True).select_related("organisation")
    return KnownGood(
        {
            (row.kind, row.value): Block(
                LIST, _("%(member)s vouches for it (%(why)s)") % {"member": row.organisation, "why": row.why}
            )
            for row in rows.order_by("added_at")
        }
    )


def _authorised(actor: Actor) -> Iterable[str]:
    rows = seen(RightVersion, actor).filter(current_of__state="verified").select_related("right__holder")
    for version in rows:
        named = shown_to(actor, version).get("authorised_sellers")
        yield from (str(one) for one in named) if isinstance(named, list) else ()


def is_of_alliance(row: Vouched) -> bool:
    """Whether it counts for every member."""
    return row.organisation.kind == SECRETARIAT
