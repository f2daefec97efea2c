"""What was put into feeds, in order; what was brought into the inbox; other alliances, and what they gave already."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from guildmark.hub.exchange.models import Circle, Item, Sighting
from guildmark.hub.members.models import Organisation

# The collection of what is for all members; the others have the ids of their circles.
FOR_ALL = uuid.UUID("8c1f0a5e-4d0b-4b7e-9f43-2a6d5e0c7b91")


class Fed(models.Model):
    """One version of an object in one collection. `id` is the feed's counter: it grows in the order of commits, as ids
    of events do, since rows are written where events are. `added_at` grows with it, no two rows alike, so that whoever
    asks for what was added after a row's time misses nothing."""

    id = models.BigAutoField(primary_key=True)
    collection = models.UUIDField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")  # null: what others refer to
    object_id = models.CharField(max_length=100)
    object_type = models.CharField(max_length=40)
    version = models.DateTimeField()  # `modified`, or `created` where an object has no versions
    tlp = models.CharField(max_length=12, default="")
    ended = models.BooleanField(default=False)  # and what is left tells nothing of what it said
    added_at = models.DateTimeField(unique=True)
    text = models.TextField()  # the object as it is sent; emptied when its item ends

    class Meta:
        """A version stands once in a collection; what is RED in none. Read along the counter, and by object."""

        constraints = (
            models.UniqueConstraint(fields=("collection", "object_id", "version"), name="fed_once"),
            models.CheckConstraint(condition=~Q(tlp="RED"), name="nothing_red_is_fed"),
        )
        indexes = (
            models.Index(fields=("collection", "id"), name="fed_in_order"),
            models.Index(fields=("object_id", "id"), name="fed_of_object"),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.object_id}"


class Brought(models.Model):
    """What became of objects that a program brought: one row a request."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField()  # the key
    at = models.DateTimeField(default=timezone.now)
    successes = models.JSONField(default=list)
    failures = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.id)


class Peer(models.Model):
    """Another alliance's site, which this one pulls from and pushes to: where, by which key, and how far it came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")  # stands for it here
    address = models.CharField(max_length=500, unique=True)
    key = models.TextField()  # that its site gave, sealed
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, null=True, related_name="+")  # reads what is AMBER
    pulled = models.JSONField(default=dict)  # by its collection, when the last that was taken was added there
    pushed = models.BigIntegerField(default=0)  # the counter of this site's feed
    unsent = models.JSONField(default=list)  # ids of objects that it did not take, tried again
    counted_to = models.DateField(null=True)  # the Monday of the last week whose counts it was told
    due_at = models.DateTimeField(default=timezone.now)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    problem = models.TextField(default="")  # what kept the worker from keeping up with it

    def __str__(self) -> str:
        return self.address


class Telling(models.Model):
    """What a person says of something that a peer's site shared, and that the site is not told of yet."""

    sighting = models.OneToOneField(Sighting, on_delete=models.CASCADE, related_name="+")
    peer = models.ForeignKey(Peer, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.sighting_id)


class Came(models.Model):
    """The newest version of an object that an organisation brought, or that was pulled from it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    object_id = models.CharField(max_length=100)
    version = models.DateTimeField()

    class Meta:
        """One row an object."""

        constraints = (models.UniqueConstraint(fields=("organisation", "object_id"), name="came_once"),)

    def __str__(self) -> str:
        return f"{self.object_id} from {self.organisation_id}"
