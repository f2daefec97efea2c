"""Which index finds the nearest of 100,000 or a million official pictures; `python bench/neighbours.py`.

Made vectors, in clusters as the pictures of a catalogue are. A question is an official vector moved until a given
cosine is left, as an edited copy is; the right answer is what comparing with every vector gives.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from guildmark.pictures import neighbours

HERE = Path(__file__).parent
WIDTH = 512  # numbers in a vector
CLUSTER_SIZE, CLUSTER_COSINE = 50, 0.5  # vectors around one middle, and their cosine to it
COSINES = (0.9, 0.6, 0.45, 0.35)  # of questions to the official vector that they were made of
QUESTIONS = 250  # of each cosine
CANDIDATES = 1  # nearest ones that a scan asks for

Vectors = npt.NDArray[np.float32]
WAYS: dict[str, str] = {  # names of faiss's index factory
    "comparing with each": "Flat",
    "shipped": neighbours.INDEX,
    "bytes": "SQ8",
    "half as many groups": "PQ64x4fs,Refine(SQ8)",
    "inverted lists": "IVF1024,SQ8",
    "graph": "HNSW32,SQ8",
}
GRAPH_UNTIL = 100_000  # a graph of a million takes an hour of one core to build


@dataclass(frozen=True, slots=True)
class IndexFigures:
    """What one index costs and finds. Recall is of the official vector as the nearest, by cosine."""

    way: str
    factory: str
    vectors: int
    build_seconds: float
    bytes: int
    resident_bytes: int  # grown by opening it and asking all questions, in a process of its own
    milliseconds: float  # of one core a question, asked one by one
    recall: dict[str, float]
    exact_recall: dict[str, float]  # of comparing with each: what no index can better


def main() -> None:
    """Measure, print, and keep the figures where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vectors", type=int, action="append", help="how many (default: 100,000 and 1,000,000)")
    parser.add_argument("--keep", action="store_true", help="write bench/neighbours.json and bench/neighbours.md")
    parser.add_argument("--ask", nargs=2, metavar=("INDEX", "QUESTIONS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        print(json.dumps(asked(Path(options.ask[0]), np.load(options.ask[1]))))
        return
    figures = [one for count in options.vectors or (100_000, 1_000_000) for one in measure(count)]
    print(page(figures))
    if options.keep:
        (HERE / "neighbours.json").write_text(json.dumps([asdict(f) for f in figures], indent=1) + "\n", "utf-8")
        (HERE / "neighbours.md").write_text(page(figures), "utf-8")


def measure(count: int) -> list[IndexFigures]:
    """All ways for so many vectors."""
    random = np.random.default_rng(count)
    official = made_vectors(count, random)
    chosen = random.choice(count, QUESTIONS * len(COSINES), replace=False)
    cosines = np.repeat(COSINES, QUESTIONS)
    questions = moved(official[chosen], cosines, random)
    figures: list[IndexFigures] = []
    with tempfile.TemporaryDirectory(prefix="guildmark-bench-") as folder:
        np.save(Path(folder) / "questions.npy", questions)
        for way, factory in WAYS.items():
            if way == "graph" and count > GRAPH_UNTIL:
                continue
            path = Path(folder) / "index.faiss"
            seconds = timed(lambda path=path, factory=factory: build(official, factory, path))
            told = subprocess.run(
                [sys.executable, __file__, "--ask", path, f"{folder}/questions.npy"], stdout=subprocess.PIPE, check=True
            )
            answer = json.loads(told.stdout)
            right = (np.asarray(answer["places"]) == chosen[:, np.newaxis]).any(axis=1)
            recall = {str(cosine): float(right[cosines == cosine].mean()) for cosine in COSINES}
            exact = figures[0].recall if figures else recall
            size = path.stat().st_size
            figures.append(
                IndexFigures(
                    way, factory, count, seconds, size, answer["resident"], answer["milliseconds"], recall, exact
                )
            )
            print(figures[-1], file=sys.stderr, flush=True)
    return figures


def build(official: Vectors, factory: str, path: Path) -> None:
    """Write an index; the shipped one as a scan writes it."""
    if factory == neighbours.INDEX:
        neighbours.build_index(official, path)
        return
    faiss.omp_set_num_threads(1)
    index = faiss.index_factory(WIDTH, factory, faiss.METRIC_INNER_PRODUCT)
    index.train(official[: neighbours.TRAINED_ON])
    index.add(official)
    faiss.write_index(index, str(path))


def asked(path: Path, questions: Vectors) -> dict[str, Any]:
    """Answers of an index in this process, and what they cost."""
    before = resident()
    index = neighbours.Neighbours(path)
    if isinstance(index.index, faiss.IndexIVF):
        index.index.nprobe = 32
    elif isinstance(index.index, faiss.IndexHNSW):
        index.index.hnsw.efSearch = 256
    index.nearest(questions[:1], CANDIDATES)
    places: list[list[int]] = []
    spent = timed(
        lambda: places.extend(index.nearest(one[np.newaxis], CANDIDATES)[0][0].tolist() for one in questions),
        time.process_time,
    )
    return {"places": places, "milliseconds": 1000 * spent / len(questions), "resident": resident() - before}


def made_vectors(count: int, random: np.random.Generator) -> Vectors:
    """Vectors of length 1 in clusters. Shapes: (count, WIDTH)."""
    middles = unit(random.standard_normal((-(-count // CLUSTER_SIZE), WIDTH), np.float32))
    own = unit(random.standard_normal((count, WIDTH), np.float32))
    own *= np.float32((1 - CLUSTER_COSINE**2) ** 0.5)
    own += np.float32(CLUSTER_COSINE) * np.repeat(middles, CLUSTER_SIZE, axis=0)[:count]
    return unit(own)


def moved(vectors: Vectors, cosines: npt.NDArray[np.float64], random: np.random.Generator) -> Vectors:
    """Each vector turned until this cosine is left. Shapes: (n, WIDTH), (n,); (n, WIDTH)."""
    noise = random.standard_normal(vectors.shape, np.float32)
    noise -= (noise * vectors).sum(axis=1, keepdims=True) * vectors
    cosine = cosines.astype(np.float32)[:, np.newaxis]
    return unit(cosine * vectors + np.sqrt(1 - cosine**2) * unit(noise))


def unit(vectors: Vectors) -> Vectors:
    """The same with length 1."""
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds that it takes."""
    began = clock()
    work()
    return clock() - began


def resident() -> int:
    """Memory of this process, mapped files that were read with it. Units: bytes."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))


def page(figures: list[IndexFigures]) -> str:
    """The figures as Markdown."""
    lines = [
        "# Nearest neighbours among official pictures\n",
        f"Made by `bench/neighbours.py`: vectors of {WIDTH} numbers, in clusters of {CLUSTER_SIZE}; questions one by"
        f" one on one core; found is the official vector as the nearest. Up to"
        f" {neighbours.EXACT_UNTIL:,} vectors a scan compares with each; above, it takes the shipped index.\n",
        "| vectors | index | ms a question | built in s | file | resident | "
        + " | ".join(f"found at {cosine:g}" for cosine in COSINES) + " |",
        "|---:|---|---:|---:|---:|---:|" + "---:|" * len(COSINES),
    ]  # fmt: skip
    for f in figures:
        found = " | ".join(f"{share:.3f}" for share in f.recall.values())
        lines.append(
            f"| {f.vectors:,} | {f.way}: `{f.factory}` | {f.milliseconds:.2f} | {f.build_seconds:.0f} |"
            f" {f.bytes / 1e6:,.0f} MB | {f.resident_bytes / 1e6:,.0f} MB | {found} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
