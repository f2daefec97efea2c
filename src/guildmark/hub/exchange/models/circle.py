"""Circles: members who share with each other, what for, and by which rules."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from guildmark.hub.members.models import Organisation


class Circle(models.Model):
    """Members who share. The secretariat forms circles and says who belongs; a member may leave at any time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80, unique=True)
    purpose = models.CharField(max_length=400)
    rules = models.TextField(default="")  # what members agree to, as its people read it
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A member of a circle, from when and until when."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="circles")
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)

    class Meta:
        """A member belongs to a circle once at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=("circle", "organisation"), condition=Q(left_at__isnull=True), name="in_circle_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.circle_id}"
