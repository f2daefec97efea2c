"""What was decided about each finding, one decision after the other, and which of them stands."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

type Decision = dict[str, Any]
type History = list[Decision]

INFRINGING, NOT, UNDETERMINED = "infringing", "not", "undetermined"


def histories(decisions: pa.Table) -> dict[str, History]:
    """The decisions of each finding in the order of their instants; those that another names as superseded first."""
    rows: list[Decision] = decisions.to_pylist()
    superseded = {row["supersedes"] for row in rows if row["supersedes"]}
    found: dict[str, History] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["decided_at"], row["decision_id"])):
        found[row["finding_id"]].append(row)
    for history in found.values():
        history.sort(key=lambda row: row["decision_id"] not in superseded)
    return dict(found)


def standing(history: History) -> Decision:
    """The decision that stands: the last that nothing supersedes."""
    return history[-1]


def overturned(history: History) -> tuple[Decision, Decision] | None:
    """The last decision of `infringing` and the `not` that stands instead; None where nothing was overturned."""
    last = standing(history)
    before = [row for row in history[:-1] if row["outcome"] == INFRINGING]
    return (before[-1], last) if last["outcome"] == NOT and before else None


def blind_answer(history: History, draw: str) -> Decision | None:
    """The last answer of a named person who saw neither score nor band, about a case of this draw."""
    answers = [row for row in history if _is_blind(row, draw)]
    return max(answers, key=lambda row: (row["decided_at"], row["decision_id"]), default=None)


def is_right(history: History, draw: str) -> bool:
    """Whether a case that would act counts as right: everybody who answered blind, in the end, and all later said so.

    A later decision can only make it wrong: whoever knows the score must not talk an error away.
    """
    answer = blind_answer(history, draw)
    if answer is None:
        return False
    last_of: Mapping[str, Decision] = {row["decided_by"]: row for row in history if _is_blind(row, draw)}
    later = [row for row in history if row["decided_at"] > answer["decided_at"]]
    return all(row["outcome"] == INFRINGING for row in (*last_of.values(), *later, standing(history)))


def _is_blind(row: Decision, draw: str) -> bool:
    return bool(row["chosen_by"] == "audit" and row["draw"] == draw and row["blind"] and row["decided_by"])
