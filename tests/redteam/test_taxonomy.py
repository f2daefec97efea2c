"""The list of disguises keeps its promises: ids that stay, counters that exist, sources that say something."""

import json
from pathlib import Path

import pytest

from guildmark.detectors import all_detectors
from guildmark.redteam.disguises import DISGUISES
from guildmark.redteam.listing import OpenMarks
from guildmark.redteam.market import MarketSummary
from guildmark.redteam.taxonomy import Entry, entries, entry_of
from guildmark.redteam.taxonomy.read import KINDS
from guildmark.redteam.texts.spellings import WRITTEN
from guildmark.rights import read_rights

GIVEN_IDS = dict(
    line.split() for line in Path(__file__).with_name("given_ids.txt").read_text("utf-8").splitlines() if line
)
KNOWN_TO_ALL = (
    "misspelt-mark", "look-alike-letters", "split-mark", "code-words", "mark-only-in-picture", "covered-mark",
    "blurred-region", "borrowed-picture", "collage", "mirrored", "cropped", "bordered", "screenshot",
    "text-over-picture",
    "recoloured", "price-decoy", "variant-price", "hidden-link-order", "bait-and-switch-edit", "off-platform-contact",
    "sleeper-store", "swapped-script", "compatible-excuse",
)  # fmt: skip
MEASURED = Path(__file__).parents[2] / "accuracy" / "redteam.json"
MARK_DETECTORS = {"mark_in_text", "disguised_mark", "misspelt_mark"}
FEWEST_TRIALS, LEAST_SHARE = 20, 0.1
NO_DISGUISES = {"plain-mention", "review-complaints"}  # what the sample market also counts


def test_an_id_that_was_given_stays_with_its_disguise() -> None:
    found = {entry.id: entry.slug for entry in entries()}
    assert {name: found.get(name) for name in GIVEN_IDS} == GIVEN_IDS


def test_a_new_entry_has_the_next_free_id_and_is_written_down_as_given() -> None:
    assert [entry.id for entry in entries()] == [f"GM-T{number:02}" for number in range(1, len(entries()) + 1)]
    assert {entry.id for entry in entries()} == GIVEN_IDS.keys()
    words = (Path(__file__).parents[2] / "src/guildmark/redteam/taxonomy/words.yaml").read_text("utf-8")
    assert f"which is GM-T{len(entries()) + 1:02}." in words


def test_no_two_entries_share_a_name() -> None:
    names = [name for entry in entries() for name in (entry.slug, *(other for other, _ in entry.also))]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("slug", KNOWN_TO_ALL)
def test_what_everybody_knows_of_is_in_the_list(slug: str) -> None:
    assert entry_of(slug) is not None


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.id)
def test_an_entry_is_whole(entry: Entry) -> None:
    assert all((entry.title, entry.what, entry.example, entry.use))
    assert entry.what.endswith(".") and entry.use.endswith(".")
    for source in entry.sources:
        assert source.title and source.says.endswith(".")
        assert source.address.startswith(("https://", "http://"))


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.id)
def test_a_counter_is_a_detector_that_exists(entry: Entry) -> None:
    assert set(entry.counter) <= {detector.name for detector in all_detectors()}


@pytest.mark.parametrize("slug", WRITTEN)
def test_the_counter_of_a_written_mark_is_what_was_measured(slug: str) -> None:
    seen: set[str] = set()
    for part in json.loads(MEASURED.read_text("utf-8")).values():
        tried = {row[0]: row[2] for row in part["recall"]["disguise"]}.get(slug, 0)
        if tried >= FEWEST_TRIALS:
            seen |= {name for name, k in part["proposed by"][slug].items() if k >= LEAST_SHARE * tried}
    entry = entry_of(slug)
    assert entry is not None and set(entry.counter) & MARK_DETECTORS == seen


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.id)
def test_what_the_list_says_can_be_put_on_can_be_put_on_and_the_rest_says_why_not(entry: Entry) -> None:
    if entry.kind:
        assert entry.kind in KINDS
        assert DISGUISES[entry.slug].kind == entry.kind
        assert entry.strength.endswith(".") and not entry.not_made
    else:
        assert entry.slug not in DISGUISES
        assert entry.not_made.endswith(".") and not entry.strength


def test_whatever_can_be_put_on_is_in_the_list() -> None:
    assert DISGUISES.keys() <= {entry.slug for entry in entries()}


def test_a_composed_name_stands_for_disguises_of_the_list() -> None:
    for entry in entries():
        for _, mix in entry.also:
            assert all(slug in DISGUISES for slug in mix.split("+"))


def test_every_disguise_of_the_sample_market_has_an_id(market: MarketSummary, pictured: Path) -> None:
    import pyarrow.parquet as pq

    told = pq.read_table(pictured / "truth.parquet", columns=["disguises"]).column(0).to_pylist()
    worn = set(market.disguises) | {name for names in told for name in names}
    known = {name for entry in entries() for name in (entry.slug, *(other for other, _ in entry.also))}
    assert worn - NO_DISGUISES <= known


def test_examples_name_invented_brands_only() -> None:
    marks = OpenMarks(read_rights("starter").rights)
    named = [entry.id for entry in entries() if (hit := marks.find({"title": entry.example})) and not hit.only_ordinary]
    assert named == []
