"""Cases and decisions in full, row by row: what exports are made of. Memory does not grow with them."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import Any

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import QuerySet

from guildmark.hub.cases.models import Case, Decision
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.roles import MARKETPLACE
from guildmark.hub.members.wall import seen
from guildmark.records import DECISION
from guildmark.records.listing import INSTANT, MONEY

ROWS_AT_ONCE = 2_000
LEARNED_FROM = ("queue", "audit")  # parts that `guildmark learn` learns from; the others measure reviewers

_CASE_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("case", pa.string(), nullable=False),
    pa.field("finding_id", pa.string(), nullable=False),
    pa.field("marketplace", pa.string()),
    pa.field("listing_id", pa.string()),
    pa.field("right_id", pa.string()),
    pa.field("holder", pa.string()),
    pa.field("seller_id", pa.string()),
    pa.field("seller_name", pa.string()),
    pa.field("title", pa.string()),
    pa.field("category", pa.string()),
    pa.field("price", MONEY),
    pa.field("currency", pa.string()),
    pa.field("picture", pa.string()),
    pa.field("band", pa.string()),
    pa.field("would_band", pa.string()),
    pa.field("score_db", pa.float64()),
    pa.field("touches_health", pa.bool_()),
    pa.field("exposure", pa.float64()),  # told to the marketplace alone, as is harm
    pa.field("harm", pa.float64()),
    pa.field("cluster", pa.string()),
    pa.field("state", pa.string()),
    pa.field("opened_at", INSTANT),
    pa.field("found_at", INSTANT),
    pa.field("outcome", pa.string()),
    pa.field("decided_by", pa.string()),  # of one's own organisation only
    pa.field("decided_at", INSTANT),
]
CASE = pa.schema(_CASE_FIELDS)


def exported_cases(actor: Actor) -> Iterator[pa.Table]:
    """All cases that an actor sees, in no order, in tables of CASE. Errors: PermissionDenied."""
    actor.require("cases.export")
    names = {
        "case": "key", "marketplace": "organisation__marketplace", "right_id": "right__code", "holder": "holder__name",
    }  # fmt: skip
    columns = [names.get(name, name) for name in CASE.names]
    own = actor.organisation.kind == MARKETPLACE
    hidden = () if own else ("exposure", "harm", "decided_by")
    return _tables(seen(Case, actor).order_by(), columns, CASE, hidden)


def exported_decisions(actor: Actor, parts: Sequence[str] = LEARNED_FROM) -> Iterator[pa.Table]:
    """All decisions of these parts that an actor sees and that stand, in no order, in tables of DECISION.

    Errors: PermissionDenied.
    """
    actor.require("cases.export")
    names = {
        "decision_id": "id", "finding_id": "case__finding_id", "marketplace": "case__organisation__marketplace",
        "listing_id": "case__listing_id", "right_id": "case__right__code", "listing_digest": "found__snapshot__digest",
        "run": "found__intake__run", "decided_by": "person", "decided_at": "at", "chosen_by": "part",
        "supersedes": "supersedes_id", "draw": "draw_id",
    }  # fmt: skip
    columns = [names.get(name, name) for name in DECISION.names]
    rows = seen(Decision, actor).filter(part__in=parts, undone_at__isnull=True).order_by()
    hidden = () if actor.organisation.kind == MARKETPLACE else ("decided_by", "run", "draw", "draw_probability")
    return _tables(rows, columns, DECISION, hidden)


def _tables(
    rows: QuerySet[Any], columns: Sequence[str], schema: pa.Schema, hidden: Sequence[str]
) -> Iterator[pa.Table]:
    """Tables of so many rows, read from one cursor of the database: all as of one moment.

    A cursor of PostgreSQL lives in a transaction; one of SQLite lives by itself, where a transaction would keep every
    writer waiting until the last row is read.
    """
    with nullcontext() if connection.vendor == "sqlite" else transaction.atomic():
        held: list[dict[str, Any]] = []
        for values in rows.values_list(*columns).iterator(chunk_size=ROWS_AT_ONCE):
            row = dict(zip(schema.names, values, strict=True))
            held.append({name: None if name in hidden else _value(name, value) for name, value in row.items()})
            if len(held) == ROWS_AT_ONCE:
                yield pa.Table.from_pylist(held, schema)
                held = []
        yield pa.Table.from_pylist(held, schema)


def _value(name: str, value: Any) -> Any:
    if name == "chosen_by":
        return "audit" if value == "audit" else "queue"
    return str(value) if type(value).__name__ == "UUID" else value
