"""The parts of a kept listing that values are looked for in, beside its texts: pictures, the seller, its countries."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from guildmark.hub.cases.models import Case, Preview, SnapshotPicture
from guildmark.indicators import normalise

COUNTRIES = ("offered_in", "ships_from")


def hashes_of(snapshots: Sequence[int], organisation: UUID) -> dict[int, list[tuple[str, str]]]:
    """Digest and hash of each picture of these snapshots that was hashed, in their order."""
    found: dict[int, list[tuple[str, str]]] = {number: [] for number in snapshots}
    rows = SnapshotPicture.objects.filter(snapshot__in=found).order_by("snapshot", "place")
    placed = list(rows.values_list("snapshot", "digest"))
    kept = Preview.objects.filter(organisation=organisation, digest__in={digest for _number, digest in placed})
    hashed = dict(kept.exclude(hash=None).values_list("digest", "hash"))
    for number, digest in placed:
        if digest in hashed:
            found[number].append((digest, bytes(hashed[digest] or b"").hex()))
    return found


def regions_of(content: Mapping[str, Any]) -> list[str]:
    """The countries that a listing names, in which its numbers may be."""
    given = [content.get(name) for name in COUNTRIES]
    return [str(one) for some in given for one in (some if isinstance(some, list) else [some]) if one]


def seller_value(case: Case) -> str:
    """A case's seller as an indicator names one; empty where none is known."""
    if not case.seller_id or not case.organisation.marketplace:
        return ""
    return normalise("seller", f"{case.organisation.marketplace}: {case.seller_id}").value
