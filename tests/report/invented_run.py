"""Run folders of invented findings, made from a seed."""

import io
import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from invented_evidence import DETECTORS, MARKS, NASTY, PLAIN, WORDS, Listing, signal_of
from PIL import Image, ImageDraw

from guildmark.records import FINDING, SIGNAL, THUMBNAIL, finding_id, picture_id

START_DB, REVIEW_DB, ACT_DB = -17.0, 0.0, 20.0
SELLERS = ["leather-house", "東京バッグ", "<b>shop</b>", "متجر"]
URLS = [
    "https://shop.invalid/item/1?a=1&b=2",
    "javascript:alert(1)",
    "data:text/html,x",
    None,
    "http://user:pw@xn--80ak6aa92e.invalid/",
]


def make_run(folder: Path, findings: int, *, seed: int = 7, nasty: float = 0.3, **changes: Any) -> Path:
    """Write a run of so many findings, a share of them nasty; `changes` replace keys of `run.json`."""
    chance = random.Random(seed)
    pictures = [jpeg(chance) for _ in range(12)] if findings else []
    rows, signals = [], []
    for number in range(findings):
        row, its_signals = one_finding(chance, number, nasty, pictures)
        rows.append(row)
        signals.extend(its_signals)
    thumbnails = [{"picture": picture_id(data), "jpeg": data} for data in pictures]
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema, table in [
        ("findings", FINDING, rows),
        ("signals", SIGNAL, signals),
        ("thumbnails", THUMBNAIL, thumbnails),
    ]:
        pq.write_table(pa.Table.from_pylist(table, schema=schema), folder / f"{name}.parquet")
    (folder / "run.json").write_text(json.dumps(run_record(findings) | changes))
    metrics = {"seconds": {"survey": 0.41, "detect": 2.2}, "peak_memory_mb": 412.0, "workers": 2}
    (folder / "metrics.json").write_text(json.dumps(metrics | {"listings_per_second": 31204.5}))
    return folder


def one_finding(
    chance: random.Random, number: int, nasty: float, pictures: list[bytes]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A finding and its signals."""
    mark, holder = chance.choice(MARKS)
    listing_id = chance.choice(["", "=1+", "<i>", "L-"]) + str(number)
    right_id = f"right-{MARKS.index((mark, holder))}"
    listing = Listing(
        identity={"marketplace": "default", "listing_id": listing_id},
        finding_id=finding_id("default", listing_id, right_id),
        right_id=right_id,
        lead=chance.choice(["", "NEW ", "🎒 ", "𝕆riginal "]),
        mark=mark,
        phrase=chance.choice(WORDS),
        tail=chance.choice(NASTY if chance.random() < nasty else PLAIN),
    )
    contributions, signals = evidence(chance, listing, pictures)
    score = START_DB + sum(piece["contribution_db"] for piece in contributions if piece["counted"])
    would = "act" if score >= ACT_DB else "review" if score >= REVIEW_DB else "clear"
    price = Decimal(chance.choice(["39.90", "199.0000", "12800", "1.5", "450"]))
    row = dict.fromkeys(FINDING.names) | listing.identity
    row |= {"finding_id": listing.finding_id, "right_id": right_id, "right_version": 1, "mark": mark, "holder": holder}
    row |= {"seller_id": f"s{chance.randint(0, 30) ** 2}", "seller_name": chance.choice(SELLERS)}
    row |= {"title": listing.title, "category": "Bags > Handbags", "condition": chance.choice(["new", "used"])}
    row |= {"price": price, "currency": "EUR", "price_eur": float(price), "url": chance.choice(URLS)}
    row |= {"reference_eur": chance.choice([None, 420.0, 640.0]), "reference_private": chance.random() < 0.2}
    row |= {"listing_digest": f"{chance.getrandbits(128):032x}", "contributions": contributions}
    row |= {"start_db": START_DB, "score_db": score, "band": "review" if would == "act" else would, "would_band": would}
    row |= {"sentence": f"The title names {mark} with “{listing.phrase}”, far below what the holder asks."}
    row |= {"seller_sentence": f"Your listing names {mark}. Please show where the goods come from."}
    row |= {"picture": picture_id(chance.choice(pictures)) if chance.random() < 0.6 else None}
    row |= {"official_picture": picture_id(pictures[0]) if chance.random() < 0.4 else None}
    return row, signals


def evidence(
    chance: random.Random, listing: Listing, pictures: list[bytes]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Contributions and signals of one to six detectors; of a family and direction the first counts."""
    contributions, signals, counted = [], [], set()
    for place in sorted(chance.sample(range(len(DETECTORS)), chance.randint(1, 6))):
        detector, family, direction, weight = DETECTORS[place]
        strength = round(chance.uniform(0.3, 1.0), 3)
        piece = {"detector": detector, "family": family, "direction": direction, "strength": strength}
        piece |= {
            "weight_db": weight,
            "contribution_db": weight * strength,
            "counted": (family, direction) not in counted,
        }
        counted.add((family, direction))
        contributions.append(piece)
        signals.append(signal_of(chance, listing, place, strength, pictures))
    return contributions, signals


def jpeg(chance: random.Random) -> bytes:
    """A small picture of a bag."""
    picture = Image.new("RGB", (160, 160), tuple(chance.randint(120, 240) for _ in range(3)))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((30, 60, 130, 140), 12, fill=tuple(chance.randint(20, 110) for _ in range(3)))
    pen.arc((55, 25, 105, 95), 180, 360, fill="black", width=5)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()


def run_record(findings: int) -> dict[str, Any]:
    """What `run.json` holds."""
    source = {"path": "/data/listings-<1>.parquet", "format": "parquet", "sha256": "ab" * 32}
    counts = {"rows_read": 20_010, "scanned": 20_000, "unchanged": 0, "rejected": 10, "values_set_aside": 31}
    return {
        "guildmark": "0.1.0",
        "run": "3fa9c1d27be04c55",
        "context": "c" * 32,
        "as_of": "2026-11-20T00:00:00Z",
        "inputs": [source | {"bytes": 73_400_320, "rows": 20_010}],
        "rights": {"name": "starter", "digest": "d" * 32, "count": 214, "notice": "This list is no legal register."},
        "counts": counts | {"findings": findings},
        "detectors": [
            {"name": name, "version": 1, "family": family, "direction": direction, "signals": 17}
            | ({"on": False, "missing": ["pictures"]} if family == "picture" else {"on": True, "missing": []})
            for name, family, direction, _ in DETECTORS
        ],
        "weights": {"name": "shipped", "provisional": True, "measured_on": ["sample market"]},
        "policy": {"name": "default", "digest": "e" * 32, "review_db": REVIEW_DB, "act_db": ACT_DB},
        "licence": {"open": False, "why": "No slice has 299 blind audits without an error yet."},
        "reviews": False,
    }
