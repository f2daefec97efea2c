"""What `figures.yaml` and its neighbours say is looked over when the site starts."""

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from guildmark.hub.cases.models import BANDS, OUTCOMES
from guildmark.hub.disclosure import figures as module
from guildmark.hub.disclosure.figures import apps_of_kinds, figures, groups
from guildmark.hub.disclosure.periods import Period, months
from guildmark.hub.enforcement.models import ANSWER_OUTCOMES, LIFTED_WHY, MEASURES, SERVED

ONE: dict[str, Any] = {"group": "g", "name": "N", "definition": "D.", "version": 1}


def test_a_site_whose_app_does_not_declare_what_is_counted_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    config = apps.get_app_config("disclosure")
    config.ready()
    monkeypatch.setattr(module, "apps_of_kinds", lambda: {"case.imagined": "cases", "other.thing": "not_there_yet"})
    with pytest.raises(ImproperlyConfigured, match=r"case\.imagined"):
        config.ready()


def test_every_figure_stands_in_a_group_and_every_kind_that_is_told_is_counted() -> None:
    assert {one.group for one in figures().values()} == set(groups())
    assert {kind for one in figures().values() for kind in one.kinds} == set(apps_of_kinds())
    assert all(one.definition.endswith(".") and one.version >= 1 for one in figures().values())


def test_what_a_figure_keeps_can_happen_so_that_no_definition_tells_of_what_is_never_counted() -> None:
    can_be = {
        "why": set(LIFTED_WHY), "measure": set(MEASURES), "outcome": {*OUTCOMES, *ANSWER_OUTCOMES},
        "band": set(BANDS), "automatic": {"true", "false"},
    }  # fmt: skip
    for one in figures().values():
        for key, kept in one.where.items():
            assert kept <= can_be[key], one.id


def test_however_an_action_ends_before_its_time_a_figure_tells_of_it() -> None:
    lifted = [one.where["why"] for one in figures().values() if one.kind == "action.lifted"]
    assert set(LIFTED_WHY) - {SERVED} == set().union(*lifted)
    assert sum(len(kept) for kept in lifted) == len(LIFTED_WHY) - 1  # each in one figure


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"a": ONE}, "is not one of"),
        ({"a": ONE | {"count": "k", "total": ["b"]}}, "is not one of"),
        ({"a": ONE | {"count": "unknown"}}, "whose app is not told"),
        ({"a": ONE | {"count": "k", "group": "x"}}, "neither a figure nor a group"),
        ({"a": ONE | {"total": ["b"]}}, "neither a figure nor a group"),
        ({"a": ONE | {"count": "k"}, "b": ONE | {"total": ["a"]}, "c": ONE | {"total": ["b"]}}, "not counted itself"),
        ({"a": ONE | {"count": "k", "adds": "n"}, "b": ONE | {"count": "k", "where": {"x": ["y"]}}}, "keeps some"),
    ],
)
def test_a_figure_that_cannot_be_is_told(monkeypatch: pytest.MonkeyPatch, told: dict[str, Any], why: str) -> None:
    document = {"apps": {"k": "cases"}, "groups": {"g": {"name": "G", "about": "A."}}, "figures": told}
    read = (figures, groups, apps_of_kinds)
    for one in read:
        one.cache_clear()
    with monkeypatch.context() as other:
        other.setattr(module, "_document", lambda: document)
        with pytest.raises(ValueError, match=why):
            figures()
    for one in read:
        one.cache_clear()


@given(st.integers(1, 9_000), st.integers(1, 12), st.integers(-200, 200))
def test_months_follow_one_another_without_a_gap(year: int, month: int, steps: int) -> None:
    period = Period(year + 20, month)
    assert Period.read(str(period)) == period == period.later(steps).later(-steps)
    assert period.end == period.later(1).start
    assert Period.of(period.start) == period
    assert period.end < period.due_at < period.late_from < period.later(1).late_from
    assert len(months(period, period.later(abs(steps)))) == abs(steps) + 1
