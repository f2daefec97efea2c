"""Rights as a folder that `guildmark.rights` reads: a Parquet file, since scans read it often, and files beside it."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import QuerySet

from guildmark.hub.registry.catalogue import as_csv, items_in
from guildmark.hub.registry.models import RightVersion
from guildmark.records import Right as ReadRight
from guildmark.rights.read_entry import Entry, Problems
from guildmark.rights.read_right import build_right

FILES = "files"  # the folder of pictures and catalogues beside the rights
RIGHTS = "rights.parquet"
LOADED = 500  # versions at once: below the number of parameters that SQLite takes
TEXTS, NUMBERS = pa.list_(pa.string()), pa.list_(pa.int64())
REGISTRATION = pa.struct(
    [
        *(pa.field(name, pa.string()) for name in ("office", "number", "territory")),
        pa.field("classes", NUMBERS),
        *(pa.field(name, pa.date32()) for name in ("valid_from", "valid_to")),
    ]
)
FLOOR = pa.struct(
    [
        *(pa.field(name, pa.string()) for name in ("goods", "price", "currency", "source")),
        pa.field("dated", pa.date32()),
    ]
)
LISTS = (
    "spellings", "abbreviations", "generic_spellings", "goods", "pictures", "figures", "authorised_sellers",
    "ships_from", "innocent_words", "private",
)  # fmt: skip
PLAIN = ("right_id", "holder", "kind", "mark", "exhaustion", "source", "catalogue")
COLUMNS: dict[str, pa.DataType] = {
    **dict.fromkeys(PLAIN, pa.string()),
    **dict.fromkeys(LISTS, TEXTS),
    "version": pa.int64(),
    "generic": pa.bool_(),
    "classes": NUMBERS,
    "registrations": pa.list_(REGISTRATION),
    "price_floors": pa.list_(FLOOR),
}
ROW = pa.schema(COLUMNS)


@dataclass(frozen=True, slots=True)
class Listed:
    """A verified right in the version that counts."""

    version: UUID
    right: UUID
    code: str
    number: int
    holder: str


@dataclass(slots=True)
class Shown:
    """How a right is given on: its content, and whether its catalogue has prices."""

    content: Mapping[str, Any]
    with_prices: bool = True


@dataclass(slots=True)
class Told:
    """What was wrong when the folder was written: values that this version of the software cannot read any more."""

    problems: list[dict[str, str]] = field(default_factory=list)


def in_force(today: date) -> tuple[list[Listed], list[str]]:
    """Verified rights by code, and the codes of those that are left out since all their registrations have lapsed.

    A holder whose membership is suspended can answer no question about a case, so its rights make none.
    """
    verified = RightVersion.objects.filter(
        current_of__state="verified", right__holder__suspended_at__isnull=True
    ).order_by("right__code")
    return _listed(verified.exclude(ends_on__lt=today)), [
        one.code for one in _listed(verified.filter(ends_on__lt=today))
    ]


def files_of_folder(
    rights: list[Listed], show: Callable[[Listed, Mapping[str, Any]], Shown], told: Told
) -> Iterator[tuple[str, str | bytes]]:
    """The files of a rights folder: name below the folder, and its bytes or the digest of those that are kept."""
    rows: list[dict[str, Any]] = []
    for right, content in _loaded(rights):
        shown = show(right, content)
        row = _row(right, shown.content, told)
        if row is None:
            continue
        for key in ("pictures", "figures"):
            row[key] = [f"{FILES}/{digest}" for digest in shown.content.get(key) or []]
            yield from zip(row[key], (name.removeprefix(f"{FILES}/") for name in row[key]), strict=True)
        catalogue = shown.content.get("catalogue")
        if isinstance(catalogue, str) and shown.with_prices:
            row["catalogue"] = f"{FILES}/{catalogue}.csv"
            yield row["catalogue"], catalogue
        elif catalogue:
            # Named by the right: a digest would let prices be tried out.
            row["catalogue"] = f"{FILES}/{right.code}.csv"
            yield row["catalogue"], as_csv(items_in(catalogue), with_prices=shown.with_prices)
        rows.append(row)
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, ROW), stream)
    yield RIGHTS, stream.getvalue()


def _listed(versions: "QuerySet[RightVersion]") -> list[Listed]:
    rows = versions.values_list("pk", "right", "right__code", "number", "right__holder__name")
    return [Listed(*row) for row in rows.iterator()]


def _loaded(rights: list[Listed]) -> Iterable[tuple[Listed, dict[str, Any]]]:
    for start in range(0, len(rights), LOADED):
        some = rights[start : start + LOADED]
        versions = RightVersion.objects.filter(pk__in=[right.version for right in some])
        contents = dict(versions.values_list("pk", "content"))
        yield from ((right, contents[right.version]) for right in some)


def _row(right: Listed, content: Mapping[str, Any], told: Told) -> dict[str, Any] | None:
    """The row of a right, in the one form of each value; None when it cannot be read any more."""
    apart = ("pictures", "figures", "documents", "catalogue", "extra", "sources")  # files, and what decides nothing
    values = {name: value for name, value in content.items() if name not in apart}
    entry = Entry({**values, "right_id": right.code, "holder": right.holder, "version": right.number}, 0)
    problems = Problems(right.code)
    read = build_right(entry, problems, Path())
    told.problems += [{"code": right.code, "reason": problem.reason} for problem in problems.found]
    return None if read is None else _plain(read)


def _plain(read: ReadRight) -> dict[str, Any]:
    row = {name: value for name, value in asdict(read).items() if name in ROW.names}
    row["price_floors"] = [{**floor, "price": f"{floor['price']:f}"} for floor in row["price_floors"]]
    row["catalogue"] = None
    return row
