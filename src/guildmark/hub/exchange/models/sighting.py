"""Sightings: a member saw something shared at work, found it wrong, or found it at its end."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guildmark.hub.exchange.models.item import Item
from guildmark.hub.members.models import Organisation

SIGHTINGS = {"seen": _("Seen at work"), "false alarm": _("False alarm"), "expired": _("Not seen any more")}


class Sighting(models.Model):
    """What a member says of an item. Confidence is computed from these alone, and can be computed again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="sightings")
    version = models.PositiveIntegerField()  # of the item, that was seen
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=SIGHTINGS)
    case = models.UUIDField(null=True)  # the key of the case that shows it; it is its organisation's alone
    example = models.JSONField(default=dict)  # of a false alarm: the listing's words, where the member gives them
    person = models.UUIDField(null=True)  # null: the site itself, from a decision
    at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        """A case tells of an item once; sightings of an item are read by time."""

        constraints = (
            models.UniqueConstraint(
                fields=("item", "organisation", "kind", "case"),
                condition=models.Q(case__isnull=False, taken_back_at__isnull=True),
                name="sighting_once_a_case",
            ),
        )
        indexes = (models.Index("item", "at", name="sighting_of"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.item_id}"
