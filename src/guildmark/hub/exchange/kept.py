"""The listings that the site keeps, as the evaluator of every scan takes them: with the previews of their pictures, and
with facts about one another."""

import logging
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import batched
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from guildmark.engine import ContextEvaluator
from guildmark.engine.check import listings_table
from guildmark.engine.evaluate import Evaluation
from guildmark.facts import FactTable, build_facts
from guildmark.hub.cases.kept_listing import kept_listing
from guildmark.hub.cases.models import Found, Preview, Snapshot, SnapshotPicture
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.compiled import compiled_with
from guildmark.records import InputError
from guildmark.records.digest import listing_keys
from guildmark.tactics import Used

logger = logging.getLogger(__name__)
pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

AT_ONCE = 500


def newest_kept(organisation: Organisation, most: int) -> Iterator[Snapshot]:
    """The newest snapshot of the newest cases' listings, each listing once."""
    newest: dict[str, int] = {}
    rows = Found.objects.filter(case__organisation=organisation).order_by("-id")
    for listing, snapshot in rows.values_list("snapshot__listing_id", "snapshot").iterator():
        if len(newest) >= most:
            break
        newest.setdefault(listing, snapshot)
    for some in batched(newest.values(), AT_ONCE, strict=False):
        yield from Snapshot.objects.filter(pk__in=some).select_related("organisation")


def judged_with(
    tactic: Used, organisation: UUID, snapshots: Iterable[Snapshot], *, only: Collection[UUID] | None = None
) -> tuple[Evaluation, int] | None:
    """Kept listings judged with one tactic beside the rights that count now, or `only` some of them; in their order,
    but for those that cannot be read, which are counted. None while no right counts.

    Facts are counted among these listings alone, up to the day when the newest was seen, so that they tell no more than
    those of a scan of all listings would. Pictures are their previews, where the tactic knows any.
    """
    with tempfile.TemporaryDirectory(prefix="guildmark-") as name:
        folder = Path(name)
        context = compiled_with(organisation, [tactic], folder, only=only)
        if context is None:
            return None
        listings, unread = _table(snapshots, shown=bool(context.tactics.pictures))
        evaluator = ContextEvaluator.of(context)
        return evaluator.evaluate(listings, _facts(evaluator, listings, folder)), unread


def _table(snapshots: Iterable[Snapshot], *, shown: bool) -> tuple[pa.Table, int]:
    tables, unread = [listings_table([])], 0
    for some in batched(snapshots, AT_ONCE, strict=False):
        pictures = _pictures(some, shown=shown)
        listings = []
        for one in some:
            try:
                listings.append(_listing(one, pictures.get(one.pk, ())))
            except (ArithmeticError, TypeError, ValueError, AttributeError) as error:
                logger.warning("listing %s as kept: %s", one.listing_id, error)
        unread += len(some) - len(listings)
        for table in _usable(listings):
            tables.append(table)
            unread -= len(table)
        unread += len(listings)
    return pa.concat_tables(tables).combine_chunks(), unread


def _usable(listings: Sequence[dict[str, Any]]) -> Iterator[pa.Table]:
    """Those that can be judged: one that cannot does not keep others from it."""
    if not listings:
        return
    try:
        yield listings_table(listings)
    except InputError:
        if len(listings) > 1:
            middle = len(listings) // 2
            yield from _usable(listings[:middle])
            yield from _usable(listings[middle:])


def _listing(snapshot: Snapshot, pictures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    listing = kept_listing(
        snapshot.content | {"listing_id": snapshot.listing_id}, snapshot.organisation.marketplace or ""
    )
    return listing | {"pictures": pictures} if pictures else listing


def _pictures(snapshots: Sequence[Snapshot], *, shown: bool) -> dict[int, list[Mapping[str, Any]]]:
    """By snapshot, its pictures in their places, each with its preview where one was sent and they are to be `shown`.

    They are named by their digests: the same picture of two listings is one, wherever it was found.
    """
    whose = {one.pk: one.organisation_id for one in snapshots}
    placed = list(
        SnapshotPicture.objects.filter(snapshot__in=whose).order_by("place").values_list("snapshot", "digest")
    )
    digests = {digest for _snapshot, digest in placed} if shown else set()
    rows = Preview.objects.filter(organisation__in=set(whose.values()), digest__in=digests)
    sent = {
        (organisation, digest): bytes(jpeg)
        for organisation, digest, jpeg in rows.values_list("organisation", "digest", "jpeg")
    }
    found: dict[int, list[Mapping[str, Any]]] = {}
    for snapshot, digest in placed:
        found.setdefault(snapshot, []).append({"uri": digest, "data": sent.get((whose[snapshot], digest))})
    return found


def _facts(evaluator: ContextEvaluator, listings: pa.Table, folder: Path) -> FactTable | None:
    if not len(listings):
        return None
    keys = folder / "keys.parquet"
    pq.write_table(evaluator.fact_keys(listings, listing_keys(listings)[:, 0], evaluator.price_eur(listings)), keys)
    return build_facts([keys], pc.max(listings.column("observed_at")).as_py(), folder / "facts")
