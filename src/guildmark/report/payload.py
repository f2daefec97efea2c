"""The findings as the page's script reads them: trimmed to a budget, private references taken out, safe inside HTML."""

import base64
import json
import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any
from urllib.parse import urlsplit

from guildmark.report.excerpts import window
from guildmark.report.private import without_private
from guildmark.report.read import Row

FINDINGS_SHOWN = 1_000
FINDINGS_BUDGET_BYTES = 8_000_000
PICTURES_BUDGET_BYTES = 5_500_000  # as base64; both budgets and the page's own frame stay under 15 MB


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a finding is carried. Units: code points, except `signals`."""

    title: int
    text: int  # a sentence
    name: int  # a mark, a holder, a seller, a category
    excerpt: int
    signals: int
    url: int


# Tried in this order until the findings fit their budget.
LIMITS = (
    Limits(title=1_200, text=1_200, name=240, excerpt=320, signals=24, url=2_000),
    Limits(title=500, text=500, name=120, excerpt=160, signals=12, url=1_000),
    Limits(title=200, text=240, name=60, excerpt=80, signals=6, url=300),
    Limits(title=120, text=120, name=40, excerpt=48, signals=4, url=200),
)


def findings_payload(findings: Sequence[Row], signals: Iterable[Row]) -> list[dict[str, Any]]:
    """One object per finding, best score first, with as much text as fits into `FINDINGS_BUDGET_BYTES`.

    When not even the shortest form of all findings fits, the last ones are left out.
    """
    signals_of: dict[int, list[Row]] = defaultdict(list)
    for signal in signals:
        signals_of[signal["rank"]].append(signal)
    for limits in LIMITS:
        payload = [_finding(finding, signals_of[finding["rank"]], limits) for finding in findings]
        payload.sort(key=lambda finding: -(finding["score"] if _is_number(finding["score"]) else -math.inf))
        ends = list(accumulate(len(as_script_json(finding)) + 1 for finding in payload))
        fitting = bisect_right(ends, FINDINGS_BUDGET_BYTES)
        if fitting == len(payload):
            break
    return payload[:fitting]


def picture_digests(findings: Iterable[Mapping[str, Any]]) -> list[str]:
    """Digests of all pictures that the findings would show, each once, best score first."""
    wanted: dict[str, None] = {}
    for finding in findings:
        wanted.update(dict.fromkeys(digest for digest in (finding["picture"], finding["official_picture"]) if digest))
        wanted.update(dict.fromkeys(signal["picture"] for signal in finding["signals"] if signal["picture"]))
    return list(wanted)


def pictures_payload(thumbnails: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """Base64 JPEGs by digest, as many of the first ones as fit into `PICTURES_BUDGET_BYTES`."""
    pictures: dict[str, str] = {}
    used_bytes = 0
    for digest, jpeg in thumbnails:
        encoded = base64.b64encode(jpeg).decode("ascii")
        if used_bytes + len(encoded) > PICTURES_BUDGET_BYTES:
            continue
        used_bytes += len(encoded)
        pictures[digest] = encoded
    return pictures


def as_script_json(value: object) -> bytes:
    """JSON that cannot end its script element nor open a comment in it; lone surrogates become escapes."""
    text = json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode("utf-8", "backslashreplace")


def safe_url(url: str | None, longest: int = 2_000) -> str | None:
    """The address when it is an absolute http or https one of at most so many characters, else nothing."""
    if not url or len(url) > longest:
        return None
    try:
        parts = urlsplit(url.strip())
        is_web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url.strip() if is_web else None


def _finding(row: Row, signals: Sequence[Row], limits: Limits) -> dict[str, Any]:
    private = bool(row["reference_private"])
    price_eur, reference_eur = row["price_eur"], row["reference_eur"]
    compared = _is_number(price_eur) and _is_number(reference_eur) and reference_eur > 0
    title = row["title"] or ""
    shown, shown_signals = without_private(row, signals)
    rounded = any(piece["strength"] is None and piece["counted"] for piece in shown["contributions"])
    return {
        "id": row["finding_id"],
        "marketplace": row["marketplace"],
        "listing": row["listing_id"],
        "right": row["right_id"],
        "mark": _cut(row["mark"] or row["right_id"], limits.name),
        "holder": _cut(row["holder"], limits.name),
        "sellerId": row["seller_id"],
        "seller": _cut(row["seller_name"] or row["seller_id"], limits.name),
        "title": title[: limits.title],
        "titleCut": max(0, (row["title_length"] or 0) - len(title[: limits.title])),
        "category": _cut(row["category"], limits.name),
        "condition": row["condition"],
        "price": _money(row["price"], row["currency"]),
        "priceEur": price_eur,
        "referenceEur": shown["reference_eur"],
        "ratio": price_eur / reference_eur if compared and not private else None,
        "private": private,
        "belowPrivate": private and compared and price_eur < reference_eur,
        "url": safe_url(row["url"], limits.url),
        "digest": row["listing_digest"],
        "start": row["start_db"],
        "score": shown["score_db"],
        "rounded": rounded,
        "probability": shown["probability"],
        "band": row["band"],
        "wouldBand": row["would_band"],
        "contributions": [_contribution(piece) for piece in shown["contributions"]],
        "sentence": _cut(row["sentence"], limits.text),
        "sellerSentence": _cut(row["seller_sentence"], limits.text),
        "picture": row["picture"],
        "official_picture": row["official_picture"],
        "signals": [_signal(signal, limits) for signal in shown_signals[: limits.signals]],
        "signalsLeftOut": max(0, (signals[0]["signals"] if signals else 0) - limits.signals),
    }


def _contribution(piece: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "detector": piece["detector"],
        "family": piece["family"],
        "direction": piece["direction"],
        "strength": piece["strength"],
        "weight": piece["weight_db"],
        "db": piece["contribution_db"],
        "counted": bool(piece["counted"]),
    }


def _signal(row: Row, limits: Limits) -> dict[str, Any]:
    start, end = row["start"], row["end"]
    in_title = row["field"] == "title" and start is not None and end is not None and 0 <= start < end <= limits.title
    return {
        "detector": row["detector"],
        "family": row["family"],
        "direction": row["direction"],
        "strength": row["strength"],
        "scope": row["scope"],
        "field": row["field"],
        "span": [start, end] if in_title else None,
        "excerpt": None if in_title else window(row, limits.excerpt),
        "number": row["number"],
        "reference": row["reference"],
        "private": bool(row["private"]),
        "unit": row["unit"],
        "note": _cut(row["note"], limits.excerpt),
        "picture": row["picture"],
        "box": list(row["box"]) if row["box"] is not None else None,
    }


def _cut(text: str | None, longest: int) -> str | None:
    return text if text is None or len(text) <= longest else text[: longest - 1] + "…"


def _money(price: Decimal | None, currency: str | None) -> str | None:
    if price is None:
        return None
    whole = price == price.to_integral_value()
    amount = f"{price:,.0f}" if whole else f"{price:,.2f}" if price == round(price, 2) else f"{price:,.4f}"
    return f"{amount} {currency}" if currency else amount


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _finite(value: Any) -> Any:
    """The value with numbers that JSON cannot write (infinite ones, NaN) as null."""
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_finite(entry) for entry in value]
    return value
