"""What was seen in the pictures of a batch; made by the engine, which has the picture room at hand."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

WHOLE = (0.0, 0.0, 1.0, 1.0)  # left, top, right, bottom as shares of width and height


@dataclass(frozen=True, slots=True)
class PictureMatches:
    """Copies of official pictures among the pictures of a batch.

    Shapes: each (n,), a row a match; `box` (n, 4), where in the listing's picture the copy lies, as shares of width and
    height. `row` is the listing, `picture` the place among the pictures of the batch, `right` whose official picture it
    is, `official` its digest. `exact` are the same bytes; `distance_bits`, 0 to 256, is known of copies that were found
    by their hash, else -1; `cosine` of those that were found by their vector, else NaN.
    """

    row: NDArray[np.int64]
    picture: NDArray[np.int64]
    right: NDArray[np.int64]
    official: NDArray[np.object_]
    exact: NDArray[np.bool_]
    distance_bits: NDArray[np.int32]
    cosine: NDArray[np.float32]
    box: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.row)

    @classmethod
    def of(cls, matches: list[dict[str, Any]]) -> "PictureMatches":
        """Columns from matches, each with the values that it has by name."""
        kinds = {"row": "i8", "picture": "i8", "right": "i8", "official": "O", "exact": "?", "distance_bits": "i4"}
        absent = {"exact": False, "distance_bits": -1, "cosine": np.nan, "box": WHOLE}
        columns = {
            f.name: np.array([match.get(f.name, absent.get(f.name)) for match in matches], kinds.get(f.name, "f4"))
            for f in fields(cls)
        }
        return cls(**columns | {"box": columns["box"].reshape(len(matches), 4)})

    @classmethod
    def none(cls) -> "PictureMatches":
        """Nothing matched, or nothing was looked at."""
        return cls.of([])

    def take(self, which: NDArray[Any]) -> "PictureMatches":
        """The matches that a mask or index selects."""
        return PictureMatches(*(getattr(self, f.name)[which] for f in fields(self)))

    def joined(self, other: "PictureMatches") -> "PictureMatches":
        """These matches and the others."""
        return PictureMatches(*(np.concatenate((getattr(self, f.name), getattr(other, f.name))) for f in fields(self)))

    def moved(self, row: NDArray[np.int64], picture: NDArray[np.int64]) -> "PictureMatches":
        """The same matches, of listings and pictures that stand in other places."""
        others = {f.name: getattr(self, f.name) for f in fields(self)}
        return PictureMatches(**others | {"row": row, "picture": picture})


@dataclass(frozen=True, slots=True)
class PictureTexts:
    """Texts that were read in the pictures of a batch: words, and what codes say.

    Shapes: each (n,), a row a text, `box` (n, 4) as in `PictureMatches`.
    """

    row: NDArray[np.int64]
    picture: NDArray[np.int64]
    text: "pa.Array[Any]"
    box: NDArray[np.float32]

    @classmethod
    def of(cls, texts: list[tuple[int, int, str, tuple[float, float, float, float]]]) -> "PictureTexts":
        """Columns from listing, picture, text and box of each."""
        return cls(
            np.array([row for row, _, _, _ in texts], np.int64),
            np.array([picture for _, picture, _, _ in texts], np.int64),
            pa.array([text for _, _, text, _ in texts], pa.string()),
            np.array([box for _, _, _, box in texts], np.float32).reshape(len(texts), 4),
        )

    @classmethod
    def none(cls) -> "PictureTexts":
        """Nothing was read."""
        return cls.of([])

    def __len__(self) -> int:
        return len(self.row)

    def take(self, which: NDArray[Any]) -> "PictureTexts":
        """The texts that a mask or index selects."""
        chosen: Any = np.flatnonzero(which) if which.dtype == np.bool_ else which
        return PictureTexts(self.row[which], self.picture[which], self.text.take(chosen), self.box[which])

    def joined(self, other: "PictureTexts") -> "PictureTexts":
        """These texts and the others."""
        return PictureTexts(
            np.concatenate((self.row, other.row)),
            np.concatenate((self.picture, other.picture)),
            pa.concat_arrays([self.text, other.text]),
            np.concatenate((self.box, other.box)),
        )

    def moved(self, row: NDArray[np.int64], picture: NDArray[np.int64]) -> "PictureTexts":
        """The same texts, of listings and pictures that stand in other places."""
        return PictureTexts(row, picture, self.text, self.box)
