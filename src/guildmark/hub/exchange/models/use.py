"""How marketplaces use tactics: how far each may go there, what was tried first, and what it hit."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guildmark.hub.cases.models import Draw
from guildmark.hub.exchange.models.item import Item, ItemVersion
from guildmark.hub.members.models import Organisation

MODES = {
    "off": _("Not used"),
    "shadow": _("In the shadow"),  # counted, and seen by nobody else
    "review": _("Raises listings to review"),
    "act": _("May act"),
}
STOPS = {
    "person": _("Stopped by a person"),
    "brake": _("Left its limits"),
    "false alarm": _("A false alarm was told"),
    "expired": _("Expired"),
    "recalled": _("Recalled by its author"),
    "retired": _("Retired by its author"),
    "known good": _("Vouched for by the secretariat"),
}


class Use(models.Model):
    """A tactic at a marketplace: the version that it chose, how far it may go, its own filter and weight."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="uses")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=6, choices=MODES, default="shadow")
    db = models.FloatField(default=0.0)  # decibans at full strength
    terms = models.TextField(default="")  # YAML: `only`, `never`, `means`, as in a file of choices
    since = models.DateTimeField(default=timezone.now)  # of this mode and version
    # Of this version with these terms: what hit, and was earned, before is that of others.
    begun_at = models.DateTimeField(default=timezone.now)
    stopped_why = models.CharField(max_length=11, choices=STOPS, default="")
    remembered = models.JSONField(default=list)  # keys of cases: false alarms told here that it would repeat

    class Meta:
        """A marketplace uses a tactic once; what is weighed weighs something."""

        constraints = (
            models.UniqueConstraint(fields=("item", "organisation"), name="use_once"),
            models.CheckConstraint(
                condition=Q(mode__in=("off", "shadow")) | Q(db__gt=0), name="weighed_use_weighs_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} at {self.organisation_id}: {self.mode}"


class UseChange(models.Model):
    """A tactic is to go further at a marketplace: proposed with its evidence and whom it would hit, made by two."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    use = models.ForeignKey(Use, on_delete=models.PROTECT, related_name="changes")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=6, choices=MODES)
    db = models.FloatField()
    terms = models.TextField(default="")
    evidence = models.JSONField(default=dict)  # what the sample said, and what it takes
    preview = models.JSONField(default=dict)  # whom it would have hit
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        """One waits at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=("use",), condition=Q(made_at__isnull=True, refused_at__isnull=True), name="one_waiting_change"
            ),
        )

    def __str__(self) -> str:
        return f"{self.use_id} to {self.mode}"


class Backtest(models.Model):
    """A version of a tactic tried on the listings of a marketplace. Only counts leave it, and small ones do not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="backtests")  # a draft may go
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # whose listings
    asked_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(default=timezone.now)
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)  # exact, for the marketplace alone; see `exchange.backtest.told`
    problem = models.CharField(max_length=20, default="")  # why nothing came of it

    class Meta:
        """What waits for a marketplace, and what a member has asked for lately."""

        indexes = (
            models.Index("organisation", F("asked_at").desc(), name="backtest_at"),
            models.Index("asked_for", "organisation", "asked_at", name="backtest_budget"),
        )

    def __str__(self) -> str:
        return str(self.id)


class Sample(models.Model):
    """A random audit of what one tactic hit, judged blind: what it may rest on before it goes further."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, primary_key=True, related_name="sample")
    use = models.ForeignKey(Use, on_delete=models.PROTECT, related_name="samples")
    version = models.PositiveIntegerField()
    hits = models.PositiveIntegerField()  # that were drawn from
    sellers = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"sample of {self.use_id}"
