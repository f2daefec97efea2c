"""One row of a delivery: looked over, or the reason why it is set aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from guildmark.hub.cases.clusters import cluster_key
from guildmark.hub.cases.harm import expected_harm, exposure, touches_health
from guildmark.hub.cases.plain_values import plain_value
from guildmark.hub.registry.models import Right
from guildmark.records import BANDS, FINDING, SIGNAL, finding_id
from guildmark.report.private import without_private

LONGEST_ID, LONGEST_TITLE, LONGEST_NAME = 200, 400, 200  # code points, as the columns of cases hold them
MOST_SIGNALS, MOST_PICTURES, MOST_PREVIEWS, MOST_TACTICS = 500, 200, 40, 100
MODES = ("shadow", "review", "act")  # of tactics
PREVIEW_BYTES = 64 << 10
HASH_BYTES = 32
JPEG_MARK = b"\xff\xd8\xff"
LONGEST_SHOWN = 2_000  # code points of a row that is set aside
MOST_VERSIONS = 1 << 31
MOST_MONEY = Decimal(10) ** 14  # as the column of prices holds it
HEXADECIMAL = frozenset("0123456789abcdef")

Row = Mapping[str, Any]


class SetAsideError(Exception):
    """A row cannot be used; the message is its reason."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was found unusable before it came here, and why."""

    row: Any
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A small picture, as it is sent beside a finding."""

    digest: str
    jpeg: bytes
    hash: bytes | None


@dataclass(frozen=True, slots=True)
class Fired:
    """A tactic that fired on a finding's listing and right."""

    tactic: UUID
    version: int
    mode: str
    without_band: str


@dataclass(slots=True)
class Told:
    """A row that can be used: what is kept as evidence, and the columns of its case."""

    finding_id: UUID
    right: Right
    finding: dict[str, Any]
    signals: list[dict[str, Any]]
    listing: dict[str, Any]
    digest: str  # of the content
    url: str
    seen_at: datetime | None  # as the listing says
    pictures: list[str]
    previews: list[Preview]
    tactics: list["Fired"]
    columns: dict[str, Any] = field(default_factory=dict)  # of `Case`


def told(row: Row | Refused, marketplace: str, rights: Mapping[str, Right]) -> Told:
    """A row of DELIVERY, looked over. `rights` are those that marketplaces can be told of, by code.

    Errors: SetAsideError with the reason.
    """
    if isinstance(row, Refused):
        raise SetAsideError(row.reason)
    given = row.get("finding")
    if not isinstance(given, Mapping):
        raise SetAsideError("finding is missing: a row is a finding with its signals.")
    finding = {column: plain_value(given.get(column)) for column in FINDING.names}
    finding["contributions"] = [one for one in finding["contributions"] or [] if one]
    name = _named(finding, marketplace)
    right = _right(finding, rights)
    band, would_band = (_one_of(finding, column, BANDS) for column in ("band", "would_band"))
    if not isinstance(finding["score_db"], float):
        raise SetAsideError(f"finding.score_db {given.get('score_db')!r} is no number.")
    version = finding["right_version"]
    if version is not None and not (isinstance(version, int) and 0 <= version < MOST_VERSIONS):
        raise SetAsideError(f"finding.right_version {version!r} is no version.")
    signals = _signals(row.get("signals") or [], finding)
    listing = _listing(row.get("listing"), finding)
    pictures = _pictures(listing, finding)
    previews = [_preview(one) for one in (row.get("previews") or [])[:MOST_PREVIEWS] if one]
    tactics = [_fired(one) for one in (row.get("tactics") or [])[:MOST_TACTICS] if one]
    shown, _ = without_private(finding, signals)
    reached = exposure(_count(row, "views"), _count(row, "sales"))
    title, category = str(finding.get("title") or ""), str(finding.get("category") or "")
    health = touches_health(category, title, right.current.content.get("goods") or () if right.current else ())
    picture = str(finding.get("picture") or (pictures[0] if pictures else ""))
    columns = {
        "listing_id": finding["listing_id"],
        "seller_id": _cut(finding, "seller_id", LONGEST_NAME),
        "seller_name": _cut(finding, "seller_name", LONGEST_NAME),
        "title": title[:LONGEST_TITLE],
        "category": category[:LONGEST_NAME],
        "price": _price(given.get("price")),
        "currency": _cut(finding, "currency", 3),
        "picture": picture,
        "band": band,
        "would_band": would_band,
        "score_db": float(shown["score_db"]),
        "exposure": reached,
        "touches_health": health,
        "harm": expected_harm(shown["score_db"], shown.get("probability"), reached, health),
        "cluster": cluster_key(
            right.code,
            str(finding.get("seller_id") or ""),
            title,
            finding.get("condition"),
            picture,
            finding.get("contributions") or (),
        ),
    }
    url = str(finding.get("url") or listing.get("url") or "")
    return Told(
        name, right, finding, signals, listing, _digest(finding), url, _seen_at(row), pictures, previews, tactics,
        columns,
    )  # fmt: skip


