"""Weeks that were counted elsewhere: what came of something shared at another alliance's site."""

from django.db import models
from django.utils import timezone

from guildmark.hub.exchange.models.item import Item
from guildmark.hub.members.models import Organisation


class CountedWeek(models.Model):
    """What another alliance's site told of an item and a week that is over: counts as they may be told, never exact."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    week = models.DateField()  # its Monday, in UTC
    figures = models.JSONField()  # by name of a figure: its number or null, and the state of its cell (`hub.hiding`)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """A week of an item is told once by each."""

        constraints = (models.UniqueConstraint(fields=("item", "organisation", "week"), name="week_counted_once"),)

    def __str__(self) -> str:
        return f"{self.item_id} in {self.week}"
