"""A small sample market with one taxonomy for all languages, a policy for it, and labels from its truth."""

import csv
import io
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from ruamel.yaml import YAML

from guildmark.redteam import make_market

DEPARTMENTS = {"wear": "Fashion", "beauty": "Beauty", "tech": "Electronics", "home": "Home"}
POLICY = """
start_share: 0.03
review_db: -8
act_db: {act_db}
never_act_alone: [price, seller, picture, origin]
licence: {{precision: {precision}, confidence: 0.95, days: 90, category_levels: 1}}
"""


def one_taxonomy(market: Path) -> Path:
    """The listings with a department as category, in one language; as a marketplace has it."""
    known: dict[str, str] = {}
    for file in (files("guildmark.redteam") / "market" / "languages").iterdir():
        if file.name.endswith(".yaml"):
            words = YAML(typ="safe", pure=True).load(file.read_text("utf-8"))["departments"]
            known |= {name: DEPARTMENTS[key] for key, name in words.items()}
    table = pq.read_table(market / "listings.parquet")
    own: list[Any] = table.column("category").to_pylist()
    named = [known.get((text or "").split(" > ")[0]) for text in own]
    place = table.schema.get_field_index("category")
    path = market / "one.parquet"
    pq.write_table(table.set_column(place, table.schema.field("category"), pa.array(named, pa.string())), path)
    return path


def make(folder: Path, listings: int, seed: int, act_db: float) -> Path:
    market = make_market(folder / "market", listings=listings, seed=seed, pictures=False).out
    one_taxonomy(market)
    (market / "policy.yaml").write_text(POLICY.format(act_db=act_db, precision=0.99))
    return market


def truth_of(market: Path) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["marketplace"], row["listing_id"]): row for row in pq.read_table(market / "truth.parquet").to_pylist()}


def is_fake(truth: dict[tuple[str, str], dict[str, Any]], row: Any) -> bool:
    """Whether the truth says that a case infringes: its own right, or any where it names none."""
    told = truth[row["marketplace"], row["listing_id"]]
    return bool(told["kind"] == "fake" and (not row["right_id"] or told["right_id"] == row["right_id"]))


def label(draw: Path, market: Path, target: Path, *, day: str = "2026-11-26", by: str = "A. Reader") -> Path:
    """Fill in `cases.csv` with the truth, as a careful reader would."""
    truth = truth_of(market)
    rows = list(csv.DictReader(io.StringIO((draw / "cases.csv").read_text("utf-8-sig"), newline="")))
    for row in rows:
        outcome = "infringing" if is_fake(truth, row) else "not"
        row.update(outcome=outcome, decided_by=by, decided_at=f"{day}T10:00:00Z")
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return target
