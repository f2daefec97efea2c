"""The decision: what a person found a listing to be, how the case came to that person, and what it replaces."""

import uuid
from typing import Any

import pyarrow as pa

from guildmark.records.ids import NAMESPACE, SEPARATOR
from guildmark.records.listing import INSTANT

OUTCOMES = ("infringing", "not", "undetermined")
CHOSEN_BY = ("queue", "audit")  # the queue is ordered by harm; an audit is drawn at random

_DECISION_FIELDS: "list[pa.Field[Any]]" = [
    pa.field("decision_id", pa.string(), nullable=False),
    pa.field("finding_id", pa.string(), nullable=False),  # of a listing without a finding: `finding_id` without a right
    pa.field("marketplace", pa.string()),
    pa.field("listing_id", pa.string()),
    pa.field("right_id", pa.string()),
    pa.field("listing_digest", pa.string()),  # the content that was looked at, as in the finding
    pa.field("run", pa.string()),
    pa.field("outcome", pa.string(), nullable=False),  # one of OUTCOMES
    pa.field("decided_by", pa.string()),
    pa.field("decided_at", INSTANT, nullable=False),
    pa.field("chosen_by", pa.string(), nullable=False),  # one of CHOSEN_BY
    pa.field("draw", pa.string()),  # the draw that an audited case is of
    pa.field("draw_probability", pa.float64()),  # of being drawn; sealed with the draw until the case is decided
    pa.field("blind", pa.bool_(), nullable=False),  # neither score nor band nor evidence was shown
    pa.field("supersedes", pa.string()),  # the decision that this one replaces, where it says so
]
DECISION = pa.schema(_DECISION_FIELDS)


def decision_id(finding: str, decided_by: str | None, decided_at: str, outcome: str) -> str:
    """The name of a decision that came without one: the same decision gives the same id in every file."""
    return str(uuid.uuid5(NAMESPACE, SEPARATOR.join(("decision", finding, decided_by or "", decided_at, outcome))))
