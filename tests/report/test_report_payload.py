"""Findings reach the page's script whole, trimmed to its budget, and unable to leave their script element."""

import json
import math

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_run import make_run

from guildmark.records import FINDING, SIGNAL
from guildmark.report.excerpts import window
from guildmark.report.payload import (
    FINDINGS_BUDGET_BYTES,
    PICTURES_BUDGET_BYTES,
    as_script_json,
    findings_payload,
    pictures_payload,
    safe_url,
)
from guildmark.report.read import open_run_tables

ANY_TEXT = st.text(alphabet=st.characters())  # lone surrogates too


@given(st.dictionaries(ANY_TEXT, ANY_TEXT | st.floats() | st.none()))
def test_script_json_never_holds_markup_and_reads_back_as_it_was(value):
    encoded = as_script_json(value)
    assert not any(sign in encoded for sign in (b"<", b">", b"&"))
    back = json.loads(encoded.decode("utf-8"))
    for key, entry in value.items():
        if isinstance(entry, str):
            assert back[key] == entry
        elif isinstance(entry, float) and math.isfinite(entry) and abs(entry) < 1e9:
            assert back[key] == pytest.approx(entry, abs=1e-6)


@given(
    before=st.text(max_size=400),
    seen=st.text(min_size=1, max_size=30),
    after=st.text(max_size=400),
    offset=st.integers(0, 9_000),
)
def test_an_excerpt_is_short_and_its_span_points_at_the_evidence(before, seen, after, offset):
    start = offset + len(before)
    signal = {
        "text": seen,
        "excerpt": before + seen + after,
        "excerpt_start": offset,
        "start": start,
        "end": start + len(seen),
    }
    shown = window(signal, 80)
    assert len(shown["text"]) <= 80
    assert shown["text"][slice(*shown["span"])] == seen
    assert shown["before"] == (not (before + seen + after).startswith(shown["text"]) or shown["before"])


def test_an_excerpt_whose_numbers_are_wrong_is_marked_by_its_text():
    signal = {"text": "copy", "excerpt": "a fine copy of it", "excerpt_start": 0, "start": 900, "end": 904}
    assert window(signal, 80)["span"] == [7, 11]


def test_an_excerpt_without_any_place_has_no_mark():
    signal = {"text": "gone", "excerpt": "nothing of it here", "excerpt_start": 0, "start": None, "end": None}
    assert window(signal, 80)["span"] is None


@pytest.mark.parametrize("url", ["https://shop.invalid/a?b=1", "HTTP://shop.invalid", " https://shop.invalid "])
def test_web_addresses_are_kept(url):
    assert safe_url(url) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//shop.invalid",
        "/item",
        "https:",
        "http://[",
        "file:///etc/passwd",
        "",
        None,
        "https://x/" + "a" * 3_000,
    ],
)
def test_all_other_addresses_are_dropped(url):
    assert safe_url(url) is None


def test_the_longest_texts_still_fit_the_budget():
    long = "😀" * 2_000
    row = dict.fromkeys(FINDING.names) | {"finding_id": "f", "contributions": [], "score_db": float("nan")}
    row |= dict.fromkeys(("title", "mark", "holder", "seller_name", "category", "sentence", "seller_sentence"), long)
    row |= {"title_length": 10_000}
    signal = dict.fromkeys(SIGNAL.names) | {"excerpt": long, "excerpt_start": 0, "note": long, "signals": 24}
    signal |= {"field": "description", "start": 5, "end": 9, "text": long[5:9]}
    rows = [row | {"rank": rank} for rank in range(1_000)]
    signals = [signal | {"rank": rank} for rank in range(1_000) for _ in range(24)]
    payload = findings_payload(rows, signals)
    assert len(payload) == 1_000
    assert len(as_script_json(payload)) <= FINDINGS_BUDGET_BYTES
    assert payload[0]["signalsLeftOut"] == 24 - len(payload[0]["signals"]) > 0


def test_pictures_stop_at_their_budget():
    thumbnails = [(f"{number:064x}", bytes(60_000)) for number in range(400)]
    pictures = pictures_payload(thumbnails)
    assert sum(map(len, pictures.values())) <= PICTURES_BUDGET_BYTES
    assert next(iter(pictures)) == f"{0:064x}"


