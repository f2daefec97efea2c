"""Measures the detector of hidden marks through the whole scan: copies of official pictures, a mark hidden or not."""

import argparse
import io
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pyarrow as pa
from covered_marks import EDITS, hidings
from halves import HALVES
from logos_on_photos import logos, put
from photos import SIDE, Pixels, enlarged, paths, pixels_of
from picture_figures import counted, print_shares, write
from PIL import Image

from guildmark.engine import Context, compile_context
from guildmark.engine.evaluate import evaluate
from guildmark.records import LISTING
from guildmark.redteam import edited_picture
from guildmark.rights import read_rights

SEED = 43
DETECTOR = "mark_hidden"
BORROWED = ("official_picture_copied", "official_picture_edited")
MARK = "ZELMARO"  # invented
QUALITY = 85  # of the files that listings show
AT_ONCE = 250  # listings
HIDES = ("covered-mark", "blurred-region")  # of the red team: over a place with much detail, whatever it shows
HONEST = (
    "recompressed", "resized", "cropped", "mirrored", "bordered", "small-turn", "quarter-turn", "perspective",
    "screenshot", "collage", "text-over-picture", "watermark", "recoloured", "relit", "blurred", "sharpened",
)  # fmt: skip
CONTACTS = ("contact-in-picture", "qr-contact")  # not honest, but they hide no mark
GROUPS = {"red team": HIDES, "honest": HONEST, "contact": CONTACTS}


@dataclass(frozen=True, slots=True)
class Case:
    """A listing that shows one picture."""

    group: str
    data: bytes


def measure(wanted: str, every: int) -> dict[str, Any]:
    """Shares of listings that fire, by what was done to their picture: of all, and of those found to be a copy."""
    with tempfile.TemporaryDirectory(prefix="guildmark-hidden-") as folder:
        work = Path(folder)
        made = list(cases(wanted, every, work))
        found: dict[str, list[bool]] = {}
        for case, told in zip(made, judged(made, context_of(work)), strict=True):
            fires = DETECTOR in told
            found.setdefault(case.group, []).append(fires)
            found.setdefault(f"{case.group.split(':')[0]}: any", []).append(fires)
            if fires:
                found.setdefault(f"at full strength: {case.group}", []).append(told[DETECTOR] == 1.0)
            found.setdefault(f"copy: {case.group}", []).append(any(name in told for name in BORROWED))
    return {"found": counted(dict(sorted(found.items())))}


def cases(wanted: str, every: int, work: Path) -> Iterator[Case]:
    """Real photos with a logo become official pictures, as files in `work`; copies of them hide the logo or nothing."""
    dice = np.random.default_rng(SEED)
    inks = list(logos(wanted).values())
    chosen = paths(wanted)[::every]
    beside = [path.read_bytes() for path in paths(wanted)[1::every]]
    for number, path in enumerate(chosen):
        placed = put(enlarged(pixels_of(path), SIDE), inks[number % len(inks)], "plain", dice)
        data = jpeg(placed.pixels, 92)
        (work / f"{number}.jpg").write_bytes(data)
        for name, hidden, _ in hidings(placed, dice):
            edit = list(EDITS)[int(dice.integers(len(EDITS)))]
            yield Case(f"hidden: {name}", jpeg(EDITS[edit](hidden, dice), QUALITY))
        for group, slug in ((group, slug) for group, slugs in GROUPS.items() for slug in slugs):
            strength, seed = round(float(dice.uniform()), 2), f"{SEED}/{path.stem}"
            others = [beside[int(dice.integers(len(beside)))] for _ in range(6)]
            edited = edited_picture(slug, data, strength=strength, seed=seed, others=others)
            yield Case(f"{group}: {slug}", edited)
        for other in of_same_goods(path, wanted):
            yield Case("honest: another photo of the goods", jpeg(enlarged(pixels_of(other), SIDE), QUALITY))


def of_same_goods(path: Path, wanted: str) -> list[Path]:
    """The other photos of a shop that are named like this one but for a last number."""
    name = re.sub(r"-\d+$", "", path.stem)
    return [one for one in paths(wanted) if one != path and re.sub(r"-\d+$", "", one.stem) == name][:1]


def jpeg(pixels: Pixels, quality: int) -> bytes:
    """Pixels as a file."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality)
    return out.getvalue()


def context_of(work: Path) -> Context:
    """One invented right, whose official pictures are the files in `work`."""
    names = ", ".join(path.name for path in sorted(work.glob("*.jpg")))
    rights = work / "rights.yaml"
    rights.write_text(
        f"rights:\n  - {{right_id: made, holder: Made, kind: trademark, mark: {MARK}, pictures: [{names}]}}\n", "utf-8"
    )
    return compile_context(read_rights(rights), work / "contexts")


def judged(made: list[Case], context: Context) -> Iterator[dict[str, float]]:
    """For each case the detectors that fire, with their strength; its listing names the mark."""
    for start in range(0, len(made), AT_ONCE):
        some = made[start : start + AT_ONCE]
        rows = [
            {"marketplace": "made", "listing_id": str(number), "title": f"{MARK} bag",
             "pictures": [{"uri": "", "data": one.data}]}
            for number, one in enumerate(some)
        ]  # fmt: skip
        told: list[dict[str, float]] = [{} for _ in some]
        for signal in evaluate(pa.Table.from_pylist(rows, LISTING), context, None).signals.to_pylist():
            told[int(signal["listing_id"])][signal["detector"]] = signal["strength"]
        yield from told


def main() -> int:
    """Measure, print and write; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=12, help="of the photos, each so-manieth is made official")
    parser.add_argument("--halves", nargs="+", default=list(HALVES))
    parser.add_argument("--out", type=Path, help="where the figures are written as JSON")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    results = {wanted: measure(wanted, arguments.every) for wanted in arguments.halves}
    for wanted, result in results.items():
        print(wanted)
        print_shares(result["found"])
    write(results, arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
