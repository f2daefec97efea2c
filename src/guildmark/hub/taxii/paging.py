"""Pages of a collection along its counter, by the filters of TAXII 2.1."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.sealed import seal, unseal
from guildmark.hub.members.wall import seen
from guildmark.hub.taxii.collections import Collection
from guildmark.hub.taxii.media import VERSION, TaxiiError, read_time, written
from guildmark.hub.taxii.models import Fed
from guildmark.records import InputError

PAGE, MOST = 100, 1_000
MOST_VALUES = 100  # of one filter


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the order in which they were added, and where the next page begins."""

    rows: list[Fed]
    next: str

    @property
    def headers(self) -> Mapping[str, str]:
        """When the first and the last were added."""
        if not self.rows:
            return {}
        first, last = written(self.rows[0].added_at), written(self.rows[-1].added_at)
        return {"X-TAXII-Date-Added-First": first, "X-TAXII-Date-Added-Last": last}


def page(
    actor: Actor, collection: Collection, asked: QueryDict, object_id: str | None = None, *, every: bool = False
) -> Page:
    """The next rows of a collection, or of one of its objects; `every` version where no filter says which.

    Errors: TaxiiError for a filter that cannot be used, and 404 for an object that is not there.
    """
    rows = seen(Fed, actor).filter(collection=collection.id)
    if object_id is not None:
        rows = rows.filter(object_id=object_id)
        if not rows.exists():
            raise TaxiiError(404, "There is nothing here, or it is not yours to see.")
    limit = _limit(asked.get("limit", ""))
    mark = f"{actor.organisation.pk}:{collection.id}:"
    found = _filtered(rows, asked, every).order_by("id")
    if after := asked.get("next", ""):
        found = found.filter(id__gt=_opened(after, mark))
    some = list(found[: limit + 1])
    return Page(some[:limit], seal(f"{mark}{some[limit - 1].id}") if len(some) > limit else "")


def _filtered(rows: QuerySet[Fed], asked: QueryDict, every: bool) -> QuerySet[Fed]:
    found = rows
    if after := asked.get("added_after", ""):
        found = found.filter(added_at__gt=read_time("added_after", after))
    if ids := _values(asked, "id"):
        found = found.filter(object_id__in=ids)
    if types := _values(asked, "type"):
        found = found.filter(object_type__in=types)
    if (specs := _values(asked, "spec_version")) and VERSION not in specs:
        found = found.none()
    return found.filter(_of_versions(_values(asked, "version") or (["all"] if every else ["last"]), rows))


def _of_versions(wanted: list[str], rows: QuerySet[Fed]) -> Q:
    """Those versions of each object; several are joined by or."""
    others = rows.filter(object_id=OuterRef("object_id"))
    chosen = Q(pk__in=())
    for one in wanted:
        if one == "all":
            return Q()
        if one == "last":
            chosen |= ~Q(Exists(others.filter(id__gt=OuterRef("id"))))
        elif one == "first":
            chosen |= ~Q(Exists(others.filter(id__lt=OuterRef("id"))))
        else:
            chosen |= Q(version=read_time("match[version]", one))
    return chosen


def _values(asked: QueryDict, name: str) -> list[str]:
    values = [one.strip() for one in asked.get(f"match[{name}]", "").split(",") if one.strip()]
    if len(values) > MOST_VALUES or any("\x00" in one for one in values):
        raise TaxiiError(400, f"match[{name}] cannot be used.", f"Give {MOST_VALUES} values at most, without controls.")
    return values


def _limit(text: str) -> int:
    """How many; the usual number where none is said. Clients say 0 when they mean that."""
    if text in ("", "0"):
        return PAGE
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise TaxiiError(400, "limit is no whole number above 0.", f"At most {MOST} are given at once.")
    return min(int(text), MOST)


def _opened(token: str, mark: str) -> int:
    """The counter in `next`. Errors: TaxiiError for what no page of this collection gave to this organisation."""
    try:
        told = unseal(token)
    except (InputError, ValueError):
        told = ""
    if not told.startswith(mark):
        raise TaxiiError(400, "next is not what an earlier page gave.", "Leave it out to begin.")
    return int(told.removeprefix(mark))
