"""SQLite is told what its tables hold, as often as is needed."""

import pytest
from alliance import Alliance
from django.db import connection

from guildmark.hub.events import planner

pytestmark = pytest.mark.django_db


def known() -> dict[str, int]:
    """How many rows SQLite takes a table's longest index to have."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl, max(CAST(stat AS integer)) FROM sqlite_stat1 GROUP BY tbl")
        return dict(cursor.fetchall())


def test_what_the_tables_hold_is_told_and_told_anew_after_a_while(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        planner.look_over_tables()  # PostgreSQL does it by itself
        return
    teller = planner.Planner()
    right = alliance.right(alliance.arvo)
    alliance.case(alliance.bazaar, right, "one")
    teller.tell()
    assert known()["cases_case"] == 1
    alliance.case(alliance.bazaar, right, "two")
    teller.tell()
    assert known()["cases_case"] == 1
    monkeypatch.setattr(planner, "EVERY_SECONDS", 0.0)
    teller.tell()
    assert known()["cases_case"] == 2
