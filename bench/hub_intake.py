"""How many findings a second come in: python bench/hub_intake.py. Writes bench/hub_intake.json and .md.

A made market is scanned, and its findings, as many as are asked for, come in three times: all new; all again in another
context, so that each is added to its open case; and the same batches once more, which changes nothing. Batches are
decoded from the Arrow bytes that a program sends, in this process, by the command that the route calls. The floor is
the bare insertion of the very rows that the first time left, by one prepared statement a table and in as many
transactions: no look-up, no objects, no events' handlers. Behind the intake the worker writes what each listing may be
found by, and holds it against SEARCHES searches: "traced".

For PostgreSQL: tools/with-postgres .venv/bin/python bench/hub_intake.py.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

HERE = Path(__file__).parent
GOAL_PER_SECOND = 1_000
LISTINGS, SEED = 30_000, 11
CONTEXTS = ("c" * 64, "d" * 64)
FOLLOWING = ("searches_trace", "searches_hit", "cases_intakebatch")
COLUMNS = ("new", "added", "again", "floor", "traced")
SEARCHES = 20  # that stand meanwhile
EVENTS = "events_event"
TABLES = ("cases_snapshot", "cases_snapshotpicture", "cases_preview", "cases_case", "cases_found", EVENTS)

Rates = tuple[int, int]

sys.path.insert(0, str(HERE.parent / "tests" / "hub"))


def main() -> None:
    """Measure, and keep the figures."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="guildmark-bench-") as temporary:
        place = Path(temporary)
        os.environ["GUILDMARK_HUB"] = str(place / "site")
        os.environ["DJANGO_SETTINGS_MODULE"] = "guildmark.hub.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from alliance import organisations

        rows, mean_bytes = material(organisations(), place, options.findings)
        measured = [_measured(rows, size, number) for number, size in enumerate(options.batch)]
    database = "PostgreSQL" if os.environ.get("GUILDMARK_DATABASE") else "SQLite"
    told = {
        "measured": datetime.now(UTC).date().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "load_before": round(options.load, 1),
        "findings": len(rows),
        "mean_bytes": round(mean_bytes),
        "batches": measured,
    }
    path = HERE / "hub_intake.json"
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    kept[database] = told
    print(json.dumps(told, indent=1))
    if options.keep:
        path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
        (HERE / "hub_intake.md").write_text(_page(kept), "utf-8")


def material(made: Any, place: Path, findings: int, listings: int = LISTINGS) -> tuple[list[dict[str, Any]], float]:
    """Rows of a delivery about rights that are in the registry of an alliance; the bytes of one on the wire."""
    from delivered import verified_right

    from guildmark import api
    from guildmark.reading import open_catalogue
    from guildmark.redteam import make_market
    from guildmark.rights import read_rights
    from guildmark.runs.deliver import deliveries

    make_market(place / "market", listings=listings, seed=SEED, pictures=False)
    for right in read_rights(place / "market" / "rights.yaml").rights:
        verified_right(made.arvo, right.right_id, goods=right.goods)
    source = place / "market" / "listings.parquet"
    result = api.scan(source, place / "market" / "rights.yaml", out=place / "out")
    tables = list(deliveries(result.folder, open_catalogue([str(source)])))
    found = [row for table in tables for row in table.to_pylist()]
    return [_own(found[n % len(found)], n) for n in range(findings)], sum(map(_size, tables)) / len(found)


def _own(row: dict[str, Any], number: int) -> dict[str, Any]:
    """The row as the bazaar's own, under a listing of its own: a market is repeated until there are enough."""
    from guildmark.records import finding_id

    key = {"marketplace": "bazaar", "listing_id": f"{number}"}
    name = finding_id("bazaar", f"{number}", row["finding"]["right_id"])
    signals = [{**signal, **key, "finding_id": name} for signal in row["signals"]]
    return {**row, "finding": {**row["finding"], **key, "finding_id": name}, "signals": signals,
            "listing": {**row["listing"], **key}}  # fmt: skip


def _measured(rows: Sequence[dict[str, Any]], size: int, number: int) -> dict[str, Any]:
    """Findings a second of each way, with batches of one size; the site is emptied before."""
    from guildmark.hub.cases.intake import bring
    from guildmark.hub.cases.intake_wire import rows_of_stream
    from guildmark.hub.events.models import Event
    from guildmark.hub.members.actor import actor_of_person
    from guildmark.hub.members.models import Organisation, Person

    bazaar = Organisation.objects.get(marketplace="bazaar")
    person, _ = Person.objects.get_or_create(
        email="a@bazaar.example", defaults={"organisation": bazaar, "role": "analyst"}
    )
    by = actor_of_person(person)
    assert by is not None
    batches = [_stream(rows[start : start + size]) for start in range(0, len(rows), size)]
    empty()

    def come(context: str) -> Callable[[bytes], object]:
        run = f"run-{number}-{context[:4]}"
        return lambda body: bring(
            rows_of_stream(body), run=run, context=context, by=by, digest=hashlib.sha256(body).hexdigest()
        )

    come("warm" * 16)(_stream(rows[:100]))  # reads word lists, as the first batch of a process does
    empty()
    before = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    new = _per_second(batches, len(rows), come(CONTEXTS[0]))
    traced = _traced_per_second(len(rows), before, by)
    floor = floor_per_second(len(rows), len(batches), before)
    added = _per_second(batches, len(rows), come(CONTEXTS[1]))
    again = _per_second(batches, len(rows), come(CONTEXTS[1]))
    return {"rows": size, "new": new, "added": added, "again": again, "floor": floor, "traced": traced}


