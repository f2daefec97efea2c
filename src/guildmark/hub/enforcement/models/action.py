"""Actions against listings and stores, the policies by which they follow, and the brakes that stop them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guildmark.hub.cases.models import Case, Decision
from guildmark.hub.enforcement.models.outgoing import TARGETS
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.models import ChosenFile

# From the mildest to the gravest.
MEASURES = {
    "warn": pgettext_lazy("a measure", "Warn"),
    "label": pgettext_lazy("a measure", "Label"),
    "demote": pgettext_lazy("a measure", "Demote"),
    "pause": pgettext_lazy("a measure", "Pause"),
    "remove": pgettext_lazy("a measure", "Remove"),
    "hold-payout": pgettext_lazy("a measure", "Hold payout"),
    "suspend-store": pgettext_lazy("a measure", "Suspend store"),
    "close-store": pgettext_lazy("a measure", "Close store"),
}
STORE_MEASURES = frozenset({"hold-payout", "suspend-store", "close-store"})
ACTION_STATES = {
    "proposed": _("Waits for approval"),
    "standing": _("In force"),
    "refused": _("Not taken"),
    "lifted": _("Lifted"),
}
SERVED = "served"  # it ended by itself, and was right: its strike counts on
LIFTED_WHY = {
    "answer": _("After an answer of the seller"),
    "appeal": _("After an appeal"),
    "decided-anew": _("Decided anew"),
    "undone": _("Decision undone within its minute"),
    "withdrawn": _("Withdrawn by a lead"),
    SERVED: _("Its time was over"),
}

REVERSALS = ("answer", "appeal", "decided-anew")  # of these, what says that the action was wrong


class Action(models.Model):
    """What is done to a listing or a store, from when it is proposed until it is lifted. Each has its reasons."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="actions", db_index=False)
    subject = models.UUIDField()  # of its events: the case's key, or the store's id
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="actions")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")  # null: no person's
    target = models.CharField(max_length=8, choices=TARGETS)
    name = models.CharField(max_length=200)  # of the target: the listing's id or the seller's
    seller_id = models.CharField(max_length=200, default="")
    measure = models.CharField(max_length=16, choices=MEASURES)
    rule = models.CharField(max_length=80)  # of the policy that it follows
    policy = models.CharField(max_length=64)  # its digest
    facts = models.JSONField(default=dict)  # for its statement, beside what the case tells
    automatic = models.BooleanField(default=False)  # no person decided
    eyes = models.PositiveSmallIntegerField()  # people whose yes it takes
    state = models.CharField(max_length=8, choices=ACTION_STATES)
    proposed_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)  # when its time is over; null: until it is lifted
    ended_at = models.DateTimeField(null=True)  # lifted, or not taken
    ended_why = models.CharField(max_length=16, default="")
    buyers_told_at = models.DateTimeField(null=True)  # the marketplace was asked to write to them

    class Meta:
        """What stands is looked up by target and by seller; lists walk by state, the newest first."""

        constraints = (
            models.UniqueConstraint(
                fields=("subject", "measure"), condition=Q(state__in=("proposed", "standing")), name="measure_once"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", taken_at__isnull=True, ended_at__isnull=True)
                | Q(state="standing", taken_at__isnull=False, ended_at__isnull=True)
                | Q(state="refused", taken_at__isnull=True, ended_at__isnull=False)
                | Q(state="lifted", taken_at__isnull=False, ended_at__isnull=False),
                name="action_says_when",
            ),
            models.CheckConstraint(condition=Q(automatic=True) | Q(eyes__gte=1), name="a_person_or_a_licence"),
        )
        indexes = (
            models.Index("organisation", "target", "name", name="action_standing", condition=Q(state="standing")),
            models.Index("organisation", "seller_id", "state", "id", name="action_seller"),
            models.Index("organisation", "state", F("proposed_at").desc(), "id", name="action_newest"),
            models.Index("subject", "proposed_at", name="action_subject"),
            models.Index(
                "organisation", "rule", "ended_at", name="action_reversed", condition=Q(automatic=True, state="lifted")
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.name}"


class PolicyFile(ChosenFile):
    """Which action follows in which kind of case, as a marketplace chose it: YAML, see `enforcement/policy.yaml`."""

    preview = models.JSONField(default=dict)  # whom it would hit: see `enforcement.preview`


class RuleHour(models.Model):
    """How often a rule acted without a person within an hour, so that its volume is known without counting actions."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=80)
    hour = models.DateTimeField()  # when it began
    actions = models.PositiveIntegerField(default=0)

    class Meta:
        """An hour of a rule stands once."""

        constraints = (models.UniqueConstraint(fields=("organisation", "rule", "hour"), name="rule_hour_once"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.hour}"


class Brake(models.Model):
    """A rule that was stopped since it left its limits; it acts again when two people say so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="brakes")
    rule = models.CharField(max_length=80)
    why = models.CharField(max_length=16)  # volume, reversals
    figures = models.JSONField(default=dict)  # what it was, and what it may be
    pulled_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True)

    class Meta:
        """A rule is stopped once at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "rule"), condition=Q(released_at__isnull=True), name="braked_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule}: {self.why}"
