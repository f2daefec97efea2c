"""Building the index of figurative marks: from pictures as registered to shapes and points in a few arrays."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guildmark.pictures.array_folder import write_arrays
from guildmark.pictures.decode import decode_small
from guildmark.pictures.figurative import ARRAYS, FORMAT, LIST_FILE
from guildmark.pictures.mark_shape import NoShapeError, Shape, shape_of
from guildmark.pictures.refused import Undecodable
from guildmark.records import Reject, picture_id


def build_marks(figures: Iterable[tuple[str, str, Path]], out: Path) -> tuple[Reject, ...]:
    """Write the index of marks into the folder `out` and give what cannot be looked for: `FigurativeMarks.build`."""
    listed, shapes, problems = shapes_of(figures)
    arrays = arrays_of(listed, shapes)
    content = {"format": FORMAT, "digest": content_digest(listed, arrays), "marks": listed}
    write_arrays(out, LIST_FILE, content, arrays)
    return tuple(problems)


def shapes_of(figures: Iterable[tuple[str, str, Path]]) -> tuple[list[dict[str, Any]], dict[str, Shape], list[Reject]]:
    """Each mark once with its rights, sorted by digest; the shapes; and what gives none."""
    found: dict[str, dict[str, Any]] = {}
    shapes: dict[str, Shape] = {}
    faults: dict[str, str] = {}
    problems: list[Reject] = []
    for right_id, name, path in figures:
        try:
            data = path.read_bytes()
        except OSError as error:
            problems.append(problem(right_id, name, f"it cannot be read: {error.strerror}"))
            continue
        digest = picture_id(data)
        if digest not in shapes and digest not in faults:
            pixels = decode_small(data)
            try:
                if isinstance(pixels, Undecodable):
                    raise NoShapeError(pixels.reason)
                shapes[digest] = shape_of(pixels)
            except NoShapeError as error:
                faults[digest] = str(error)
        if digest in faults:
            problems.append(problem(right_id, name, f"{faults[digest]}. It is not looked for"))
            continue
        entry = found.setdefault(digest, {"digest": digest, "path": name, "right_ids": []})
        entry["path"] = min(entry["path"], name)
        entry["right_ids"] = sorted({*entry["right_ids"], right_id})
    return [found[digest] for digest in sorted(found)], shapes, problems


def arrays_of(listed: list[dict[str, Any]], shapes: dict[str, Shape]) -> dict[str, npt.NDArray[Any]]:
    """The shapes one behind the other; where each begins is written into the list."""
    inks, points, descriptors = [NO_INK], [NO_POINTS], [NO_DESCRIPTORS]
    ink_start = start = 0
    for mark in listed:
        shape = shapes[mark["digest"]]
        middle, end = start + int((~shape.light).sum()), start + len(shape.light)
        mark.update(size=list(shape.ink.shape), ink=ink_start, points=[start, middle, end])
        inks.append(np.round(shape.ink * 255).astype(np.uint8).ravel())
        points.append(shape.points)
        descriptors.append(shape.descriptors)
        ink_start, start = ink_start + shape.ink.size, end
    return {
        "ink": np.concatenate(inks),
        "points": np.concatenate(points),
        "descriptors": np.concatenate(descriptors),
    }


def content_digest(listed: list[dict[str, Any]], arrays: dict[str, npt.NDArray[Any]]) -> str:
    """SHA-256 of marks, rights, shapes and points, hexadecimal."""
    digest = hashlib.sha256(json.dumps([FORMAT, listed], sort_keys=True).encode())
    for name in ARRAYS:
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()


def problem(right_id: str, name: str, reason: str) -> Reject:
    """A picture of a mark that cannot be used."""
    return Reject(name, None, "figures", right_id, f"{name}: figure of right '{right_id}': {reason}.", False)


NO_INK = np.empty(0, dtype=np.uint8)
NO_POINTS = np.empty((0, 2), dtype=np.float32)
NO_DESCRIPTORS = np.empty((0, 128), dtype=np.float32)
