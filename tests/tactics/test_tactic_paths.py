"""The same tactics give the same answer by every path: a scan, a check, and tried in the shadow."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from guildmark import api
from guildmark.engine.check import listings_table

RIGHTS = """
rights:
  - {right_id: zel, holder: Zelvano SA, kind: trademark, mark: Zelvano, goods: [bags]}
"""
DECOY = """
id: 6b1f0c0e-3f1d-4a53-9d0e-8f2f5a7f9a11
title: Decoy price with the real one in chat
author: zelvano
seller_view: family
why: Sellers put 9,999 as the price and give the real one in chat.
when:
  all:
    - mark: any
    - price: {any: [{repeats_digit: 9}, {at_most: 1 EUR}]}
    - words: [price in chat, inbox for price, 价格私聊]
  none:
    - seller: authorised
    - category: [spare parts, digital goods]
strength: 0.7
example_marks: Zelvano
fires_on:
  - {title: Zelvano tote, price: 9999 USD, description: inbox for price and real photos}
  - {title: Zelvano 手袋, price: 1 CNY, description: 价格私聊}
quiet_on:
  - {title: Zelvano tote, price: 9999 USD, description: "price firm, papers included"}
  - {title: Zelvano strap, price: 1 EUR, category: spare parts, description: "price in chat for bulk"}
expires: 2999-06-30
"""
CODE = """
id: 7b1f0c0e-3f1d-4a53-9d0e-8f2f5a7f9a11
title: A code name for Zelvano
author: zelvano
about: Zelvano
why: Sellers write Z-bird and mean it.
when:
  words: [Z bird bag, zb inspired]
strength: 1
fires_on:
  - {title: Z-bird bag black}
  - {title: ZB inspired tote}
quiet_on:
  - {title: bird bag}
  - {title: inspired tote}
expires: 2999-06-30
"""
LISTINGS: list[dict[str, Any]] = [
    {"listing_id": "1", "title": "Zelvano tote", "price": 9999, "currency": "USD", "description": "inbox for price"},
    {"listing_id": "2", "title": "Zelvano tote", "price": 9999, "currency": "USD", "description": "price firm"},
    {"listing_id": "3", "title": "Z-Bird bag, black"},
    {"listing_id": "4", "title": "plain tote", "price": 9999, "currency": "USD", "description": "inbox for price"},
    {"listing_id": "5", "title": "Zelvano tote", "price": 1, "currency": "EUR", "category": "Spare parts",
     "description": "price in chat"},
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rights.yaml").write_text(RIGHTS, "utf-8")
    (tmp_path / "decoy.yaml").write_text(DECOY, "utf-8")
    (tmp_path / "code.yaml").write_text(CODE, "utf-8")
    pq.write_table(listings_table(LISTINGS), tmp_path / "listings.parquet")
    return tmp_path


def choices(folder: Path, mode: str, db: float = 0.0) -> Path:
    path = folder / f"{mode}.yaml"
    weight = f", db: {db}" if db else ""
    path.write_text(f"use:\n  - {{tactics: [decoy.yaml, code.yaml], mode: {mode}{weight}}}\n", "utf-8")
    return path


def scanned(folder: Path, tactics: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    out = folder / f"out-{tactics.stem}"
    api.scan(folder / "listings.parquet", folder / "rights.yaml", out=out, tactics=tactics, workers=1)
    return tuple(pq.read_table(out / f"{name}.parquet").to_pylist() for name in ("findings", "signals", "hits"))  # type: ignore[return-value]


def test_in_the_shadow_hits_are_counted_and_nothing_else_changes(folder: Path) -> None:
    without, signals, _ = scanned(folder, folder / "decoy.yaml")
    findings, shadow_signals, hits = scanned(folder, choices(folder, "shadow"))
    assert (findings, shadow_signals) == (without, signals)
    assert [(hit["listing_id"], hit["right_id"], hit["mode"]) for hit in hits] == [
        ("1", "zel", "shadow"),
        ("3", "zel", "shadow"),
    ]
    assert {one["listing_id"] for one in findings} == {"1", "2", "5"}


def test_in_review_a_tactic_weighs_and_is_told_in_words(folder: Path) -> None:
    findings, signals, hits = scanned(folder, choices(folder, "review", 15.0))
    by_id = {one["listing_id"]: one for one in findings}
    assert set(by_id) == {"1", "2", "3", "5"}  # what is meant by its code name is found too
    (told,) = [one for one in by_id["1"]["contributions"] if one["detector"].startswith("tactic/")]
    assert told["counted"]
    assert told["contribution_db"] == pytest.approx(0.7 * 15.0)
    assert "Decoy price with the real one in chat" in by_id["1"]["sentence"]
    assert "Decoy" not in by_id["1"]["seller_sentence"]
    assert "how it is described" in by_id["1"]["seller_sentence"]
    spans = [(one["field"], one["text"]) for one in signals if one["detector"].startswith("tactic/")]
    assert ("description", "inbox for price") in spans
    assert {hit["mode"] for hit in hits} == {"review"}


def test_a_check_gives_the_answer_of_the_scan(folder: Path) -> None:
    tactics = choices(folder, "review", 15.0)
    findings, signals, _ = scanned(folder, tactics)
    for listing in LISTINGS:
        answer = api.check(listing, folder / "rights.yaml", tactics=tactics)
        own = [one for one in findings if one["listing_id"] == listing["listing_id"]]
        assert answer.findings == own
        assert answer.signals == [one for one in signals if one["listing_id"] == listing["listing_id"]]


def test_a_state_keeps_what_tactics_hit(folder: Path) -> None:
    tactics = choices(folder, "shadow")
    for out in ("first", "second"):
        api.scan(
            folder / "listings.parquet", folder / "rights.yaml", out=folder / out, tactics=tactics,
            state=folder / "state", workers=1,
        )  # fmt: skip
    first, second = (pq.read_table(folder / out / "hits.parquet") for out in ("first", "second"))
    assert first.equals(second)
    assert len(second) == 2
