"""A case as an actor sees it: listing and right side by side, what speaks for and against, and what stays private."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from guildmark.hub.cases.labels import CONDITIONS, DETECTORS, FIELDS, label_in
from guildmark.hub.cases.models import Case, Found
from guildmark.hub.cases.private_parts import rows_of, sees_private, sent_of
from guildmark.hub.members.actor import Actor
from guildmark.report.payload import findings_payload, safe_url
from guildmark.tactics.tactic import PREFIX

TEXTS = ("title", "description")
LISTING_FACTS = ("brand", "category", "condition", "seller_name", "seller_id", "ships_from", "sku", "gtin", "stock")


@dataclass(frozen=True, slots=True)
class Span:
    """A marked piece of a text, half-open in code points; `number` is its evidence's."""

    start: int
    end: int
    direction: str
    number: int


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the waterfall. `left` and `width` are shares of the drawing, 0 to 100."""

    name: str
    family: str
    db: float
    left: float
    width: float
    shape: str  # start, for, against, uncounted, total
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShownCase:
    """What a page shows of a case. `evidence` and `finding` are as the report has them, without what is private."""

    case: Case
    found: Found
    finding: Mapping[str, Any]
    evidence: Sequence[Mapping[str, Any]]
    texts: Mapping[str, tuple[str, tuple[Span, ...]]]  # title and description with their marks
    facts: Sequence[tuple[str, str]]  # by label
    url: str | None
    steps: Sequence[Step]
    zero: float  # where nought is in the waterfall, 0 to 100
    pictures: Sequence[Mapping[str, Any]]  # of the listing: digest, sent, boxes with number and direction


def shown_case(case: Case, found: Found, actor: Actor, titles: Mapping[str, str]) -> ShownCase:
    """The case on the evidence of `found`, which must be its own; `titles` are those of tactics that the actor reads,
    by the names of their evidence."""
    finding, signals = _rows(case, found, sees_private(actor, case))
    [payload] = findings_payload([finding], signals)
    evidence = [
        {**signal, "number_shown": number, "label": _named(signal["detector"], titles)}
        for number, signal in enumerate(payload["signals"], 1)
    ]
    content = found.snapshot.content
    steps, zero = _waterfall(payload, evidence, titles)
    return ShownCase(
        case=case,
        found=found,
        finding=payload,
        evidence=evidence,
        texts={name: (content.get(name) or "", _spans(name, found.signals, evidence)) for name in TEXTS},
        facts=facts_of(content, LISTING_FACTS),
        url=safe_url(found.snapshot.url or content.get("url")),
        steps=steps,
        zero=zero,
        pictures=pictures_of(case, found, evidence),
    )


def _named(name: str, titles: Mapping[str, str]) -> str:
    if name.startswith(PREFIX):
        return titles.get(name) or _("A tactic")
    return label_in(DETECTORS, name)


def facts_of(content: Mapping[str, Any], names: Sequence[str]) -> list[tuple[str, str]]:
    """Those of the named fields that a listing gives, each under its label."""
    given = [(name, str(content[name])) for name in names if content.get(name) not in (None, "")]
    return [
        (label_in(FIELDS, name), label_in(CONDITIONS, value) if name == "condition" else value) for name, value in given
    ]


def _rows(case: Case, found: Found, own: bool) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Finding and signals as rows of the report. To the holder itself nothing of its own is private."""
    finding, signals = rows_of(found)
    finding |= {
        "finding_id": str(case.finding_id),
        "marketplace": case.organisation.marketplace,
        "listing_id": case.listing_id,
        "right_id": case.right.code,
        "mark": case.right.mark,
        "price": _decimal(finding["price"]),
        "rank": 0,
        "title_length": len(finding["title"] or ""),
    }
    for signal in signals:
        signal |= {"rank": 0, "signals": len(signals)}
        if own:
            signal["private"] = False
    if own:
        finding["reference_private"] = False
    return finding, signals


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def _spans(field: str, signals: Sequence[Mapping[str, Any]], evidence: Sequence[Mapping[str, Any]]) -> tuple[Span, ...]:
    return tuple(
        Span(signal["start"], signal["end"], shown["direction"], shown["number_shown"])
        for signal, shown in zip(signals, evidence, strict=False)
        if signal.get("field") == field and signal.get("start") is not None and signal.get("end") is not None
    )


def _waterfall(
    payload: Mapping[str, Any], evidence: Sequence[Mapping[str, Any]], titles: Mapping[str, str]
) -> tuple[list[Step], float]:
    """Where the score starts, what each piece adds or takes, and where it ends."""
    start, total = payload["start"] or 0.0, payload["score"] or 0.0
    pieces = sorted(payload["contributions"], key=lambda piece: (not piece["counted"], -(piece["db"] or 0.0)))
    level, spread = start, [0.0, start, total]
    bounds: list[tuple[Mapping[str, Any], float, float]] = []
    for piece in pieces:
        end = level + (piece["db"] or 0.0)
        bounds.append((piece, level, end))
        spread += [level, end]
        level = end if piece["counted"] else level
    low, high = min(spread) - 1, max(spread) + 1

    def place(value: float) -> float:
        return 100 * (value - low) / (high - low)

    def step(name: str, family: str, db: float, ends: tuple[float, float], shape: str, numbers: Any = ()) -> Step:
        left, right = place(min(ends)), place(max(ends))
        return Step(name, family, db, round(left, 2), round(max(0.6, right - left), 2), shape, tuple(numbers))

    steps = [step("", "", start, (0.0, start), "start")]
    for piece, begin, end in bounds:
        db = piece["db"] or 0.0
        shape = ("for" if db >= 0 else "against") if piece["counted"] else "uncounted"
        numbers = [
            one["number_shown"]
            for one in evidence
            if one["detector"] == piece["detector"] and one["direction"] == piece["direction"]
        ]
        steps.append(step(_named(piece["detector"], titles), piece["family"], db, (begin, end), shape, numbers))
    steps.append(step("", "", total, (0.0, total), "total"))
    return steps, round(place(0.0), 2)


def pictures_of(case: Case, found: Found, evidence: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """The listing's pictures in their order, whether a preview was sent, and the boxes that evidence marks in them."""
    pictures = []
    digests = list(found.snapshot.pictures.order_by("place").values_list("digest", flat=True))
    sent = sent_of(case, digests)
    for digest in digests:
        boxes = [
            {
                "left": 100 * one["box"][0],
                "top": 100 * one["box"][1],
                "width": 100 * (one["box"][2] - one["box"][0]),
                "height": 100 * (one["box"][3] - one["box"][1]),
                "number": one["number_shown"],
                "direction": one["direction"],
            }
            for one in evidence
            if one["picture"] == digest and one["box"]
        ]
        pictures.append({"digest": digest, "sent": digest in sent, "boxes": boxes})
    return pictures
