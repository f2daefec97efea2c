"""Confidence is computed from sightings by rules: the same on any day that one asks, and a person's choice wins."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.indicators import (
    CHOSEN,
    EXPIRED,
    FALSE_ALARM,
    KINDS,
    SEEN,
    TAKEN_BACK,
    Rule,
    Sighting,
    confidence,
    read_rules,
)
from guildmark.records import InputError

RULE = Rule(half_life_days=100, sighting=0.8, false_alarm=0.5)
START = datetime(2026, 1, 1, tzinfo=UTC)


def on(day: float) -> datetime:
    return START + timedelta(days=day)


@st.composite
def sightings(draw: st.DrawFn) -> Sighting:
    what = draw(st.sampled_from((SEEN, SEEN, FALSE_ALARM, EXPIRED, CHOSEN, TAKEN_BACK)))
    chosen = draw(st.floats(0, 1)) if what == CHOSEN else None
    return Sighting(what, on(draw(st.integers(0, 400))), draw(st.sampled_from("abc")), chosen)


def test_after_a_half_life_half_is_left() -> None:
    seen = [Sighting(SEEN, on(0), "a")]
    assert confidence(seen, RULE, on(0)) == pytest.approx(0.8)
    assert confidence(seen, RULE, on(100)) == pytest.approx(0.4)
    assert confidence(seen, RULE, on(-1)) == 0, "nobody had seen it yet"


def test_several_members_say_more_than_one_who_repeats_itself() -> None:
    alone = [Sighting(SEEN, on(0), "a"), Sighting(SEEN, on(0), "a")]
    assert confidence(alone, RULE, on(0)) == pytest.approx(0.8)
    assert confidence([*alone, Sighting(SEEN, on(0), "b")], RULE, on(0)) == pytest.approx(0.96)
    assert confidence([*alone, Sighting(SEEN, on(50), "a")], RULE, on(50)) == pytest.approx(0.8), "seen anew"


def test_a_false_alarm_takes_its_share_for_good() -> None:
    seen = [Sighting(SEEN, on(0), "a"), Sighting(FALSE_ALARM, on(1), "b"), Sighting(FALSE_ALARM, on(2), "b")]
    assert confidence(seen, RULE, on(100)) == pytest.approx(0.2)


def test_who_says_that_it_expired_ends_its_own_sighting_and_takes_its_share_from_older_ones_of_others() -> None:
    seen = [Sighting(SEEN, on(0), "a"), Sighting(EXPIRED, on(0), "a")]
    assert confidence(seen, RULE, on(0)) == 0
    others = [Sighting(SEEN, on(0), name) for name in "bcde"]
    assert confidence(others, RULE, on(0)) == pytest.approx(1 - 0.2**4)
    assert confidence([*others, *seen], RULE, on(0)) == pytest.approx(1 - (1 - 0.8 * 0.2) ** 4), (
        "one ends nothing alone"
    )
    again = [*others, *seen, Sighting(SEEN, on(1), "a")]
    assert confidence(again, RULE, on(1)) > confidence([*others, *seen], RULE, on(1)), "seen again, it counts again"


def test_false_alarms_are_not_wiped_out_by_saying_that_it_expired() -> None:
    told = [Sighting(SEEN, on(0), "a"), Sighting(FALSE_ALARM, on(1), "b")]
    wiped = [*told, Sighting(EXPIRED, on(2), "a"), Sighting(SEEN, on(3), "a")]
    assert confidence(wiped, RULE, on(3)) == pytest.approx(0.4)


@given(st.lists(sightings(), max_size=8), st.floats(0, 1), st.integers(0, 900))
def test_a_choice_is_never_aged_nor_overruled_until_it_is_taken_back(
    others: list[Sighting], chosen: float, later: int
) -> None:
    told = [one for one in others if one.what not in (CHOSEN, TAKEN_BACK)]
    choice = Sighting(CHOSEN, on(200), "a person", chosen)
    assert confidence([*told, choice], RULE, on(200 + later)) == chosen
    back = Sighting(TAKEN_BACK, on(300), "a person")
    assert confidence([*told, choice, back], RULE, on(301)) == confidence(told, RULE, on(301))


def test_taking_back_a_choice_does_not_bring_the_earlier_one_back() -> None:
    told = [
        Sighting(CHOSEN, on(0), "x", 0.1), Sighting(CHOSEN, on(1), "y", 0.9), Sighting(TAKEN_BACK, on(2), "y"),
    ]  # fmt: skip
    assert confidence(told, RULE, on(1)) == 0.9
    assert confidence(told, RULE, on(3)) == 0


@given(st.lists(sightings(), max_size=8), st.randoms(), st.integers(0, 900))
def test_the_order_of_sightings_changes_nothing(told: list[Sighting], dice: object, day: int) -> None:
    mixed = list(told)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert confidence(mixed, RULE, on(day)) == confidence(told, RULE, on(day))


@given(st.lists(sightings(), max_size=8), st.integers(0, 400), st.integers(0, 400))
def test_a_day_that_is_past_keeps_its_answer(told: list[Sighting], day: int, later: int) -> None:
    known = [one for one in told if one.at <= on(day)]
    assert confidence(told, RULE, on(day)) == confidence(known, RULE, on(day)), "what came later is not known then"
    assert 0 <= confidence(told, RULE, on(day)) <= 1
    assert confidence(known, RULE, on(day + later)) <= confidence(known, RULE, on(day)), "nothing new, nothing more"


def test_a_changed_rule_changes_old_indicators_too() -> None:
    seen = [Sighting(SEEN, on(0), "a")]
    assert confidence(seen, Rule(half_life_days=50, sighting=0.8, false_alarm=0.5), on(100)) == pytest.approx(0.2)


def test_instants_are_compared_as_instants() -> None:
    naive, shifted = START.replace(tzinfo=None), START.astimezone(timezone(timedelta(hours=9)))
    assert {confidence([Sighting(SEEN, at, "a")], RULE, on(7)) for at in (START, naive, shifted)} == {
        confidence([Sighting(SEEN, START, "a")], RULE, on(7).replace(tzinfo=None))
    }


@pytest.mark.parametrize(("what", "chosen"), [("saw", None), (CHOSEN, None), (CHOSEN, 2.0), (SEEN, 0.5)])
def test_a_sighting_that_cannot_be_is_a_mistake(what: str, chosen: float | None) -> None:
    with pytest.raises(ValueError):
        Sighting(what, START, "a", chosen)


def test_every_kind_has_a_rule_with_its_reason() -> None:
    rules = read_rules()
    assert set(rules.of_kind) == set(KINDS)
    assert all(rule.reason for rule in rules.of_kind.values())


def test_an_alliance_may_have_rules_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("kinds:\n  phone: {half_life_days: 30, sighting: 0.5, false_alarm: 1, reason: numbers go fast}\n")
    rules = read_rules(path)
    assert rules.of_kind["phone"].half_life_days == 30
    assert rules.of_kind["domain"] == read_rules().of_kind["domain"]
    assert rules.digest != read_rules().digest


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kinds: []", "holds no `kinds:`"),
        ("kinds: {fax: {}}", "fax: the kind is not known"),
        ("kinds: {phone: {half_life_days: 3}}", "phone: gives no reason"),
        ("kinds: {phone: {half_life_days: 0, reason: x}}", "phone: half_life_days 0 is not from 1 to 36,500"),
        ("kinds: {phone: {half_life_days: 9, sighting: true, reason: x}}", "phone: sighting True is not from 0 to 1"),
    ],
)
def test_rules_that_cannot_be_read_say_where(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "rules.yaml").write_text(text)
    with pytest.raises(InputError, match=told):
        read_rules(tmp_path / "rules.yaml")
