"""Choices of confidence: what a member's people decided about something shared, and that they took it back."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from guildmark.hub.exchange.models.item import Item
from guildmark.hub.members.models import Organisation


class ConfidenceChoice(models.Model):
    """A person chose how sure its organisation is of an item, or took that back. The last one counts; none ages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="confidence_choices", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    value = models.FloatField(null=True)  # from 0 to 1; null: taken back
    why = models.CharField(max_length=400)
    person = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Within its bounds, and found by item and organisation, in order."""

        constraints = (
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__range=(0, 1)), name="confidence_0_to_1"),
        )
        indexes = (models.Index("item", "organisation", "at", name="confidence_of"),)

    def __str__(self) -> str:
        return f"{self.value} for {self.item_id}"
