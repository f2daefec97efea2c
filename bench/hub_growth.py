"""What a site weighs, by the case: python bench/hub_growth.py --site FOLDER [--keep]. Writes bench/hub_growth.json.

Of a site that bench/hub_pages.py filled and left in FOLDER: the bytes of each table and of its indexes, how long
PostgreSQL takes to clear a table of dead rows, what the evidence of cases weighs as Parquet by the writer of the
exports, how long one case is looked for in such a file, and how much slower the timeline of a case is when events lie
in partitions. On PostgreSQL with GUILDMARK_DATABASE as for the filling; of SQLite the whole file is weighed.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

PLACE = Path(__file__).parent
TABLES = ("cases_case", "cases_found", "cases_snapshot", "searches_trace", "events_event", "cases_decision",
          "cases_turn")  # fmt: skip
ORIGINALS = 1_000  # cases that came in by themselves: copies of them would pack better than real ones
ARCHIVED = 20_000  # cases among which one is looked for
AT_ONCE = 2_000  # rows of a group, as the exports have it
PARTITIONS = 24
LOOKS = 50
FIELDS: "list[pa.Field[Any]]" = [
    pa.field("case", pa.int64()), pa.field("key", pa.string()), pa.field("columns", pa.string()),
    pa.field("finding", pa.string()), pa.field("signals", pa.string()), pa.field("listing", pa.string()),
]  # fmt: skip

sys.path.insert(0, str(PLACE.parent / "tests" / "hub"))


def main() -> None:
    """Weigh the site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", required=True, help="the folder of a filled site")
    parser.add_argument("--keep", action="store_true", help="write bench/hub_growth.json")
    options = parser.parse_args()
    os.environ["GUILDMARK_HUB"] = options.site
    os.environ["DJANGO_SETTINGS_MODULE"] = "guildmark.hub.settings"
    import django

    django.setup()
    from django.db import connection

    from guildmark.hub.cases.models import Case

    postgresql = connection.vendor == "postgresql"
    count = Case.objects.count()
    told: dict[str, Any] = {
        "measured": datetime.now(UTC).date().isoformat(), "cases": count, "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    if postgresql:
        tables = told["tables"] = {table: _weight(table) for table in TABLES}
        told["bytes_a_case"] = round(sum(one["heap"] + one["indexes"] for one in tables.values()) / count)
        told["timeline_ms"] = _timelines()
    else:
        told["bytes_a_case"] = round(Path(options.site, "hub.sqlite3").stat().st_size / count)
    told["archive"] = _archive()
    print(json.dumps(told, indent=1))
    if options.keep:
        path = PLACE / "hub_growth.json"
        kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
        kept["PostgreSQL" if postgresql else "SQLite"] = told
        path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")


def _weight(table: str) -> dict[str, float]:
    """Rows, bytes of the table and of its indexes, and the seconds of a vacuum."""
    rows = _asked(f"SELECT count(*) FROM {table}")[0][0]
    indexes = _asked(f"SELECT pg_indexes_size('{table}')")[0][0]
    heap = _asked(f"SELECT pg_total_relation_size('{table}')")[0][0] - indexes  # with what lies beside it
    return {"rows": rows, "heap": heap, "indexes": indexes, "vacuum_seconds": _seconds(lambda: _run(f"VACUUM {table}"))}


def _archive() -> dict[str, float]:
    """The evidence of the first cases as Parquet, in order of their numbers, and one of them found again."""
    from guildmark.hub.api.exports import parquet_parts

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "evidence.parquet"

        def write(cases: int) -> int:
            with path.open("wb") as file:
                for part in parquet_parts(_evidence(cases)):
                    file.write(part)
            return path.stat().st_size

        weight = write(ORIGINALS) / ORIGINALS
        seconds = _seconds(lambda: write(ARCHIVED))
        wanted = pq.read_table(path, columns=["case"])["case"][ARCHIVED // 2].as_py()
        looks = [_seconds(lambda: pq.read_table(path, filters=[("case", "=", wanted)])) for _ in range(LOOKS)]
        return {"cases": ARCHIVED, "bytes_a_case": round(weight),
                "cases_a_second": round(ARCHIVED / seconds), "look_ms": _ms(looks)}  # fmt: skip


def _evidence(cases: int) -> Iterator[pa.Table]:
    from guildmark.hub.cases.models import Found

    rows = Found.objects.select_related("case", "snapshot").order_by("id")[:cases]
    held: list[dict[str, Any]] = []
    for found in rows.iterator(chunk_size=AT_ONCE):
        columns = {name: str(value) for name, value in vars(found.case).items() if name != "_state"}
        texts = {"columns": columns, "finding": found.finding, "signals": found.signals,
                 "listing": found.snapshot.content}  # fmt: skip
        held.append({"case": found.case_id, "key": str(found.case.key)}
                    | {name: json.dumps(value, ensure_ascii=False) for name, value in texts.items()})  # fmt: skip
        if len(held) == AT_ONCE:
            yield pa.Table.from_pylist(held, pa.schema(FIELDS))
            held = []
    if held:
        yield pa.Table.from_pylist(held, pa.schema(FIELDS))


def _timelines() -> dict[str, float]:
    """The events of some cases, from one table and from partitions by ranges of their numbers."""
    last = _asked("SELECT max(id) FROM events_event")[0][0]
    step = last // PARTITIONS + 1
    _run("CREATE TEMPORARY TABLE parted (LIKE events_event) PARTITION BY RANGE (id)")
    for part in range(PARTITIONS):
        bounds = f"FROM ({part * step}) TO ({(part + 1) * step})"
        _run(f"CREATE TEMPORARY TABLE parted_{part} PARTITION OF parted FOR VALUES {bounds}")
    _run("INSERT INTO parted SELECT * FROM events_event")
    _run("CREATE INDEX ON parted (subject, id)")
    _run("ANALYZE parted")
    keys = _asked("SELECT key FROM cases_case WHERE id %% 997 = 1 LIMIT %s", [LOOKS])
    took: dict[str, float] = {}
    for name in ("events_event", "parted"):
        asked = f"SELECT * FROM {name} WHERE subject = %s ORDER BY id DESC LIMIT 200"
        for _ in range(2):  # the first time warms up
            took[name] = _ms([_seconds(lambda asked=asked, key=key: _asked(asked, [key])) for (key,) in keys])
    return took | {"partitions": PARTITIONS}


def _asked(statement: str, values: list[Any] | None = None) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _run(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ms(seconds: list[float]) -> float:
    return round(statistics.median(seconds) * 1_000, 2)


if __name__ == "__main__":
    main()
