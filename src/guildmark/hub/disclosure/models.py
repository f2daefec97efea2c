"""What was published: the figures of a month, as they were counted and as they are shown."""

import uuid

from django.db import models
from django.utils import timezone


class Publication(models.Model):
    """The figures of a period. Never changed: a correction is the next version, with its reason.

    `exact` stays inside: it is what counting gave, before small counts were hidden. `shown` is all that anybody sees.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.CharField(max_length=7)  # as 2026-11
    version = models.PositiveSmallIntegerField(default=1)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.UUIDField(null=True)  # null: the worker, when it was due
    due_on = models.DateField()
    late = models.BooleanField(default=False)
    up_to = models.BigIntegerField()  # the last event that was there when it was counted
    exact = models.JSONField()  # by figure, see `counting.count`
    shown = models.JSONField()  # by figure: value, state, version of the definition
    reason = models.TextField(default="")  # of a correction, in the words of whoever made it; public

    class Meta:
        """A version of a period is published once; the first has no reason, every other one has."""

        constraints = (
            models.UniqueConstraint(fields=("period", "version"), name="version_once"),
            models.CheckConstraint(
                condition=models.Q(version=1, reason="") | models.Q(version__gt=1) & ~models.Q(reason=""),
                name="correction_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.period}, version {self.version}"
