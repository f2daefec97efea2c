"""Run folders of invented findings, seeded, with content that tries to break the page that shows them."""

import io
import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.records import FINDING, SIGNAL, THUMBNAIL, finding_id, picture_id

MARKS = [("ORVANE", "Orvane Atelier"), ("Kessolo", "Kessolo SpA"), ("Тавринка", "Tavrinka OOO"), ("羽澄", "Hazumi KK"), ("نورسال", "Norsal"), ("Bryndt & Søhl", "Bryndt")]
NASTY = [
    "</script><script>window.hacked = 1</script>",
    '<img src=x onerror="window.hacked = 2">',
    "]]><!-- <svg onload=window.hacked=3>",
    "&lt;b&gt;not bold&lt;/b&gt; &amp; so on",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "\u202egnp.exe\u202c and \u2066isolated",
    "zero\u200bwidth\u200b\u200b\u200bwords and\u00adsoft hyphens\ufeff",
    "حقيبة يد أصلية ١٠٠٪ مع علبة",
    "תיק עור כמו חדש",
    "👩‍👩‍👧‍👦 family 👜 𝓑𝓪𝓰 🏴 emoji ❤️",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘ letters",
    "nul \x00 bell \x07 non \ufffe\uffff \ufdd0 private \ue000 tag \U000e0041 line\u2028end",
    "高仿 原单 手袋 专柜品质",
    "=HYPERLINK(\"http://evil.invalid\",\"x\")",
    "long" + "er" * 5_000,
]
PLAIN = ["tote bag with box", "Handtasche neu mit Etikett", "sac à main cuir", "charger compatible with all models", "watch, used, with papers", "перчатки кожаные новые"]
WORDS = ["1:1 mirror quality", "AAA grade", "高仿", "DM for real pics", "réplique", "كوبي"]
DETECTORS = [
    ("mark_in_text", "mark", "for", 9.0), ("disguised_mark", "mark", "for", 14.0), ("replica_words", "words", "for", 16.5),
    ("price_below_catalogue", "price", "for", 9.5), ("seller_not_authorised", "seller", "for", 4.0), ("off_platform_contact", "contact", "for", 7.0),
    ("official_picture", "picture", "for", 6.0), ("compatible_with", "innocent-use", "against", -18.0), ("used_goods", "innocent-use", "against", -6.0),
]  # fmt: skip
START_DB, REVIEW_DB, ACT_DB = -17.0, 0.0, 20.0


def make_run(folder: Path, findings: int, *, seed: int = 7, nasty: float = 0.3, **changes: Any) -> Path:
    """Write a run of so many findings; `changes` replace keys of `run.json`."""
    chance = random.Random(seed)
    pictures = [jpeg(chance) for _ in range(12)] if findings else []
    rows, signals = [], []
    for number in range(findings):
        row, its_signals = one_finding(chance, number, nasty, pictures)
        rows.append(row)
        signals.extend(its_signals)
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=FINDING), folder / "findings.parquet")
    pq.write_table(pa.Table.from_pylist(signals, schema=SIGNAL), folder / "signals.parquet")
    thumbnails = [{"picture": picture_id(data), "jpeg": data} for data in pictures]
    pq.write_table(pa.Table.from_pylist(thumbnails, schema=THUMBNAIL), folder / "thumbnails.parquet")
    (folder / "run.json").write_text(json.dumps(run_record(findings) | changes))
    (folder / "metrics.json").write_text(json.dumps({"seconds": {"survey": 0.41, "detect": 2.2}, "peak_memory_mb": 412.0, "workers": 2, "listings_per_second": 31204.5}))
    return folder


