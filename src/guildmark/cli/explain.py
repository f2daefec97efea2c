"""`guildmark explain`: the waterfall and the sentence of each finding of a listing."""

import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from rich.console import Console
from rich.markup import escape

from guildmark.cli.app import OK, UNUSABLE

WIDTH = 24  # characters of the longest bar
FULL_DB = 20.0
DIGEST = re.compile("[0-9a-f]{64}")  # a note that names a picture of the holder's
SHOWN_OF_DIGEST = 12  # characters, as in the report
LIKENESSES = ("cosine", "score")  # units of likeness, from 0 to 1
CONTROLS = ("Cc", "Cf", "Cs", "Zl", "Zp")  # Unicode categories: controls, invisible format characters, line breaks


def run(listing_id: str, out: Path, marketplace: str | None) -> int:
    """Explain every finding of a listing; returns the exit code."""
    findings_file = out / "findings.parquet"
    if not findings_file.exists():
        print(f"guildmark: {findings_file} is not there. Scan first, or give --out.", file=sys.stderr)
        return UNUSABLE
    try:
        findings, signals = _read(out, listing_id, marketplace)
    except (OSError, pa.ArrowException) as error:
        print(f"guildmark: {out}: the results cannot be read: {error}. Scan again.", file=sys.stderr)
        return UNUSABLE
    console = Console(highlight=False, soft_wrap=True)
    if not findings:
        told = f"No finding for listing {plain(listing_id)}: it names no protected mark, or it was not scanned."
        console.print(told, markup=False)
        return OK
    for finding in findings:
        _explain(finding, [s for s in signals if s["finding_id"] == finding["finding_id"]], console)
    return OK


def _read(out: Path, listing_id: str, marketplace: str | None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The findings of a listing and their signals."""
    wanted = pc.field("listing_id") == listing_id
    if marketplace is not None:
        wanted &= pc.field("marketplace") == marketplace
    findings, signals = (
        ds.dataset(out / name).to_table(filter=wanted).to_pylist() for name in ("findings.parquet", "signals.parquet")
    )
    return findings, signals


def _explain(finding: dict[str, Any], signals: list[dict[str, Any]], console: Console) -> None:
    band = finding["band"]
    if finding["would_band"] != band:
        band += f" (would be {finding['would_band']}: acting without a person has no licence yet)"
    right = escape(plain(f"{finding['mark']} ({finding['right_id']})"))
    console.print(f"\n[bold]{escape(plain(finding['listing_id']))}[/] · {right} · {band}")
    console.print(plain(finding["title"] or ""), markup=False, style="dim")
    console.print(f"  {'started at':32} {finding['start_db']:+7.1f} dB")
    for part in sorted(finding["contributions"], key=lambda c: -abs(c["contribution_db"])):
        bar = "█" * round(WIDTH * min(abs(part["contribution_db"]), FULL_DB) / FULL_DB)
        colour = "red" if part["contribution_db"] > 0 else "green"
        counted = "" if part["counted"] else "  (not counted: its family has a stronger one)"
        console.print(f"  {part['detector']:32} {part['contribution_db']:+7.1f} dB [{colour}]{bar}[/]{counted}")
        for signal in (s for s in signals if s["detector"] == part["detector"] and s["strength"] == part["strength"]):
            console.print(f"      {plain(_evidence(signal))}", style="dim", markup=False)
            break
    console.print(f"  {'score':32} {finding['score_db']:+7.1f} dB")
    console.print(f"To a reviewer: {plain(finding['sentence'])}", markup=False)
    console.print(f"To the seller: {plain(finding['seller_sentence'])}", markup=False)


def plain(text: str) -> str:
    """Text that a terminal only shows: what would move its cursor, recolour or reorder it is written out."""
    return "".join(
        repr(character)[1:-1] if unicodedata.category(character) in CONTROLS else character for character in text
    )


def _evidence(signal: dict[str, Any]) -> str:
    note = signal["note"] or ""
    parts = [f"the holder's picture {note[:SHOWN_OF_DIGEST]}" if DIGEST.fullmatch(note) else note]
    if signal["picture"]:
        parts.insert(0, f"picture {signal['picture'][:SHOWN_OF_DIGEST]}")
    if signal["text"]:
        parts.insert(0, f"{signal['field']} [{signal['start']}:{signal['end']}] “{signal['text']}”")
    if signal["unit"] in LIKENESSES:
        parts.append(f"alike by {signal['number']:.2f}, where 1 is the same")
    elif signal["number"] is not None:
        parts.append(f"{signal['number']:.2f} {_against(signal)}{signal['unit'] or ''}")
    return " · ".join(p for p in parts if p)


def _against(signal: dict[str, Any]) -> str:
    if signal["private"]:
        return "against the holder's reference "
    return "" if signal["reference"] is None else f"against {signal['reference']:.2f} "
