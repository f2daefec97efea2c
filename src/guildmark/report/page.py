"""The report page: one HTML file with style, script, charts, findings and pictures inside it."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from guildmark.report import panels
from guildmark.report.charts import signed
from guildmark.report.payload import (
    FINDINGS_SHOWN,
    as_script_json,
    findings_payload,
    picture_digests,
    pictures_payload,
)
from guildmark.report.read import open_run_tables
from guildmark.report.run_record import RunRecord, read_run_record

# In the order in which they are joined; the scripts share one module scope.
STYLES = ("tokens.css", "page.css", "findings.css", "detail.css", "print.css")
SCRIPTS = (
    "payload.js", "elements.js", "visible_text.js", "csv_cell.js", "decisions.js", "decision_file.js", "list.js",
    "filters.js", "waterfall.js", "evidence.js", "pictures.js", "detail.js", "keyboard.js", "report.js",
)  # fmt: skip

LONGEST_TEXT = 2_000  # code points of any field that are ever read into memory
MOST_SIGNALS = 24  # of a finding
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
BARS_OPEN = 8  # of a chart; the others are folded away
INPUTS_SHOWN = 40  # files named one by one


def write_report(run_dir: Path) -> Path:
    """Write `report.html` into the folder of a run and return its path.

    The folder holds `findings.parquet`, `signals.parquet` and `run.json`, and may hold `thumbnails.parquet`. An older
    report is replaced in one step. How long the run took is not on the page: the same run gives the same bytes.

    Errors: `InputError` when one of the first three is missing or `run.json` cannot be read.
    """
    record = read_run_record(run_dir)
    with open_run_tables(run_dir) as tables:
        rows = tables.top_findings(FINDINGS_SHOWN, LONGEST_TEXT)
        findings = findings_payload(rows, tables.top_signals(MOST_SIGNALS, LONGEST_TEXT))
        pictures = pictures_payload(tables.thumbnails(picture_digests(findings)))
        content = _render(record, panels.build(record, tables), findings, pictures)
    report = run_dir / "report.html"
    unfinished = run_dir / "report.html.part"
    unfinished.write_bytes(content)
    return unfinished.replace(report)


def _render(record: RunRecord, shown: panels.Panels, findings: list[dict[str, Any]], pictures: dict[str, str]) -> bytes:
    style, script = _joined(STYLES), _joined(SCRIPTS)
    data = {
        "run": record.run,
        "reviewDb": record.review_db,
        "actDb": record.act_db,
        "licenceWhy": record.licence_why,
        "total": shown.totals.findings,
        "findings": findings,
        "pictures": pictures,
    }
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            record=record,
            panels=shown,
            shown=len(findings),
            policy=content_security_policy(style, script),
            style=Markup(style),
            script=Markup(script),
            data=Markup(as_script_json(data).decode("utf-8")),
        )
    )
    return page.encode("utf-8", "backslashreplace")


def content_security_policy(style: str, script: str) -> str:
    """A policy under which this style, this script and pictures inside the page work, and nothing else does."""
    return "; ".join([
        "default-src 'none'",
        f"script-src '{_source_hash(script)}'",
        f"style-src '{_source_hash(style)}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    ])  # fmt: skip


def moment(text: str) -> str:
    """A time as people read it, in UTC; what is no time is left as it is."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    when = when.astimezone(UTC) if when.tzinfo else when
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}, {when:%H:%M}{' UTC' if when.tzinfo else ''}"


def _source_hash(source: str) -> str:
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _joined(names: Sequence[str]) -> str:
    assets = files("guildmark.report") / "assets"
    return "\n" + "\n".join((assets / name).read_text(encoding="utf-8") for name in names)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("guildmark.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"inputs_shown": INPUTS_SHOWN, "bars_open": BARS_OPEN}
    environment.filters["count"] = lambda value: "–" if value is None else f"{value:,}"
    environment.filters["moment"] = moment
    environment.filters["decibans"] = lambda value_db: f"{signed(value_db)} dB"
    environment.filters["words"] = lambda name: name.replace("_", " ").replace("-", " ")
    return environment
