"""Commands about what another alliance gives, by its site: it is checked as any draft, and belongs to that alliance.

No person of this site shares it. What was pulled is shared at once, since the secretariat chose to pull; what was
pushed waits for the secretariat the first time, and is then followed by its later versions.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.record import record
from guildmark.hub.exchange import drafts, kinds
from guildmark.hub.exchange.given import WAYS, Given
from guildmark.hub.exchange.hold import set_hold
from guildmark.hub.exchange.models import Audience, Circle, CountedWeek, Item, ItemVersion
from guildmark.hub.exchange.sharing import publish
from guildmark.hub.exchange.sightings import FALSE_ALARM, SEEN, keep_sightings, readable
from guildmark.hub.exchange.weekly import WEEK, week_of
from guildmark.hub.hiding import ZERO
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.roles import ALLIANCE

WITNESSED = {"upheld": SEEN, "wrong": FALSE_ALARM}  # what a figure that is not 0 says
# What is withdrawn is over here as what is recalled is, until its author shares it with one again.
ENDS = {"recalled": ("recalled", kinds.RECALLED), "withdrawn": ("recalled", kinds.RECALLED),
        "retired": ("retired", kinds.RETIRED)}  # fmt: skip


def keep_received(given: Given, *, by: Actor) -> ItemVersion:
    """Keep what was given as a draft, under its own id. What was withdrawn begins anew: who takes something back for
    good gives no later version of it.

    Errors: ValidationError for what is not fit to be shared, or has the id of another's.
    """
    over = Item.objects.filter(pk=given.id, owner=by.organisation, state="recalled")
    over.update(state="draft", ended_at=None)
    return WAYS[given.kind].keep(given, by)


def id_here(kind: str, key: UUID, *, by: Actor) -> UUID:
    """The id under which something stands here that another alliance's site brings: its own, but of a value one that
    is made for that alliance. Several may bring one object; where the first alone kept its id, the others would learn
    of it. What was pulled from that site keeps its own id."""
    if kind != "indicator" or Item.objects.filter(pk=key, owner=by.organisation).exists():
        return key
    return uuid5(by.organisation.pk, key.hex)


def share_received(version: ItemVersion, title: str, tlp: str, circles: Collection[Circle], *, by: Actor) -> Item:
    """Share it, with all members or with circles, never wider than its marking."""
    with transaction.atomic():
        held = _mark(version.item, title, tlp, circles, by)
        publish(held, drafts.draft_of(held), by)
    return held


def says_the_same(item: Item, given: Given, tlp: str, circles: Collection[Circle]) -> bool:
    """Whether what was given is what is shared here already, and with the same readers: then it is no new version."""
    if item.state != "shared" or item.current is None or item.tlp != tlp:
        return False
    if item.kind != given.kind or set(item.circles.all()) != set(circles):
        return False
    return WAYS[item.kind].same(item, item.current, given)


def mirror_hold(item: Item, *, held: bool, at: datetime, by: Actor) -> None:
    """Hold it while its author's site holds it after a false alarm, and let it go on when its author answered. `at` is
    when that site said so: what it said before a false alarm was told here answers nothing."""
    with transaction.atomic():
        mine = drafts.held_own(item, by)
        if mine.state != "shared" or (not held and mine.held_at is not None and at < mine.held_at):
            return
        set_hold(mine, held=held, by=by)
        if held:
            mine.held_at = at  # by its author's clock, which says when that answers
            mine.save(update_fields=("held_at",))


def keep_counted(item: Item, week: date, figures: Mapping[str, tuple[int | None, str]], *, by: Actor) -> None:
    """Keep what another alliance's site tells its author of a week there: counts as they may be told. Cases that were
    upheld or wrong there make that alliance a witness, as a decision makes a member one.

    Errors: PermissionDenied; ValidationError for what is not shared with that alliance.
    """
    by.require(drafts.WRITE)
    if by.organisation.kind != ALLIANCE:
        raise ValidationError(_("Weeks are counted here, from what comes of cases."))
    with transaction.atomic():
        held = readable(item, by)
        first, now = week_of(held.shared_at or held.made_at), week_of(timezone.now())
        if not first - WEEK <= week < now + WEEK:  # clocks differ
            raise ValidationError(_("A week is counted from when it was shared here, once it is over."))
        _week, made = CountedWeek.objects.update_or_create(
            item=held, organisation=by.organisation, week=week, defaults={"figures": dict(figures)}
        )
        if made:
            end = datetime.combine(week, time(), UTC) + WEEK
            said = [kind for figure, kind in WITNESSED.items() if figures[figure] != (ZERO.value, ZERO.state)]
            keep_sightings(held, said, by=by, at=min(end, timezone.now()))


def hand_received(version: ItemVersion, title: str, tlp: str, *, by: Actor) -> Item:
    """Put it before the secretariat; a later version of what was shared once is shared at once."""
    with transaction.atomic():
        held = _mark(version.item, title, tlp, (), by)
        if held.state == "shared":
            publish(held, drafts.draft_of(held), by)
            return held
        held.state = "handed"
        held.save(update_fields=("state", "title", "tlp"))
        record(kinds.HANDED, held.pk, by=by.by, versions={"item": version.number})
    return held


def end_received(item: Item, state: str, *, by: Actor) -> None:
    """It ended where it came from, so it ends here: recalled, withdrawn or retired. What still waits is waited for no
    more."""
    with transaction.atomic():
        held = drafts.held_own(item, by)
        if held.current_id is None:
            held.delete()
            return
        if held.state != "shared":
            return
        (held.state, kind), held.ended_at = ENDS[state], timezone.now()
        held.save(update_fields=("state", "ended_at"))
        record(kind, held.pk, by=by.by)


def _mark(item: Item, title: str, tlp: str, circles: Collection[Circle], by: Actor) -> Item:
    held = drafts.held_own(item, by)
    if held.ended_at is not None:
        raise ValidationError(_("This was taken back. Begin a new one."))
    held.title, held.tlp = title[: drafts.LONGEST_TITLE], tlp
    Audience.objects.filter(item=held).delete()
    Audience.objects.bulk_create(Audience(item=held, circle=circle) for circle in circles)
    return held
