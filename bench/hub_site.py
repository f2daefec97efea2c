"""A made site of many cases, as it lies after more than a year's work, for what is measured on it.

A made market is scanned and a thousand of its findings come in by the site's own command. They are then copied inside
the database, as many times as it takes, each copy with its own listing, seller, right, dates and fate: so that rows are
as wide as real ones, and a million cases with evidence, decisions, turns and events are there in minutes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

FIRST = 1_000  # findings that come in by the command itself
FIRST_CLEAR = 400  # of them in `clear`, which wait for nobody
SCANNED = 5_000  # listings of the made market that they are found in
COPIES_AT_ONCE = 100
DAYS = 400  # that the site has been at work
RIGHTS, HOLDERS, SELLERS, INTAKES = 200, 20, 50_000, 300
REVIEWERS = 12
CATALOGUE_ITEMS, OFFICIAL_PICTURES = 20_000, 60  # of one right
WAITING_VERSIONS = 40
GOLDENS = 60
TABLES = ("cases_case", "cases_snapshot", "cases_found", "cases_decision", "cases_turn", "cases_second",
          "cases_referral", "searches_trace", "events_event")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """What is asked of a filled site: its people, by what they are."""

    alliance: Any
    lead: Any
    holder: Any
    secretariat: Any
    idle: Any  # has nothing to do


def fill(number: int, place: Path) -> Site:
    """Fill the site that Django was set up for with so many cases; a multiple of FIRST."""
    from alliance import organisations

    from guildmark.hub.registry.models import Right

    made = organisations()
    people = [made.person(made.bazaar, "senior reviewer"), made.person(made.bazaar)]
    people += [made.person(made.bazaar, "reviewer", n) for n in range(REVIEWERS)]
    _rights(made)
    _first(made, place)
    rights = list(Right.objects.filter(current__isnull=False).order_by("made_at", "code"))[:RIGHTS]
    intakes = _intakes(made)
    sql = Sql()
    with sql.bare(TABLES):
        sql.numbered("bench_right", ("id", "holder_id"), [(right.pk, right.holder_id) for right in rights])
        sql.numbered("bench_person", ("id",), [(person.pk,) for person in people])
        sql.numbered("bench_intake", ("id",), [(intake.pk,) for intake in intakes])
        _multiply(sql, made, number)
    _checks(made, sql)
    sql.settle(TABLES)
    from hub_site_actions import fill_actions  # it builds on this file

    fill_actions(made, sql)
    return Site(
        made,
        people[0],
        made.person(made.arvo, "reviewer"),
        made.person(made.secretariat, "reviewer"),
        made.person(made.secretariat, "observer"),
    )


def site() -> Site:
    """The people of a site that was filled before."""
    from alliance import Alliance

    from guildmark.hub.members.models import Organisation

    names = ("Bazaar", "Souk", "Arvo", "Brill", "Secretariat")
    made = Alliance(*(Organisation.objects.get(name=name) for name in names))
    return Site(
        made,
        made.person(made.bazaar, "senior reviewer"),
        made.person(made.arvo, "reviewer"),
        made.person(made.secretariat, "reviewer"),
        made.person(made.secretariat, "observer"),
    )


def _rights(made: Any) -> None:
    """The rights of some holders: one with a large catalogue and many pictures, and some that wait to be verified."""
    from delivered import verified_right
    from rights_made import entry, picture, verify

    from guildmark.hub.members.organisations import admit
    from guildmark.hub.registry.approval import submit
    from guildmark.hub.registry.drafts import register_right
    from guildmark.hub.registry.files import add_files

    big = register_right(entry("Velmora"), by=made.actor(made.arvo))
    rows = "".join(f"T-{n},Tote number {n},{20 + n % 900}.00,EUR\n" for n in range(CATALOGUE_ITEMS))
    draft = big.versions.get()
    by = made.actor(made.arvo)
    add_files(draft, "catalogue", [_file("catalogue.csv", ("model,name,price,currency\n" + rows).encode())], by=by)
    draft.refresh_from_db()
    pictures = [_file(f"{n}.png", picture(n, side=256)) for n in range(OFFICIAL_PICTURES)]
    add_files(draft, "picture", pictures, by=by)
    draft.refresh_from_db()
    verify(made, draft)
    holders = [made.arvo, made.brill]
    holders += [admit("holder", f"Holder {n}", by=None, needs_second_factor=False) for n in range(HOLDERS - 2)]
    for number in range(1, RIGHTS):
        verified_right(holders[number % HOLDERS], f"mark-{number}")
    for number in range(WAITING_VERSIONS):
        waiting = register_right(entry(f"Waiting {number}"), by=made.actor(made.brill))
        submit(waiting.versions.get(), by=made.actor(made.brill))


def _file(name: str, data: bytes) -> tuple[str, Any]:
    import io

    return name, io.BytesIO(data)


def _first(made: Any, place: Path) -> None:
    """The first findings, brought in as programs do, one batch, and what the worker makes of them."""
    from hub_intake import material

    from guildmark.hub.cases.intake import bring
    from guildmark.hub.events.lease import work_once

    rows, _ = material(made, place, 40 * FIRST, SCANNED)
    clear = [row for row in rows if row["finding"]["band"] == "clear"][:FIRST_CLEAR]
    others = [row for row in rows if row["finding"]["band"] != "clear"][: FIRST - FIRST_CLEAR]
    bring([*clear, *others], run="first", context="c" * 64, by=made.actor(made.bazaar))
    work_once()


def _intakes(made: Any) -> list[Any]:
    from django.utils import timezone

    from guildmark.hub.cases.models import Intake, SetAside

    now = timezone.now()
    intakes = [
        Intake(organisation=made.bazaar, run=f"run-{n}", begun_at=now - timedelta(days=DAYS * (1 - n / INTAKES)),
               received=5_000, opened=4_000, added=900, repeated=100)
        for n in range(INTAKES)
    ]  # fmt: skip
    Intake.objects.bulk_create(intakes)
    rows = (SetAside(intake=intakes[-1], row="x" * 1_000, reason="right 'x' is not known.") for _ in range(2_000))
    SetAside.objects.bulk_create(rows)
    return intakes


def _multiply(sql: "Sql", made: Any, number: int) -> None:
    """Copies of the first cases, with their fates; columns that are not named are those of the first."""
    from guildmark.hub.cases.models import Case, Found, Snapshot

    first = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    assert len(first) == FIRST
    for model in (Found, Snapshot):
        assert list(model.objects.order_by("pk").values_list("pk", flat=True)) == first, "numbers must go together"
    bazaar, souk = sql.uuid(made.bazaar.pk), sql.uuid(made.souk.pk)
    copies = -(-number // FIRST)
    for start in range(1, copies, COPIES_AT_ONCE):
        end = min(start + COPIES_AT_ONCE, copies)
        sql.run(f"""
            CREATE TEMPORARY TABLE bench_copy AS
            WITH RECURSIVE copy(k) AS (SELECT {start} UNION ALL SELECT k + 1 FROM copy WHERE k + 1 < {end})
            SELECT b.id AS base, b.state AS waits, b.id + k * {FIRST} AS n FROM copy CROSS JOIN cases_case b
            WHERE b.id BETWEEN {first[0]} AND {first[-1]} ORDER BY n""")
        sql.run(f"""
            CREATE TEMPORARY TABLE bench_fate AS
            SELECT t.*, CASE WHEN {u("n", 7919)} < 0.15 THEN {souk} ELSE {bazaar} END AS place,
                   CASE WHEN waits = 'clear' THEN 'clear'
                        WHEN {u("n", 104729)} < 0.95 * (1 - n * 1.0 / {number}) + 0.10 THEN 'decided'
                        WHEN {u("n", 1299709)} < 0.006 THEN 'referred' ELSE 'open' END AS state,
                   CASE WHEN {u("r", 611953)} < 0.3 THEN 1 ELSE
                        2 + CAST({RIGHTS - 2} * {u("r", 224737)} * {u("r", 224737)} AS integer) END AS right_number,
                   (1 - n * 1.0 / {number}) * {DAYS * 86_400} AS age,
                   CASE WHEN {u("n", 15485863)} < 0.6 THEN 'infringing'
                        WHEN {u("n", 15485863)} < 0.95 THEN 'not' ELSE 'undetermined' END AS outcome,
                   1 + CAST({REVIEWERS + 1} * {u("n", 86028121)} AS integer) AS reviewer
            FROM (SELECT base, waits, n, seller, CASE WHEN n % 5 = 0 THEN n ELSE seller END AS r
                  FROM (SELECT base, waits, n,
                               CAST({SELLERS} * {u("n", 32452843)} * {u("n", 32452843)} AS integer) AS seller
                        FROM bench_copy) s) t""")
        sql.copy("cases_snapshot", {
            "id": "f.n", "organisation_id": "f.place", "listing_id": "'L-' || f.n", "seen_at": sql.ago("f.age"),
        }, "bench_fate f JOIN cases_snapshot b ON b.id = f.base")  # fmt: skip
        decided = "f.state = 'decided'"
        sql.copy("cases_case", {
            "id": "f.n", "key": sql.new_uuid, "finding_id": sql.new_uuid, "organisation_id": "f.place",
            "right_id": "r.id", "holder_id": "r.holder_id", "listing_id": "'L-' || f.n",
            "seller_id": "'S-' || f.seller", "seller_name": "'Seller number ' || f.seller", "state": "f.state",
            "harm": f"b.harm * (0.2 + {u('f.n', 49979687)})", "opened_at": sql.ago("f.age"),
            "found_at": sql.ago("f.age"),
            "cluster": f"CASE WHEN f.n % 4 = 0 THEN '' ELSE {sql.digits('f.right_number * 1000000 + f.seller')} END",
            "outcome": f"CASE WHEN {decided} THEN f.outcome ELSE '' END",
            "decided_by": f"CASE WHEN {decided} THEN p.id END",
            "decided_at": f"CASE WHEN {decided} THEN {sql.ago('f.age * ' + u('f.n', 67867967))} END",
        }, "bench_fate f JOIN cases_case b ON b.id = f.base JOIN bench_right r ON r.number = f.right_number"
           " JOIN bench_person p ON p.number = f.reviewer")  # fmt: skip
        sql.copy("cases_found", {
            "id": "f.n", "case_id": "f.n", "snapshot_id": "f.n", "intake_id": "i.id", "at": sql.ago("f.age"),
        }, f"bench_fate f JOIN cases_found b ON b.id = f.base"
           f" JOIN bench_intake i ON i.number = 1 + f.n % {INTAKES}")  # fmt: skip
        sql.copy(
            "searches_trace",
            {
                "organisation_id": "f.place",
                "holder_id": "r.holder_id",
                "case_id": "f.n",
                "key": "b.key + f.n % 1000",
            },
            "bench_fate f JOIN searches_trace b ON b.case_id = f.base JOIN bench_right r ON r.number = f.right_number",
        )
        sql.run("DROP TABLE bench_copy")
        sql.run("DROP TABLE bench_fate")
    _happened(sql, first[-1])


def _happened(sql: "Sql", last: int) -> None:
    """Decisions, turns, questions to holders and events of the copies."""
    copies = f"cases_case c WHERE c.id > {last}"
    decided = f"{copies} AND c.state = 'decided'"
    sql.put("cases_decision", {
        "id": sql.new_uuid, "case_id": "c.id", "found_id": "c.id", "part": "'queue'", "outcome": "c.outcome",
        "reason": "''", "person": "c.decided_by", "organisation_id": "c.organisation_id", "at": "c.decided_at",
        "blind": sql.false, "seconds": f"3 + 30 * {u('c.id', 7919)}",
    }, decided)  # fmt: skip
    turn = {"id": sql.new_uuid, "case_id": "c.id", "person": "c.decided_by", "part": "'queue'",
            "begun_at": "c.decided_at", "until": "c.decided_at", "ended_at": "c.decided_at",
            "skipped": sql.false}  # fmt: skip
    sql.put("cases_turn", turn, decided)
    sql.put("cases_referral", {
        "id": sql.new_uuid, "case_id": "c.id", "holder_id": "c.holder_id",
        "asked_by": "(SELECT id FROM bench_person WHERE number = 1)",
        "asked_at": "c.opened_at", "due_at": sql.ago(f"-432000 * {u('c.id', 104729)}"),
    }, f"{copies} AND c.state = 'referred'")  # fmt: skip
    common = {"subject": "c.key", "organisation": "c.organisation_id", "why": "''"}
    data = """'{"intake": "00000000-0000-4000-8000-000000000000", "digest": "00000000000000000000000000000000", """
    data += """"band": "review", "score_db": 12.25}'"""
    versions = '\'{"context": "' + "c" * 64 + '", "right": 1}\''
    some = """'{"outcome": "not", "decision": "00000000-0000-4000-8000-000000000000", "listing_digest": "0000"}'"""
    actor = "(SELECT id FROM bench_person WHERE number = 2)"
    sql.put("events_event", {**common, "kind": "'case.opened'", "at": "c.opened_at", "actor": actor,
            "data": sql.json(data), "versions": sql.json(versions)}, copies)  # fmt: skip
    for kind, told, by in (("case.claimed", "'{}'", "'{}'"), ("case.decided", some, versions)):
        sql.put("events_event", {**common, "kind": f"'{kind}'", "at": "c.decided_at", "actor": "c.decided_by",
                "data": sql.json(told), "versions": sql.json(by)}, decided)  # fmt: skip


