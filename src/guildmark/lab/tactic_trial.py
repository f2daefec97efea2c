"""Trying a tactic before anybody uses it: on its own examples, and on the same disguised."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from guildmark.engine import Context, compile_context
from guildmark.engine.check import listings_table
from guildmark.engine.evaluator import ContextEvaluator
from guildmark.facts import FactTable, build_facts
from guildmark.pictures.drawn import picture_of_hash
from guildmark.records import Right
from guildmark.records.digest import listing_keys
from guildmark.redteam import disguised_text
from guildmark.redteam.texts.spellings import WRITTEN
from guildmark.rights import RightsFile, read_rights
from guildmark.rights.sought import mark_keys_of, rights_called
from guildmark.tactics import SHADOW, Tactic, TacticSet, Used
from guildmark.tactics.conditions.mark import Mark
from guildmark.tactics.logic import conditions_of

FIRES, QUIET = "fires_on", "quiet_on"
TEXTS = ("title", "description")
SEEDS = 3  # of each disguise
STRENGTH = 0.5  # of a disguise: half of what it could change


@dataclass(frozen=True, slots=True)
class Miss:
    """An example that does not do what its tactic says of it; `number` counts from 1."""

    kind: str
    number: int
    title: str

    def __str__(self) -> str:
        said = "does not fire on" if self.kind == FIRES else "fires on"
        return f"{self.kind}[{self.number}]: {said} “{self.title}”"


@dataclass(frozen=True, slots=True)
class Robustness:
    """How many of the disguised examples still fire, for a disguise that changes any of them."""

    disguise: str
    fired: int
    tried: int


def try_examples(tactics: Sequence[Tactic], rights: RightsFile | None = None) -> list[list[Miss]]:
    """What examples of each tactic do otherwise than it says; all are judged together, as a scan would.

    Without `rights`, invented ones are taken, and one for each mark that a tactic names. Shape (n,).
    """
    asked = [
        (place, kind, number, example)
        for place, tactic in enumerate(tactics)
        for kind, examples in ((FIRES, tactic.fires_on), (QUIET, tactic.quiet_on))
        for number, example in enumerate(examples, 1)
    ]
    fired = _fired(tactics, [(place, example) for place, _, _, example in asked], rights)
    misses: list[list[Miss]] = [[] for _ in tactics]
    for (place, kind, number, example), fires in zip(asked, fired.tolist(), strict=True):
        if fires != (kind == FIRES):
            misses[place].append(Miss(kind, number, str(example["title"])))
    return misses


def try_disguised(tactic: Tactic, rights: RightsFile | None = None) -> list[Robustness]:
    """How often it still fires when its phrases and marks are written as sellers disguise them."""
    return try_all_disguised([tactic], rights)[0]


def try_all_disguised(tactics: Sequence[Tactic], rights: RightsFile | None = None) -> list[list[Robustness]]:
    """The same for several tactics, all judged together, as a scan would. Shape (n,)."""
    told = [
        (place, slug, worn)
        for place, tactic in enumerate(tactics)
        for slug in WRITTEN
        for example in tactic.fires_on
        for seed in range(SEEDS)
        if (worn := _disguised(example, tactic, slug, f"{tactic.id}/{seed}")) is not None
    ]
    fired = _fired(tactics, [(place, worn) for place, _, worn in told], rights)
    counts: list[dict[str, list[bool]]] = [{} for _ in tactics]
    for (place, slug, _), fires in zip(told, fired.tolist(), strict=True):
        counts[place].setdefault(slug, []).append(fires)
    return [[Robustness(slug, sum(own), len(own)) for slug, own in of.items()] for of in counts]


def example_rights(tactics: Iterable[Tactic]) -> RightsFile:
    """The invented rights of the detectors' examples, and a word mark for every other mark that tactics name."""
    known = _invented()
    names: dict[str, str] = {}
    keys = mark_keys_of(known.rights)
    for tactic in tactics:
        named = [name for one in conditions_of(tactic.when) if isinstance(one, Mark) for name in one.names]
        for name in (*named, *tactic.about, *tactic.example_marks):
            if not len(rights_called(name, keys, len(known.rights))):
                names.setdefault(name.casefold(), name)
    more = [
        Right(right_id=f"example-{n}", holder="example", kind="trademark", mark=name)
        for n, name in enumerate(names.values())
    ]
    digest = f"{known.digest}+{','.join(sorted(names))}"
    return replace(known, rights=(*known.rights, *more), digest=digest)


