"""Read decisions from CSV, JSON, JSON Lines or Parquet; what cannot be understood is refused with its place."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from guildmark.records.decision import CHOSEN_BY, DECISION, OUTCOMES, decision_id
from guildmark.records.did_you_mean import did_you_mean
from guildmark.records.ids import finding_id
from guildmark.records.reject import InputError
from guildmark.records.spreadsheet import unguarded

MOST_BYTES = 1 << 28
TEXTS = (
    "decision_id", "finding_id", "marketplace", "listing_id", "right_id", "listing_digest", "run", "decided_by", "draw",
    "supersedes",
)  # fmt: skip
TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions with the schema DECISION, each once, by their instants, and how many rows had no outcome."""

    table: pa.Table
    unlabelled: int


def read_decisions(paths: Sequence[Path]) -> Decisions:
    """Read files of decisions, such as the report and the page of an audit leave.

    Columns that decisions do not have are passed over. A row without an outcome is a case that nobody decided yet.
    Without a `finding_id` a row needs its marketplace, listing and right.

    Errors: `InputError` with file, row, column, value and the next step.
    """
    rows: dict[str, dict[str, Any]] = {}
    unlabelled = 0
    for path in paths:
        for number, row in enumerate(_rows(path), start=1):
            if _text(row.get("outcome")) is None:
                unlabelled += 1
                continue
            decision = _decision(f"{path}, row {number}", row)
            rows[decision["decision_id"]] = decision
    ordered = sorted(rows.values(), key=lambda row: (row["decided_at"], row["decision_id"]))
    return Decisions(pa.Table.from_pylist(ordered, DECISION), unlabelled)


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path}: is larger than {MOST_BYTES:,} bytes. Cut it into several files.")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: the decisions cannot be read: {error.strerror}. Name the file that holds them."
        ) from None
    if content.startswith(b"PAR1"):
        try:
            yield from pq.read_table(pa.BufferReader(content)).to_pylist()
        except pa.ArrowException as error:
            raise InputError(f"{path}: the Parquet file is damaged: {error}. Write it anew.") from None
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from None
    yield from _json_rows(path, text) if text.lstrip()[:1] in ("[", "{") else _csv_rows(path, text)


def _json_rows(path: Path, text: str) -> Iterator[Mapping[str, Any]]:
    """A list of objects, an object with the list `decisions`, or an object a line."""
    try:
        document: Any = json.loads(text)
        if isinstance(document, dict):
            document = document.get("decisions", [document])
    except ValueError:
        try:
            document = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError as error:
            raise InputError(f"{path}: is not JSON: {error}. Export the decisions once more.") from None
    if not isinstance(document, list) or not all(isinstance(row, dict) for row in document):
        raise InputError(f"{path}: holds no list of decisions. Each is an object with 'outcome' and 'decided_at'.")
    yield from document


def _csv_rows(path: Path, text: str) -> Iterator[Mapping[str, Any]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if "outcome" not in (reader.fieldnames or ()):
        seen = ", ".join(name for name in (reader.fieldnames or ())[:8] if name)
        raise InputError(f"{path}: column 'outcome' is missing. Seen: {seen or 'nothing'}. Give a file of decisions.")
    try:
        for row in reader:
            yield {name: unguarded(value) if value else value for name, value in row.items() if isinstance(name, str)}
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: is not CSV: {error}. Export it once more.") from None


def _decision(place: str, row: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {name: _text(row.get(name)) for name in TEXTS}
    told["outcome"] = _one_of(f"{place}, column 'outcome'", row.get("outcome"), OUTCOMES)
    told["chosen_by"] = _one_of(f"{place}, column 'chosen_by'", row.get("chosen_by") or "queue", CHOSEN_BY)
    told["decided_at"] = _instant(f"{place}, column 'decided_at'", row.get("decided_at"))
    told["blind"] = _truth(f"{place}, column 'blind'", row.get("blind"))
    told["draw_probability"] = None
    if told["finding_id"] is None:
        if told["listing_id"] is None:
            raise InputError(f"{place}: neither 'finding_id' nor 'listing_id' says what was decided. Give one of them.")
        told["marketplace"] = told["marketplace"] or "default"
        told["finding_id"] = finding_id(told["marketplace"], told["listing_id"], told["right_id"] or "")
    if told["chosen_by"] == "audit" and told["draw"] is None:
        raise InputError(f"{place}, column 'draw': an audited case names its draw. Export it again, or write 'queue'.")
    if told["decision_id"] is None:
        moment = told["decided_at"].isoformat()
        told["decision_id"] = decision_id(told["finding_id"], told["decided_by"], moment, told["outcome"])
    return told


def _text(value: Any) -> str | None:
    text = "" if value is None else str(value).strip()
    return text or None


def _one_of(place: str, value: Any, known: Sequence[str]) -> str:
    text = str(value).strip().lower()
    if text in known:
        return text
    raise InputError(f"{place}: {value!r} is not known.{did_you_mean(text, known)} Known: {', '.join(known)}.")


def _instant(place: str, value: Any) -> datetime:
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value or "").strip())
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise InputError(
            f"{place}: {value!r} is no instant. Write when it was decided, as 2026-11-26T14:05:00Z."
        ) from None


def _truth(place: str, value: Any) -> bool:
    text = "" if value is None else str(value).strip().lower()
    if text not in TRUTHS:
        raise InputError(f"{place}: {value!r} is neither true nor false.")
    return TRUTHS[text]
