"""What goes out to marketplaces: where to, the state that each listing and store is in, and each telling of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guildmark.hub.members.models import Organisation

TARGETS = {"listing": _("Listing"), "store": _("Store")}
DELIVERY_STATES = {
    "waiting": _("On its way"),
    "acknowledged": _("Done by the marketplace"),
    "overtaken": _("Overtaken by a newer state"),
    "dead": _("Given up"),
}


class Connection(models.Model):
    """Where the actions of a marketplace go, and who sends at the moment: one worker at a time, so that order is kept.

    Without a connection deliveries wait until a program of the marketplace fetches them with its key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="connections")
    kind = models.CharField(max_length=20)  # of `enforcement.connectors`
    address = models.TextField()
    secret = models.TextField(default="")  # sealed: see `members.sealed`
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=16, default="")  # by a person, or since the receiver is gone
    due_at = models.DateTimeField(default=timezone.now)  # not before: after a failure it is given time
    failures = models.PositiveIntegerField(default=0)  # one after the other
    last_error = models.TextField(default="")
    last_success_at = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)  # of the worker that sends
    leased_until = models.DateTimeField(null=True)

    class Meta:
        """A marketplace has one connection at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(ended_at__isnull=True), name="one_connection_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"


class Target(models.Model):
    """A listing or a store with the state that it is to be in; `number` counts its changes."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=TARGETS)
    name = models.CharField(max_length=200)
    number = models.PositiveIntegerField(default=0)
    state = models.JSONField(default=dict)  # see `enforcement.states`
    down_with = models.UUIDField(null=True)  # the closing of its store, with which it was taken down
    acknowledged = models.PositiveIntegerField(default=0)  # the newest number that the marketplace said is done
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        """A listing or store of a marketplace stands once."""

        constraints = (models.UniqueConstraint(fields=("organisation", "kind", "name"), name="target_once"),)
        indexes = (models.Index("down_with", "id", name="target_down_with", condition=Q(down_with__isnull=False)),)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Delivery(models.Model):
    """A state on its way to the marketplace. A target has one that waits at most: a newer state overtakes it."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    subject = models.UUIDField(null=True)  # of the events of what changed it
    number = models.PositiveIntegerField()
    content = models.JSONField(default=dict)  # what is told: state and standing actions, see `enforcement.outbox`
    status = models.CharField(max_length=12, choices=DELIVERY_STATES, default="waiting")
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """What waits is walked in the order in which it is due; a target's history by its numbers."""

        constraints = (
            models.UniqueConstraint(fields=("target", "number"), name="delivery_number_once"),
            models.UniqueConstraint(fields=("target",), condition=Q(status="waiting"), name="one_waits_a_target"),
        )
        indexes = (
            models.Index("organisation", "due_at", "id", name="delivery_waiting", condition=Q(status="waiting")),
            models.Index("organisation", "id", name="delivery_dead", condition=Q(status="dead")),
            models.Index("subject", "id", name="delivery_subject"),
        )

    def __str__(self) -> str:
        return f"{self.target_id}:{self.number}"
