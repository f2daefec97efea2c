"""Rights with their versions and files, who approved what, and the compiled contexts that listings are judged by."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guildmark.hub.members.models import Organisation

RIGHT_KINDS = {"trademark": _("Trademark"), "design": _("Design"), "copyright": _("Copyright")}
RIGHT_STATES = {
    "draft": _("Draft"),  # never verified yet
    "verified": _("Verified"),
    "withdrawn": _("Withdrawn"),
}
VERSION_STATES = {
    "draft": pgettext_lazy("a version", "Draft"),
    "submitted": pgettext_lazy("a version", "Submitted"),
    "verified": pgettext_lazy("a version", "Verified"),
    "refused": pgettext_lazy("a version", "Refused"),
    "replaced": pgettext_lazy("a version", "Replaced"),
}
FILE_ROLES = {
    "picture": _("Official picture"),
    "figure": _("Figurative mark"),
    "document": _("Document"),
    "catalogue": _("Catalogue"),
}


class Blob(models.Model):
    """A file, named by the SHA-256 of its bytes, which lie in the site's folder. Never reached but through its use."""

    digest = models.CharField(primary_key=True, max_length=64)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.digest


class Right(models.Model):
    """A mark, design or copyright of a holder. `code` is its `right_id` in scans and findings."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rights")
    code = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=RIGHT_KINDS)
    mark = models.CharField(max_length=500)  # as in the current version, else in the draft
    state = models.CharField(max_length=12, choices=RIGHT_STATES, default="draft")
    current = models.OneToOneField("RightVersion", on_delete=models.PROTECT, null=True, related_name="current_of")
    withdrawn_by = models.UUIDField(null=True)  # the organisation, which alone restores it
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """What is verified has a version that was."""

        constraints = (
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(current__isnull=False), name="verified_right_has_version"
            ),
        )

    def __str__(self) -> str:
        return self.code


class RightVersion(models.Model):
    """What a right is, as an entry of a rights file: see `guildmark.rights`. Fixed once it is submitted.

    In `content`, `pictures`, `figures`, `documents` and `catalogue` name blobs by digest.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    right = models.ForeignKey(Right, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    ends_on = models.DateField(null=True)  # the last day of its last registration; null where one has no end
    state = models.CharField(max_length=12, choices=VERSION_STATES, default="draft")
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)  # verified or refused
    refused_why = models.TextField(default="")

    class Meta:
        """Versions count up; one at a time is open."""

        constraints = (
            models.UniqueConstraint(fields=("right", "number"), name="version_number_once"),
            models.UniqueConstraint(
                fields=("right",), condition=Q(state__in=("draft", "submitted")), name="one_open_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.right_id} version {self.number}"


class RightFile(models.Model):
    """A file that a holder brought for a right; versions say which of them count."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    right = models.ForeignKey(Right, on_delete=models.PROTECT, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=FILE_ROLES)
    name = models.CharField(max_length=200)
    private = models.BooleanField(default=False)  # for the holder, its agents and the secretariat alone
    submitted = models.BooleanField(default=False)  # a version that names it was, so that the secretariat sees it
    counts = models.BooleanField(default=False)  # the current version names it; what does not count is not shown yet
    report = models.JSONField(default=dict)  # of a catalogue: how many rows were taken, and why others were not
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """The same bytes stand once in a role of a right."""

        constraints = (models.UniqueConstraint(fields=("right", "role", "blob"), name="file_once_in_role"),)

    def __str__(self) -> str:
        return self.name


class PowerOfAttorney(models.Model):
    """A holder lets an agent act for its rights, for a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agents")
    agent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="acts_for")
    document = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField()
    granted_by = models.UUIDField(null=True)
    verified_at = models.DateTimeField(null=True)  # by two people of the secretariat
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """An agent is someone else, and a power ends after it begins."""

        constraints = (
            models.CheckConstraint(condition=~Q(holder=F("agent")), name="agent_is_someone_else"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="power_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return f"{self.agent_id} for {self.holder_id}"

    @classmethod
    def in_force(cls) -> "models.QuerySet[PowerOfAttorney]":
        """Those that count today."""
        today = timezone.now().date()
        verified = cls.objects.filter(verified_at__isnull=False, revoked_at__isnull=True)
        return verified.filter(valid_from__lte=today, valid_to__gte=today)


class Approval(models.Model):
    """One person's yes to something that needs several: a version of a right, a power of attorney, weights."""

    subject = models.UUIDField()
    person = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """A person counts once."""

        constraints = (models.UniqueConstraint(fields=("subject", "person"), name="one_approval_each"),)

    def __str__(self) -> str:
        return f"{self.person} approves {self.subject}"


class ChosenFile(models.Model):
    """A file of choices of a marketplace: active from when two people say so, until another takes its place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    text = models.TextField()
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField(default=timezone.now)
    active_from = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """A marketplace has one active file of a kind at most."""

        abstract = True
        constraints = (
            models.UniqueConstraint(
                fields=("organisation",),
                condition=Q(active_from__isnull=False, retired_at__isnull=True),
                name="one_active_%(class)s",
            ),
        )

    def __str__(self) -> str:
        return self.name


class WeightsFile(ChosenFile):
    """Weights that a marketplace learned from its decisions: YAML, as `guildmark learn` writes it."""

    whatif = models.JSONField(default=dict)  # what would change, as `guildmark whatif` tells it


class Generation(models.Model):
    """A compiled context: all verified rights with weights, tactics and the policy. A marketplace's newest counts;
    that of no marketplace is for all who chose nothing of their own."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    weights = models.ForeignKey(WeightsFile, on_delete=models.PROTECT, null=True, related_name="generations")
    digest = models.CharField(max_length=64)  # of the context
    folder = models.CharField(max_length=200)  # below the site's folder
    rights = models.PositiveIntegerField()
    versions = models.JSONField(default=dict)  # the number of the version by code of the right
    problems = models.JSONField(default=list)  # what was set aside when it was compiled
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.digest[:12]