@cache
def _invented() -> RightsFile:
    with as_file(files("guildmark.detectors") / "examples.yaml") as path:
        return read_rights(path)


def _fired(
    tactics: Sequence[Tactic], asked: Sequence[tuple[int, Mapping[str, Any]]], rights: RightsFile | None
) -> NDArray[np.bool_]:
    """Whether the tactic (its place) of each example fires on it. Shape (n,)."""
    if not asked:
        return np.zeros(0, np.bool_)
    with tempfile.TemporaryDirectory(prefix="guildmark-") as folder:
        used = TacticSet.of(Used(tactic, SHADOW) for tactic in tactics)
        context = compile_context(rights or example_rights(tactics), Path(folder) / "contexts", tactics=used)
        rows = [{"listing_id": str(n), **_columns(example)} for n, (_, example) in enumerate(asked)]
        table = listings_table([{"reviews": None, **row} for row in rows])
        facts = _facts(context, rows, [example for _, example in asked], Path(folder))
        found = ContextEvaluator.of(context).evaluate(table, facts)
    hits = set(zip(found.hit_row.tolist(), found.hits.column("tactic").to_pylist(), strict=True))
    return np.array([(n, str(tactics[place].id)) in hits for n, (place, _) in enumerate(asked)], np.bool_)


def _columns(example: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a listing; what it shares with others is something to be shared, and pictures are drawn."""
    columns = {name: value for name, value in example.items() if name != "others"}
    if hashes := example.get("pictures"):
        columns["pictures"] = [{"uri": None, "data": picture_of_hash(one)} for one in hashes]
    if (others := example.get("others")) and others["same"] == "picture":
        columns["pictures"] = [{"uri": f"example:{example['title']}", "data": None}]
    return columns


def _facts(
    context: Context, rows: Sequence[Mapping[str, Any]], examples: Sequence[Mapping[str, Any]], folder: Path
) -> FactTable | None:
    """The facts of a market that holds the examples, and the others that they tell of; none where nobody asks."""
    if not any(used.tactic.needs_facts for used in context.tactics.used):
        return None
    others = [
        {
            **row,
            "listing_id": f"{row['listing_id']}-{n}",
            "seller_id": f"other {row['listing_id']} {n}" if "sellers" in told else row.get("seller_id"),
        }
        for row, example in zip(rows, examples, strict=True)
        if (told := example.get("others"))
        for n in range(told.get("sellers") or told.get("listings") or 0)
    ]
    listings = listings_table([{"reviews": None, **row} for row in (*rows, *others)])
    evaluator = ContextEvaluator.of(context)
    keys = evaluator.fact_keys(listings, listing_keys(listings)[:, 0], evaluator.price_eur(listings))
    pq.write_table(keys, folder / "keys.parquet")
    return build_facts([folder / "keys.parquet"], None, folder / "facts")


def _disguised(example: Mapping[str, Any], tactic: Tactic, slug: str, seed: str) -> Mapping[str, Any] | None:
    """The example with each phrase of the tactic that stands in it disguised; None when nothing changes."""
    worn = dict(example)
    for name in TEXTS:
        text = str(example.get(name) or "")
        for phrase in sorted(tactic.phrases, key=lambda one: (-len(one), one)):
            start = text.casefold().find(phrase.casefold())
            if start >= 0:
                seen = text[start : start + len(phrase)]
                text = (
                    text[:start]
                    + disguised_text(slug, seen, strength=STRENGTH, seed=seed)
                    + text[start + len(phrase) :]
                )
        if text != (example.get(name) or ""):
            worn[name] = text
    return None if worn == dict(example) else worn
