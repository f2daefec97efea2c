"""What was measured beside what was aimed at: one row a figure, read from what the measurements left."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from halves import REPORT
from intervals import interval
from measure import Share
from sets import HERE

PARTS = ("Words", "Words by language", "Pictures", "False alarms", "Innocent use", "Real copies")
WITH_FLOOR = "a floor has a source"
USED = "used, no dearer than a copy of the same mark"
MARK_LEFT_OUT = ("code-words", "initials-only")  # disguises in words that leave no letters to recognise a mark by


@dataclass(frozen=True, slots=True)
class Row:
    """A figure and its goal. `share` is what was counted; null for a mean, which has no range."""

    part: str
    what: str
    on: str
    value: float
    share: Share | None
    goal: float | None
    at_least: bool = True

    @property
    def key(self) -> str:
        """What stays the same from one measurement to the next."""
        return f"{self.part} | {self.what} | {self.on}"

    @property
    def bounds(self) -> tuple[float, float]:
        """The range that the figure may well be in; of a mean, the figure itself."""
        return interval(self.share.k, self.share.n) if self.share else (self.value, self.value)

    @property
    def counted(self) -> str:
        """As `k of n`."""
        return f"{self.share.k:,} of {self.share.n:,}" if self.share else ""

    @property
    def reached(self) -> str:
        """`yes` where the whole range is on the right side, `seems so` where the figure is, else `no`."""
        if self.goal is None:
            return ""
        if not self._on_the_right_side(self.value):
            return "no"
        bound = self.bounds[0] if self.at_least else self.bounds[1]
        return "yes" if self.share and self._on_the_right_side(bound) else "seems so"

    def _on_the_right_side(self, value: float) -> bool:
        assert self.goal is not None
        return value >= self.goal if self.at_least else value <= self.goal


def row(part: str, what: str, on: str, share: Share, goal: float | None, *, at_least: bool = True) -> Row:
    """A row of a count. Of nothing, the figure is 0 and the range everything."""
    return Row(part, what, on, share.k / share.n if share.n else 0.0, share, goal, at_least)


def mean_row(part: str, what: str, on: str, values: list[float], goal: float | None) -> Row:
    """A row of a mean of figures that each have the same say."""
    return Row(part, f"{what} ({len(values)})", on, fmean(values), None, goal)


def all_rows(folder: Path = HERE) -> list[Row]:
    """Everything that was measured, in the order of the page; what was not is left out."""
    sources = {
        "redteam.json": words,
        "spellings/results.json": spellings,
        "pictures.json": pictures,
        "results.json": false_alarms,
        "innocent/results.json": innocent_uses,
    }
    rows: list[Row] = []
    for name, read in sources.items():
        if (folder / name).exists():
            rows += read(json.loads((folder / name).read_text("utf-8")))
    return rows


def words(document: dict[str, Any]) -> Iterator[Row]:
    """Recall of each disguise in words, then means, on each kind of listings."""
    for on, part in document.items():
        recall = {slug: Share(k, n) for slug, k, n, *_ in part["recall"]["disguise"]}
        for slug, share in recall.items():
            yield row("Words", slug, on, share, 0.95)
        yield mean_row("Words", "mean of all disguises", on, [s.k / s.n for s in recall.values()], 0.99)
        left = [s.k / s.n for slug, s in recall.items() if slug not in MARK_LEFT_OUT]
        yield mean_row("Words", f"mean but for {' and '.join(MARK_LEFT_OUT)}", on, left, 0.99)
        by_language: dict[str, list[int]] = {}
        for slug, language, k, n, *_ in part["recall"]["disguise and language"]:
            if slug not in MARK_LEFT_OUT:
                both = by_language.setdefault(language, [0, 0])
                both[0], both[1] = both[0] + k, both[1] + n
        for language, (k, n) in by_language.items():
            yield row("Words by language", language, on, Share(k, n), None)


def spellings(document: dict[str, Any]) -> Iterator[Row]:
    """Recall of what real sellers wrote."""
    on = "spellings that real sellers used"
    whole = document["all"][REPORT]
    yield row("Words", "all seen spellings", on, Share(whole["found"], whole["tried"]), 0.9)
    for name, halves in document["groups"].items():
        if own := halves.get(REPORT):
            yield row("Words", f"of these: {name}", on, Share(own["found"], own["tried"]), 0.9)


def pictures(document: list[dict[str, Any]]) -> Iterator[Row]:
    """Recall of each edit, the mean, and the precision in the measured mix, for each way to look."""
    for way in document:
        on = way["way"]
        goals = (0.90, 0.97, 0.99) if on.startswith("shipped model") else (None, None, None)
        for edit in way["edits"]:
            yield row("Pictures", edit["edit"], on, Share(edit["found"], edit["n"]), goals[0])
        yield mean_row("Pictures", "mean of all edits", on, [e["found"] / e["n"] for e in way["edits"]], goals[1])
        found = sum(edit["found"] for edit in way["edits"])
        yield row("Pictures", "precision beside the traps", on, Share(found, found + way["trapped"]), goals[2])
        traps = Share(way["trapped"], way["traps"])
        yield row("Pictures", "other photographs of the shop taken for a copy", on, traps, None, at_least=False)


def false_alarms(document: dict[str, Any]) -> Iterator[Row]:
    """Listings in review and listings that would be acted on, sellers too; last the real copies."""
    measured = [one for one in document["sets"] if one["half"] == REPORT]
    roles = document["roles"]
    for role, whose in (("clean", "presumed clean"), ("mixed", "open marketplaces, some rightly")):
        own = [one for one in measured if roles.get(one["set_name"]) == role]
        for one in own:
            share = Share(one["review"], one["listings"])
            yield row("False alarms", "listings in review", one["set_name"], share, 0.002, at_least=False)
        on = f"all {role} sets: {whose}"
        total = {name: sum(one[name] for one in own) for name in ("review", "listings", "naming", "would_act")}
        sellers = [one for one in own if one["set_name"] in document["split_by_seller"]]
        alarms = {
            "listings in review": (Share(total["review"], total["listings"]), 0.002),
            "listings in review, of those that name a mark": (Share(total["review"], total["naming"]), 0.05),
            "sellers with a listing in review": (
                Share(sum(one["accused"] for one in sellers), sum(one["sellers"] for one in sellers)), None,
            ),
            "listings that would be acted on, were it licensed": (Share(total["would_act"], total["listings"]), 0.0),
        }  # fmt: skip
        for what, (share, goal) in alarms.items():
            yield row("False alarms", what, on, share, goal, at_least=False)
    for offers in document["replica_offers"]:
        share, goal = Share(offers["k"], offers["n"]), 0.9 if offers["group"].startswith(WITH_FLOOR) else None
        at_least = offers["group"] != USED
        yield row("Real copies", offers["group"], offers["set_name"], share, goal, at_least=at_least)


def innocent_uses(document: dict[str, Any]) -> Iterator[Row]:
    """Listings that use a mark as they may, and are in review all the same."""
    for one in (*document["all"], *document["by_kind"]):
        if one["half"] == REPORT:
            share = Share(one["review"]["k"], one["review"]["n"])
            yield row("Innocent use", f"{one['name']}: in review", "real listings", share, 0.01, at_least=False)
