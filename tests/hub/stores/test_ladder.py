"""The ladder as data: what strikes come to, when they fade, and how much it takes for large stores."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guildmark.hub.stores.ladder import ladder

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
STRIKES = st.lists(st.tuples(st.integers(0, 24 * 500), st.sampled_from([1.0, 2.0, 4.0])), max_size=20)


def at(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def test_what_is_found_together_counts_once_as_the_gravest() -> None:
    rungs = ladder()
    assert rungs.points([(at(30), 1.0), (at(29), 4.0), (at(10), 2.0)], NOW) == 4.0
    assert rungs.points([(at(60), 1.0), (at(30), 4.0)], NOW) == 5.0


def test_strikes_fade_and_go() -> None:
    rungs = ladder()
    day = 24
    assert rungs.points([(at(179 * day), 2.0)], NOW) == 2.0
    assert rungs.points([(at(180 * day), 2.0)], NOW) == 1.0
    assert rungs.points([(at(365 * day), 2.0)], NOW) == 0.0


def test_a_large_store_needs_more_but_is_warned_as_soon_as_any() -> None:
    rungs = ladder()
    warning, closing = rungs.steps[0], rungs.steps[-1]
    assert rungs.threshold(warning, 1_000_000) == warning.at
    assert rungs.threshold(closing, 1_000) == closing.at
    assert rungs.threshold(closing, 100_000) == closing.at * 10


@given(STRIKES, st.tuples(st.integers(0, 24 * 500), st.sampled_from([1.0, 2.0, 4.0])))
def test_points_are_never_more_than_all_strikes_and_undoing_one_never_adds_more_than_it_had(
    given_: list[tuple[int, float]], undone: tuple[int, float]
) -> None:
    rungs = ladder()
    strikes = [(at(hours), points) for hours, points in given_]
    one = (at(undone[0]), undone[1])
    without, with_it = rungs.points(strikes, NOW), rungs.points([*strikes, one], NOW)
    assert 0.0 <= without <= sum(points for _, points in strikes)
    assert with_it <= without + sum(points for _, points in [*strikes, one])


def test_gravity_is_the_first_that_fits() -> None:
    rungs = ladder()
    assert rungs.gravity_of(health=True, automatic=True, reason="").name == "dangerous goods"
    assert rungs.gravity_of(health=False, automatic=True, reason="").name == "found by rule"
    assert rungs.gravity_of(health=False, automatic=False, reason="never-made").points == 2
    assert rungs.gravity_of(health=False, automatic=False, reason="mark-copied").points == 1
