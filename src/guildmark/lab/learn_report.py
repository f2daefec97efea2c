"""What was learned, as a page for people (Markdown) and as data (JSON)."""

import json
from dataclasses import asdict
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from guildmark.assessment import Policy
from guildmark.assessment.intervals import fewest_for
from guildmark.assessment.slices import slice_name
from guildmark.lab.learn import Lesson
from guildmark.lab.prior import shipped_prior


def lesson_json(lesson: Lesson) -> str:
    """Everything but the weights file and the known-good records, as one JSON object."""
    told = {
        "learned": lesson.document["learned"],
        "counts": dict(lesson.counts),
        "set_aside": dict(lesson.set_aside),
        "weights": [asdict(row) for row in lesson.changes],
        "calibration": lesson.calibration and asdict(lesson.calibration),
        "measured": lesson.measured and asdict(lesson.measured),
        "bands": asdict(lesson.confusion),
        "licences": [asdict(row) for row in lesson.licences],
        "draws_left_out": list(lesson.left_out),
        "known_good": lesson.known_good.num_rows,
    }
    return json.dumps(told, indent=1, ensure_ascii=False, default=str) + "\n"


def lesson_markdown(lesson: Lesson, policy: Policy) -> str:
    """The page: licences first, since that is what people ask."""
    environment = Environment(
        loader=PackageLoader("guildmark.lab"), autoescape=False, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip  # the page is Markdown, in which no listing's text stands
    environment.filters |= {"db": _decibans, "percent": _percent, "slice": _slice, "cell": _cell}
    terms = policy.licence
    needed = [fewest_for(wrong, terms.precision, terms.confidence) for wrong in (0, 1)] if terms else []
    return environment.get_template("learn.md.j2").render(
        lesson=lesson, terms=terms, needed=needed, prior=shipped_prior()
    )


def _decibans(value: float) -> str:
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}") if value else "0"


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _slice(row: Any) -> str:
    return _cell(slice_name(row.kind, row.category or "(no category)"))


def _cell(text: str) -> str:
    """Text of a marketplace inside a table."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "'")
