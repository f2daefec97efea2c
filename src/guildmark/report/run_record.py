"""What `run.json` says of a run; a key that is missing costs its line of the page and no more."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guildmark.records import InputError, as_asked_for


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that was scanned."""

    path: str
    format: str
    sha256: str
    bytes: int | None
    rows: int | None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rstrip("/").rpartition("/")[2] or self.path


@dataclass(frozen=True, slots=True)
class DetectorRecord:
    """One detector: whether it ran, and which fields it lacked where it did not."""

    name: str
    version: str
    family: str
    direction: str
    on: bool
    missing: tuple[str, ...]
    signals: int | None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as its page tells it. Units: thresholds in decibans; `None` is what the file does not say."""

    run: str
    guildmark: str
    context: str
    as_of: str
    inputs: tuple[InputFile, ...]
    rights_name: str
    rights_count: int | None
    rights_digest: str
    rights_notice: str
    rights_set_aside: int
    rights_values_set_aside: int
    counts: Mapping[str, int]
    pictures: Mapping[str, int]
    pictures_not_read: tuple[tuple[str, int], ...]  # number by class of reason, the largest first
    detectors: tuple[DetectorRecord, ...]
    weights_name: str
    weights_provisional: bool
    weights_measured_on: tuple[str, ...]
    policy_name: str
    policy_digest: str
    review_db: float | None
    act_db: float | None
    licence_open: bool
    licence_why: str
    reviews: bool

    @property
    def source(self) -> str:
        """What was scanned, in a few words."""
        more = len(self.inputs) - 1
        first = self.inputs[0].name if self.inputs else ""
        return f"{first} and {more:,} more" if more > 0 else first

    @property
    def looks_at_pictures(self) -> bool:
        """Whether a detector ran that needs pictures."""
        return any(detector.on and detector.family == "picture" for detector in self.detectors)

    @property
    def detectors_off(self) -> tuple[DetectorRecord, ...]:
        """The detectors that did not run."""
        return tuple(detector for detector in self.detectors if not detector.on)


def read_run_record(run_dir: Path) -> RunRecord:
    """The record of the run in a folder.

    Errors: `InputError` when `run.json` is missing or is no JSON object.
    """
    run = _read_object(run_dir / "run.json")
    rights, weights, policy, licence = (_mapping(run.get(key)) for key in ("rights", "weights", "policy", "licence"))
    return RunRecord(
        run=_text(run.get("run")) or run_dir.resolve().name,
        guildmark=_text(run.get("guildmark")),
        context=_text(run.get("context")),
        as_of=_text(run.get("as_of")),
        inputs=tuple(_input(entry) for entry in _mappings(run.get("inputs"))),
        rights_name=_text(rights.get("name")),
        rights_count=_whole(rights.get("count")),
        rights_digest=_text(rights.get("digest")),
        rights_notice=_text(rights.get("notice")),
        rights_set_aside=_whole(rights.get("set_aside")) or 0,
        rights_values_set_aside=_whole(rights.get("values_set_aside")) or 0,
        counts=_numbers(run.get("counts")),
        pictures=_numbers(run.get("pictures")),
        pictures_not_read=_largest_first(_mapping(run.get("pictures")).get("not_read")),
        detectors=tuple(_detector(entry) for entry in _mappings(run.get("detectors"))),
        weights_name=_text(weights.get("name")),
        weights_provisional=weights.get("provisional") is True,
        weights_measured_on=_texts(weights.get("measured_on")),
        policy_name=_text(policy.get("name")),
        policy_digest=_text(policy.get("digest")),
        review_db=_number(policy.get("review_db")),
        act_db=_number(policy.get("act_db")),
        licence_open=licence.get("open") is True,
        licence_why=_quoted(_text(licence.get("why"))),
        reviews=run.get("reviews") is True,
    )


def _read_object(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        raise InputError(f"{path}: not there, so there is no run to report on. Make one with `guildmark scan`.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path}: cannot be read as JSON ({error}). Run the scan again to write it anew.") from error
    if not isinstance(content, dict):
        raise InputError(f"{path}: holds {type(content).__name__}, not an object. Run the scan again to write it anew.")
    return content


def _input(entry: Mapping[str, Any]) -> InputFile:
    return InputFile(
        path=_text(entry.get("path")),
        format=_text(entry.get("format")),
        sha256=_text(entry.get("sha256")),
        bytes=_whole(entry.get("bytes")),
        rows=_whole(entry.get("rows")),
    )


def _detector(entry: Mapping[str, Any]) -> DetectorRecord:
    return DetectorRecord(
        name=_text(entry.get("name")),
        version=_text(entry.get("version")),
        family=_text(entry.get("family")),
        direction=_text(entry.get("direction")),
        on=entry.get("on") is not False,
        missing=tuple(as_asked_for(_texts(entry.get("missing")))),
        signals=_whole(entry.get("signals")),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _quoted(text: str) -> str:
    """Names between back-ticks, as a terminal shows them, between quotation marks."""
    return re.sub("`([^`]*)`", "“\\1”", text)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(entry) for entry in value) if isinstance(value, list) else ()


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _mappings(value: object) -> tuple[Mapping[str, Any], ...]:
    return tuple(entry for entry in value if isinstance(entry, dict)) if isinstance(value, list) else ()


def _numbers(value: object) -> dict[str, int]:
    return {key: count for key, entry in _mapping(value).items() if (count := _whole(entry)) is not None}


def _largest_first(value: object) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(_numbers(value).items(), key=lambda entry: (-entry[1], entry[0])))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _whole(value: object) -> int | None:
    number = _number(value)
    return None if number is None else int(number)
