"""Shares with their exact intervals, for the measurements of pictures: made, printed and written as JSON."""

import json
from pathlib import Path
from typing import Any

from intervals import interval


def shares(k: int, n: int) -> dict[str, Any]:
    """A count with its share and exact 95 % interval; of nothing, the share is null."""
    low, high = interval(k, n)
    return {"k": k, "n": n, "share": round(k / n, 4) if n else None, "low": round(low, 5), "high": round(high, 5)}


def counted(found: dict[str, list[bool]]) -> dict[str, dict[str, Any]]:
    """The shares of what was found, by group."""
    return {name: shares(sum(each), len(each)) for name, each in found.items()}


def print_shares(named: dict[str, dict[str, Any]]) -> None:
    """One line for each."""
    for name, one in named.items():
        share = "–" if one["share"] is None else f"{one['share']:.3f}"
        print(f"  {name:34}{one['k']:>6} of {one['n']:>6}  {share} ({one['low']:.4f}–{one['high']:.4f})")


def write(results: dict[str, Any], out: Path | None) -> None:
    """Write the figures where they are asked for."""
    if out:
        out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
