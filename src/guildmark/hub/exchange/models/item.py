"""What is shared: tactics, advice in prose and indicators, with their versions, their marking and their circles."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guildmark.hub.exchange.models.circle import Circle
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.models import Blob

KINDS = {"tactic": _("Tactic"), "advice": _("Advice"), "indicator": _("Indicator")}
STATES = {
    "draft": pgettext_lazy("what is shared", "Draft"),  # seen by its author alone
    "handed": _("With the secretariat"),  # to be shared without its author's name
    "shared": _("Shared"),
    "recalled": _("Recalled"),  # its author takes it back: every copy stops
    "retired": _("Retired"),  # did its work; nobody uses it any more
}
# Traffic Light Protocol 2.0 (FIRST, August 2022), the narrowest first; see `exchange.marking`.
TLP = {
    "RED": "TLP:RED",
    "AMBER+STRICT": "TLP:AMBER+STRICT",
    "AMBER": "TLP:AMBER",
    "GREEN": "TLP:GREEN",
    "CLEAR": "TLP:CLEAR",
}


class Item(models.Model):
    """One thing that is shared. `id` is a tactic's own, which it has wherever it goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=9, choices=KINDS)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    anonymous = models.BooleanField(default=False)  # the secretariat stands for its owner, whom nobody else is told
    title = models.CharField(max_length=120)  # of the version that is shared, else of the draft
    # Of an indicator: its kind, and the UUID5 of its value, by which those who may read them join what several told.
    # Never an id of a row: an id that can be worked out from a value would tell who else told it.
    value_kind = models.CharField(max_length=14, default="")
    value_key = models.UUIDField(null=True)
    tlp = models.CharField(max_length=12, choices=TLP, default="AMBER")
    state = models.CharField(max_length=8, choices=STATES, default="draft")
    current = models.OneToOneField("ItemVersion", on_delete=models.PROTECT, null=True, related_name="current_of")
    circles = models.ManyToManyField(Circle, through="Audience", related_name="items")
    expires_on = models.DateField(null=True)  # of the version that is shared
    held_at = models.DateTimeField(null=True)  # a false alarm was told: it acts nowhere until its author answers
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(default=timezone.now)
    shared_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # recalled or retired

    class Meta:
        """What others see has a version that was shared; the newest are listed first."""

        constraints = (
            models.CheckConstraint(
                condition=~Q(state="shared") | Q(current__isnull=False, shared_at__isnull=False),
                name="shared_item_has_version",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("recalled", "retired")) ^ Q(ended_at__isnull=True), name="ended_item_says_when"
            ),
            models.CheckConstraint(
                condition=Q(kind="indicator") ^ Q(value_key__isnull=True), name="indicator_has_value_key"
            ),
        )
        indexes = (
            models.Index("kind", "state", models.F("shared_at").desc(), name="item_shared"),
            models.Index("owner", "kind", models.F("made_at").desc(), name="item_own"),
            models.Index("value_key", name="item_value", condition=Q(value_key__isnull=False)),
        )

    def __str__(self) -> str:
        return self.title


class ItemVersion(models.Model):
    """What an item says. Fixed once it is shared; a draft is written over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.TextField()  # YAML of a tactic, prose, JSON of an indicator
    digest = models.CharField(max_length=64)  # SHA-256 of the content
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(default=timezone.now)
    shared_at = models.DateTimeField(null=True)

    class Meta:
        """Versions count up; one at a time is a draft."""

        constraints = (
            models.UniqueConstraint(fields=("item", "number"), name="item_version_once"),
            models.UniqueConstraint(fields=("item",), condition=Q(shared_at__isnull=True), name="one_draft_of_an_item"),
        )

    def __str__(self) -> str:
        return f"{self.item_id} version {self.number}"


class Audience(models.Model):
    """A circle that an item is shared with."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="audiences")
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="audiences")

    class Meta:
        """A circle is named once."""

        constraints = (models.UniqueConstraint(fields=("item", "circle"), name="audience_once"),)

    def __str__(self) -> str:
        return f"{self.item_id} for {self.circle_id}"


class Attachment(models.Model):
    """A file beside advice in prose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="attachments")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField(default=timezone.now)
    shared_at = models.DateTimeField(null=True)  # with the version that it was added to

    class Meta:
        """The same bytes stand once beside an item."""

        constraints = (models.UniqueConstraint(fields=("item", "blob"), name="attachment_once"),)

    def __str__(self) -> str:
        return self.name
