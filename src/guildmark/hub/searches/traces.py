"""What the listing of a case may be found by: read from its newest evidence, kept as keys."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guildmark.hub.cases.decide import latest_found_of
from guildmark.hub.cases.models import Case, Found, Preview, SnapshotPicture
from guildmark.hub.searches import keys
from guildmark.hub.searches.addresses import canonical
from guildmark.hub.searches.likeness import ways_of


@dataclass(frozen=True, slots=True)
class Traced:
    """A case with the keys of its listing, by kind, and the previews of its pictures in order: the number of each, and
    its hash (32 bytes)."""

    case: Case
    by_kind: dict[str, frozenset[int]]
    previews: tuple[tuple[int, bytes], ...]
    url: str

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """Of its pictures."""
        return tuple(hash_ for _, hash_ in self.previews)

    @property
    def keys(self) -> frozenset[int]:
        """All of them."""
        return frozenset().union(*self.by_kind.values())


def traced(cases: Sequence[Case]) -> list[Traced]:
    """The cases with their keys, by few statements however many there are; those without evidence are left out."""
    found = {one.case_id: one for one in latest_found_of(cases)}
    told = [case for case in cases if case.pk in found]
    pictures = _pictures(found.values())
    previews = _previews(told, pictures, found)
    contents = [_texts(found[case.pk].snapshot.content) for case in told]
    result = []
    for case, contacts in zip(told, keys.contacts(contents), strict=True):
        own = found[case.pk]
        shown = pictures.get(own.snapshot_id, frozenset())
        sent = [digest for digest in sorted(shown) if (case.organisation_id, digest) in previews]
        by_kind = _by_kind(case, own, shown, contacts)
        by_kind[keys.PREVIEW] = frozenset(keys.preview(case.organisation_id, digest) for digest in sent)
        result.append(
            Traced(case, by_kind, tuple(previews[case.organisation_id, digest] for digest in sent), own.snapshot.url)
        )
    return result


def _by_kind(case: Case, found: Found, pictures: Iterable[str], contacts: set[int]) -> dict[str, frozenset[int]]:
    code = case.right.code
    detectors = {str(one.get("detector")) for one in found.signals if one.get("direction") == "for"}
    address = canonical(found.snapshot.url)
    sellers = {keys.named(name) for name in (case.seller_id, case.seller_name) if name}
    official = found.finding.get("official_picture") or ""
    return {
        keys.ADDRESS: frozenset([keys.key(keys.ADDRESS, address)] if address else ()),
        keys.LISTING: frozenset([keys.key(keys.LISTING, keys.named(case.listing_id))]),
        keys.SELLER: frozenset(keys.key(keys.SELLER, name) for name in sellers),
        keys.CONTACT: frozenset(contacts),
        keys.WORD_OF_TITLE: frozenset(keys.word_keys(case.title)),
        keys.PICTURE: frozenset(keys.key(keys.PICTURE, digest) for digest in pictures),
        keys.OFFICIAL: frozenset([keys.key(keys.OFFICIAL, official)] if official else ()),
        keys.RIGHT: frozenset([keys.key(keys.RIGHT, code)]),
        keys.LIKENESS: frozenset(keys.key(keys.LIKENESS, code, way) for way in ways_of(detectors)),
    }


def _texts(content: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(content.get(name) or "") for name in ("title", "description")}


def _pictures(found: Iterable[Found]) -> dict[int, frozenset[str]]:
    """The digests of the pictures of each snapshot."""
    shown: dict[int, set[str]] = {}
    rows = SnapshotPicture.objects.filter(snapshot__in={one.snapshot_id for one in found})
    for snapshot, digest in rows.values_list("snapshot_id", "digest"):
        shown.setdefault(snapshot, set()).add(digest)
    return {snapshot: frozenset(digests) for snapshot, digests in shown.items()}


def _previews(
    cases: Sequence[Case], pictures: Mapping[int, frozenset[str]], found: Mapping[int, Found]
) -> dict[tuple[Any, str], tuple[int, bytes]]:
    """Number and hash of each picture that a marketplace's preview has one of, by marketplace and digest."""
    wanted = {digest for case in cases for digest in pictures.get(found[case.pk].snapshot_id, ())}
    rows = Preview.objects.filter(
        organisation__in={case.organisation_id for case in cases}, digest__in=wanted, hash__isnull=False
    )
    told = rows.values_list("organisation_id", "digest", "pk", "hash")
    return {(organisation, digest): (number, bytes(hash_ or b"")) for organisation, digest, number, hash_ in told}