def _named(finding: Row, marketplace: str) -> UUID:
    """The finding's id, which is that of its marketplace, listing and right."""
    parts = [finding.get(name) for name in ("marketplace", "listing_id", "right_id")]
    for name, part in zip(("marketplace", "listing_id", "right_id"), parts, strict=True):
        if not isinstance(part, str) or not part:
            raise SetAsideError(f"finding.{name} {part!r} names nothing.")
    where, listing, right = map(str, parts)
    if where != marketplace:
        raise SetAsideError(
            f"marketplace {where!r} is not the one of this key, {marketplace!r}. "
            f"Scan with --marketplace {marketplace}, or with a column that says so."
        )
    if len(listing) > LONGEST_ID:
        raise SetAsideError(f"listing_id has {len(listing):,} characters, more than {LONGEST_ID}.")
    wanted = finding_id(where, listing, right)
    if finding.get("finding_id") != wanted:
        raise SetAsideError(
            f"finding_id {finding.get('finding_id')!r} is not that of this marketplace, listing and right: {wanted}."
        )
    return UUID(wanted)


def _right(finding: Row, rights: Mapping[str, Right]) -> Right:
    right = rights.get(finding["right_id"])
    if right is None:
        raise SetAsideError(
            f"right {finding['right_id']!r} is not in the alliance's registry. "
            "Scan with the rights file that the site gives."
        )
    if right.state != "verified":
        raise SetAsideError(f"right {finding['right_id']!r} was withdrawn.")
    if right.holder.suspended_at is not None:
        raise SetAsideError(f"right {finding['right_id']!r} is out of use while its holder's membership is suspended.")
    return right


def _signals(given: Sequence[Row], finding: Row) -> list[dict[str, Any]]:
    if len(given) > MOST_SIGNALS:
        raise SetAsideError(f"{len(given):,} signals are more than a finding can have ({MOST_SIGNALS}).")
    signals = [{column: plain_value(one.get(column)) for column in SIGNAL.names} for one in given if one]
    for signal in signals:
        if signal["finding_id"] not in (None, finding["finding_id"]):
            raise SetAsideError(f"signal of {signal['detector']} is of another finding: {signal['finding_id']}.")
    return signals


def _listing(listing: Any, finding: Row) -> dict[str, Any]:
    """The listing as it was seen; where only the finding tells of it, what that tells."""
    if listing is None:
        known = ("marketplace", "listing_id", "seller_id", "seller_name", "title", "category", "condition", "price",
                 "currency", "url")  # fmt: skip
        return {name: finding.get(name) for name in known}
    seen: dict[str, Any] = plain_value(dict(listing))
    if (seen.get("marketplace"), seen.get("listing_id")) != (finding["marketplace"], finding["listing_id"]):
        raise SetAsideError(f"listing {seen.get('listing_id')!r} is not the one of the finding.")
    return seen


