"""Columns of numbers on disk: written piece by piece as .npy files, read memory-mapped."""

import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

HEADER_BYTES = 128  # what numpy writes for a short header; it is rewritten in place when the length is known


class ColumnWriter:
    """Appends pieces to one .npy file, so that a column needs no memory of its length.

    Shapes: every piece is (any, *`shape`).
    """

    def __init__(self, path: Path, dtype: DTypeLike, shape: tuple[int, ...] = ()) -> None:
        self.path, self.dtype, self.shape, self.rows = path, np.dtype(dtype), shape, 0
        self._digest = hashlib.blake2b(digest_size=16)
        self._file = path.open("wb")
        self._file.write(self._header())

    def append(self, piece: NDArray[Any]) -> None:
        """Write the next rows."""
        data = np.ascontiguousarray(piece, self.dtype).data.cast("B") if piece.size else b""
        self._digest.update(data)
        self._file.write(data)
        self.rows += len(piece)

    def close(self) -> str:
        """Finish the file; the digest of its rows."""
        self._file.seek(0)
        self._file.write(self._header())
        self._file.close()
        return self._digest.hexdigest()

    def _header(self) -> bytes:
        head = io.BytesIO()
        described: Any = np.lib.format.dtype_to_descr(self.dtype)
        np.lib.format.write_array_header_1_0(
            head, {"descr": described, "fortran_order": False, "shape": (self.rows, *self.shape)}
        )
        if head.tell() != HEADER_BYTES:
            raise ValueError(f"{self.path}: a header of {head.tell()} bytes does not fit; expected {HEADER_BYTES}")
        return head.getvalue()


def read_column(path: Path) -> NDArray[Any]:
    """A column, memory-mapped where it has rows."""
    with path.open("rb") as file:
        np.lib.format.read_magic(file)
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    column = np.asarray(np.load(path, mmap_mode="r")) if shape[0] else np.empty(shape, dtype)
    column.flags.writeable = False
    return column
