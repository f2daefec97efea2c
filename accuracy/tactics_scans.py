"""Scans with every tactic of the library in the shadow: what each was asked of, and what it hit, as rows."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path
from uuid import UUID, uuid5

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from halves import half
from inputs import prepare
from sets import EvaluationSet

import guildmark
from guildmark.detectors.texts import FIELDS
from guildmark.reading import cut, open_catalogue, read_slice
from guildmark.redteam import make_market
from guildmark.runs.parts import HITS
from guildmark.tactics import Tactic
from guildmark.tactics.choices import LIBRARY
from guildmark.tactics.condition import Anchor
from guildmark.tactics.logic import anchor_of

CANDIDATES = UUID("5a0f0a35-7f43-4b26-9f0e-3f3c1d0c8a11")  # names the twins, which ask for a tactic's anchor alone
NAMING = ("mark_in_text", "disguised_mark", "misspelt_mark")
INVENTED = "Orvane"  # put before titles that name no mark


@dataclass(frozen=True, slots=True)
class Hit:
    """A listing that a tactic hit, or that was a candidate of it."""

    tactic: str
    listing_id: str
    candidate: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan: who sells each listing and in which half that is, which listings name a mark, and the hits."""

    name: str
    role: str
    half: dict[str, str]
    seller: dict[str, str]
    naming: frozenset[str]
    hits: tuple[Hit, ...]

    def of_half(self, wanted: str) -> "Scan":
        """The part of one half."""
        own = {listing for listing, of in self.half.items() if of == wanted}
        return replace(
            self,
            half=dict.fromkeys(own, wanted),
            seller={listing: seller for listing, seller in self.seller.items() if listing in own},
            naming=self.naming & own,
            hits=tuple(hit for hit in self.hits if hit.listing_id in own),
        )


def twins(tactics: Iterable[Tactic], folder: Path) -> Path:
    """Beside each tactic one that fires wherever the anchor finds a candidate, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for tactic in tactics:
        anchor = anchor_of(tactic.when)
        assert anchor is not None  # a tactic without one cannot be read
        name = uuid5(CANDIDATES, str(tactic.id))
        document = {**tactic.plain, "id": str(name), "when": _asks_for(anchor)}
        (folder / f"{name}.yaml").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return folder


def scan_sets(
    sets: Sequence[EvaluationSet], data: Path, work: Path, tactics: list[Tactic], *, named: bool, workers: int
) -> list[Scan]:
    """All sets in one scan, each as it is with the starter list of marks, or with an invented mark before its title,
    so that each listing is asked what only those of marks are else."""
    work.mkdir(parents=True, exist_ok=True)
    tables, sellers = [], {}
    for one in sets:
        table, sellers[one.name] = _listings(one, data, work / one.name)
        tables.append(_with_mark(table) if named else table)
    path = work / "listings.parquet"
    pq.write_table(pa.concat_tables(tables), path)
    if named:
        with as_file(files("guildmark.detectors") / "examples.yaml") as rights:
            naming, hits = _scan(path, rights, work / "out", tactics, workers=workers)
    else:
        naming, hits = _scan(path, "starter", work / "out", tactics, workers=workers)
    return [
        Scan(
            one.name,
            one.role,
            {listing: half(seller) for listing, seller in sellers[one.name].items()},
            sellers[one.name],
            frozenset(listing for listing in naming if listing in sellers[one.name]),
            tuple(hit for hit in hits if hit.listing_id in sellers[one.name]),
        )
        for one in sets
    ]


def scan_market(
    listings: int, seed: int, work: Path, tactics: list[Tactic], *, workers: int
) -> tuple[Scan, dict[str, str]]:
    """A sample market, and what each of its listings is: `fake`, or a kind of innocent offer."""
    made = make_market(work / "market", listings=listings, seed=seed, pictures=False).out
    table = made / "listings.parquet"
    naming, hits = _scan(
        table, made / "rights.yaml", work / "out", tactics, workers=workers, reviews=made / "reviews.parquet"
    )
    rows = pq.read_table(table, columns=["listing_id", "seller_id"]).to_pylist()
    sellers = {row["listing_id"]: row["seller_id"] for row in rows}
    truth = pq.read_table(made / "truth.parquet", columns=["listing_id", "kind"]).to_pylist()
    scan = Scan("sample market", "made", {one: half(of) for one, of in sellers.items()}, sellers, naming, hits)
    return scan, {row["listing_id"]: row["kind"] for row in truth}


def _listings(one: EvaluationSet, data: Path, work: Path) -> tuple[pa.Table, dict[str, str]]:
    """The listings of a set, their ids with the set's name before them, and by what each is put into a half."""
    given = prepare(one, data, work)
    catalogue = open_catalogue([given.listings], column_map=given.column_map)
    table = pa.concat_tables([read_slice(catalogue, piece).listings for piece in cut(catalogue)])
    ids = [f"{one.name}/{listing}" for listing in table.column("listing_id").to_pylist()]
    units = table.column(one.split_by).to_pylist()
    sellers: dict[str, str] = {}
    for listing, unit in zip(ids, units, strict=True):  # of repeated ids the scan takes the first
        sellers.setdefault(listing, unit or f"no seller, listing {listing}")
    place = table.schema.get_field_index("listing_id")
    return table.set_column(place, table.schema.field(place), pa.array(ids, pa.string())), sellers


def _with_mark(table: pa.Table) -> pa.Table:
    titles = [f"{INVENTED} {title or ''}".strip() for title in table.column("title").to_pylist()]
    place = table.schema.get_field_index("title")
    return table.set_column(place, table.schema.field(place), pa.array(titles, pa.string()))


def _scan(
    listings: Path, rights: str | Path, out: Path, tactics: list[Tactic], *, workers: int, reviews: Path | None = None
) -> tuple[frozenset[str], tuple[Hit, ...]]:
    """The listings that name a mark, and all hits."""
    folder = twins(tactics, out.parent / "twins")
    result = guildmark.scan(
        listings, rights, out=out, reviews=reviews, workers=workers, tactics=[LIBRARY, folder]
    ).folder
    named = duckdb.execute(
        "select distinct listing_id from (select listing_id, unnest(contributions) as c from read_parquet(?))"
        " where list_contains(?, c.detector)",
        [str(result / "findings.parquet"), list(NAMING)],
    ).fetchall()
    real = {str(tactic.id): str(tactic.id) for tactic in tactics}
    asked = {str(uuid5(CANDIDATES, one)): one for one in real}
    found = {
        Hit((real | asked)[row["tactic"]], row["listing_id"], row["tactic"] in asked)
        for row in pq.read_table(result / HITS, columns=["tactic", "listing_id"]).to_pylist()
    }
    ordered = sorted(found, key=lambda one: (one.tactic, one.listing_id, one.candidate))
    return frozenset(listing for (listing,) in named), tuple(ordered)


def _asks_for(anchor: Anchor) -> dict[str, object]:
    """The conditions of an anchor, and one that always holds: a tactic must rest on evidence, as not all do."""
    either: list[dict[str, object]] = []
    if anchor.phrases:
        either.append({"words": {"say": sorted(anchor.phrases), "in": list(FIELDS)}})
    either += [{"signal": name} for name in sorted(anchor.signals)]
    return {"all": [{"any": either}, {"any": [{"given": "gtin"}, {"missing": "gtin"}]}]}
