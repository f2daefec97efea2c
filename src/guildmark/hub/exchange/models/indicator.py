"""What belongs to indicators alone: values that somebody vouches for, and how rare a value is at a marketplace."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from guildmark.hub.members.models import Organisation


class Vouched(models.Model):
    """A value that is known to be good. The secretariat's count for every member, a member's own for itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14)
    value = models.TextField()  # in its one form
    key = models.UUIDField()  # of the value; see `Item.value_key`
    why = models.CharField(max_length=400)
    source = models.CharField(max_length=400, default="")
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Somebody vouches for a value once at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "key"), condition=Q(ended_at__isnull=True), name="vouched_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Rarity(models.Model):
    """Where a value stood at a marketplace, as its worker counted it there. It is never told to anybody else."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=14)
    value = models.TextField()
    key = models.UUIDField()
    # Sellers; see `guildmark.indicators.Counts`. Null until they were counted.
    fakes = models.PositiveIntegerField(null=True)
    cleared = models.PositiveIntegerField(null=True)
    sellers = models.PositiveIntegerField(null=True)
    market = models.PositiveIntegerField(null=True)
    weight_db = models.FloatField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        """A value is counted once at a marketplace."""

        constraints = (models.UniqueConstraint(fields=("organisation", "key"), name="rarity_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.value} at {self.organisation_id}"


class Group(models.Model):
    """Values that a marketplace looks for by one tactic: found together, so that a thousand cost what a few do.

    `id` is made of all that it says: another set of values is another tactic. What it hit is told of each value.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    content = models.TextField()  # YAML, as a scan reads it; emptied when it counts no more
    digest = models.CharField(max_length=64)
    items = models.JSONField(default=list)  # of the shared items behind it: id, number of the version
    counts = models.BooleanField(default=True)  # it is looked for now

    def __str__(self) -> str:
        return str(self.id)
