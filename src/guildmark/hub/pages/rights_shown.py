"""What pages show of a right: its parts in words, its registrations with their ends, and what changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import seen
from guildmark.hub.registry.acting import acts_for
from guildmark.hub.registry.content import registrations_of
from guildmark.hub.registry.diff import CatalogueChange, Change, catalogue_changes, changes
from guildmark.hub.registry.goods import GOODS_LABELS, goods_label
from guildmark.hub.registry.models import RIGHT_KINDS, RightFile, RightVersion
from guildmark.hub.registry.private import PRICES, held_back, item_count, private_parts, shown_to
from guildmark.records import Registration
from guildmark.rights.read_entry import Entry, Problems
from guildmark.rights.read_offers import read_price_floors
from guildmark.rights.read_values import At

SOON = timedelta(days=90)
PARTS: dict[str, "str | Promise"] = {
    "kind": gettext_lazy("Kind"),
    "mark": gettext_lazy("Mark"),
    "spellings": gettext_lazy("Other spellings"),
    "abbreviations": gettext_lazy("Abbreviations"),
    "generic": gettext_lazy("Also an ordinary word"),
    "generic_spellings": gettext_lazy("Spellings that are ordinary words"),
    "innocent_words": gettext_lazy("Innocent words"),
    "goods": gettext_lazy("Goods"),
    "classes": gettext_lazy("Nice classes"),
    "registrations": gettext_lazy("Registrations"),
    "exhaustion": gettext_lazy("Region of exhaustion"),
    "ships_from": gettext_lazy("Ships from"),
    "authorised_sellers": gettext_lazy("Authorised sellers"),
    "price_floors": gettext_lazy("Price floors"),
    "private": gettext_lazy("Private"),
    "pictures": gettext_lazy("Official pictures"),
    "figures": gettext_lazy("Figurative marks"),
    "documents": gettext_lazy("Documents"),
    "source": gettext_lazy("Source"),
    "sources": gettext_lazy("Sources"),
    "extra": gettext_lazy("Other"),
}
# Keys of rows, beside those that name a part too.
ROW_KEYS: dict[str, "str | Promise"] = {
    "office": gettext_lazy("Office"),
    "number": gettext_lazy("Number"),
    "territory": gettext_lazy("Territory"),
    "valid_from": pgettext_lazy("a date", "From"),
    "valid_to": pgettext_lazy("a date", "Until"),
    "price": gettext_lazy("Price"),
    "currency": gettext_lazy("Currency"),
    "dated": gettext_lazy("Dated"),
}
PRIVATE_PARTS = {"prices": gettext_lazy("Prices"), "sellers": gettext_lazy("Authorised sellers")}
FILE_PARTS = ("pictures", "figures", "documents")
APART = (*FILE_PARTS, "kind", "mark", "registrations", "catalogue", "private", "generic")


@dataclass(frozen=True, slots=True)
class ShownRegistration:
    """A registration, and how its end stands: `lapsed`, `soon` or nothing."""

    entry: Registration
    end: str


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version as an actor sees it."""

    version: RightVersion
    parts: list[tuple[str, list[str], bool]]  # label, values, and whether they stand on one line
    registrations: list[ShownRegistration]
    lapsed: bool
    items: int
    private: list[str]
    whole: bool  # what is private is shown, since it is the actor's own
    generic: bool


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A part that changed, with files under their names."""

    label: str
    removed: list[str]
    added: list[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """What changed between two versions, as an actor sees them."""

    changes: list[ShownChange]
    catalogue: CatalogueChange | None
    private_changed: bool

    @property
    def nothing(self) -> bool:
        """Whether the actor sees no difference."""
        return not self.changes and self.catalogue is None and not self.private_changed


def shown_version(version: RightVersion, actor: Actor) -> ShownVersion:
    """A version as an actor may see it."""
    content = shown_to(actor, version)
    today = timezone.now().date()
    rows = [ShownRegistration(one, _end(one.valid_to, today)) for one in registrations_of(content)]
    return ShownVersion(
        version,
        [
            (str(PARTS[part]), _values(part, content), part not in ("price_floors", "sources"))
            for part in PARTS
            if part in content and part not in APART
        ],
        rows,
        bool(rows) and all(row.end == "lapsed" for row in rows),
        item_count(version.content),
        held_back(version.content),
        acts_for(actor, version.right.holder),
        str(content.get("generic") or "").casefold() in ("true", "1", "yes"),
    )


def compared(before: RightVersion | None, after: RightVersion, actor: Actor) -> Compared:
    """What changed, as far as the actor may see it; that something private changed is told to the secretariat too."""
    old = shown_to(actor, before) if before else {}
    new = shown_to(actor, after)
    names = _file_names(after, actor)
    found = [_shown(change, names) for change in changes(old, new, _row_key)]
    whole_old = before.content if before else {}
    holder_side = acts_for(actor, after.right.holder)
    with_prices = holder_side or PRICES not in private_parts(whole_old) | private_parts(after.content)
    catalogue = catalogue_changes(whole_old.get("catalogue"), after.content.get("catalogue"), with_prices=with_prices)
    return Compared(found, catalogue, not holder_side and _private_changed(whole_old, after.content))


def before(version: RightVersion, actor: Actor) -> RightVersion | None:
    """What a version is compared with: the one that counts, for one that is open; else the one verified before it."""
    versions = seen(RightVersion, actor).select_related("right__holder").filter(right=version.right)
    current = version.right.current_id
    if version.state in ("draft", "submitted") and current is not None:
        return versions.filter(pk=current).first()
    earlier = versions.filter(number__lt=version.number, state__in=("verified", "replaced"))
    return earlier.order_by("-number").first()


def lines_of(value: Any) -> list[str]:
    """A value in lines for people."""
    if isinstance(value, Mapping):
        return [" · ".join(f"{name} {' '.join(lines_of(part))}" for name, part in value.items())]
    if isinstance(value, list):
        return [line for one in value for line in lines_of(one)]
    return [] if value in (None, "") else [str(value)]


def _values(part: str, content: Mapping[str, Any]) -> list[str]:
    """A part of a right's content in words."""
    if part == "price_floors":
        at = At(Problems(""), Entry({}, 0), (part,))
        return [
            _("%(goods)s: %(price)s %(currency)s (%(source)s, %(day)s)")
            % {
                "goods": goods_label(floor.goods),
                "price": number_format(floor.price),
                "currency": floor.currency,
                "source": floor.source,
                "day": date_format(floor.dated),
            }
            for floor in read_price_floors(content[part], at, Path())
        ]
    lines = lines_of(content[part])
    return [goods_label(line) for line in lines] if part == "goods" else lines


