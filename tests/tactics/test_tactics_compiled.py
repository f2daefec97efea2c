"""The compiled form of tactics fires where plain Python does, on whatever listings and tactics."""

from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plainly import fired_plainly

from guildmark.engine import Context, compile_context
from guildmark.engine.check import listings_table
from guildmark.engine.evaluator import ContextEvaluator
from guildmark.facts import FactTable, build_facts
from guildmark.lab.tactic_trial import example_rights
from guildmark.records import InputError
from guildmark.records.digest import listing_keys
from guildmark.tactics import TacticSet, Used
from guildmark.tactics.read import read_filter, tactic_of
from guildmark.tactics.tactic import Tactic
from guildmark.tactics.values import value_of

CONDITIONS: list[dict[str, Any]] = [
    {"mark": "any"},
    {"mark": "Orvane"},
    {"mark": ["TESSALY", "奥凡"]},
    {"words": "price in chat"},
    {"words": ["factory second", "高仿", "1:1 mirror"]},
    {"words": {"say": ["mirror quality", "in chat"], "in": "title"}},
    {"words": {"say": "mirror quality", "near_mark": "5"}},
    {"words": {"say": ["in chat", "mirror quality"], "near_mark": "40"}},
    {"category": ["spare parts", "handbags"]},
    {"brand": "no brand"},
    {"seller_name": "outlet"},
    {"reviews": "not original"},
    {"text": "🔥"},
    {"text": {"contains": ["AAA", "chat"], "in": ["title", "description"]}},
    {"pattern": r"(?i)ref\.? ?\d{4}"},
    {"pattern": {"re": r"^Orvane", "in": "title"}},
    {"condition": ["new", "unknown"]},
    {"ships_from": "CN"},
    {"offered_in": ["DE", "FR"]},
    {"language": "zh"},
    {"currency": ["USD", "CNY"]},
    {"given": ["gtin"]},
    {"missing": ["brand", "pictures"]},
    {"given": ["attributes"]},
    {"price": {"at_most": "50 EUR"}},
    {"price": {"at_least": "100 USD"}},
    {"price": {"repeats_digit": "9"}},
    {"price": {"below": {"holder": "50 %"}}},
    {"price": {"any": [{"repeats_digit": "9"}, {"at_most": "1 EUR"}]}},
    {"stock": {"at_least": "100"}},
    {"pack_size": {"at_least": "2", "at_most": "10"}},
    {"pictures": {"at_most": "0"}},
    {"variants": {"at_least": "2"}},
    {"seller": "authorised"},
    {"seller": "not authorised"},
    {"attribute": {"name": "material", "is": ["pu", "超纤"]}},
    {"signal": "replica_words"},
    {"signal": {"detector": "price_below_floor", "at_least": "0.6"}},
    {"signal": "off_platform_contact"},
    {"fact": {"same": "seller", "listings": "2", "within": "30 days"}},
    {"contact": ["+39 000 1234567", "karen88@mail.example"]},
    {"contact": "0039 000 1234567"},
    {"fact": {"same": "text", "sellers": "1", "within": "7 days"}},
]


def test_every_condition_of_the_pool_is_one() -> None:
    for plain in CONDITIONS:
        read_filter(value_of("pool", plain, "when"))


LONG = "A very long description of a bag that many sellers have in the very same words, and that says hardly anything."
WORDS = [
    "Orvane", "Tessaly", "奥凡", "bag", "mirror quality", "price in chat", "not 1:1 mirror", "高仿", "🔥", "AAA",
    "ref 4711", "factory second",    "with WhatsApp +39 000 1234567", "watch", "Belmoro",
    "+39-000-1234567", "0039 000 1234567.", "KAREN88@mail.example",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)


def maybe(values: list[Any]) -> st.SearchStrategy[Any]:
    """One of some values, or nothing."""
    return st.one_of(st.none(), st.sampled_from(values))


