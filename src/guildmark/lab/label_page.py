"""The page on which cases are labelled: one HTML file that asks nothing of the network, and shows no score."""

import base64
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from guildmark.report.page import content_security_policy
from guildmark.report.payload import as_script_json, safe_url

# In the order in which they are joined; those of the report come first, so that both pages look and behave alike.
REPORT_STYLES = ("tokens.css", "page.css")
REPORT_SCRIPTS = ("elements.js", "visible_text.js", "csv_cell.js")
STYLES = ("label.css",)
SCRIPTS = ("labels.js", "label_file.js", "case_card.js", "label.js")


def write_label_page(path: Path, cases: Sequence[Mapping[str, Any]], *, draw: str, run: str, whole: bool) -> None:
    """Write the page. `whole` says that listings are shown whole; else it tells that only findings were at hand."""
    style = _joined("report", REPORT_STYLES) + _joined("lab", STYLES)
    script = _joined("report", REPORT_SCRIPTS) + _joined("lab", SCRIPTS)
    data = {"draw": draw, "run": run, "cases": [_case(case) for case in cases]}
    environment = Environment(
        loader=PackageLoader("guildmark.lab"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    page = environment.get_template("label.html.j2").render(
        cases=len(cases),
        draw=draw,
        whole=whole,
        policy=content_security_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        data=Markup(as_script_json(data).decode("utf-8")),
    )
    path.write_bytes(page.encode("utf-8", "backslashreplace"))


def _case(row: Mapping[str, Any]) -> dict[str, Any]:
    pictures = [base64.b64encode(jpeg).decode("ascii") for jpeg in row["pictures"]]
    return {**row, "pictures": pictures, "url": safe_url(row["url"])}


def _joined(room: str, names: Sequence[str]) -> str:
    assets = files(f"guildmark.{room}") / "assets"
    return "\n" + "\n".join((assets / name).read_text(encoding="utf-8") for name in names)
