"""How cases come before people: queues, turns, referrals to holders, golden cases, random audits."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from guildmark.hub.cases.models.case import BANDS, OUTCOMES, PARTS, Case, Decision
from guildmark.hub.members.models import Organisation


class Queue(models.Model):
    """A rule by which cases are looked through. It orders work; it gives nobody leave to see anything."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="queues")
    name = models.CharField(max_length=80)
    rule = models.JSONField(default=dict)  # see `cases.queues`
    place = models.PositiveIntegerField(default=0)
    made_by = models.UUIDField(null=True)

    class Meta:
        """Names are unique in an organisation."""

        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="queue_name_once"),)
        ordering = ("place", "name")

    def __str__(self) -> str:
        return self.name


class Turn(models.Model):
    """A case put before a person: what it is for, until when it is theirs, and what came of it.

    For each part but the first it is known to the site alone, so that a reviewer treats all cases alike.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="turns", db_index=False)  # of `turn_case`
    person = models.UUIDField()
    part = models.CharField(max_length=8, choices=PARTS, default="queue")
    of = models.UUIDField(null=True)  # the decision, golden case or drawn case that it is about
    begun_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    skipped = models.BooleanField(default=False)

    class Meta:
        """A person's open turns, and whom a case was put before."""

        indexes = (
            models.Index("person", "until", name="turn_person", condition=Q(ended_at__isnull=True)),
            models.Index("case", "person", name="turn_case"),
        )

    def __str__(self) -> str:
        return str(self.id)


class Second(models.Model):
    """A decision that was drawn for a second reviewer, who will not know the first."""

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, primary_key=True, related_name="second")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        """The oldest that waits comes first."""

        indexes = (models.Index("organisation", "drawn_at", name="second_waiting", condition=Q(done_at__isnull=True)),)

    def __str__(self) -> str:
        return str(self.decision_id)


class Referral(models.Model):
    """A case that the listing alone cannot settle, put to the holder of the right with a clock.

    What the holder says is an opinion: the marketplace decides. Silence says nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    # As the case has it, so that what waits for a holder is a walk along an index.
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        """A case is with its holder once at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=("case",),
                condition=Q(answered_at__isnull=True, lapsed_at__isnull=True),
                name="one_open_referral",
            ),
        )
        indexes = (
            models.Index(
                "holder",
                "due_at",
                name="referral_waiting",
                condition=Q(answered_at__isnull=True, lapsed_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Golden(models.Model):
    """A case whose outcome is known, put before reviewers among the others to see how they do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="golden")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=OUTCOMES)
    set_by = models.UUIDField()
    set_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Draw(models.Model):
    """A random audit: what was drawn from, with which seed, and how many. Fixed when it is made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="draws")
    seed = models.BigIntegerField()
    per_slice = models.PositiveIntegerField()
    found_from = models.DateTimeField()  # cases found within this time were drawn from
    found_to = models.DateTimeField()
    strata = models.JSONField(default=list)  # as `lab.draw.Stratum`
    of = models.UUIDField(null=True)  # the tactic whose hits alone were drawn from; null: all that was found
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.id)


class Drawn(models.Model):
    """A case of a draw. Its probability is shown to nobody before it is decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="drawn")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="drawn")
    place = models.PositiveIntegerField()  # in the order in which they are put before people, itself random
    band = models.CharField(max_length=6, choices=BANDS)  # in which it would be with every licence
    category = models.CharField(max_length=200)  # of the slice
    probability = models.FloatField()

    class Meta:
        """A case stands in a draw once."""

        constraints = (
            models.UniqueConstraint(fields=("draw", "case"), name="drawn_once"),
            models.UniqueConstraint(fields=("draw", "place"), name="one_case_a_place"),
        )

    def __str__(self) -> str:
        return f"{self.draw_id}:{self.place}"
