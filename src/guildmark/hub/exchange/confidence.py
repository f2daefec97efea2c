"""Confidence in what is shared: computed from its sightings by rules that may change, unless a member chose for itself.

The sum is that of `guildmark.indicators.confidence`; here is what goes into it. A decision counts as a sighting of what
hit its case, as does what a member says. Others' sightings are told as counts of members: not who, not when.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from ruamel.yaml import YAML

from guildmark.hub.events.record import record
from guildmark.hub.exchange import kinds
from guildmark.hub.exchange.marking import readable_by
from guildmark.hub.exchange.models import ConfidenceChoice, Item
from guildmark.hub.exchange.models import Sighting as Row
from guildmark.hub.exchange.sightings import readable
from guildmark.hub.members.actor import Actor
from guildmark.hub.registry.approval import require_person
from guildmark.indicators import CHOSEN, EXPIRED, FALSE_ALARM, SEEN, TAKEN_BACK, Rule, Sighting, confidence, read_rules

WRITE = "exchange.write"
LONGEST_WHY = 400


@dataclass(frozen=True, slots=True)
class Computed:
    """Confidence at an instant, and what it was made of, from 0 to 1.

    `own_seen` and `others_seen` are what one's own latest sighting and those of `others` members are still worth;
    `seen` is both as separate witnesses, less what `ends` members took that said that it is not seen any more; `alarms`
    is how many told a false alarm, `left` the share that these leave. `by_rule` is `seen` times `left`; `choice` stands
    in its place while there is one.
    """

    value: float
    by_rule: float
    choice: ConfidenceChoice | None
    rule: Rule
    own_seen: float
    own_seen_at: datetime | None
    others_seen: float
    others: int
    seen: float
    alarms: int
    left: float
    ends: int


def choose(item: Item, value: float, why: str, *, by: Actor) -> ConfidenceChoice:
    """Choose confidence for one's own organisation, from 0 to 1: it stands as it is until it is taken back.

    Errors: PermissionDenied; ValidationError without a reason, or for what is not shared with one.
    """
    if not 0 <= value <= 1:
        raise ValidationError({"value": _("Confidence goes from 0 to 100 %.")})
    return _choose(item, value, why, by)


def take_back(item: Item, why: str, *, by: Actor) -> ConfidenceChoice:
    """Let confidence be computed again. Errors: as `choose`; ValidationError where nothing was chosen."""
    return _choose(item, None, why, by)


def choice_of(item: Item, actor: Actor, as_of: datetime) -> ConfidenceChoice | None:
    """What an actor's organisation chose and did not take back."""
    rows = ConfidenceChoice.objects.filter(_of_value(item, actor), organisation=actor.organisation, at__lte=as_of)
    last = rows.order_by("-at", "-pk").first()
    return None if last is None or last.value is None else last


def computed(item: Item, actor: Actor, as_of: datetime, rule: Rule | None = None) -> Computed:
    """An item's confidence as an actor's organisation has it, by the rule of its kind unless another is given.

    An indicator is one value, whoever told it: what is said of any item behind it that the actor may read counts.
    """
    rule = rule or rule_of(item)
    of_value = _of_value(item, actor)
    rows = Row.objects.filter(of_value, taken_back_at__isnull=True, at__lte=as_of).order_by("at", "pk")
    known = [Sighting(kind, at, str(by)) for kind, at, by in rows.values_list("kind", "at", "organisation")]
    choices = ConfidenceChoice.objects.filter(of_value, organisation=actor.organisation).order_by("at", "pk")
    own = str(actor.organisation.pk)
    chosen = [Sighting(TAKEN_BACK if one.value is None else CHOSEN, one.at, own, one.value) for one in choices]
    ends = [one for one in known if one.what == EXPIRED]
    mine = [one for one in known if one.what == SEEN and one.by == own]
    theirs = [one for one in known if one.what == SEEN and one.by != own]
    alarms = {one.by for one in known if one.what == FALSE_ALARM}
    return Computed(
        value=confidence([*known, *chosen], rule, as_of),
        by_rule=confidence(known, rule, as_of),
        choice=choice_of(item, actor, as_of),
        rule=rule,
        own_seen=confidence([*mine, *ends], rule, as_of),
        own_seen_at=mine[-1].at if mine else None,
        others_seen=confidence([*theirs, *ends], rule, as_of),
        others=len({one.by for one in theirs}),
        seen=confidence([*mine, *theirs, *ends], rule, as_of),
        alarms=len(alarms),
        left=(1 - rule.false_alarm) ** len(alarms),
        ends=len({one.by for one in ends}),
    )


def rule_of(item: Item) -> Rule:
    """How confidence in an item ages: by its kind, or the kind of its indicator."""
    if item.kind != "indicator":
        return _rules()[item.kind]
    return read_rules().of_kind[item.value_kind]


def _of_value(item: Item, actor: Actor) -> Q:
    """What is said of an item, or of the value that it tells."""
    if item.value_key is None:
        return Q(item=item)
    return Q(item__in=Item.objects.filter(readable_by(actor), value_key=item.value_key).values("pk"))


@cache
def _rules() -> dict[str, Rule]:
    told = YAML(typ="safe").load((files(__package__) / "half_lives.yaml").read_text("utf-8"))
    return {kind: Rule(**numbers) for kind, numbers in told["kinds"].items()}


def _choose(item: Item, value: float | None, why: str, by: Actor) -> ConfidenceChoice:
    require_person(by, WRITE)
    why = why.replace("\x00", "").strip()
    if not why or len(why) > LONGEST_WHY:
        raise ValidationError({"why": _("Say why, in at most %(most)d characters.") % {"most": LONGEST_WHY}})
    with transaction.atomic():
        held = readable(item, by)
        now = timezone.now()
        if value is None and choice_of(held, by, now) is None:
            raise ValidationError(_("Nobody of your organisation chose: it is computed already."))
        choice = ConfidenceChoice.objects.create(
            item=held, organisation=by.organisation, value=value, why=why, person=by.id, at=now
        )
        kind = kinds.CONFIDENCE_TAKEN_BACK if value is None else kinds.CONFIDENCE_CHOSEN
        record(kind, held.pk, by=by.by, data={"choice": str(choice.pk), "value": value}, note=why)
    return choice
