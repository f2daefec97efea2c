"""The nearest official picture is found among few, which are each compared, and among many, which are indexed."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("faiss")

from guildmark.pictures.neighbours import EXACT_UNTIL, Neighbours, build_index

WIDTH = 128


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("count", [1, 50, EXACT_UNTIL + 1000])
def test_a_vector_is_found_again_when_it_moved(count: int, tmp_path: Path):
    random = np.random.default_rng(count)
    official = unit(random.standard_normal((count, WIDTH)))
    chosen = random.choice(count, min(count, 60), replace=False)
    moved = unit(official[chosen] + 0.6 * unit(random.standard_normal((len(chosen), WIDTH))))
    build_index(official, tmp_path / "index")
    places, cosines = Neighbours(tmp_path / "index").nearest(moved, 1)
    assert places[:, 0].tolist() == chosen.tolist()
    assert np.allclose(cosines[:, 0], (official[chosen] * moved).sum(axis=1), atol=0.02)


@pytest.mark.parametrize("count", [100, EXACT_UNTIL + 1000])
def test_the_same_vectors_give_the_same_bytes(count: int, tmp_path: Path):
    official = unit(np.random.default_rng(1).standard_normal((count, WIDTH)))
    for name in ("one", "two"):
        build_index(official, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_fewer_vectors_than_asked_for_leave_places_empty(tmp_path: Path):
    build_index(np.zeros((0, WIDTH), np.float32), tmp_path / "index")
    places, _ = Neighbours(tmp_path / "index").nearest(np.ones((1, WIDTH), np.float32), 2)
    assert places.tolist() == [[-1, -1]]
