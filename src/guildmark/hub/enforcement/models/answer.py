"""What sellers are told, what they answer, and the papers that they send. What is personal stands here alone."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guildmark.hub.enforcement.models.action import Action
from guildmark.hub.members.models import Organisation

ANSWER_OUTCOMES = {"upheld": _("The action stands"), "reversed": _("The action was wrong")}


class Statement(models.Model):
    """The reasons of an action, as the seller was told them: the facts fixed when it was taken, in one language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="statement")
    language = models.CharField(max_length=12)
    wording = models.CharField(max_length=64)  # digest of the words of that language, as they were
    facts = models.JSONField(default=dict)  # see `enforcement.statements`
    made_at = models.DateTimeField(default=timezone.now)
    answer_until = models.DateTimeField()
    read_at = models.DateTimeField(null=True)  # first

    def __str__(self) -> str:
        return str(self.id)


class Answer(models.Model):
    """What a seller says to an action. It is settled by somebody who had no part in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="answers", db_index=False)
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()
    due_at = models.DateTimeField()  # by when the marketplace wants to have settled it
    outcome = models.CharField(max_length=8, choices=ANSWER_OUTCOMES, default="")
    told = models.TextField(default="")  # to the seller, by who settled it
    settled_by = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        """One answer at a time; those that wait are walked in the order in which they are due."""

        constraints = (
            models.UniqueConstraint(fields=("statement",), condition=Q(outcome=""), name="one_open_answer"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="settled_answer_says_who_and_when",
            ),
        )
        indexes = (
            models.Index("organisation", "due_at", "id", name="answer_waiting", condition=Q(outcome="")),
            models.Index("statement", "at", name="answer_statement"),
            models.Index("organisation", F("settled_at").desc(), "id", name="answer_settled", condition=~Q(outcome="")),
        )

    def __str__(self) -> str:
        return str(self.id)


class Paper(models.Model):
    """A file that came with an answer, by its digest. It is never given out: what is shown are pages drawn of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="papers")
    digest = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=40)
    size_bytes = models.PositiveBigIntegerField()
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
