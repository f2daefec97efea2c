"""Titles of parts, packaging, care and services are told from titles of whole goods, in every language of the list."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from ruamel.yaml import YAML

from guildmark.detectors.batch import Batch
from guildmark.engine import Context
from guildmark.engine.check import one_listing

TITLES: dict[str, dict[str, list[str]]] = YAML(typ="safe", pure=True).load(
    Path(__file__).with_name("part_titles.yaml").read_text("utf-8")
)
CASES = [
    pytest.param(title, kind == "part", id=f"{language}-{kind}-{number}")
    for language, kinds in TITLES.items()
    for kind, titles in kinds.items()
    for number, title in enumerate(titles)
]


def spoken_of_parts(titles: Iterable[str], context: Context) -> dict[str, bool]:
    """Whether each title speaks of parts, all of them in one batch."""
    listings = pa.concat_tables([one_listing({"listing_id": title, "title": title}) for title in titles])
    batch = Batch.read(listings, context.index, context.rates, context.matcher)
    return dict(zip(listings.column("listing_id").to_pylist(), batch.spoken_of("parts").tolist(), strict=True))


@pytest.fixture(scope="module")
def answers(context: Context) -> dict[str, bool]:
    """The answers for all made titles."""
    return spoken_of_parts([case.values[0] for case in CASES], context)  # type: ignore[misc]


@pytest.mark.parametrize(("title", "is_part"), CASES)
def test_a_title_is_one_of_a_part_or_of_whole_goods(title: str, is_part: bool, answers: dict[str, Any]) -> None:
    assert answers[title] == is_part


def test_no_title_stands_twice() -> None:
    titles = [case.values[0] for case in CASES]
    assert len(titles) == len(set(titles))
