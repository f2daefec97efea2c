"""With a state a scan judges only what changed, and leaves what judging everything from the same history would leave.

What a listing was before is part of what is judged. So the same history stands beside: a copy of the state in which
nothing counts as unchanged (see docs/decisions/what-a-state-remembers-of-a-listing.md).
"""

import random
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from invented_catalogue import RIGHTS, listing, write_listings, write_reviews
from running import rows, scan

from guildmark.engine import ContextEvaluator, compile_context
from guildmark.records.digest import listing_keys
from guildmark.rights import read_rights
from guildmark.runs.publish import CURRENT, GENERATIONS, current_generation
from guildmark.runs.task import DONE, keep

IDS = [f"L{number}" for number in range(9)]
TITLES = ("Orvane watch",) * 4 + ("0rvane tote mirror quality", "wool socks", "Tessaly shoes")
PRICES = (Decimal("200"), Decimal("400"), Decimal("800"))
NEWEST = datetime(2026, 11, 1, tzinfo=UTC)
KEPT_NAMES = ("finding_id", "marketplace", "listing_id", "right_id")


class Step(NamedTuple):
    """One input: which listings it holds in which form, what buyers wrote, and how it is scanned."""

    forms: dict[str, int]
    complaints: frozenset[str]
    snapshot: bool
    context: int
    repeats: bool


STEPS = st.lists(
    st.builds(
        Step,
        forms=st.dictionaries(st.sampled_from(IDS), st.integers(0, 3), min_size=1),
        complaints=st.frozensets(st.sampled_from(IDS), max_size=2),
        snapshot=st.booleans(),
        context=st.sampled_from([0, 0, 0, 1, 2]),
        repeats=st.booleans(),
    ),
    min_size=2,
    max_size=4,
)


def form(listing_id: str, number: int) -> dict[str, Any]:
    """One of four forms of a listing; they share one model, so that each price moves the others' median."""
    dice = random.Random(f"{listing_id} {number}")
    age = dice.choice((0, 3, 12, 45))
    changes = {"title": dice.choice(TITLES), "price": dice.choice(PRICES), "condition": "new", "brand": "Orvane"}
    changes["status"] = dice.choice((None, None, "normal", "banned"))
    seller = f"s{int(listing_id[1:]) % 4}" if listing_id[1:].isdigit() else listing_id
    drawn = listing(
        listing_id, dice, **changes, gtin="2000000000039", observed_at=NEWEST - timedelta(days=age), seller_id=seller
    )
    return drawn | ({"brand": None, "gtin": None} if drawn["title"] == "wool socks" else {})


@pytest.fixture(scope="module")
def evaluators(contexts: Path, evaluator: ContextEvaluator) -> list[ContextEvaluator]:
    """The usual context, one with other weights, and one with another right."""
    weights = contexts / "weights.yaml"
    weights.write_text("weights:\n  replica_words: {db: 7}\n  price_below_others: {db: 9}\n", "utf-8")
    more = contexts / "more.yaml"
    more.write_text(f"{RIGHTS}  - {{right_id: wool, holder: Wool Ltd, kind: trademark, mark: Wool Socks}}\n", "utf-8")
    return [
        evaluator,
        ContextEvaluator.of(compile_context(read_rights(contexts / "rights.yaml"), contexts, weights=weights)),
        ContextEvaluator.of(compile_context(read_rights(more), contexts)),
    ]


class Tables(NamedTuple):
    """Findings and signals, by listing."""

    findings: dict[str, list[dict[str, Any]]]
    signals: dict[str, list[dict[str, Any]]]

    @classmethod
    def read(cls, out: Path) -> "Tables":
        return cls(*(_by_listing(rows(out / name)) for name in ("findings.parquet", "signals.parquet")))

    def of(self, names: set[str]) -> "Tables":
        return Tables(*({name: found for name, found in table.items() if name in names} for table in self))

    def with_others(self, other: "Tables") -> "Tables":
        return Tables(self.findings | other.findings, self.signals | other.signals)


