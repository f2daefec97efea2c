"""Commands about what another alliance gives, by its site: it is checked as any draft, and belongs to that alliance.

No person of this site shares it. What was pulled is shared at once, since the secretariat chose to pull; what was
pushed waits for the secretariat the first time, and is then followed by its later versions.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.events.record import record
from guildmark.hub.exchange import content, drafts, kinds
from guildmark.hub.exchange.models import Audience, Circle, Item, ItemVersion
from guildmark.hub.exchange.sharing import publish
from guildmark.hub.members.actor import Actor
from guildmark.lab.tactic_trial import try_examples
from guildmark.tactics.checks import check_tactic

ENDS = {"recalled": kinds.RECALLED, "retired": kinds.RETIRED}


def faults_of(texts: Sequence[str]) -> list[list[str]]:
    """What keeps each of these tactics from being shared. Their examples are run all at once: one takes as long as a
    hundred, some seconds, so this is done outside of any transaction.

    Errors: ValidationError for what is no tactic.
    """
    tactics = [content.read(text) for text in texts]
    if not tactics:
        return []
    today = timezone.now().date()
    missed = try_examples(tactics)
    return [
        [*(found.told for found in check_tactic(tactic, today) if found.grade == "error"), *map(str, misses)]
        for tactic, misses in zip(tactics, missed, strict=True)
    ]


def keep_received(kind: str, key: UUID, title: str, text: str, *, by: Actor) -> ItemVersion:
    """Keep what was given as a draft, under its own id. Errors: ValidationError for what has the id of another's."""
    if kind == "tactic":
        return drafts.draft_tactic(text, by=by)
    return drafts.draft_advice(title, text, by=by, item=key)


def share_received(version: ItemVersion, title: str, tlp: str, circles: Collection[Circle], *, by: Actor) -> Item:
    """Share it, with all members or with circles, never wider than its marking."""
    with transaction.atomic():
        held = _mark(version.item, title, tlp, circles, by)
        publish(held, drafts.draft_of(held), by)
    return held


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
    """It ended where it came from, so it ends here: recalled or retired. What still waits is waited for no more."""
    with transaction.atomic():
        held = drafts.held_own(item, by)
        if held.current_id is None:
            held.delete()
            return
        if held.state != "shared":
            return
        held.state, held.ended_at = state, timezone.now()
        held.save(update_fields=("state", "ended_at"))
        record(ENDS[state], held.pk, by=by.by)


def _mark(item: Item, title: str, tlp: str, circles: Collection[Circle], by: Actor) -> Item:
    held = drafts.held_own(item, by)
    if held.ended_at is not None:
        raise ValidationError(_("This was taken back. Begin a new one."))
    held.title, held.tlp = title[: drafts.LONGEST_TITLE], tlp
    Audience.objects.filter(item=held).delete()
    Audience.objects.bulk_create(Audience(item=held, circle=circle) for circle in circles)
    return held
