"""What a picture costs: the floor, the first look, vectors, and one that was seen before; `python bench/pictures.py`.

Everything is measured in one go on the same pictures, in turn, so that ratios hold where times do not. Real photographs
(`--photos FOLDER`) are brought to one size; without any, pictures are made, which are all alike to a model, so that
each is compared with an official one: the dearest case.
"""

import argparse
import hashlib
import io
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa
from PIL import Image

from guildmark.engine import Context, compile_context
from guildmark.engine.evaluate import evaluate
from guildmark.pictures import PictureMemory, decode_small
from guildmark.records import LISTING
from guildmark.rights import read_rights

HERE = Path(__file__).parent
SIDE = 800  # pixels
OFFICIALS, LISTINGS, EACH = 200, 60, 3
TITLES = {"tied": "ZELMARO leather bag", "goods": "leather bag", "other": "plain garden hose"}
NEW = {
    "tied": "new, a right with pictures is named",
    "goods": "new, goods of a right with pictures",
    "other": "new, hash alone (no tie to a right, other goods) and 5 % looked at all the same",
}
MIX = {
    "tied": 0.02,
    "goods": 0.1,
    "other": 0.88,
}  # of listings; assumed, since it depends on whose rights are scanned for


def main() -> None:
    """Measure, print, and keep the figures where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5, help="of each measurement (default: 5)")
    parser.add_argument("--photos", type=Path, help="a folder of JPEGs to take instead of made pictures")
    parser.add_argument("--keep", action="store_true", help="write bench/pictures.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guildmark-bench-") as folder:
        figures = measure(Path(folder), options.repeats, options.photos)
    print(table(figures))
    if options.keep:
        (HERE / "pictures.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def measure(folder: Path, repeats: int, photos: Path | None) -> dict[str, Any]:
    """Milliseconds a picture, of each way."""
    official, datas = pictures(photos)
    context = made_context(folder, official)
    tables = {name: listings(title, datas) for name, title in TITLES.items()}
    seen = PictureMemory()
    context.memory = seen
    for made in tables.values():
        evaluate(made, context, None)  # compiles the kernels, and sees all pictures

    def judge(name: str, memory: PictureMemory | None) -> None:
        context.memory = memory or PictureMemory()
        evaluate(tables[name], context, None)

    ways: dict[str, Callable[[], object]] = {
        "floor: decode": lambda: [decode_small(data) for data in datas],
        "floor: digest of the bytes": lambda: [hashlib.sha256(data).digest() for data in datas],
        NEW["other"]: lambda: judge("other", None),
        NEW["goods"]: lambda: judge("goods", None),
        NEW["tied"]: lambda: judge("tied", None),
        "seen before, no tie": lambda: judge("other", seen),
        "seen before, with the digest of a listing in which there is a finding": lambda: judge("tied", seen),
        "the listing without its pictures": lambda: evaluate(tables["tied"].drop_columns("pictures").append_column(
            LISTING.field("pictures"), pa.nulls(LISTINGS, LISTING.field("pictures").type)
        ).select(LISTING.names), context, None),
    }  # fmt: skip
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            began = time.process_time()
            way()
            seconds[name].append(time.process_time() - began)
    milliseconds = {name: 1000 * median(some) / len(datas) for name, some in seconds.items()}
    shares = ", ".join(f"{100 * share:g} % {name}" for name, share in MIX.items())
    milliseconds[f"new, in a market with {shares}"] = sum(
        share * milliseconds[NEW[name]] for name, share in MIX.items()
    )
    return {
        "photos": photos.name if photos else None,
        "bytes": round(sum(map(len, datas)) / len(datas)),
        "officials": OFFICIALS,
        "milliseconds": milliseconds,
    }


def pictures(photos: Path | None) -> tuple[list[bytes], list[bytes]]:
    """Official pictures, and others."""
    count = OFFICIALS + LISTINGS * EACH
    if photos is None:
        datas = [made_picture(number) for number in range(count)]
    else:
        files = sorted(photos.glob("*.jpg"))
        datas = [resized(file) for file in np.random.default_rng(1).permutation(np.array(files))[:count]]
    return datas[:OFFICIALS], datas[OFFICIALS:]


def resized(photo: Path) -> bytes:
    """A photograph at the size of the others."""
    with Image.open(photo) as image:
        scale = SIDE / max(image.size)
        size = (round(image.width * scale), round(image.height * scale))
        return as_jpeg(image.convert("RGB").resize(size, Image.Resampling.BICUBIC))


def made_context(folder: Path, official: list[bytes]) -> Context:
    """A right with official pictures, compiled."""
    names = []
    for number, data in enumerate(official):
        names.append(f"{number}.jpg")
        (folder / names[-1]).write_bytes(data)
    rights = folder / "rights.yaml"
    rights.write_text(
        "rights:\n  - {right_id: made, holder: Made, kind: trademark, mark: ZELMARO, goods: [bags], "
        f"pictures: [{', '.join(names)}]}}\n",
        "utf-8",
    )
    return compile_context(read_rights(rights), folder / "contexts")


def listings(title: str, datas: list[bytes]) -> pa.Table:
    """Listings with three pictures each."""
    rows = [
        {
            "marketplace": "made",
            "listing_id": str(number),
            "title": title,
            "pictures": [{"uri": "", "data": data} for data in datas[number * EACH : (number + 1) * EACH]],
        }
        for number in range(LISTINGS)
    ]
    return pa.Table.from_pylist(rows, LISTING)


def made_picture(seed: int) -> bytes:
    """A JPEG of 800 pixels with as much in it as a photograph."""
    random = np.random.default_rng(seed)
    layers = np.zeros((SIDE, SIDE, 3))
    for cells, strength in ((4, 1.0), (9, 0.7), (20, 0.4), (60, 0.25), (200, 0.12), (800, 0.03)):
        noise = Image.fromarray(random.integers(0, 256, (cells, cells, 3), dtype=np.uint8))
        layers += strength * np.asarray(noise.resize((SIDE, SIDE), Image.Resampling.BICUBIC), dtype=float)
    return as_jpeg(Image.fromarray((layers / 2.5).clip(0, 255).astype(np.uint8)))


def as_jpeg(image: Image.Image) -> bytes:
    """The picture as a marketplace would keep it."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def table(figures: dict[str, Any]) -> str:
    """The figures as Markdown."""
    floor = figures["milliseconds"]["floor: decode"]
    lines = [
        f"{'Photographs' if figures['photos'] else 'Made pictures'} of {SIDE} pixels and"
        f" {figures['bytes'] / 1000:.0f} kB, {EACH} a listing, held against "
        f"{figures['officials']} official ones; time of one core.\n",
        "| what | ms a picture | times the decoding |\n|---|---:|---:|",
    ]
    for name, milliseconds in figures["milliseconds"].items():
        lines.append(f"| {name} | {milliseconds:.3f} | {milliseconds / floor:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