LISTING = st.fixed_dictionaries(
    {
        "title": TEXT,
        "description": st.one_of(st.none(), TEXT, st.just(LONG)),
        "brand": maybe(["Orvane", "no brand", ""]),
        "category": maybe(["Handbags", "Spare Parts > Straps", "watches"]),
        "seller_id": maybe(["s1", "s2", "orvane-official"]),
        "seller_name": maybe(["Factory Outlet Store", "orvane-official", "nobody"]),
        "condition": maybe(["new", "used", "unknown"]),
        "price": maybe([Decimal("9999"), Decimal("99.99"), Decimal("1"), Decimal("45"), Decimal("120")]),
        "currency": maybe(["EUR", "USD", "CNY", "ZZZ"]),
        "ships_from": maybe(["CN", "IT"]),
        "offered_in": maybe([["DE"], ["US", "FR"], []]),
        "language": maybe(["zh-Hans", "zh", "en"]),
        "gtin": maybe(["2000000000022", "4006381333931"]),
        "stock": maybe([5, 500]),
        "pack_size": maybe([1, 3]),
        "variants": maybe([[], [{"title": "red", "price": 30}], [{"title": "AAA"}, {"title": "price in chat"}]]),
        "attributes": maybe([{}, {"Material": "PU", "colour": "red"}, {"material": "leather"}]),
        "reviews": maybe([[], [{"text": "not original at all"}], [{"text": "lovely"}]]),
        "pictures": maybe([[], [{"uri": "https://a.example/1.jpg", "data": None}]]),
    }
)
NODE = st.recursive(
    st.sampled_from(CONDITIONS),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=4)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=4)}),
        st.fixed_dictionaries(
            {"all": st.lists(inner, min_size=1, max_size=3), "none": st.lists(inner, min_size=1, max_size=2)}
        ),
        st.fixed_dictionaries(
            {
                "count": st.fixed_dictionaries(
                    {"at_least": st.sampled_from(["1", "2"]), "of": st.lists(inner, min_size=2, max_size=4)}
                )
            }
        ),
    ),
    max_leaves=8,
)
ABOUT = st.sampled_from([(), (), ("Orvane",), ("Tessaly", "Belmoro")])


def tactic_of_node(number: int, plain: Any, about: tuple[str, ...]) -> Tactic | None:
    """A tactic that asks for a node; none where the node is no tactic."""
    whole = {
        "id": str(UUID(int=number)),
        "title": f"tactic {number}",
        "author": "me",
        "why": "since",
        "when": plain,
        "fires_on": [{"title": "a"}, {"title": "b"}],
        "quiet_on": [{"title": "a"}, {"title": "b"}],
        "expires": "2030-01-01",
        **({"about": list(about)} if about else {}),
    }
    try:
        return tactic_of(value_of("tactic", whole))
    except InputError:
        return None


def facts_of(context: Context, rows: list[dict[str, Any]], folder: Path) -> FactTable:
    """The facts of these listings."""
    listings = listings_table(rows)
    evaluator = ContextEvaluator.of(context)
    keys = evaluator.fact_keys(listings, listing_keys(listings)[:, 0], evaluator.price_eur(listings))
    pq.write_table(keys, folder / "keys.parquet")
    return build_facts([folder / "keys.parquet"], None, folder / "facts")


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    asked=st.lists(st.tuples(NODE, ABOUT), min_size=10, max_size=30),
    listings=st.lists(LISTING, min_size=5, max_size=25),
    with_facts=st.booleans(),
)
def test_a_compiled_tactic_fires_where_plain_python_does(
    asked: list[tuple[Any, tuple[str, ...]]],
    listings: list[dict[str, Any]],
    with_facts: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    made = [tactic_of_node(n, node, about) for n, (node, about) in enumerate(asked)]
    tactics = [one for one in made if one is not None]
    folder = tmp_path_factory.mktemp("compiled")
    context = compile_context(example_rights(tactics), folder / "contexts", tactics=TacticSet.of(map(Used, tactics)))
    rows = [{**listing, "listing_id": str(n)} for n, listing in enumerate(listings)]
    facts = facts_of(context, rows, folder) if with_facts else None
    table = listings_table(rows)
    found = ContextEvaluator.of(context).evaluate(table, facts)
    fired = {
        (row, hit["tactic"], hit["right_id"])
        for row, hit in zip(found.hit_row.tolist(), found.hits.to_pylist(), strict=True)
    }
    assert fired == fired_plainly(table, context, facts)
