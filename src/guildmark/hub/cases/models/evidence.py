"""What came in and was kept as evidence: deliveries, snapshots of listings, previews of their pictures."""

import uuid

from django.db import models
from django.utils import timezone

from guildmark.hub.members.models import Organisation


class Intake(models.Model):
    """A delivery of findings: one run of a scan, or one upload. Counts add up to what was received."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="intakes")
    run = models.CharField(max_length=80)  # as the scan names itself
    context = models.CharField(max_length=64, default="")  # digest of what the scan judged by
    brought_by = models.UUIDField(null=True)
    begun_at = models.DateTimeField(default=timezone.now)
    received = models.PositiveBigIntegerField(default=0)
    opened = models.PositiveBigIntegerField(default=0)
    added = models.PositiveBigIntegerField(default=0)  # to cases that were there
    repeated = models.PositiveBigIntegerField(default=0)  # known already, nothing new
    set_aside = models.PositiveBigIntegerField(default=0)
    scanned = models.PositiveBigIntegerField(null=True)  # listings that the run judged; null until it was told

    class Meta:
        """A run of an organisation is one intake, however often it is sent; the newest are listed first."""

        constraints = (models.UniqueConstraint(fields=("organisation", "run"), name="run_once"),)
        indexes = (models.Index("organisation", models.F("begun_at").desc(), "id", name="intake_newest"),)

    def __str__(self) -> str:
        return self.run


class IntakeBatch(models.Model):
    """A batch of an intake, by the digest of its rows: the same batch sent again changes nothing."""

    id = models.BigAutoField(primary_key=True)
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="batches")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    received = models.PositiveIntegerField()
    opened = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    repeated = models.PositiveIntegerField()
    set_aside = models.PositiveIntegerField()

    class Meta:
        """A batch counts once."""

        constraints = (models.UniqueConstraint(fields=("intake", "digest"), name="batch_once"),)

    def __str__(self) -> str:
        return self.digest[:12]


class SetAside(models.Model):
    """A row that could not be used, with its reason; nothing that was sent is lost."""

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="rows_set_aside")
    row = models.TextField()  # as it was sent, cut
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.reason[:80]


class Snapshot(models.Model):
    """A listing as it was seen: kept as evidence, once for each content."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    listing_id = models.CharField(max_length=200)
    digest = models.CharField(max_length=32)  # of the content, as the scan computes it
    content = models.JSONField(default=dict)  # the listing's columns; pictures by digest in `SnapshotPicture`
    url = models.TextField(default="")
    seen_at = models.DateTimeField(default=timezone.now)
    seen_by = models.UUIDField(null=True)

    class Meta:
        """A content of a listing stands once; listings are looked up by address."""

        constraints = (models.UniqueConstraint(fields=("organisation", "listing_id", "digest"), name="content_once"),)

    def __str__(self) -> str:
        return f"{self.listing_id} {self.digest[:8]}"


class Preview(models.Model):
    """A small JPEG of a picture and its hash, as an organisation brought it. Reached through a case that shows it.

    The same picture of two marketplaces stands twice: neither changes what the other's reviewers see.
    """

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)  # SHA-256 of the picture itself
    jpeg = models.BinaryField(default=b"")
    hash = models.BinaryField(null=True, max_length=32)  # PDQ, 256 bits; null where it could not be hashed

    class Meta:
        """A picture of an organisation stands once."""

        constraints = (models.UniqueConstraint(fields=("organisation", "digest"), name="preview_once"),)

    def __str__(self) -> str:
        return self.digest


class SnapshotPicture(models.Model):
    """A picture of a snapshot, in its place; its preview is there when somebody was to look at it."""

    id = models.BigAutoField(primary_key=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="pictures", db_index=False)
    digest = models.CharField(max_length=64, db_index=True)  # as `Preview.digest`
    place = models.PositiveSmallIntegerField()

    class Meta:
        """A place holds one picture."""

        constraints = (models.UniqueConstraint(fields=("snapshot", "place"), name="one_picture_a_place"),)

    def __str__(self) -> str:
        return f"{self.snapshot_id}:{self.place}"