def _pictures(listing: Row, finding: Row) -> list[str]:
    """Digests of the listing's pictures in their places, those that were read."""
    named = [one.get("digest") for one in listing.get("pictures") or [] if isinstance(one, Mapping)]
    shown = [finding["picture"]] if finding["picture"] else []
    digests = [digest for digest in named if digest] or shown
    for digest in digests + shown:
        if not _is_digest(digest):
            raise SetAsideError(f"picture {digest!r} is not named by the SHA-256 of its bytes.")
    return digests[:MOST_PICTURES]


def _fired(one: Row) -> Fired:
    tactic, version = one.get("tactic"), one.get("version")
    try:
        key = UUID(str(tactic))
    except ValueError:
        raise SetAsideError(f"tactics.tactic {tactic!r} is not the id of a tactic.") from None
    if not isinstance(version, int) or not 0 < version < MOST_VERSIONS:
        raise SetAsideError(f"tactics.version {version!r} is no version.")
    return Fired(key, version, _one_of(one, "mode", MODES, "tactics"), _one_of(one, "without_band", BANDS, "tactics"))


def _preview(one: Row) -> Preview:
    digest, jpeg, hash_ = one.get("picture"), one.get("jpeg"), one.get("hash")
    if not _is_digest(digest):
        raise SetAsideError(f"previews.picture {digest!r} is not the SHA-256 of a picture.")
    if not isinstance(jpeg, bytes) or not jpeg.startswith(JPEG_MARK) or len(jpeg) > PREVIEW_BYTES:
        raise SetAsideError(f"previews.jpeg of {digest} is no JPEG of at most {PREVIEW_BYTES:,} bytes.")
    if hash_ is not None and (not isinstance(hash_, bytes) or len(hash_) != HASH_BYTES):
        raise SetAsideError(f"previews.hash of {digest} does not have {HASH_BYTES} bytes.")
    return Preview(str(digest), jpeg, hash_)


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 64 and HEXADECIMAL.issuperset(value)


def _digest(finding: Row) -> str:
    digest = finding.get("listing_digest")
    if not isinstance(digest, str) or len(digest) != 32 or not HEXADECIMAL.issuperset(digest):
        raise SetAsideError(f"finding.listing_digest {digest!r} does not have 32 hexadecimal digits.")
    return digest


def _one_of(given: Row, column: str, known: tuple[str, ...], of: str = "finding") -> str:
    value = given.get(column)
    if value not in known:
        raise SetAsideError(f"{of}.{column} {value!r} is not known: {', '.join(known)}.")
    return str(value)


def _count(row: Row, column: str) -> int | None:
    value = row.get(column)
    if value is None:
        return None
    if not isinstance(value, int) or value < 0:
        raise SetAsideError(f"{column} {value!r} is no number of 0 or more.")
    return value


def _price(value: Any) -> Decimal | None:
    """The price as the column holds it; null where it is none, since it is kept as it was sent in the evidence."""
    if value is None:
        return None
    try:
        price = Decimal(str(value)).quantize(Decimal("0.0001"))
    except InvalidOperation:
        return None
    return price if abs(price) < MOST_MONEY else None


def _seen_at(row: Row) -> datetime | None:
    listing = row.get("listing")
    seen = listing.get("observed_at") if isinstance(listing, Mapping) else None
    if not isinstance(seen, datetime):
        return None
    return seen if seen.tzinfo else seen.replace(tzinfo=UTC)


def _cut(finding: Row, name: str, longest: int) -> str:
    return str(finding.get(name) or "")[:longest]


def shown(row: Any) -> str:
    """A row that is set aside, as people read it: without bytes, cut."""
    row = row.row if isinstance(row, Refused) else row
    return str(plain_value(dict(row)) if isinstance(row, Mapping) else row)[:LONGEST_SHOWN]