def _traced_per_second(rows: int, events_before: int, by: Any) -> Rates:
    """What the worker does behind an intake: keys of what came in, held against searches that stand."""
    from django.db import transaction

    from guildmark.hub.searches import follow
    from guildmark.hub.searches.models import Followed, Search
    from guildmark.hub.searches.question import Question
    from guildmark.hub.searches.standing import keep_search

    Followed.objects.update_or_create(pk=1, defaults={"event": events_before})
    for number in range(SEARCHES - Search.objects.count()):
        keep_search(f"search {number}", Question(text=f"bag {number}"), by=by)
    clock, read = Stopwatch(), None
    while read is None or read.is_full:
        read = follow.read_on(None)
        with transaction.atomic():
            follow.follow(None, read)
    return clock.rates(rows)


def _per_second(batches: Sequence[bytes], rows: int, work: Callable[[bytes], object]) -> Rates:
    clock = Stopwatch()
    for body in batches:
        work(body)
    return clock.rates(rows)


class Stopwatch:
    """Time by the clock, and the time that this process got: the two differ where others are at work."""

    def __init__(self) -> None:
        self._began = time.perf_counter(), time.process_time()

    def rates(self, count: int) -> Rates:
        """So many a second, by each."""
        wall, own = time.perf_counter() - self._began[0], time.process_time() - self._began[1]
        return round(count / wall), round(count / own)


def floor_per_second(rows: int, transactions: int, events_before: int) -> Rates:
    """The rows that are there, copied out, removed and put in again by themselves; events get new numbers."""
    from django.db import connection, transaction

    kept = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            first = events_before if table == EVENTS else 0
            cursor.execute(f"SELECT * FROM {table} WHERE id > {first} ORDER BY id")
            names = [column[0] for column in cursor.description]
            kept[table] = names, [tuple(map(_again, row)) for row in cursor.fetchall()]
    empty()
    place = kept[EVENTS][0].index("id")
    without = [tuple(v for n, v in enumerate(row) if n != place) for row in kept[EVENTS][1]]
    kept[EVENTS] = [name for name in kept[EVENTS][0] if name != "id"], without
    clock = Stopwatch()
    for part in range(transactions):
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (names, values) in kept.items():
                some = values[part * len(values) // transactions : (part + 1) * len(values) // transactions]
                marks = ", ".join(["%s"] * len(names))
                if some:
                    cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", some)
    return clock.rates(rows)


def _again(value: Any) -> Any:
    """A value that was read, as it is written."""
    if isinstance(value, dict | list):
        return json.dumps(value)
    return value


def empty() -> None:
    """Remove all cases with their evidence, and the receipts; events stay, as they do on a site."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table in (
            "searches_trace",
            "searches_hit",
            "cases_intakebatch",
            *reversed([table for table in TABLES if table != EVENTS]),
        ):
            cursor.execute(f"DELETE FROM {table}")


def _stream(rows: Sequence[dict[str, Any]]) -> bytes:
    from guildmark.records import DELIVERY

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, DELIVERY) as writer:
        writer.write_table(pa.Table.from_pylist(rows, DELIVERY))
    return bytes(sink.getvalue().to_pybytes())


def _size(table: pa.Table) -> int:
    return int(table.nbytes)


def _page(kept: dict[str, Any]) -> str:
    lines = ["# Findings that come in\n"]
    for database, told in sorted(kept.items(), reverse=True):
        lines.append(
            f"## {database}\n\nMeasured {told['measured']} on {told['cores']} cores (load {told['load_before']}"
            f" before it began): {told['findings']:,} findings of a made market, {told['mean_bytes']:,} bytes"
            f" each on the wire. The goal is {GOAL_PER_SECOND:,} a second. Each cell: so many a second by the clock /"
            " by the time that the process got.\n"
        )
        lines.append("| findings a batch | new | added to open cases | sent again | floor | traced behind it |")
        lines.append("|---:|---:|---:|---:|---:|---:|")
        for one in told["batches"]:
            cells = [
                " / ".join(f"{rate:,}" for rate in one[name]) for name in ("new", "added", "again", "floor", "traced")
            ]
            lines.append(f"| {one['rows']:,} | {' | '.join(cells)} |")
        lines.append("")
    lines.append("What each column is says `bench/hub_intake.py`. Repeat it with `python bench/hub_intake.py --keep`.")
    return "\n".join(lines) + "\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=20_000, help="how many (default: 20,000)")
    parser.add_argument("--batch", type=int, nargs="+", default=[100, 1_000, 5_000], help="findings of a batch")
    parser.add_argument("--keep", action="store_true", help="write bench/hub_intake.json and .md")
    options = parser.parse_args()
    options.load = os.getloadavg()[0]
    return options


if __name__ == "__main__":
    main()