def _checks(made: Any, sql: "Sql") -> None:
    """Second looks of the last months, golden cases with what reviewers made of them, and a random audit."""
    from guildmark.hub.cases.audits import ask_for_draw
    from guildmark.hub.cases.golden import set_golden
    from guildmark.hub.cases.models import Case, Decision, Found
    from guildmark.hub.cases.queues import save_queue
    from guildmark.hub.events.lease import work_once
    from guildmark.hub.events.models import Event
    from guildmark.hub.searches.models import Followed

    lead = made.actor(made.bazaar, "senior reviewer")
    second = f"""cases_decision c WHERE c.part = 'queue' AND c.at > {sql.ago(str(90 * 86_400))}
                 AND {u("c.case_id", 982451653)} < 0.05"""
    sql.put("cases_decision", {
        "id": sql.new_uuid, "case_id": "c.case_id", "found_id": "c.found_id", "part": "'second'", "reason": "''",
        "outcome": f"CASE WHEN {u('c.case_id', 7919)} < 0.9 THEN c.outcome ELSE 'not' END", "person": sql.uuid(lead.id),
        "organisation_id": "c.organisation_id", "at": "c.at", "blind": sql.false, "checks_id": "c.id", "seconds": "9",
    }, second)  # fmt: skip
    sql.put("cases_second", {"decision_id": "c.id", "organisation_id": "c.organisation_id", "drawn_at": "c.at",
            "done_at": f"CASE WHEN {u('c.case_id', 7919)} < 0.95 THEN c.at END"}, second)  # fmt: skip
    goldens = Case.objects.filter(organisation=made.bazaar, state="decided", outcome="infringing").order_by("-id")
    for case in goldens[:GOLDENS]:
        set_golden(case, by=lead)
        found = Found.objects.get(case=case)
        for number in range(REVIEWERS):
            person = made.person(made.bazaar, "reviewer", number)
            Decision.objects.create(case=case, found=found, part="golden", outcome=("infringing", "not")[number == 3],
                                    person=person.pk, organisation=made.bazaar)  # fmt: skip
    rare = str(goldens.filter(right__code="mark-150").values_list("right", flat=True).first() or goldens[0].right_id)
    save_queue("Health", {"health": True}, by=lead)
    save_queue("A rare right", {"rights": [rare]}, by=lead)
    save_queue("To act on", {"bands": ["act"]}, by=lead)
    save_queue("No category", {"categories": ["No such thing"]}, by=lead)
    save_queue("Seen by many", {"least_exposure": 1e9}, by=lead)
    ask_for_draw(50, 30, 7, by=lead)
    newest = Event.objects.order_by("-id").values_list("id", flat=True)[0]
    Followed.objects.update(event=newest)  # the copies have their traces
    work_once()