def one_finding(chance: random.Random, number: int, nasty: float, pictures: list[bytes]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    mark, holder = chance.choice(MARKS)
    lead = chance.choice(["", "NEW ", "🎒 ", "𝕆riginal "])
    phrase = chance.choice(WORDS)
    tail = chance.choice(NASTY) if chance.random() < nasty else chance.choice(PLAIN)
    title = f"{lead}{mark} {phrase} {tail}"
    listing_id = chance.choice(["", "=1+", "<i>", "L-"]) + str(number)
    identity = {"marketplace": "default", "listing_id": listing_id}
    right_id = f"right-{MARKS.index((mark, holder))}"
    found = finding_id("default", listing_id, right_id)
    chosen = sorted(chance.sample(range(len(DETECTORS)), chance.randint(1, 6)))
    contributions, signals, counted = [], [], set()
    for place in chosen:
        detector, family, direction, weight = DETECTORS[place]
        strength = round(chance.uniform(0.3, 1.0), 3)
        is_counted = (family, direction) not in counted
        counted.add((family, direction))
        contributions.append({"detector": detector, "family": family, "direction": direction, "strength": strength, "weight_db": weight, "contribution_db": weight * strength, "counted": is_counted})
        signals.append(one_signal(chance, identity, found, right_id, DETECTORS[place], strength, title, len(lead), mark, phrase, pictures))
    score = START_DB + sum(piece["contribution_db"] for piece in contributions if piece["counted"])
    would = "act" if score >= ACT_DB else "review" if score >= REVIEW_DB else "clear"
    price = Decimal(chance.choice(["39.90", "199.0000", "12800", "1.5", "450"]))
    row = identity | {
        "finding_id": found, "right_id": right_id, "right_version": 1, "mark": mark, "holder": holder,
        "seller_id": f"s{chance.randint(0, 30) ** 2}", "seller_name": chance.choice(["leather-house", "東京バッグ", "<b>shop</b>", "متجر"]),
        "title": title, "category": "Bags > Handbags", "condition": chance.choice(["new", "used", "unknown"]),
        "price": price, "currency": "EUR", "price_eur": float(price), "reference_eur": chance.choice([None, 420.0, 640.0]),
        "reference_private": chance.random() < 0.2,
        "url": chance.choice(["https://shop.invalid/item/1?a=1&b=2", "javascript:alert(1)", "data:text/html,x", None, "http://user:pw@xn--80ak6aa92e.invalid/"]),
        "listing_digest": f"{chance.getrandbits(128):032x}", "start_db": START_DB, "score_db": score, "probability": None,
        "band": "review" if would == "act" else would, "would_band": would, "contributions": contributions,
        "sentence": f"The title names {mark} with “{phrase}”, and the price is far below what the holder asks.",
        "seller_sentence": f"Your listing names {mark}. Please show where the goods come from.",
        "picture": picture_id(chance.choice(pictures)) if pictures and chance.random() < 0.6 else None,
        "official_picture": picture_id(pictures[0]) if pictures and chance.random() < 0.4 else None,
    }  # fmt: skip
    return row, signals


def one_signal(chance: random.Random, identity: dict[str, Any], found: str, right_id: str, detector: tuple[str, str, str, float], strength: float, title: str, offset: int, mark: str, phrase: str, pictures: list[bytes]) -> dict[str, Any]:
    name, family, direction, _ = detector
    is_pair = family != "contact"
    signal: dict[str, Any] = identity | {
        "right_id": right_id if is_pair else None, "finding_id": found if is_pair else None, "scope": "pair" if is_pair else "listing",
        "detector": name, "version": 1, "family": family, "direction": direction, "strength": strength, "seller_view": "span", "private": False,
    }  # fmt: skip
    if family == "mark":
        signal |= {"field": "title", "start": offset, "end": offset + len(mark), "text": mark, "excerpt": title, "excerpt_start": 0}
    elif family == "words":
        start = title.index(phrase)
        signal |= {"field": "title", "start": start, "end": start + len(phrase), "text": phrase, "excerpt": title, "excerpt_start": 0}
    elif family == "price":
        signal |= {"number": 39.9, "reference": 640.0, "unit": "EUR", "private": chance.random() < 0.3}
    elif family == "picture" and pictures:
        signal |= {"picture": picture_id(chance.choice(pictures)), "box": [0.1, 0.1, 0.8, 0.7], "number": 12.0, "unit": "bits", "note": "cropped"}
    else:
        text = f"Ask us. {chance.choice(NASTY)[:200]} 😀 contact V𝘅: seller-{chance.randint(1, 99)} for real pictures"
        start = text.index("contact")
        signal |= {"field": "description", "start": 5_000 + start, "end": 5_000 + start + 10, "text": text[start : start + 10], "excerpt": text, "excerpt_start": 5_000}
    return signal


def jpeg(chance: random.Random) -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (160, 160), tuple(chance.randint(120, 240) for _ in range(3)))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((30, 60, 130, 140), 12, fill=tuple(chance.randint(20, 110) for _ in range(3)))
    pen.arc((55, 25, 105, 95), 180, 360, fill="black", width=5)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()


def run_record(findings: int) -> dict[str, Any]:
    return {
        "guildmark": "0.1.0", "run": "3fa9c1d27be04c55", "context": "c" * 32, "as_of": "2026-11-20T00:00:00Z",
        "inputs": [{"path": "/data/listings-<1>.parquet", "format": "parquet", "bytes": 73_400_320, "sha256": "ab" * 32, "rows": 20_010}],
        "rights": {"name": "starter", "digest": "d" * 32, "count": 214, "notice": "This list is no legal register."},
        "counts": {"rows_read": 20_010, "scanned": 20_000, "unchanged": 0, "rejected": 10, "values_set_aside": 31, "findings": findings},
        "detectors": [
            {"name": name, "version": 1, "family": family, "direction": direction, "on": name != "official_picture", "missing": ["pictures"] if name == "official_picture" else [], "signals": 17}
            for name, family, direction, _ in DETECTORS
        ],
        "weights": {"name": "shipped", "provisional": True, "measured_on": ["sample market"]},
        "policy": {"name": "default", "digest": "e" * 32, "start_db": START_DB, "review_db": REVIEW_DB, "act_db": ACT_DB},
        "licence": {"open": False, "why": "No slice has 299 blind audits without an error yet."},
        "reviews": False,
    }  # fmt: skip
