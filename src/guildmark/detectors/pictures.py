"""What was seen in the pictures of a batch; made by the engine, which has the picture room at hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.detectors.columns import Columns
from guildmark.records import Box

# How an official picture, the mark itself, or what hides a part of an official picture was found in a picture.
SAME_BYTES, BY_HASH, EDITED, FIGURE, HIDDEN_COVERED, HIDDEN_BLURRED = range(6)


@dataclass(frozen=True, slots=True)
class PictureMatches(Columns):
    """What belongs to rights among the pictures of a batch: copies of official ones, parts hidden in them, figures.

    Shapes: each (n,), a row a match; `box` (n, 4), where in the listing's picture it lies, as shares of width and
    height. `row` is the listing, `picture` the place among the pictures of the batch, `right` whose it is, `official`
    the digest of the official picture or of that of the mark. `how` it was found; `measure` are the bits in which
    hashes differ, the cosine of vectors, the score of a mark, or the hidden share of the official picture's area.
    """

    row: NDArray[np.int64]
    picture: NDArray[np.int64]
    right: NDArray[np.int64]
    official: NDArray[np.object_]
    how: NDArray[np.int8]
    measure: NDArray[np.float64]
    box: NDArray[np.float32]

    @classmethod
    def of(cls, matches: list[dict[str, Any]]) -> "PictureMatches":
        """Columns from matches, each with its values by name."""
        kinds = {
            "row": "i8",
            "picture": "i8",
            "right": "i8",
            "official": "O",
            "how": "i1",
            "measure": "f8",
            "box": "f4",
        }
        columns = {name: np.array([match[name] for match in matches], kind) for name, kind in kinds.items()}
        return cls(**columns | {"box": columns["box"].reshape(len(matches), 4)})

    def found(self, *how: int) -> "PictureMatches":
        """Those that were found in one of these ways."""
        return self.take(np.isin(self.how, how))

    @classmethod
    @cache
    def none(cls) -> "PictureMatches":
        """Nothing matched, or nothing was looked at."""
        return cls.of([])

    def moved(self, row: NDArray[np.int64], picture: NDArray[np.int64]) -> "PictureMatches":
        """The same matches, of listings and pictures that stand in other places."""
        return replace(self, row=row, picture=picture)


@dataclass(frozen=True, slots=True)
class KnownPictures(Columns):
    """Pictures that shared rules know, among those of a batch. Shapes: each (n,): the listing, the place among the
    pictures of the batch, which of the known ones it is like, and in how many bits of 256 their hashes differ."""

    row: NDArray[np.int64]
    picture: NDArray[np.int64]
    number: NDArray[np.int64]
    bits: NDArray[np.int64]

    @classmethod
    @cache
    def none(cls) -> "KnownPictures":
        """None is known, or nothing was looked at."""
        nothing = np.zeros(0, np.int64)
        return cls(nothing, nothing, nothing, nothing)


class BoxOf(Protocol):
    """Tells where in its picture a half-open span of a text stands."""

    def __call__(self, start: int, end: int) -> Box:
        """Left, top, right and bottom as shares of width and height."""


@dataclass(frozen=True, slots=True)
class PictureTexts:
    """Texts that were read in the pictures of a batch: words, and what codes say.

    Shapes: each (n,), a row a text; `box_of` tells where a span of it stands.
    """

    row: NDArray[np.int64]
    picture: NDArray[np.int64]
    text: "pa.Array[Any]"
    box_of: NDArray[np.object_]

    @classmethod
    def of(cls, texts: Sequence[tuple[int, int, str, BoxOf]]) -> "PictureTexts":
        """Columns from listing, picture, text and places of each."""
        boxes = np.empty(len(texts), np.object_)
        boxes[:] = [box_of for _, _, _, box_of in texts]
        return cls(
            np.array([row for row, _, _, _ in texts], np.int64),
            np.array([picture for _, picture, _, _ in texts], np.int64),
            pa.array([text for _, _, text, _ in texts], pa.string()),
            boxes,
        )

    @classmethod
    @cache
    def none(cls) -> "PictureTexts":
        """Nothing was read."""
        return cls.of([])

    def __len__(self) -> int:
        return len(self.row)

    def take(self, which: NDArray[np.int64]) -> "PictureTexts":
        """The texts that an index selects."""
        return PictureTexts(self.row[which], self.picture[which], self.text.take(which), self.box_of[which])

    def joined(self, other: "PictureTexts") -> "PictureTexts":
        """These texts and the others, by listing and picture: the texts of a column stand in the order of listings."""
        both = PictureTexts(
            np.concatenate((self.row, other.row)),
            np.concatenate((self.picture, other.picture)),
            pa.concat_arrays([self.text, other.text]),
            np.concatenate((self.box_of, other.box_of)),
        )
        return both.take(np.lexsort((both.picture, both.row)))

    def moved(self, row: NDArray[np.int64], picture: NDArray[np.int64]) -> "PictureTexts":
        """The same texts, of listings and pictures that stand in other places."""
        return PictureTexts(row, picture, self.text, self.box_of)