def test_signals_about_a_listing_come_with_each_of_its_findings_and_say_how_many_there_are(tmp_path):
    make_run(tmp_path, 200)
    with open_run_tables(tmp_path) as tables:
        rows = tables.top_findings(50, 2_000)
        signals = tables.top_signals(2, 2_000)
    assert [row["rank"] for row in rows] == list(range(1, 51))
    assert [row["score_db"] for row in rows] == sorted((row["score_db"] for row in rows), reverse=True)
    by_rank = {row["rank"]: [signal for signal in signals if signal["rank"] == row["rank"]] for row in rows}
    for row in rows:
        assert len(by_rank[row["rank"]]) == min(2, len(row["contributions"]))
        assert all(signal["signals"] == len(row["contributions"]) for signal in by_rank[row["rank"]])
    assert any(signal["scope"] == "listing" for signal in signals)


def test_counts_agree_with_a_plain_count(tmp_path):
    make_run(tmp_path, 300)
    rows = pq.read_table(tmp_path / "findings.parquet").to_pylist()
    with open_run_tables(tmp_path) as tables:
        totals, marks, scores, prices = tables.totals(), tables.marks(), tables.scores(), tables.prices()
        detectors = tables.detectors()
    assert (totals.findings, totals.review, totals.clear) == (
        300,
        *(sum(row["band"] == band for row in rows) for band in ("review", "clear")),
    )
    assert totals.would_act == sum(row["would_band"] == "act" for row in rows)
    assert {mark["key"]: mark["findings"] for mark in marks} == {
        mark: sum(row["mark"] == mark for row in rows) for mark in {row["mark"] for row in rows}
    }
    assert sum(bin["act"] + bin["review"] + bin["clear"] for bin in scores) == 300
    open_prices = [row for row in rows if row["reference_eur"] and not row["reference_private"]]
    assert sum(bin["act"] + bin["review"] + bin["clear"] for bin in prices) == len(open_prices) == totals.with_price
    names = [{piece["detector"] for piece in row["contributions"]} for row in rows]
    assert all(bar["findings"] == sum(bar["key"] in its for its in names) for bar in detectors)


def one_row(tmp_path, **changes):
    """A run of one finding with these changes, and its payload and tables' prices."""
    make_run(tmp_path, 1, nasty=0.0)
    [row] = pq.read_table(tmp_path / "findings.parquet").to_pylist()
    pq.write_table(pa.Table.from_pylist([row | changes], schema=FINDING), tmp_path / "findings.parquet")
    with open_run_tables(tmp_path) as tables:
        [payload] = findings_payload(tables.top_findings(5, 2_000), tables.top_signals(24, 2_000))
        return payload, tables.prices()


def test_a_private_reference_cannot_be_worked_back_from_the_strength_of_its_signal(tmp_path):
    price = {"detector": "price_below_catalogue", "family": "price", "direction": "for"}
    mark = {"detector": "mark_in_text", "family": "mark", "direction": "for"}
    payloads = []
    for strength in (0.8312, 0.8457):  # of one price against two references
        pieces = [
            price | {"strength": strength, "weight_db": 9.5, "contribution_db": 9.5 * strength, "counted": True},
            mark | {"strength": 1.0, "weight_db": 4.25, "contribution_db": 4.25, "counted": True},
        ]
        score = -17.0 + 4.25 + 9.5 * strength
        changes = {"contributions": pieces, "score_db": score, "reference_private": True, "probability": 0.1 * strength}
        payload, _ = one_row(tmp_path, price_eur=20.0, reference_eur=100 * strength, **changes)
        payloads.append(payload)
    assert payloads[0] == payloads[1]
    assert payloads[0]["rounded"] and payloads[0]["score"] == -17.0 + 4.25 + 8.0
    assert [piece["strength"] for piece in payloads[0]["contributions"]] == [None, 1.0]


def test_a_price_on_the_edge_of_two_columns_is_in_the_upper_one(tmp_path):
    for tenths in range(1, 15):
        _, prices = one_row(tmp_path, price_eur=tenths * 10.0, reference_eur=100.0, reference_private=False)
        assert [row["bin"] for row in prices] == [tenths]


def test_one_seller_id_on_two_marketplaces_is_two_sellers(tmp_path):
    make_run(tmp_path, 4, nasty=0.0)
    rows = pq.read_table(tmp_path / "findings.parquet").to_pylist()
    for row, marketplace in zip(rows, ["east", "east", "east", "west"], strict=True):
        row |= {"marketplace": marketplace, "seller_id": "s1", "seller_name": f"Shop {marketplace}"}
    pq.write_table(pa.Table.from_pylist(rows, schema=FINDING), tmp_path / "findings.parquet")
    with open_run_tables(tmp_path) as tables:
        sellers, totals = tables.sellers(), tables.totals()
    assert {(seller["label"], seller["note"], seller["findings"]) for seller in sellers} == {
        ("Shop east", "s1 on east", 3),
        ("Shop west", "s1 on west", 1),
    }
    assert totals.sellers == 2
