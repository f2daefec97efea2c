"""Make the reference pages from the code, and the README's figures from what was measured last."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from disguises import disguises_page
from measured import with_figures
from open_figures import open_figures_page
from stix_page import stix_page
from tactic_pages import schema_page, tactics_page
from typer.cli import get_docs_for_click

if TYPE_CHECKING:
    from guildmark.detectors.registry import Detector

DOCS = Path(__file__).parent
NOTE = "<!-- Made by `make docs`; change the code, not this page. -->\n"


def main() -> None:
    """Write every reference page."""
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(DOCS.parent))


def pages() -> dict[Path, str]:
    """Each reference page's path and text, as the code has them now."""
    # Imported here, since rendering a page needs neither.
    from guildmark.cli import app  # noqa: PLC0415
    from guildmark.detectors import all_detectors  # noqa: PLC0415
    from guildmark.redteam.taxonomy import entries  # noqa: PLC0415

    return {
        DOCS / "reference" / "detectors.md": detectors_page(all_detectors()),
        DOCS / "reference" / "disguises.md": disguises_page(entries()),
        DOCS / "reference" / "cli.md": commands_page(app),
        DOCS / "reference" / "figures.md": open_figures_page(NOTE),
        DOCS / "reference" / "stix.md": stix_page(NOTE),
        DOCS / "reference" / "tactics.md": tactics_page(NOTE),
        DOCS / "reference" / "tactic.schema.json": schema_page(),
        DOCS.parent / "README.md": with_figures(DOCS.parent),
    }


def detectors_page(detectors: Iterable["Detector"]) -> str:
    """A page with a table of all detectors, then a section for each: what it says of itself, and its examples."""
    ordered = sorted(detectors, key=lambda one: (one.direction == "against", one.family, one.name))
    rows = [
        f"| [{one.name}](#{anchor(one.name)}) | {one.direction} | {one.family} | {first_sentence(one.doc)} |"
        for one in ordered
    ]
    head = [
        NOTE,
        "# Detectors\n",
        "A detector looks for one kind of evidence, *for* a fake or *against* it. Each says when it fires and where\n"
        "it is known to be wrong; its examples are run by a test. Where nothing that it needs is in the input, it is\n"
        "off, and the run says so. Words such as signal, family or PDQ stand in the [glossary](../glossary.md).\n",
        "| detector | direction | family | what it sees |\n|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, "", *(section(one) for one in ordered)]).rstrip() + "\n"


def section(detector: "Detector") -> str:
    """One detector's part of the page."""
    needs = [" or ".join(f"`{field}`" for field in detector.fields)]
    needs += ["facts over many listings"] if detector.needs_facts else []
    needs += [f"`{detector.of_rights}` in the rights"] if detector.of_rights else []
    line = f"Version {detector.version} · {detector.direction} · family `{detector.family}` · needs {', '.join(needs)}"
    parts = [f"## {detector.name}\n", f"{line}\n", f"{detector.doc.strip()}\n"]
    for heading, examples in (("Stays quiet on", detector.quiet), ("Fires on", detector.fires)):
        if examples:
            parts.append(f"{heading}:\n\n" + "\n".join(f"- {example_text(one)}" for one in examples) + "\n")
    return "\n".join(parts)


def example_text(example: object) -> str:
    """An example as a line: its text, or its fields with their values."""
    if isinstance(example, str):
        return code(example)
    if isinstance(example, Mapping):
        return ", ".join(f"{name} {code(str(value))}" for name, value in example.items())
    raise TypeError(f"An example is a text or a mapping of fields, not {type(example).__name__}: {example!r}")


def code(text: str) -> str:
    """Text as inline code that shows every character, also a backtick or one that has no width."""
    shown = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
    fence = "``" if "`" in shown else "`"
    return f"{fence}{shown}{fence}"


def anchor(name: str) -> str:
    """The anchor that a heading gets on the usual hosts of Markdown."""
    return name.lower().replace(" ", "-")


def first_sentence(doc: str) -> str:
    """The first paragraph of a docstring, on one line, fit for a table cell."""
    return " ".join(doc.strip().split("\n\n")[0].split()).replace("|", "\\|")


def commands_page(app: Any) -> str:
    """A page with every command, argument and option of the command line."""
    command = typer.main.get_command(app)
    context = typer.Context(command, info_name="guildmark")
    text = get_docs_for_click(obj=command, ctx=context, name="guildmark", title="Command line")
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return "\n".join([NOTE, *lines]) + "\n"


if __name__ == "__main__":
    main()
