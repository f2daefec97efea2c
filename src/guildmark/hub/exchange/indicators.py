"""Commands about indicators: tell a value that was seen at work with fakes, one by one, or as a table."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.exchange.drafts import LONGEST_TITLE, WRITE, keep_draft
from guildmark.hub.exchange.indicator_words import no_form, shown
from guildmark.hub.exchange.marking import readable_by
from guildmark.hub.exchange.models import Circle, Item, ItemVersion
from guildmark.hub.exchange.sharing import share
from guildmark.hub.exchange.vouched import Good, good_for
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.indicators import LIFE, LONGEST_WHY, Indicator, Told, normalise, text_of_told
from guildmark.indicators.read import told_rows
from guildmark.records import InputError

MOST_ROWS, MOST_BYTES = 2_000, 4 << 20  # of a table that is uploaded


@dataclass
class Drafted:
    """What came of many values: drafts, those that stood there before, and those set aside with place and reason."""

    made: list[ItemVersion] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many there were."""
        return len(self.made) + len(self.again) + len(self.aside)


def draft_indicator(kind: str, value: str, region: str, why: str, *, by: Actor) -> ItemVersion:
    """Keep a value as a draft; one's own of the same value gets a next version. That another member told it too is
    neither looked at nor to be told from the answer.

    Errors: PermissionDenied; ValidationError for what has no form, is known to be good, or says not why.
    """
    by.require(WRITE)
    why = " ".join(why.split())
    if not why or len(why) > LONGEST_WHY or "\x00" in why:
        raise ValidationError({"why": _("Say how you know, in at most %(most)d characters.") % {"most": LONGEST_WHY}})
    one = _formed(kind, value, region)
    good_for(by).refuse(one)
    return _drafted(one, why, by)


def draft_table(data: bytes, *, by: Actor) -> Drafted:
    """Keep the rows of a CSV (kind, value, region, source) as drafts; `source` says how each is known.

    Errors: PermissionDenied; ValidationError for what is no such table, or is too long.
    """
    by.require(WRITE)
    if len(data) > MOST_BYTES:
        raise ValidationError({"table": _("A table has at most %(megabytes)d MB.") % {"megabytes": MOST_BYTES >> 20}})
    try:
        rows = list(told_rows("table", data))
    except InputError:
        raise ValidationError(
            {"table": _("This is no CSV in UTF-8 with the columns kind and value; region and source may follow.")}
        ) from None
    if len(rows) > MOST_ROWS:
        raise ValidationError({"table": _("A table has at most %(most)d rows.") % {"most": MOST_ROWS}})
    done, seen, good = Drafted(), set[str](), good_for(by)
    with transaction.atomic():
        for line, row in rows:
            _draft_row(line, row, done, seen, good, by)
    return done


def share_all(
    items: Collection[Item],
    tlp: str,
    circles: Collection[Circle],
    *,
    by: Actor,
    anonymous: bool = False,
    meant: bool = False,
) -> list[Item]:
    """Share the drafts of several items alike, all or none. Errors: as `share`."""
    with transaction.atomic():
        done: list[Item] = []
        for item in items:
            # What is unusual about the first is not unusual any more about the next, and was asked about already.
            done.append(share(item, tlp, circles, by=by, anonymous=anonymous, meant=meant or bool(done)))
    return done


def draft_each(told: Iterable[tuple[Indicator, str]], *, by: Actor) -> Sequence[ItemVersion]:
    """Keep indicators as drafts, each with why. Errors: as `draft_indicator`."""
    by.require(WRITE)
    good = good_for(by)
    with transaction.atomic():
        drafted = []
        for one, why in told:
            good.refuse(one)
            drafted.append(_drafted(one, why, by))
    return drafted


def draft_told(told: Told, *, by: Actor, key: UUID | None = None) -> ItemVersion:
    """Keep what a program brings of a value as a draft, by the checks that a value told by hand passes: as the next
    version of one's own of that value, or under `key`, which another alliance's site gave it.

    Errors: PermissionDenied; ValidationError for what has expired, is known to be good, or has the id of another's.
    """
    by.require(WRITE)
    if told.expires < timezone.now().date():
        raise ValidationError(_("It has expired."))
    good_for(by).refuse(told.indicator)
    return _kept(until_when(told), by) if key is None else _keep(key, until_when(told), by)


def until_when(told: Told) -> Told:
    """The same, looked for no longer than what is told today."""
    return replace(told, expires=min(told.expires, timezone.now().date() + LIFE))


def _draft_row(line: int, row: dict[str, str], done: Drafted, seen: set[str], good: Good, by: Actor) -> None:
    try:
        one = _formed(row["kind"].lower(), row["value"], row.get("region", ""))
        if one.id in seen:
            done.again.append(_("Line %(line)d: “%(value)s” stands above.") % {"line": line, "value": shown(one.value)})
            return
        seen.add(one.id)
        good.refuse(one)
        why = " ".join(row.get("source", "").replace("\x00", "").split())[:LONGEST_WHY]
        if not why:
            raise ValidationError({"why": _("It says not how it is known. Write it in the column “source”.")})
        with transaction.atomic():
            done.made.append(_drafted(one, why, by))
    except ValidationError as error:
        done.aside.append(_("Line %(line)d: %(told)s") % {"line": line, "told": " ".join(error.messages)})


def _formed(kind: str, value: str, region: str) -> Indicator:
    try:
        if "\x00" in value:
            raise InputError("value: holds a character that no text has.")
        return normalise(kind, value, region)
    except InputError:
        raise ValidationError({"value": no_form(kind, value.replace("\x00", " "), region)}) from None


def _drafted(one: Indicator, why: str, by: Actor) -> ItemVersion:
    return _kept(Told(one, why, timezone.now().date() + LIFE), by)


def _kept(told: Told, by: Actor) -> ItemVersion:
    with transaction.atomic():
        # Two people of one organisation who tell the same value at once make one item.
        Organisation.objects.select_for_update().get(pk=by.organisation.pk)
        own = Item.objects.filter(
            readable_by(by), owner=by.organisation, value_key=told.indicator.id, ended_at__isnull=True
        )
        before = own.order_by("made_at").first()
        key = uuid4() if before is None else before.pk
        return _keep(key, told, by)


def _keep(key: UUID, told: Told, by: Actor) -> ItemVersion:
    one = told.indicator
    return keep_draft(key, "indicator", one.value[:LONGEST_TITLE], text_of_told(told), by, one)
