"""How many sellers have a contact is told by the facts of a scan, under the keys of the one extraction."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from guildmark.engine.check import listings_table
from guildmark.facts import FactTable, Kind, build_facts, fact_keys
from guildmark.indicators import contacts_as_written, normalise, sellers_at_large
from guildmark.text.fingerprints import contact_keys

TEXTS = {
    "a": "call +44 7700 900123",
    "b": "call 0044-7700-900123 or KAREN88@mail.example",
    "c": "call 07700 900123",
    "d": "call 07700 900999, mail orvane.shop@gmail.com",
    "e": "orvaneshop@gmail.com",
}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> FactTable:
    folder = tmp_path_factory.mktemp("facts")
    rows = [
        {"listing_id": name, "title": "bag", "description": text, "seller_id": name} for name, text in TEXTS.items()
    ]
    listings = listings_table(rows)
    keys = fact_keys(
        listings,
        fingerprints=np.zeros(len(listings), np.uint64),
        contacts=contact_keys(listings),
        price_eur=np.full(len(listings), np.nan),
    )
    pq.write_table(keys, folder / "keys.parquet")
    return build_facts([folder / "keys.parquet"], None, folder / "facts")


@pytest.mark.parametrize(
    ("kind", "value", "sellers"),
    [
        ("phone", "+44 7700 900123", 3),
        ("phone", "+44 7700 900124", 0),
        ("email", "karen88@mail.example", 1),
        ("email", "orvaneshop@gmail.com", 1),
        ("email", "Orvane.Shop@gmail.com", 2),  # as it was given, and in its one form
        ("domain", "orvane-outlet.example", None),
    ],
)
def test_sellers_of_each_way_to_write_a_contact_are_counted(
    facts: FactTable, kind: str, value: str, sellers: int | None
) -> None:
    assert sellers_at_large(normalise(kind, value), facts) == sellers


def test_facts_tell_how_many_sellers_there_are(facts: FactTable) -> None:
    assert facts.distinct(Kind.SELLER) == len(TEXTS)
    assert facts.distinct(Kind.PICTURE) == 0


def test_a_number_is_written_with_its_country_and_as_its_own_country_does() -> None:
    assert contacts_as_written(normalise("phone", "+44 7700 900123")) == (
        "+447700900123", "00447700900123", "07700900123",
    )  # fmt: skip
    assert contacts_as_written(normalise("phone", "+39 333 1234567")) == ("+393331234567", "00393331234567")
    assert contacts_as_written(normalise("chat", "wechat: karen_88")) == ()