def _row_key(name: str) -> str:
    return str(ROW_KEYS.get(name) or PARTS.get(name, name))


def _end(day: date | None, today: date) -> str:
    if day is None:
        return ""
    return "lapsed" if day < today else "soon" if day - today <= SOON else ""


def _private_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    private = private_parts(old) | private_parts(new)
    named = {"prices": ("price_floors", "catalogue"), "sellers": ("authorised_sellers",)}
    return any(old.get(part) != new.get(part) for name in private for part in named.get(name, ()))


def _file_names(version: RightVersion, actor: Actor) -> dict[str, str]:
    files = seen(RightFile, actor).filter(right=version.right)
    return dict(files.exclude(role="catalogue").values_list("blob_id", "name"))


def _shown(change: Change, names: Mapping[str, str]) -> ShownChange:
    def shown(lines: tuple[str, ...]) -> list[str]:
        words: Mapping[str, Any] = {
            "goods": GOODS_LABELS,
            "kind": RIGHT_KINDS,
            "private": PRIVATE_PARTS,
            **dict.fromkeys(FILE_PARTS, names),
        }.get(change.part, {})
        return [str(words.get(line, line)) for line in lines]

    return ShownChange(str(PARTS.get(change.part, change.part)), shown(change.removed), shown(change.added))
