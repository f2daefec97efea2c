"""Cases, what was found of them, and what people decided."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guildmark.hub.cases.models.evidence import Intake, Snapshot
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.models import Right

BANDS = {
    "act": pgettext_lazy("a band", "Act"),
    "review": pgettext_lazy("a band", "Review"),
    "clear": pgettext_lazy("a band", "Clear"),
}
STATES = {
    "clear": _("Nothing to decide"),  # found in the clear band: kept, and drawn from by audits
    "open": _("Open"),
    "referred": _("With the holder"),
    "decided": _("Decided"),
}
OUTCOMES = {"infringing": _("Infringing"), "not": _("Not infringing"), "undetermined": _("Undetermined")}
PARTS = {
    "queue": _("Queue"),  # the decision that the case gets
    "second": _("Second reviewer"),  # of a random sample, without knowing the first
    "golden": _("Golden case"),  # its outcome is known; the reviewer does not know that
    "audit": _("Random audit"),  # drawn at random, judged without score and evidence
    "answer": _("Answer of the holder"),
}
# Indexes of decided cases, the newest first, by what comes before.
DECIDED = {
    "case_decided": ("organisation",),
    "case_decided_right": ("organisation", "right"),
    "case_decided_holder": ("holder",),
    "case_decided_holder_right": ("holder", "right"),
}


class Case(models.Model):
    """A listing and a right, to be decided. What lists show and queues order by is copied here from the last finding.

    A finding has one open case at most; a listing that is found again after a decision, with another content, opens a
    new one.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    finding_id = models.UUIDField()
    # Keys that an index below begins with need none of their own; a right is never removed.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases", db_index=False)
    right = models.ForeignKey(Right, on_delete=models.PROTECT, related_name="cases", db_index=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases_of_rights", db_index=False)
    listing_id = models.CharField(max_length=200)
    seller_id = models.CharField(max_length=200, default="")
    seller_name = models.CharField(max_length=200, default="")
    title = models.CharField(max_length=400, default="")
    category = models.CharField(max_length=200, default="")
    price = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, default="")
    picture = models.CharField(max_length=64, default="")  # digest of the one to show
    band = models.CharField(max_length=6, choices=BANDS)
    would_band = models.CharField(max_length=6, choices=BANDS)
    score_db = models.FloatField()
    exposure = models.FloatField(default=0.0)  # views and sales, as the marketplace told them
    touches_health = models.BooleanField(default=False)
    harm = models.FloatField()  # expected; see `cases.harm`
    cluster = models.CharField(max_length=32, default="")  # of like listings of one right; empty: none
    state = models.CharField(max_length=8, choices=STATES, default="open")
    opened_at = models.DateTimeField(default=timezone.now)
    found_at = models.DateTimeField(default=timezone.now)  # last
    claimed_by = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=OUTCOMES, default="")
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Every list and queue of a page is one walk along one of these indexes.

        What rules of queues look at stands at the end of `case_queue`: a rule that hardly any case meets is then found
        out from the index alone, where else it would read each waiting case.
        """

        constraints = (
            models.UniqueConstraint(
                fields=("finding_id",), condition=~Q(state="decided"), name="one_open_case_a_finding"
            ),
            models.CheckConstraint(
                condition=(Q(state="decided") & ~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False))
                | (~Q(state="decided") & Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)),
                name="decided_case_says_who_and_when",
            ),
        )
        indexes = (
            models.Index(
                "organisation",
                "state",
                F("harm").desc(),
                "id",
                "band",
                "touches_health",
                "exposure",
                "category",
                "holder",
                name="case_queue",
            ),
            models.Index("organisation", "state", "right", F("harm").desc(), "id", "band", name="case_queue_right"),
            models.Index("organisation", "state", "band", F("harm").desc(), "id", name="case_queue_band"),
            models.Index("holder", "state", F("harm").desc(), "id", "band", name="case_holder"),
            models.Index("holder", "state", "right", F("harm").desc(), "id", "band", name="case_holder_right"),
            # Whole, since SQLite cannot tell that a certain cluster is not the empty one.
            models.Index("organisation", "cluster", "right", "state", "id", name="case_cluster"),
            models.Index(
                "organisation", "seller_id", "state", F("harm").desc(), "id", "right", "outcome", name="case_seller"
            ),
            models.Index("organisation", "listing_id", name="case_listing"),
            models.Index("finding_id", "id", name="case_finding"),
            *(
                models.Index(*keys, F("decided_at").desc(), "id", name=name, condition=Q(state="decided"))
                for name, keys in DECIDED.items()
            ),
        )

    def __str__(self) -> str:
        return str(self.key)


class Found(models.Model):
    """What a scan found of a case, once for each content and context: the evidence, as it was judged. Never changed."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="found", db_index=False)  # of `found_once`
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="found")
    # Nobody asks for all of a delivery, and deliveries are never removed.
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="found", db_index=False)
    context = models.CharField(max_length=64, default="")
    right_version = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    score_db = models.FloatField()
    band = models.CharField(max_length=6, choices=BANDS)
    finding = models.JSONField(default=dict)  # a row of `records.FINDING`
    signals = models.JSONField(default=list)  # rows of `records.SIGNAL`

    class Meta:
        """Told twice is told once."""

        constraints = (models.UniqueConstraint(fields=("case", "snapshot", "context"), name="found_once"),)

    def __str__(self) -> str:
        return f"{self.case_id} at {self.at}"


class TacticHit(models.Model):
    """A shared tactic fired on a case's listing and right, as a scan told: once, however often it is seen again."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tactic_hits", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    tactic = models.UUIDField()  # its id, as its file says
    version = models.PositiveIntegerField()
    mode = models.CharField(max_length=6)  # shadow, review or act, when it was first told
    band = models.CharField(max_length=6, choices=BANDS)  # of the finding, with every licence
    without_band = models.CharField(max_length=6, choices=BANDS)  # the same without any tactic
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """A tactic hits a case once; what a tactic hit at a marketplace is a walk along an index."""

        constraints = (models.UniqueConstraint(fields=("case", "tactic"), name="tactic_hits_once"),)
        indexes = (models.Index("tactic", "organisation", "at", name="tactic_hit"),)

    def __str__(self) -> str:
        return f"{self.tactic} hit {self.case_id}"


class Decision(models.Model):
    """What a person found a case to be. Never changed, but for being undone within its minute."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    found = models.ForeignKey(Found, on_delete=models.PROTECT, related_name="+")  # the evidence that was looked at
    part = models.CharField(max_length=8, choices=PARTS)
    outcome = models.CharField(max_length=12, choices=OUTCOMES)
    reason = models.CharField(max_length=40, default="")  # of `cases/reasons.yaml`
    person = models.UUIDField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)
    blind = models.BooleanField(default=False)  # neither score nor band nor evidence was shown
    draw = models.ForeignKey("Draw", on_delete=models.PROTECT, null=True, related_name="decisions")
    draw_probability = models.FloatField(null=True)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")
    checks = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="checked_by"
    )  # as a second one
    batch = models.UUIDField(null=True)  # of the decisions that were made as one, for a cluster
    seconds = models.FloatField(null=True)  # from seeing the case to deciding it
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """Figures of agreement walk by part and time."""

        indexes = (
            models.Index("organisation", "part", "at", name="decision_part"),
            models.Index("person", "at", name="decision_person"),
        )

    def __str__(self) -> str:
        return f"{self.outcome} ({self.part})"
