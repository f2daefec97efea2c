"""Measures how registered figurative marks are found in photos: logos put on real photos, and photos without them."""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from halves import HALVES, REPORT, TUNE
from logos_on_photos import LETTERS_ONLY, Mask, as_picture, cases, logos
from photos import Pixels, collages, photos
from picture_figures import counted, print_shares, shares, write
from PIL import Image

from guildmark.pictures import decode_small
from guildmark.pictures.figurative import LEAST_SCORE, FigurativeMarks, overlap

SEEDS = {TUNE: 17, REPORT: 29}
SAME_BOX = 0.3  # overlap over union from which a match is of the logo that was put there
SCORES_FROM = 0.2  # lower ones are not of interest
THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


def measure(wanted: str, rounds: int, every: int, folder: Path) -> dict[str, Any]:
    """Recall by look, and false alarms on photos without logos and on photos with logos that are not registered.

    Registered are the logos of the half; the others are those of the other half, on photos of this one.
    """
    own, others = logos(wanted), logos(REPORT if wanted == TUNE else TUNE)
    marks = registered(own, folder)
    photographs = [pixels for _, pixels in photos(wanted, 4)]
    names = {index: marks[index].right_ids[0] for index in range(len(marks))}
    seen = [
        (name, look, *best(marks, names, name, placed))
        for name, look, placed in cases(own, photographs, SEEDS[wanted], rounds)
    ]
    foreign = [top(marks, placed.pixels) for _, _, placed in cases(others, photographs, SEEDS[wanted] + 1, 1)]
    start = time.process_time()
    bare = [top(marks, pixels) for _, pixels in (*photos(wanted, every), *collages(wanted))]
    seconds = (time.process_time() - start) / len(bare)
    return {
        "registered": len(marks),
        "set_aside": sorted(set(own) - set(names.values())),
        "seconds_over_decoding": round(seconds / decode_seconds(wanted), 1),
        "milliseconds": round(seconds * 1e3, 1),
        "at": {str(least): at(least, seen, foreign, bare, len(marks)) for least in sorted({*THRESHOLDS, LEAST_SCORE})},
        "misplaced": sorted(other for _, _, _, other in seen if other)[-10:],
        "highest_foreign": sorted(foreign)[-10:],
        "highest_bare": sorted(bare)[-10:],
    }


def at(
    least: float, seen: list[tuple[str, str, float, float]], foreign: list[float], bare: list[float], marks: int
) -> dict[str, Any]:
    """What is found, and wrongly found, at one lowest score."""
    groups: dict[str, list[bool]] = {"all looks": []}
    for name, look, score, _ in seen:
        for group in ("all looks", look, "letters only" if name in LETTERS_ONLY else "figurative"):
            groups.setdefault(group, []).append(score >= least)
    alarms = {
        "photos without logos": bare,
        "photos with other logos": foreign,
        "another mark beside the right one": [other for *_, other in seen],
    }
    return {
        "recall": counted(groups),
        "false_alarms": {
            name: shares(sum(score >= least for score in scores), len(scores)) for name, scores in alarms.items()
        },
        "pairs": {name: len(scores) * marks for name, scores in alarms.items()},
    }


def registered(own: dict[str, Mask], folder: Path) -> FigurativeMarks:
    """The index of the logos, each as a picture in a folder."""
    figures = []
    for name, ink in own.items():
        path = folder / f"{name}.png"
        Image.fromarray(as_picture(ink)).save(path)
        figures.append((name, path.name, path))
    for problem in FigurativeMarks.build(figures, folder / "index"):
        print(problem.reason, file=sys.stderr)
    return FigurativeMarks.open(folder / "index")


def best(marks: FigurativeMarks, names: dict[int, str], name: str, placed: Any) -> tuple[float, float]:
    """The scores of the logo at its place and of the best other match; 0 where there is none."""
    right = wrong = 0.0
    for match in marks.match(placed.pixels, SCORES_FROM):
        if names[match.index] == name and overlap(match.box, placed.box) >= SAME_BOX:
            right = max(right, match.score)
        else:
            wrong = max(wrong, match.score)
    return right, wrong


def top(marks: FigurativeMarks, pixels: Pixels) -> float:
    """The score of the best match; 0 where there is none."""
    return max((match.score for match in marks.match(pixels, SCORES_FROM)), default=0.0)


def decode_seconds(wanted: str) -> float:
    """Seconds of processor time for decoding one picture of 800 pixels, for comparison."""
    data = [Image.fromarray(pixels).resize((800, 800)) for _, pixels in photos(wanted, 60)]
    jpegs = []
    with tempfile.TemporaryDirectory() as folder:
        for number, image in enumerate(data):
            path = Path(folder) / f"{number}.jpg"
            image.save(path, "JPEG", quality=85)
            jpegs.append(path.read_bytes())
    start = time.process_time()
    for jpeg in jpegs * 3:
        decode_small(jpeg)
    return (time.process_time() - start) / (3 * len(jpegs))


def main() -> int:
    """Measure, print and write; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2, help="how often each logo is put on a photo in each look")
    parser.add_argument(
        "--every", type=int, default=1, help="of the photos without logos, each so-manieth is looked at"
    )
    parser.add_argument("--halves", nargs="+", default=list(HALVES))
    parser.add_argument("--out", type=Path, help="where the figures are written as JSON")
    arguments = parser.parse_args()
    results = {}
    for wanted in arguments.halves:
        with tempfile.TemporaryDirectory(prefix="guildmark-accuracy-") as folder:
            result = results[wanted] = measure(wanted, arguments.rounds, arguments.every, Path(folder))
        print(f"{wanted}: {result['registered']} marks, set aside {result['set_aside']}")
        print(f"{result['milliseconds']} ms a photo, {result['seconds_over_decoding']} times decoding")
        for least, figures in result["at"].items():
            print(f" at a score of {least}")
            recall = figures["recall"]
            shown = recall if float(least) == LEAST_SCORE else {"all looks": recall["all looks"]}
            print_shares({**shown, **figures["false_alarms"]})
    write(results, arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
