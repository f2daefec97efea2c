"""`guildmark detectors`: what there is, when it fires, and its known false alarms."""

import sys

from rich.console import Console

from guildmark.assessment import read_weights
from guildmark.cli.app import OK, UNUSABLE
from guildmark.detectors import Detector, all_detectors
from guildmark.records.did_you_mean import did_you_mean


def run(name: str | None) -> int:
    """Show all detectors, or one of them whole; returns the exit code."""
    console = Console(highlight=False)
    known = {d.name: d for d in all_detectors()}
    if name is None:
        for detector in known.values():
            _tell(detector, console)
        console.print("\n* measured on made data only. One of them whole: guildmark detectors NAME", style="dim")
        return OK
    if name not in known:
        hint = did_you_mean(name, known)
        print(f"guildmark: detector {name!r} is not known.{hint} `guildmark detectors` lists them.", file=sys.stderr)
        return UNUSABLE
    _show(known[name], console)
    return OK


def _tell(detector: Detector, console: Console) -> None:
    """A heading, what it looks for, when it fires, and its known false alarms."""
    weights = read_weights()
    star = "*" if weights.provisional.get(detector.name) else ""
    weight = f"{weights.db.get(detector.name, 0.0):+.1f} dB{star}"
    console.print(f"\n[bold]{detector.name}[/]  {detector.family}, {detector.direction}, up to {weight}")
    for paragraph in detector.doc.split("\n\n"):
        if not paragraph.startswith("Source:"):
            console.print(f"  {' '.join(paragraph.split())}", markup=False)
    needs = " or ".join(detector.fields)
    needs += "; facts" if detector.needs_facts else ""
    needs += f"; {detector.of_rights} in the rights" if detector.of_rights else ""
    console.print(f"  Needs: {needs}", style="dim", markup=False)


def _show(detector: Detector, console: Console) -> None:
    console.print(f"[bold]{detector.name}[/] version {detector.version}: {detector.family}, {detector.direction}")
    console.print(detector.doc, markup=False)
    for title, examples in (("Stays quiet on", detector.quiet), ("Fires on", detector.fires)):
        console.print(f"\n{title}:")
        for example in examples:
            console.print(f"  {example}", markup=False)
