"""Writes docs/accuracy.md from all that was measured, and prints what changed since it was written last."""

import argparse
import json
import sys
from typing import Any

from goals import PARTS, USED, WITH_FLOOR, Row, all_rows
from page import rendered, table
from precision import precision_table
from sets import HERE

PAGE = HERE.parent / "docs" / "accuracy.md"
KEPT = HERE / "overview.json"
SPEED = HERE.parent / "bench" / "pictures.json"
NOT_MEASURED = "Not measured here: the data were absent."


def main() -> int:
    """Print what changed, and write; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="print before and after, and write nothing")
    arguments = parser.parse_args()
    rows = all_rows()
    before: dict[str, float] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    print("\n".join(changes(rows, before)))
    if not arguments.dry:
        PAGE.write_text(page(rows), "utf-8")
        after = {one.key: round(one.value, 5) for one in rows}
        KEPT.write_text(json.dumps(after, indent=1, ensure_ascii=False) + "\n", "utf-8")
        print(PAGE)
    return 0


def changes(rows: list[Row], before: dict[str, float]) -> list[str]:
    """A line a figure that is new, gone or another than before."""
    now = {one.key: one for one in rows}
    lines = [f"gone: {key} (was {before[key]:.4f})" for key in before.keys() - now.keys()]
    for key, one in now.items():
        was = before.get(key)
        if was is None:
            lines.append(f"new: {key}: {one.value:.4f} ({one.counted})")
        elif abs(was - one.value) >= 0.00005:
            lines.append(f"{key}: before {was:.4f}, after {one.value:.4f} ({one.counted})")
    return sorted(lines) or ["No figure changed."]


def page(rows: list[Row]) -> str:
    """The page as Markdown; a part that was not measured says so."""
    of_part: dict[str, list[Row]] = {}
    for one in rows:
        of_part.setdefault(one.part, []).append(one)
    copies = next((one for one in rows if one.part == "Real copies" and one.what == WITH_FLOOR), None)
    return rendered(
        "overview.md.j2",
        parts={part: part_table(of_part[part]) if part in of_part else NOT_MEASURED for part in PARTS},
        used=any(one.what.startswith(USED) for one in rows),
        precision=precision_table(of_part["False alarms"], copies) if copies else NOT_MEASURED,
        speed=speed(json.loads(SPEED.read_text("utf-8"))) if SPEED.exists() else NOT_MEASURED,
    )


def part_table(rows: list[Row]) -> str:
    """One table: a row a figure."""
    return table(
        ("what", "on", "counted", "share in %", "goal", "reached"),
        ((one.what, one.on, one.counted, shown(one), goal(one), one.reached) for one in rows),
    )


def shown(one: Row) -> str:
    """In percent, with the range."""
    digits = 1 if one.at_least else 2
    low, high = (f"{100 * bound:.{digits}f}" for bound in one.bounds)
    return f"{100 * one.value:.{digits}f} ({low} to {high})" if one.share else f"{100 * one.value:.1f}"


def goal(one: Row) -> str:
    """In percent, with its direction."""
    if one.goal is None:
        return ""
    return f"{'at least' if one.at_least else 'at most'} {100 * one.goal:g}" if one.goal else "none"


def speed(document: dict[str, Any]) -> str:
    """What a picture costs, beside the floor."""
    floor = document["milliseconds"]["floor: decode"]
    return table(
        ("what", "ms a picture and core", "times decoding alone"),
        ((name, f"{ms:.3f}", f"{ms / floor:.2f}") for name, ms in document["milliseconds"].items()),
    )


if __name__ == "__main__":
    sys.exit(main())