def u(number: str, factor: int) -> str:
    """A number from 0 to 1 that a row has by its own: the same each time, and unlike those by other factors."""
    return f"((({number}) * {factor} % 999983 * 7877 + {factor % 1009}) % 999983 / 999983.0)"


class Sql:
    """The words in which SQLite and PostgreSQL differ."""

    def __init__(self) -> None:
        from django.db import connection

        self._postgresql = connection.vendor == "postgresql"
        self.new_uuid = "gen_random_uuid()" if self._postgresql else "lower(hex(randomblob(16)))"
        self.false = "false" if self._postgresql else "0"

    def run(self, statement: str, values: Sequence[Any] | None = None) -> list[Any]:
        """Run a statement; its rows."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def uuid(self, key: UUID) -> str:
        """A key as a literal."""
        return f"'{key}'::uuid" if self._postgresql else f"'{key.hex}'"

    def json(self, text: str) -> str:
        """A literal of JSON."""
        return f"{text}::jsonb" if self._postgresql else text

    def ago(self, seconds: str) -> str:
        """The instant so many seconds before now."""
        if self._postgresql:
            return f"(date_trunc('second', now()) - ({seconds}) * interval '1 second')"
        return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', (-({seconds})) || ' seconds')"

    def digits(self, number: str) -> str:
        """So many digits as the key of a cluster has."""
        return f"lpad(({number})::text, 32, '0')" if self._postgresql else f"printf('%032d', {number})"

    def numbered(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[UUID]]) -> None:
        """A temporary table of keys, numbered from 1."""
        kind = "uuid" if self._postgresql else "char(32)"
        self.run(f"CREATE TEMPORARY TABLE {name} (number integer, {', '.join(f'{one} {kind}' for one in columns)})")
        for number, row in enumerate(rows, 1):
            keys = [str(key) if self._postgresql else key.hex for key in row]
            self.run(f"INSERT INTO {name} VALUES (%s, {', '.join(['%s'] * len(keys))})", [number, *keys])

    def copy(self, table: str, changed: dict[str, str], source: str) -> None:
        """Rows of `b`, a row of the same table, with some columns changed."""
        from django.db import connection

        with connection.cursor() as cursor:
            names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        self.put(table, {f'"{name}"': changed.get(name, f'b."{name}"') for name in names}, source)

    def put(self, table: str, columns: dict[str, str], source: str) -> None:
        """Rows whose columns are worked out from a source."""
        names = ", ".join(name if name.startswith('"') else f'"{name}"' for name in columns)
        self.run(f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())} FROM {source}")

    @contextmanager
    def bare(self, tables: Sequence[str]) -> Iterator[None]:
        """Without the tables' indexes, which are made anew at the end; and, in SQLite, without waiting for the disk."""
        if not self._postgresql:
            for pragma in ("synchronous = OFF", "cache_size = -1000000"):
                self.run(f"PRAGMA {pragma}")
        names = ", ".join(f"'{table}'" for table in tables)
        found = self.run(
            f"""SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({names})
                AND indexname NOT IN (SELECT conname FROM pg_constraint)"""
            if self._postgresql
            else f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> '' AND tbl_name IN ({names})"
        )
        for name, _ in found:
            self.run(f'DROP INDEX "{name}"')
        yield
        for _, statement in found:
            self.run(statement)

    def settle(self, tables: Sequence[str]) -> None:
        """What the database does by itself in time: statistics and the map of visible rows; new rows' numbers."""
        if not self._postgresql:
            from guildmark.hub.events.planner import look_over_tables

            self.run("PRAGMA wal_checkpoint(TRUNCATE)")
            look_over_tables()  # as the site's worker does
            return
        for table in tables:
            if table in ("cases_case", "cases_snapshot", "cases_found", "events_event", "enforcement_delivery"):
                name = f"pg_get_serial_sequence('{table}', 'id')"
                self.run(f"SELECT setval({name}, (SELECT max(id) FROM {table}))")
            self.run(f"VACUUM ANALYZE {table}")
