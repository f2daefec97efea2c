"""Official pictures found again though they were cropped, framed, turned, written over or put among others."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from guildmark.pictures.decode import decode_small, small_jpeg
from guildmark.pictures.embedding import Embedder, Vectors, model_identity, open_embedder, ready_models
from guildmark.pictures.geometry import Agreement, Details, agreement, details_of
from guildmark.pictures.memory import PictureMemory
from guildmark.pictures.neighbours import Neighbours, build_index
from guildmark.pictures.pdq_hash import Pixels
from guildmark.pictures.pieces import KIND, Pieces, cut_out, pieces_of, tiles_of
from guildmark.pictures.refused import Undecodable
from guildmark.records import Box, InputError

FORMAT = 1
ABOUT_FILE, INDEX_FILE, COPIES_FILE = "edited.json", "vectors.faiss", "copies.arrow"
DECODED_SIDE = 256  # pixels: with 512 as many are found, and each costs half as much again
COPY_SIDE = 320  # pixels of the small copies that near ones are compared with
DETAILS_KEPT = 300  # official pictures whose details are remembered, of about 0.9 MB each


@dataclass(frozen=True, slots=True)
class Nearness:
    """What counts as a copy, for one model.

    A cosine of `sure` or more does; from `near` on the two are compared, and do when the share `alike` of what is not
    plain looks alike, or the share `unchanged` is as it was: what was written over leaves the rest as it was. Where
    nothing else ties the listing to a right, only the share `alone`, as it was, is enough.
    """

    near: float
    sure: float
    alike: float
    unchanged: float
    alone: float

    def tells(self, seen: Agreement, *, closely: bool) -> bool:
        """Whether two pictures that were compared are a copy and its original."""
        if not closely:
            return seen.unchanged >= self.alone
        return seen.alike >= self.alike or seen.unchanged >= self.unchanged


@dataclass(frozen=True, slots=True)
class EditedCopy:
    """An official picture within a picture: its index, how near its vector is, and where it lies, in shares."""

    official: int
    cosine: float
    box: Box


class EditedCopies:
    """Finds official pictures by their vectors, and compares near ones by their details."""

    def __init__(self, folder: Path, about: dict[str, Any], nearness: Nearness) -> None:
        self.nearness = nearness
        self.model, self.side, self.identity = Path(about["model"]), int(about["side"]), str(about["identity"])
        measure = f"{nearness.near} {nearness.sure} {nearness.alike} {nearness.unchanged} {nearness.alone}"
        self.kind = hashlib.sha256(f"{about['official']} {KIND} {self.identity} {measure}".encode()).hexdigest()[:32]
        self.listed: list[int] = about["officials"]  # index of the official picture of each vector
        self.places = {official: place for place, official in enumerate(self.listed)}
        self.neighbours = Neighbours(folder / INDEX_FILE)
        self.copies: Any = pa.ipc.open_file(pa.memory_map(str(folder / COPIES_FILE))).read_all().column("jpeg")
        self.details: OrderedDict[int, tuple[Details, Details]] = OrderedDict()

    @property
    def embedder(self) -> Embedder:
        """The model, opened once a process."""
        return open_embedder(self.model, self.side)

    def find(self, data: bytes, digest: str, memory: PictureMemory, *, closely: bool) -> tuple[EditedCopy, ...]:
        """The official pictures in a picture: those of its parts, each once, else of all of it.

        `closely`, for listings that are tied to a right by more than their pictures, takes what is less alike for a
        copy, and looks up the tiles of what may be a collage or a screenshot where nothing else was found.
        Its vectors are remembered for other rights too, what they led to for these. The picture can be decoded.
        """
        kind = f"{self.kind} {closely}"
        told = memory.recall(
            kind, digest, lambda: json.dumps(self.look(data, digest, memory, closely=closely)).encode()
        )
        return tuple(EditedCopy(official, cosine, as_box(box)) for official, cosine, box in json.loads(told))

    def look(self, data: bytes, digest: str, memory: PictureMemory, *, closely: bool) -> list[tuple[int, float, Box]]:
        """Index, cosine and place of each official picture in a picture."""
        pixels = cache(lambda: decoded(data))

        def recalled(what: str, embed: Callable[[Pixels, Embedder], Pieces]) -> Pieces:
            kind = f"{what} {KIND} {self.identity[:16]}"
            return Pieces.unpacked(memory.recall(kind, digest, lambda: embed(pixels(), self.embedder).packed()))

        pieces = recalled("parts", pieces_of)
        found = self.best_of(pieces.boxes[1:], pieces.vectors[1:], pixels, closely=closely)
        if not found:
            found = self.best_of(pieces.boxes[:1], pieces.vectors[:1], pixels, closely=closely)
        if not found and closely and pieces.composed:
            tiles = recalled("tiles", tiles_of)
            found = self.best_of(tiles.boxes, tiles.vectors, pixels, closely=True)
        return [(copy.official, copy.cosine, copy.box) for copy in found]

    def best_of(
        self,
        boxes: npt.NDArray[np.float32],
        vectors: npt.NDArray[np.float16],
        pixels: Callable[[], Pixels],
        *,
        closely: bool,
    ) -> list[EditedCopy]:
        """The official pictures in some parts, each once."""
        found: dict[int, EditedCopy] = {}
        for box, vector in zip(boxes.tolist(), vectors.astype(np.float32), strict=True):
            copy = self.best(vector, as_box(box), pixels, closely=closely)
            if copy is not None:
                found.setdefault(copy.official, copy)
        return list(found.values())

    def best(
        self, vector: npt.NDArray[np.float32], box: Box, pixels: Callable[[], Pixels], *, closely: bool
    ) -> EditedCopy | None:
        """The official picture that the part of a picture in this box was made of, or null."""
        nearest = self.neighbours.nearest(vector[np.newaxis], 1)
        place, cosine = (int(nearest[0][0, 0]), float(nearest[1][0, 0]))
        if place < 0 or cosine < self.nearness.near:
            return None
        if cosine < self.nearness.sure:
            own = details_of(cut_out(pixels(), box))
            seen = (agreement(own, one) for one in self.details_of_official(place))
            if not any(self.nearness.tells(one, closely=closely) for one in seen):
                return None
        return EditedCopy(self.listed[place], cosine, box)

    def details_of_official(self, place: int) -> tuple[Details, Details]:
        """The details of an official picture and of its mirror image, remembered for the next that is near it."""
        known = self.details.get(place)
        if known is None:
            pixels = self.small_copy(place)
            known = self.details[place] = (details_of(pixels), details_of(pixels, mirrored=True))
            if len(self.details) > DETAILS_KEPT:
                self.details.popitem(last=False)
        self.details.move_to_end(place)
        return known

    def official_pixels(self, official: int) -> Pixels | None:
        """An official picture by its index, no side longer than COPY_SIDE; null where it could not be decoded."""
        place = self.places.get(official)
        return None if place is None else self.small_copy(place)

    def small_copy(self, place: int) -> Pixels:
        """The small copy of the official picture of a vector."""
        pixels = decode_small(self.copies[place].as_py())
        assert not isinstance(pixels, Undecodable)  # `build` wrote it
        return pixels

    @classmethod
    def build(
        cls, pictures: list[tuple[int, Callable[[], bytes]]], model: Path, side: int, out: Path, official: str
    ) -> None:
        """Write vectors and small copies of official pictures, given with their index, into the folder `out`.

        `official` is the digest of `OfficialPictures`, whose indexes these are.
        A picture that cannot be decoded is left out; `OfficialPictures.build` has told of it.
        """
        embedder = open_embedder(model, side)
        officials, copies = [], []
        vectors: list[Vectors] = []
        for index, read in pictures:
            pixels = decode_small(read())
            if isinstance(pixels, Undecodable):
                continue
            officials.append(index)
            vectors.append(embedder.embed(pixels))
            copies.append(small_jpeg(pixels, COPY_SIDE))
        out.mkdir(parents=True, exist_ok=True)
        build_index(np.stack(vectors) if vectors else np.zeros((0, embedder.width), np.float32), out / INDEX_FILE)
        table = pa.table({"jpeg": pa.array(copies, pa.binary())})
        with pa.OSFile(str(out / COPIES_FILE), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        about = {"format": FORMAT, "model": str(model.resolve()), "side": side, "identity": embedder.identity}
        about["official"] = official
        (out / ABOUT_FILE).write_text(json.dumps(about | {"officials": officials}), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path, nearness: Nearness) -> "EditedCopies":
        """Open what `build` wrote, with the model where it lay, or a ready one that is the same.

        Errors: InputError when the model is no longer the one that the vectors are of.
        """
        about = json.loads((folder / ABOUT_FILE).read_text(encoding="utf-8"))
        # A ready model lies in its package, which moves with each environment that it is installed in.
        for model in (Path(about["model"]), *ready_models()):
            if model.is_file() and model_identity(model, about["side"]) == about["identity"]:
                return cls(folder, about | {"model": str(model)}, nearness)
        raise InputError(
            f"{about['model']}: the model that official pictures were compiled with is not there, or another. "
            "Put it back, or name another in the policy."
        )


def decoded(data: bytes) -> Pixels:
    """The pixels of a picture that was decoded before."""
    pixels = decode_small(data, DECODED_SIDE)
    assert not isinstance(pixels, Undecodable)
    return pixels


def as_box(numbers: list[float]) -> Box:
    """Four numbers as a box."""
    left, top, right, bottom = numbers
    return left, top, right, bottom
