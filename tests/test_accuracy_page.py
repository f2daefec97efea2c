"""The page that says how often the scan is wrong: it shows what was measured, and judges goals fairly."""

import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def accuracy(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sys, "path", [*sys.path, str(ROOT / "accuracy")])
    import goals
    import overview
    import precision

    return {"goals": goals, "overview": overview, "precision": precision}


def test_the_page_shows_what_was_measured_last(accuracy: Any) -> None:
    overview = accuracy["overview"]
    assert overview.PAGE.read_text("utf-8") == overview.page(accuracy["goals"].all_rows()), "run `make accuracy`"


@pytest.mark.parametrize(
    ("k", "n", "goal", "at_least", "reached"),
    [
        (100, 100, 0.95, True, "yes"),
        (96, 100, 0.95, True, "seems so"),
        (94, 100, 0.95, True, "no"),
        (0, 5000, 0.002, False, "yes"),
        (0, 100, 0.002, False, "seems so"),
        (1, 100, 0.002, False, "no"),
        (0, 5000, 0.0, False, "seems so"),  # that nothing was found does not show that there is nothing
    ],
)
def test_a_goal_is_reached_where_the_whole_range_is(
    accuracy: Any, k: int, n: int, goal: float, at_least: bool, reached: str
) -> None:
    goals = accuracy["goals"]
    assert goals.row("Words", "one", "set", goals.Share(k, n), goal, at_least=at_least).reached == reached


def test_what_changed_is_told_with_both_figures(accuracy: Any) -> None:
    goals, changes = accuracy["goals"], accuracy["overview"].changes
    rows = [goals.row("Words", name, "set", goals.Share(k, 10), 0.9) for name, k in (("better", 9), ("same", 5))]
    told = changes(rows, {"Words | better | set": 0.8, "Words | same | set": 0.5, "Words | lost | set": 0.1})
    assert told == [
        "Words | better | set: before 0.8000, after 0.9000 (9 of 10)",
        "gone: Words | lost | set (was 0.1000)",
    ]
    assert changes(rows[1:], {"Words | same | set": 0.5}) == ["No figure changed."]


def test_precision_falls_with_the_share_of_fakes(accuracy: Any) -> None:
    precision = accuracy["precision"].precision
    assert precision(0.01, 0.5, 0.005) == pytest.approx(0.005 / (0.005 + 0.00495))
    assert precision(0.001, 0.5, 0.005) < precision(0.05, 0.5, 0.005) < 1
    assert precision(0.01, 0.5, 0.0) == 1
    assert precision(0.01, 0.0, 0.0) == 1


def test_without_anything_measured_the_page_says_so(accuracy: Any) -> None:
    assert accuracy["overview"].page([]).count("Not measured here") >= 7
