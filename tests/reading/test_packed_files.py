"""Packed files that are cut, damaged or much larger than they look give every row that is there."""

import gzip
import random
import resource
from pathlib import Path

import pyarrow as pa
import pytest
from read_all import read_all

from guildmark.reading.input_file import InputFile
from guildmark.reading.streams import CHUNK_BYTES, TextStream

LINES = ["listing_id,title\n", *(f"{number},bag {number * 7919 % 10007}\n" for number in range(9000))]
TEXT = "".join(LINES).encode()


def zstd(data: bytes) -> bytes:
    return bytes(pa.Codec("zstd").compress(data, asbytes=True))


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_of_a_cut_file_whole_rows_are_read_and_the_last_is_named(tmp_path: Path, pack: object, share: float) -> None:
    packed = pack(TEXT)  # type: ignore[operator]
    (tmp_path / "x.csv.packed").write_bytes(packed[: int(len(packed) * share)])
    found = read_all(tmp_path / "x.csv.packed")
    assert found.column("listing_id") == [str(number) for number in range(len(found.listings))]
    assert all(title.startswith("bag ") for title in found.column("title"))
    assert set(zip(found.column("listing_id"), found.column("title"), strict=True)) <= {
        tuple(line.strip().split(",")) for line in LINES
    }
    assert "early" in found.rejects[-1].reason
    assert found.rows_read - len(found.listings) == found.rejected <= 1


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_what_follows_a_sound_file_costs_no_row(tmp_path: Path, pack: object) -> None:
    (tmp_path / "x.csv.packed").write_bytes(pack(TEXT) + b"junk and more")  # type: ignore[operator]
    found = read_all(tmp_path / "x.csv.packed")
    assert len(found.listings) == 9000
    assert ["damaged" in reject.reason for reject in found.rejects] == [True]


def test_a_wrong_checksum_costs_no_row(tmp_path: Path) -> None:
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(TEXT)[:-8] + bytes(8))
    found = read_all(tmp_path / "x.csv.gz")
    assert len(found.listings) == 9000
    assert ["damaged" in reject.reason for reject in found.rejects] == [True]


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
@pytest.mark.parametrize("kind", ["zeros", "random"])
def test_a_packed_file_is_unpacked_whole(tmp_path: Path, size: int, kind: str) -> None:
    data = bytes(size) if kind == "zeros" else random.Random(size).randbytes(size)
    for packing, pack in (("gzip", gzip.compress), ("zstd", zstd)):
        (tmp_path / packing).write_bytes(pack(data))
        stream = TextStream(InputFile(str(tmp_path / packing), "csv", 0, "", compression=packing))
        assert stream.read(size + 10) == data
        assert stream.trouble is None


@pytest.mark.soak
def test_a_small_file_that_holds_gigabytes_is_read_in_bounded_memory(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "x.csv.gz", "wb") as file:
        file.write(b"listing_id,title\n1,")
        for _ in range(2000):
            file.write(b"x" * 1_000_000)
        file.write(b"\n2,bag\n")
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = read_all(tmp_path / "x.csv.gz")
    assert found.column("listing_id") == ["2"]
    assert found.rejected == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before_mb < 1000
