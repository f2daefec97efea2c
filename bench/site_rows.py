"""The site's rows of the page of figures: bringing in, pages, checks, each beside its floor and its peer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FLOOR = "floor: a page of the frame with nothing in it"
PEER = "peer: the rows of a far page by an offset, without a page"
FAR = "cases, open, far in"


def site_lines() -> Iterator[str]:
    """The lines of the part about the site, from what its measurements left beside this file."""
    yield "## The alliance's site\n"
    yield "| what | goal | measured | floor | peer |\n|---|---|---|---|---|"
    yield from _intake(_kept("hub_intake.json"))
    yield from _pages(_kept("hub_pages.json"))
    yield from _check(_kept("hub_check.json"))
    yield from _actions(_kept("hub_actions.json"))
    yield (
        "\nFloors: the bare insertion of the same rows; a page of the same frame with nothing in it; posting the same"
        " states alone. Peers: a page that is found by an offset, as paginators do; a webhook for each state; the rest"
        " has none that does the same. Loads, and all figures: [intake](hub_intake.md), [pages](hub_pages.md),"
        " [checks](hub_check.md), [actions](hub_actions.md).\n"
    )


def _kept(name: str) -> Any:
    path = HERE / name
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def _intake(kept: Any) -> Iterator[str]:
    for database, told in sorted(kept.items(), reverse=True):
        best = max(told["batches"], key=lambda one: one["new"][0])
        yield (
            f"| findings that come in, {database}, {best['rows']:,} a batch | 1,000 a second | {best['new'][0]:,} |"
            f" {best['floor'][0]:,} | |"
        )


def _pages(kept: Any) -> Iterator[str]:
    for name, told in kept.items():
        pages = {page: ms for page, ms in told["pages"].items() if page not in (FLOOR, PEER)}
        slowest = max(pages, key=lambda page: pages[page]["median"])
        yield (
            f"| {len(pages)} pages and routes, {name} | 200 ms | slowest in the middle: {slowest},"
            f" {pages[slowest]['median']:.0f} ms; worst of all: {max(ms['worst'] for ms in pages.values()):.0f} ms |"
            f" {told['pages'][FLOOR]['median']:.0f} ms | a far page {told['pages'][FAR]['median']:.0f} ms, its rows by"
            f" an offset {told['pages'][PEER]['median']:.0f} ms |"
        )


def _check(kept: Any) -> Iterator[str]:
    for run in kept.get("runs", ()):
        yield (
            f"| a check of a listing with {run['with']}, {run['asked_per_second']} a second |"
            f" p99 {run['goal_p99_ms']} ms | p99 {run['p99_ms']:.0f} ms | | |"
        )


def _actions(kept: Any) -> Iterator[str]:
    for database, told in sorted(kept.items(), reverse=True):
        held, closing, recovery, posting = told["held"], told["closing"], told["recovery"], told["posting"]
        yield (
            f"| actions held for {held['seconds']} s, {database} | {held['asked_per_second']} a second |"
            f" {held['per_second']:.0f}, done at the marketplace after {held['done_after_seconds']['p99']} s for 99 of"
            f" 100 | {held['floor_per_second']:,} | |"
        )
        yield (
            f"| a store of {closing['listings']:,} listings closed, {database} | | down after"
            f" {closing['down_seconds']:.0f} s, done at the marketplace after {closing['done_seconds']:.0f} s | | |"
        )
        yield (
            f"| {recovery['waiting']:,} states waiting when the worker is killed, {database} | | all done"
            f" {recovery['all_after_seconds']:.0f} s later, {recovery['per_second_once_going']:,} a second |"
            f" {posting['floor_per_second']:,} a second | {posting['peer_per_second']:,} a second |"
        )
