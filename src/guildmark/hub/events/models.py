"""The record of what happened, the words that people wrote beside it, and what is to be done at a time."""

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """Something that happened: who, what, when, why, under which versions. Never changed and never removed.

    It names people and organisations by their ids alone, and carries no words of theirs, so that what is personal can
    be erased without touching the record. Ids grow in the order in which transactions were committed, so that whoever
    read up to an id has missed nothing before it.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=60)  # declared in `events.kinds`
    subject = models.UUIDField()  # what it happened to
    actor = models.UUIDField(null=True)  # a person or a key; null: the site itself
    organisation = models.UUIDField(null=True)  # on whose behalf
    why = models.CharField(max_length=60, default="")  # a word from a closed list, such as a reason of a decision
    data = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)  # of what was judged by: context, right, weights, policy

    class Meta:
        """Read by subject (timelines), by kind (figures) and by id (followers)."""

        indexes = (
            models.Index(fields=("subject", "id"), name="event_subject"),
            models.Index(fields=("kind", "id"), name="event_kind"),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"


class Note(models.Model):
    """What a person wrote beside an event: apart from it, since it may have to be erased."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="note")
    text = models.TextField()
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"note of {self.event_id}"


class Leased(models.Model):
    """Something that one worker at a time takes on lease, does, and marks as done.

    A worker that dies leaves a lease that runs out. `key` names what is to be done: asking twice makes one row.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField(default=timezone.now)
    lease = models.UUIDField(null=True)  # of the worker that has it now
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(default="")
    done_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)  # after the last attempt: shown to people, tried no more

    class Meta:
        """Workers look for what is due and neither done nor given up."""

        abstract = True

    def __str__(self) -> str:
        return self.key


def _waiting(name: str) -> models.Index:
    waiting = models.Q(done_at__isnull=True, given_up_at__isnull=True)
    return models.Index(fields=("due_at", "id"), name=name, condition=waiting)


class Deadline(Leased):
    """Something of the site's own that is due at a time: a clock that runs out, a reminder, an index to compile."""

    class Meta:
        """See `Leased`."""

        indexes = (_waiting("deadline_waiting"),)


class Message(Leased):
    """Something that goes out. It may arrive twice, so it carries its key for the receiver to know it by."""

    class Meta:
        """See `Leased`."""

        indexes = (_waiting("message_waiting"),)
