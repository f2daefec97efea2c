"""The keys under which a listing counts: its pictures, contacts, text, seller and model."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.facts.gtin import NO_GTIN, gtin_numbers
from guildmark.facts.kinds import UNDATED_US, Kind
from guildmark.facts.models import model_texts
from guildmark.records import picture_id
from guildmark.records.digest import listing_keys, row_digests
from guildmark.records.listing import INSTANT

FIELDS: "list[pa.Field[Any]]" = [
    pa.field("kind", pa.uint8(), nullable=False),
    pa.field("key", pa.uint64(), nullable=False),
    pa.field("listing", pa.uint64(), nullable=False),
    pa.field("seller", pa.uint64(), nullable=False),  # 0: not known
    pa.field("price_eur", pa.float64()),  # NaN: not known
    pa.field("observed_at", INSTANT),
    pa.field("row", pa.int64(), nullable=False),  # 0-based row of the listing in the table that was given
]
FACT_KEY = pa.schema(FIELDS)

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

Keys = NDArray[np.uint64]
Rows = NDArray[np.int64]


def fact_keys(
    listings: pa.Table,
    *,
    fingerprints: Keys,
    contacts: tuple[Rows, Keys],
    price_eur: NDArray[np.float64],
    listing: Keys | None = None,
) -> pa.Table:
    """Every key of every listing once, ordered by kind, row and key.

    Shapes: `fingerprints` (n,), 0 where there is none; `contacts` rows and keys of any length; `price_eur` (n,), NaN
    where not known; `listing` (n,), the first number of `listing_keys`, when it is there already.
    """
    listings = listings.combine_chunks()
    listing = listing_keys(listings)[:, 0] if listing is None else listing
    sellers = seller_keys(listings)
    texts = np.flatnonzero(fingerprints)
    sold = np.flatnonzero(sellers)
    parts = (
        (Kind.PICTURE, *picture_keys(listings)),
        (Kind.CONTACT, *_once(*contacts)),
        (Kind.TEXT, texts, fingerprints[texts]),
        (Kind.SELLER, sold, sellers[sold]),
        (Kind.MODEL, *model_keys(listings)),
    )
    rows = np.concatenate([part[1] for part in parts])
    kinds = np.repeat(np.array([part[0] for part in parts], np.uint8), [len(part[1]) for part in parts])
    keys = np.concatenate([part[2] for part in parts])
    observed = listings.column("observed_at").combine_chunks().take(pa.array(rows))
    columns = [kinds, keys, listing[rows], sellers[rows], price_eur[rows], observed, rows]
    return pa.table([pa.array(column) for column in columns], schema=FACT_KEY)


def seller_keys(listings: pa.Table) -> Keys:
    """A key per seller, by id or else by name, within its marketplace; 0 where neither is given."""
    seller = _texts(listings, "seller_id", "seller_name")
    named = pc.binary_join_element_wise(_texts(listings, "marketplace"), seller, "\x1f").dictionary_encode()
    if not len(named.dictionary):
        return np.zeros(len(listings), np.uint64)
    digests = _short(pa.table({"seller": named.dictionary}), ["seller"])
    found: Keys = digests[named.indices.fill_null(0).to_numpy(zero_copy_only=False)]
    return np.where(named.is_valid().to_numpy(zero_copy_only=False), found, np.uint64(0))


def observed_microseconds(listings: pa.Table) -> NDArray[np.int64]:
    """`observed_at` as microseconds since 1970, `UNDATED_US` where it is missing."""
    instants = listings.column("observed_at").combine_chunks().cast(pa.int64()).fill_null(UNDATED_US)
    return np.asarray(instants.to_numpy(zero_copy_only=False), np.int64)


def picture_keys(listings: pa.Table) -> tuple[Rows, Keys]:
    """Rows and keys in order, each pair once. A picture is its bytes where they are there, else its address."""
    column: Any = listings.column("pictures").combine_chunks()
    rows = pc.list_parent_indices(column).to_numpy(zero_copy_only=False).astype(np.int64)
    uris, datas = column.flatten().flatten()
    keys = np.zeros(len(rows), np.uint64)
    addressed = np.flatnonzero(_texts(pa.table({"uri": uris}), "uri").is_valid().to_numpy(zero_copy_only=False))
    keys[addressed] = _short(pa.table({"uri": uris.take(pa.array(addressed))}), ["uri"])
    for place in np.flatnonzero(datas.is_valid().to_numpy(zero_copy_only=False)).tolist():
        keys[place] = int(picture_id(datas[place].as_py())[:16], 16)
    there = np.flatnonzero(keys)
    return _once(rows[there], keys[there])


def model_keys(listings: pa.Table) -> tuple[Rows, Keys]:
    """A model is its GTIN where that is valid, else the claimed brand with the maker's number."""
    gtins = gtin_numbers(listings.column("gtin").combine_chunks())
    by_gtin = np.flatnonzero(gtins)
    number = model_texts(listings)
    brand = _texts(listings, "brand")
    named = pc.and_(brand.is_valid(), number.is_valid()).to_numpy(zero_copy_only=False) & (gtins == NO_GTIN)
    by_number = np.flatnonzero(named)
    chosen = pa.array(by_number)
    models = pa.table({"brand": _folded(brand.take(chosen)), "number": _folded(number.take(chosen))})
    codes = _short(pa.table({"gtin": gtins[by_gtin]}), ["gtin"])
    rows = np.concatenate([by_gtin, by_number])
    order = np.argsort(rows, kind="stable")
    return rows[order], np.concatenate([codes, _short(models, ["brand", "number"])])[order]


def _texts(table: pa.Table, *names: str) -> Any:
    """The first of some columns that is neither missing nor empty."""
    return pc.coalesce(*(_not_empty(table.column(name).combine_chunks()) for name in names))


def _not_empty(texts: Any) -> Any:
    return pc.if_else(pc.equal(texts, pa.scalar("", texts.type)), pa.scalar(None, texts.type), texts)


def _folded(texts: Any) -> Any:
    """Case, width and separators do not make another model."""
    return pc.replace_substring_regex(pc.utf8_lower(pc.utf8_normalize(texts, "NFKC")), r"[\s\-_./]+", "")


def _short(table: pa.Table, names: Sequence[str]) -> Keys:
    """64-bit keys; 0 means none, so a digest that happens to be 0 gives 1."""
    return np.maximum(row_digests(table, names)[:, 0], np.uint64(1))


def _once(rows: Rows, keys: Keys) -> tuple[Rows, Keys]:
    """Rows and keys in order, each pair once: a picture that a listing shows twice counts once."""
    order = np.lexsort((keys, rows))
    rows, keys = rows[order], keys[order]
    new = np.ones(len(rows), bool)
    new[1:] = (rows[1:] != rows[:-1]) | (keys[1:] != keys[:-1])
    return rows[new], keys[new]
