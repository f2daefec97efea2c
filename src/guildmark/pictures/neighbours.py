"""The official picture whose vector is nearest, among hundreds or a million.

Sources: faiss (Douze and others, "The Faiss library", 2024); measured in bench/neighbours.py.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guildmark.pictures.embedding import Vectors

EXACT_UNTIL = 4_000  # vectors: up to here comparing with each is about as fast as any index, and misses none
INDEX = "PQ128x4fs,Refine(SQ8)"  # 128 groups of four bits scanned fast, the best of them compared again with bytes
REFINED = 8  # times as many candidates are compared again as are asked for
TRAINED_ON = 100_000  # vectors; more changed nothing
SEED = 1234


def build_index(vectors: Vectors, path: Path) -> None:
    """Write an index of vectors that all have length 1; the same vectors give the same bytes.

    Shapes: (n, width).
    """
    faiss = import_module("faiss")
    faiss.omp_set_num_threads(1)
    width = vectors.shape[1]
    if len(vectors) <= EXACT_UNTIL:
        index = faiss.IndexFlatIP(width)
    else:
        index = faiss.index_factory(width, INDEX, faiss.METRIC_INNER_PRODUCT)
        some = np.random.default_rng(SEED).permutation(len(vectors))[:TRAINED_ON]
        index.train(np.ascontiguousarray(vectors[np.sort(some)]))
    index.add(np.ascontiguousarray(vectors))
    faiss.write_index(index, str(path))


class Neighbours:
    """An index that was built before; `nearest` asks it."""

    def __init__(self, path: Path) -> None:
        faiss = import_module("faiss")
        faiss.omp_set_num_threads(1)
        self.index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY)
        self.refines = isinstance(self.index, faiss.IndexRefine)

    def __len__(self) -> int:
        return int(self.index.ntotal)

    def nearest(self, vectors: Vectors, count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The nearest vectors' places and cosines, nearest first; place -1 where there are fewer.

        Shapes: vectors (k, width); both (k, count).
        """
        if self.refines:
            faiss = import_module("faiss")
            parameters = faiss.IndexRefineSearchParameters(k_factor=REFINED)
            cosines, places = self.index.search(vectors, count, params=parameters)
        else:
            cosines, places = self.index.search(vectors, count)
        return places.astype(np.int64), cosines.astype(np.float32)