def _by_listing(table: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in table:
        found.setdefault(row["listing_id"], []).append(row)
    return found


def flat(table: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    return {row["finding_id"]: row for found in table.values() for row in found}


def difference(before: Tables, now: Tables) -> list[dict[str, Any]]:
    """What `changes.parquet` must hold."""
    earlier, later = flat(before.findings), flat(now.findings)
    changes = []
    for name in earlier.keys() | later.keys():
        old, new = earlier.get(name), later.get(name)
        if old != new:
            either = new or old or {}
            kind = "added" if old is None else "removed" if new is None else "changed"
            changes.append(
                {key: either[key] for key in KEPT_NAMES}
                | {"change": kind, "band_before": old and old["band"], "band_after": new and new["band"]}
            )
    return sorted(changes, key=repr)


def with_the_same_history(state: Path, target: Path) -> Path:
    """A state that knows what another knows of its listings, but has judged none of them in any context of today."""
    generation = current_generation(state)
    if generation is None:
        return target

    def build(folder: Path) -> dict[str, Any]:
        for file in generation.glob("*.parquet"):
            shutil.copyfile(file, folder / file.name)
        table = pq.read_table(folder / "rows.parquet")
        place = table.schema.get_field_index("context")
        forgotten = table.set_column(place, "context", pa.array(["of yesterday"] * table.num_rows))
        pq.write_table(forgotten, folder / "rows.parquet")
        return {}

    keep(target / GENERATIONS / "same", build)
    assert (target / GENERATIONS / "same" / DONE).exists()
    (target / CURRENT).symlink_to(f"{GENERATIONS}/same")
    return target


def history(state: Path, names: set[str]) -> list[dict[str, Any]]:
    """What a state knows of some listings."""
    generation = current_generation(state)
    assert generation is not None
    keys = listing_keys(pa.table({"marketplace": ["default"] * len(names), "listing_id": sorted(names)}))
    wanted = {tuple(key) for key in keys.tolist()}
    return [row for row in rows(generation / "history.parquet") if (row["key_low"], row["key_high"]) in wanted]


def untouched(tables: Tables, other: Tables) -> Tables:
    """The tables of those listings of which the other knows nothing of before."""
    touched = {name for name, found in other.signals.items() if any(s["family"] == "history" for s in found)}
    return tables.of((tables.signals.keys() | tables.findings.keys()) - touched)


def walk(steps: list[Step], evaluators: list[ContextEvaluator], folder: Path) -> Iterator[str]:
    """Scan inputs one after the other with a state, each beside a scan that judges everything that is then current:
    once from the same history, and once from none."""
    current: dict[str, int] = {}
    before = Tables({}, {})
    for number, step in enumerate(steps):
        here = folder / str(number)
        evaluator = evaluators[step.context]
        own = [form(name, shape) for name, shape in step.forms.items()]
        whole = step.forms if step.snapshot else current | step.forms
        extra = [form(own[0]["listing_id"], 3)] if step.repeats else []
        reviews = write_reviews(
            [{"listing_id": name, "text": "fake!"} for name in step.complaints], here / "reviews.parquet"
        )
        file = write_listings(own + extra, here / "listings.parquet")
        union = write_listings([form(*item) for item in whole.items()], here / "union.parquet")
        same = with_the_same_history(folder / "state", here / "state")
        result = scan(
            evaluator, file, folder / "out", reviews=reviews, state=folder / "state", snapshot=step.snapshot,
            rows_per_slice=4,
        )  # fmt: skip
        anew = scan(evaluator, union, here / "full", reviews=reviews, state=same, snapshot=True)
        assert anew.unchanged == 0
        scan(evaluator, union, here / "stateless", reviews=reviews)
        now, full = Tables.read(folder / "out"), Tables.read(here / "full")
        stateless = Tables.read(here / "stateless")
        absent = set() if step.snapshot else current.keys() - step.forms.keys()
        assert now.of(set(step.forms)) == full.of(set(step.forms))
        assert history(folder / "state", set(step.forms)) == history(same, set(step.forms))
        assert untouched(full, full) == untouched(stateless, full)
        assert now.of(absent) == before.of(absent)  # nobody looked at them again
        assert now.findings.keys() <= whole.keys()
        assert rows(folder / "out" / "changes.parquet") == difference(before, now)
        assert result.rows_read == len(own) + len(extra) == result.scanned + result.unchanged + result.rejected
        assert result.rejected == len(extra)
        assert result.counts["carried"] == len(absent)
        current, before = dict(whole), now
        yield f"{result.unchanged} unchanged"


def check_walk(steps: list[Step], evaluators: list[ContextEvaluator]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        list(walk(steps, evaluators, Path(folder)))


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck),
          phases=[Phase.explicit, Phase.generate])  # fmt: skip
@given(steps=STEPS)
def test_scans_with_a_state_leave_what_full_scans_leave(steps: list[Step], evaluators: list[ContextEvaluator]) -> None:
    check_walk(steps, evaluators)


@pytest.mark.soak
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_many_scans_with_a_state_leave_what_full_scans_leave(
    steps: list[Step], evaluators: list[ContextEvaluator]
) -> None:
    check_walk(steps, evaluators)


def test_only_what_changed_is_judged_again(evaluators: list[ContextEvaluator], tmp_path: Path) -> None:
    everything = dict.fromkeys(IDS, 0)
    plain = Step(everything, frozenset(), False, 0, False)
    steps = [plain, plain, plain._replace(complaints=frozenset(["L3"])), plain._replace(context=1)]
    told = list(walk(steps, evaluators, tmp_path))
    assert told == ["0 unchanged", f"{len(IDS)} unchanged", f"{len(IDS) - 1} unchanged", "0 unchanged"]


def test_listings_that_turned_or_follow_a_refusal_are_told_the_same_when_they_are_judged_anew(
    evaluators: list[ContextEvaluator], tmp_path: Path
) -> None:
    every = [Step(dict.fromkeys(IDS, number), frozenset(), False, 0, False) for number in (0, 1, 2)]
    told = list(walk([*every, every[-1], every[-1]._replace(context=1)], evaluators, tmp_path))
    assert told[-2:] == [f"{len(IDS)} unchanged", "0 unchanged"]
    found = {signal["detector"] for signal in rows(tmp_path / "out" / "signals.parquet")}
    assert {"turned_product", "refused_before"} <= found


def test_a_price_that_moves_the_median_of_others_has_them_judged_again(
    evaluators: list[ContextEvaluator], tmp_path: Path
) -> None:
    first = [form(name, 0) | {"title": "Orvane watch", "price": Decimal("800"), "observed_at": None} for name in IDS]
    first[0]["price"] = Decimal("250")
    second = [row | {"price": Decimal("300")} if row["listing_id"] not in ("L0", "L1") else row for row in first]
    found = []
    for number, catalogue in enumerate((first, second)):
        file = write_listings(catalogue, tmp_path / f"{number}.parquet")
        result = scan(evaluators[0], file, tmp_path / "out", state=tmp_path / "state")
        signals = rows(tmp_path / "out" / "signals.parquet")
        found.append([s["listing_id"] for s in signals if s["detector"] == "price_below_others"])
    assert found == [["L0"], []]
    assert result.unchanged == 0  # all of them share the model, so all of them read the median


def test_a_listing_that_comes_back_unchanged_after_it_was_carried_is_not_judged_again(
    evaluators: list[ContextEvaluator], tmp_path: Path
) -> None:
    everything = Step(dict.fromkeys(IDS, 1), frozenset(), False, 0, False)
    one = everything._replace(forms={IDS[0]: 1})
    assert list(walk([everything, one, everything], evaluators, tmp_path))[-1] == f"{len(IDS)} unchanged"


def test_facts_count_up_to_the_newest_observation_of_all_that_is_current(
    evaluators: list[ContextEvaluator], tmp_path: Path
) -> None:
    old = NEWEST - timedelta(days=60)
    same = {"title": "Orvane watch", "price": Decimal("800"), "observed_at": old, "status": None}
    others = [form(name, 0) | same for name in IDS]
    newest = form("newest", 0) | {"observed_at": NEWEST, "gtin": None}
    cheap = others[0] | {"price": Decimal("100")}
    first = write_listings([*others, newest], tmp_path / "first.parquet")
    scan(evaluators[0], first, tmp_path / "out", state=tmp_path / "state")
    scan(
        evaluators[0], write_listings([cheap], tmp_path / "second.parquet"), tmp_path / "out", state=tmp_path / "state"
    )
    scan(evaluators[0], write_listings([cheap, *others[1:], newest], tmp_path / "all.parquet"), tmp_path / "full")
    assert Tables.read(tmp_path / "out").of({"L0"}) == Tables.read(tmp_path / "full").of({"L0"})
    assert len(rows(tmp_path / "out" / "findings.parquet")) == len(rows(tmp_path / "full" / "findings.parquet"))


def test_a_row_that_is_set_aside_refuses_nobody(evaluators: list[ContextEvaluator], tmp_path: Path) -> None:
    like = {"title": "Orvane watch, blue", "status": None, "seller_id": "s1"}
    first, copy = form("L0", 0) | like, form("L1", 0) | like
    repeated = first | {"status": "banned"}
    file = write_listings([first, copy, repeated], tmp_path / "listings.parquet")
    scan(evaluators[0], file, tmp_path / "out", state=tmp_path / "state")
    assert [s for s in rows(tmp_path / "out" / "signals.parquet") if s["detector"] == "refused_before"] == []
    file = write_listings([repeated, copy], tmp_path / "refused.parquet")
    scan(evaluators[0], file, tmp_path / "other", state=tmp_path / "other-state")
    assert [s["listing_id"] for s in rows(tmp_path / "other" / "signals.parquet") if s["detector"] == "refused_before"]
