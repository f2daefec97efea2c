"""Stores, what they list, their strikes, and the dossiers on which they are closed."""

import uuid

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.enforcement.models import Action
from guildmark.hub.members.models import Organisation


class Store(models.Model):
    """What a seller of a marketplace trades under; known from when something is held against it, or told of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="stores", db_index=False)
    seller_id = models.CharField(max_length=200)
    name = models.CharField(max_length=200, default="")
    listings = models.PositiveIntegerField(default=0)  # that are known of it
    points = models.FloatField(default=0.0)  # as of `counted_at`, by which lists are ordered
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """A seller of a marketplace stands once; lists walk from the most points down."""

        constraints = (models.UniqueConstraint(fields=("organisation", "seller_id"), name="store_once"),)
        indexes = (models.Index("organisation", F("points").desc(), "id", name="store_points"),)

    def __str__(self) -> str:
        return self.name or self.seller_id


class StoreListing(models.Model):
    """A listing that is known to be a store's: what is taken down with it."""

    id = models.BigAutoField(primary_key=True)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="known_listings", db_index=False)
    listing_id = models.CharField(max_length=200)

    class Meta:
        """A listing stands once; those of a store are walked by their numbers."""

        constraints = (models.UniqueConstraint(fields=("store", "listing_id"), name="store_listing_once"),)
        indexes = (models.Index("store", "id", name="store_listing_walk"),)

    def __str__(self) -> str:
        return self.listing_id


class Strike(models.Model):
    """An action that counts against a store, until it is undone or its time is over."""

    id = models.BigAutoField(primary_key=True)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="strikes", db_index=False)
    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="strike")
    gravity = models.CharField(max_length=40)  # of `stores/ladder.yaml`
    points = models.FloatField()  # when it was given
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """Those of a store, in order."""

        indexes = (models.Index("store", "at", name="strike_store"),)

    def __str__(self) -> str:
        return f"{self.gravity}: {self.points}"

    @property
    def label(self) -> str:
        """How grave it was, in the reader's language."""
        return str(_(self.gravity))


class Dossier(models.Model):
    """All that speaks for and against closing a store, as it was when the closing was proposed. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="dossiers")
    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="dossier")
    content = models.JSONField(default=dict)  # see `stores.dossier`
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.id)
