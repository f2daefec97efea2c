"""What of a case may be told to others: contacts, the seller and pictures of its listing, each with what it says."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from guildmark.hub.cases.decide import latest_found
from guildmark.hub.cases.models import Case, Snapshot
from guildmark.hub.exchange.drafts import WRITE
from guildmark.hub.exchange.indicator_words import blocked, no_form
from guildmark.hub.exchange.indicators import draft_each, share_all
from guildmark.hub.exchange.listing_parts import hashes_of, regions_of
from guildmark.hub.exchange.models import Circle, Item, Rarity
from guildmark.hub.exchange.vouched import good_for
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import seen
from guildmark.indicators import Indicator, normalise, values_in

MOST = 60  # values of a case


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value of a case. `block` says why it is not to be told; `picture` is the digest of the one it is the hash of;
    `rarity` is what the reader's own marketplace counted, where it did."""

    kind: str
    written: str
    indicator: Indicator | None
    block: str = ""
    picture: str = ""
    rarity: Rarity | None = None

    @property
    def key(self) -> str:
        """By which it is chosen."""
        return self.indicator.id if self.indicator and not self.block else ""


def proposals(case: Case, *, by: Actor) -> list[Proposal]:
    """The values of a case that was found infringing, in the order in which they stand there.

    The seller is told by its marketplace alone. Errors: PermissionDenied; ValidationError for another case.
    """
    by.require(WRITE)
    if case.outcome != "infringing":
        raise ValidationError(_("Only what was found infringing tells others anything: decide the case first."))
    snapshot = latest_found(case).snapshot
    found = [*_contacts(snapshot), *_seller(case, by), *_pictures(snapshot)][:MOST]
    good = good_for(by)
    keys = [one.indicator.id for one in found if one.indicator]
    counted = {str(row.key): row for row in seen(Rarity, by).filter(key__in=keys)}
    told = []
    for one in found:
        block = no_form(one.kind, one.written, "")
        if one.indicator:
            stopped = good.block(one.indicator)
            block = blocked(one.indicator, stopped) if stopped else ""
        rarity = counted.get(one.indicator.id) if one.indicator else None
        told.append(Proposal(one.kind, one.written, one.indicator, block, one.picture, rarity))
    return told


def share_of_case(
    case: Case,
    keys: Collection[str],
    why: str,
    tlp: str,
    circles: Collection[Circle],
    *,
    by: Actor,
    anonymous: bool = False,
    meant: bool = False,
) -> list[Item]:
    """Tell the chosen values of a case, all with one marking and the same circles. Nothing else of the case goes along.

    Errors: PermissionDenied; UnusualError; ValidationError where nothing was chosen, or something is blocked.
    """
    if not why.strip():
        raise ValidationError({"why": _("Say how you know, for those who read it.")})
    chosen = [one.indicator for one in proposals(case, by=by) if one.key and one.key in keys]
    if not chosen:
        raise ValidationError(_("Choose what is to be told."))
    with transaction.atomic():
        drafts = draft_each([(one, " ".join(why.split())) for one in chosen if one], by=by)
        items = [draft.item for draft in drafts]
        return share_all(items, tlp, circles, by=by, anonymous=anonymous, meant=meant)


def _contacts(snapshot: Snapshot) -> list[Proposal]:
    content = snapshot.content
    return [Proposal(one.kind, one.written, one.indicator) for one in values_in(content, regions_of(content))]


def _seller(case: Case, by: Actor) -> list[Proposal]:
    if not case.seller_id or case.organisation_id != by.organisation.pk:
        return []
    written = f"{case.organisation.marketplace}: {case.seller_id}"
    return [Proposal("seller", written, normalise("seller", written))]


def _pictures(snapshot: Snapshot) -> list[Proposal]:
    found = hashes_of([snapshot.pk], snapshot.organisation_id)[snapshot.pk]
    return [Proposal("picture", value, normalise("picture", value), picture=digest) for digest, value in found]
