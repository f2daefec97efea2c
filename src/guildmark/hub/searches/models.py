"""The tables of what listings may be found by, of examples, and of searches that stand."""

import uuid

from django.db import models
from django.db.models import F
from django.utils import timezone

from guildmark.hub.cases.models import Case, Preview
from guildmark.hub.members.models import Organisation


class Trace(models.Model):
    """One thing by which the listing of a case may be found, as a key (see `searches.keys`).

    It carries the two organisations that may see the case, so that one walk along an index finds what an actor may see.
    """

    pk = models.CompositePrimaryKey("organisation_id", "key", "case_id")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.BigIntegerField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="traces", db_index=False)

    class Meta:
        """Walked by marketplaces along the primary key, by holders along the index."""

        indexes = (models.Index("holder", "key", "case", name="trace_holder"),)

    def __str__(self) -> str:
        return f"{self.case_id} by {self.key}"


class PictureBand(models.Model):
    """Sixteen bits of a preview's hash, in their place: near hashes have at least one band that is almost equal."""

    pk = models.CompositePrimaryKey("organisation_id", "band", "preview_id")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    band = models.IntegerField()  # place × 65,536 + the bits
    preview = models.ForeignKey(Preview, on_delete=models.CASCADE, related_name="bands", db_index=False)

    class Meta:
        """Looked up by whose preview it is and band."""

    def __str__(self) -> str:
        return f"{self.preview_id}: {self.band}"


class Followed(models.Model):
    """Up to which event the record was read. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    event = models.BigIntegerField(default=0)

    class Meta:
        """There is one row at most."""

        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_follower"),)

    def __str__(self) -> str:
        return str(self.event)


class Example(models.Model):
    """A picture that was given to be looked up. It goes after some weeks, unless a search stands on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    given_by = models.UUIDField()
    given_at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64)  # SHA-256 of its bytes
    hashes = models.BinaryField(default=b"", max_length=1024)  # of its turns, 32 bytes each; empty: says too little
    official = models.JSONField(default=list)  # digests of official pictures that it is a copy of
    jpeg = models.BinaryField()  # small

    def __str__(self) -> str:
        return self.digest


class Search(models.Model):
    """A search that stands: what is found from now on is held against it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="searches")
    name = models.CharField(max_length=80)
    question = models.JSONField(default=dict)  # see `searches.question`
    example = models.ForeignKey(Example, on_delete=models.PROTECT, null=True, related_name="searches")
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)
    by_mail = models.BooleanField(default=True)  # at most one letter a day to whoever made it
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Names are unique among those that stand."""

        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "name"), condition=models.Q(ended_at__isnull=True), name="search_name_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Hit(models.Model):
    """A case that a search found, once."""

    id = models.BigAutoField(primary_key=True)
    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="hits", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Listed from the newest."""

        constraints = (models.UniqueConstraint(fields=("search", "case"), name="hit_once"),)
        indexes = (models.Index("search", F("id").desc(), name="hit_newest"),)

    def __str__(self) -> str:
        return f"{self.search_id}: {self.case_id}"
