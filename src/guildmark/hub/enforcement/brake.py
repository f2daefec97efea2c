"""The brake: a rule that leaves its limits of volume or reversals acts no more without a person, and says so."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guildmark.hub.enforcement import kinds
from guildmark.hub.enforcement.models import REVERSALS, Action, Answer, Brake, RuleHour
from guildmark.hub.enforcement.policies import policy_of
from guildmark.hub.enforcement.policy import ActionPolicy, BrakeLimits
from guildmark.hub.events.mail import send_mail
from guildmark.hub.events.models import Event
from guildmark.hub.events.record import record, site_for, subscribe
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation, Person
from guildmark.hub.members.roles import roles_with
from guildmark.hub.registry.approval import EYES, add_approval, require_person

if TYPE_CHECKING:
    from guildmark.hub.enforcement.act import Wanted

DAY = timedelta(days=1)
USUAL_DAYS = 7  # that a day is compared with


def let_act(organisation: Organisation, wanted: Sequence["Wanted"], policy: ActionPolicy) -> list["Wanted"]:
    """Those of the actions whose rules may act: a rule that would leave its limits by them is stopped, and takes none.

    Call it while the organisation's intake is held, so that two deliveries do not share what is left.
    """
    by_rule: dict[str, list[Wanted]] = defaultdict(list)
    for one in wanted:
        by_rule[one.rule].append(one)
    stopped = set(
        Brake.objects.filter(organisation=organisation, rule__in=by_rule, released_at__isnull=True).values_list(
            "rule", flat=True
        )
    )
    let: list[Wanted] = []
    for rule, some in by_rule.items():
        if rule in stopped:
            continue
        figures = _too_many(organisation, rule, len(some), policy.brake)
        if figures:
            _pull(organisation, rule, "volume", figures)
        else:
            let += some
            _count(organisation, rule, len(some))
    return let


@subscribe(kinds.LIFTED)
def look_at_reversals(events: Sequence[Event]) -> None:
    """After each reversal of what a rule did, see whether there are too many."""
    ids = [event.data["action"] for event in events if event.data["automatic"] and event.why in REVERSALS]
    # Steps of the ladder follow from what was done to listings: it is the rule that did that which is looked at.
    rows = Action.objects.filter(pk__in=ids, target="listing").select_related("organisation")
    for organisation, rule in {(action.organisation, action.rule) for action in rows}:
        figures = _too_often_wrong(organisation, rule, policy_of(organisation).brake)
        if figures:
            _pull(organisation, rule, "reversals", figures)


def release(brake: Brake, *, by: Actor) -> Brake:
    """Say that a rule may act again; the second person's yes lets it.

    Errors: PermissionDenied; ValidationError when it was released, or for a second yes of the same person.
    """
    require_person(by, "cases.lead")
    with transaction.atomic():
        locked = Brake.objects.select_for_update().get(pk=brake.pk, organisation=by.organisation)
        if locked.released_at is not None:
            raise ValidationError(_("This brake was released already."))
        if add_approval(locked.pk, by) >= EYES:
            locked.released_at = timezone.now()
            locked.save(update_fields=("released_at",))
            record(kinds.BRAKE_RELEASED, locked.pk, by=by.by, data={"rule": locked.rule})
    return locked


def _too_many(organisation: Organisation, rule: str, more: int, limits: BrakeLimits) -> dict[str, float]:
    """What the volume is and may be, where it is too much; else nothing."""
    now = timezone.now()
    hours = RuleHour.objects.filter(organisation=organisation, rule=rule, hour__gt=now - DAY * (USUAL_DAYS + 1))
    counted = list(hours.values_list("hour", "actions"))
    today = sum(actions for hour, actions in counted if hour > now - DAY) + more
    if today > limits.most:
        return {"actions": today, "most": limits.most}
    before = sum(actions for hour, actions in counted if hour <= now - DAY)
    allowed = limits.times_usual * before / USUAL_DAYS
    if before and today >= limits.fewest and today > allowed:
        return {"actions": today, "most": round(allowed)}
    return {}


def _count(organisation: Organisation, rule: str, actions: int) -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    row, _made = RuleHour.objects.get_or_create(organisation=organisation, rule=rule, hour=hour)
    RuleHour.objects.filter(pk=row.pk).update(actions=F("actions") + actions)


def _too_often_wrong(organisation: Organisation, rule: str, limits: BrakeLimits) -> dict[str, float]:
    since = timezone.now() - limits.reversals_over
    acted = Action.objects.filter(organisation=organisation, rule=rule, automatic=True)
    wrong = acted.filter(state="lifted", ended_at__gt=since, ended_why__in=REVERSALS).count()
    settled_since = Answer.objects.filter(~Q(outcome=""), organisation=organisation, settled_at__gt=since)
    of_rule = {"statement__action__rule": rule, "statement__action__automatic": True}
    upheld = settled_since.filter(outcome="upheld", **of_rule).count()
    settled = wrong + upheld
    if settled >= limits.fewest_settled and wrong > limits.reversal_share * settled:
        return {"reversed": wrong, "settled": settled, "most": limits.reversal_share}
    return {}


def _pull(organisation: Organisation, rule: str, why: str, figures: dict[str, float]) -> None:
    """Once, also where two people find it wrong at the same time."""
    brake, made = Brake.objects.get_or_create(
        organisation=organisation, rule=rule, released_at=None, defaults={"why": why, "figures": figures}
    )
    if not made:
        return
    record(kinds.BRAKE_PULLED, brake.pk, by=site_for(organisation.pk), why=why, data={"rule": rule, **figures})
    _tell_leads(organisation.pk, brake)


def _tell_leads(organisation: UUID, brake: Brake) -> None:
    roles = roles_with("cases.lead", "marketplace")
    for person in Person.objects.filter(organisation=organisation, is_active=True, role__in=roles).order_by("id"):
        with translation.override(person.language or settings.LANGUAGE_CODE):
            subject = _("The rule “%(rule)s” was stopped") % {"rule": brake.rule}
            body = _(
                "It left its limits and does nothing without a person until two of you let it:\n%(link)s\n"
            ) % {"link": f"{settings.PUBLIC_URL}/lead/policy/"}  # fmt: skip
        send_mail(f"brake:{brake.pk}:{person.pk}", to=person.email, subject=subject, body=body)
