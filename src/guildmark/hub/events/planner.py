"""What SQLite knows of its tables when it chooses how to look something up: told anew now and then by the worker.

Without it SQLite takes an organisation for one with ten cases, and reads a million to find three by their keys.
PostgreSQL sees to this by itself.
"""

import time

from django.db import connection

from guildmark.hub.events.models import Event

EVERY_SECONDS = 600.0
SOONER_SECONDS = 30.0  # while a site grows as fast as on its first day: once its record is twice as long
ROWS_LOOKED_AT = 10_000  # of each index: takes a second on a million cases, and tells tens from thousands


class Planner:
    """Tells SQLite, whenever it was not told for a while."""

    def __init__(self) -> None:
        self._told: float | None = None
        self._events = 0  # that there were then

    def tell(self) -> None:
        """Look the tables over, unless that was done a moment ago."""
        now = time.monotonic()
        if self._told is not None and now - self._told < (EVERY_SECONDS if not self._doubled() else SOONER_SECONDS):
            return
        self._told, self._events = now, _newest_event()
        look_over_tables()

    def _doubled(self) -> bool:
        return _newest_event() > 2 * self._events


def _newest_event() -> int:
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


def look_over_tables() -> None:
    """Write down how many rows each value of each index has, about; connections made from now on choose by it."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
