"""Official pictures of rights: built once into a folder, opened by each worker without copying."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from guildmark.pictures.array_folder import open_arrays, write_arrays
from guildmark.pictures.nearest import Hashes, Numbers, band_tables, nearest
from guildmark.pictures.pdq_hash import TURNS
from guildmark.pictures.seen import NO_HASHES, look_at
from guildmark.records import Reject, picture_id

FORMAT = 1  # of the folder; counts up when hashing or the files change
LIST_FILE = "pictures.json"
ARRAYS = ("hashes", "hashed", "starts", "members")


@dataclass(frozen=True, slots=True)
class OfficialPicture:
    """One official picture: its identity, where it was read from, and the rights that it belongs to."""

    digest: str
    path: str
    right_ids: tuple[str, ...]
    quality: int  # of its hash as a whole; below QUALITY_LEAST it has none, and at most one without its border


class OfficialPictures:
    """Finds the official picture that a listing's picture copies.

    `digest` names the content: the same pictures and rights give the same digest, in any order.
    """

    def __init__(self, folder: Path, listed: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> None:
        self.folder = folder
        self.digest: str = listed["digest"]
        self.listed: list[dict[str, Any]] = listed["pictures"]
        self.indexes = {picture["digest"]: index for index, picture in enumerate(self.listed)}
        self.hashes: Hashes = arrays["hashes"]  # (m, 4), one or two of each picture that has some to trust
        self.hashed: Numbers = arrays["hashed"]  # (m,) index of each hash's picture
        self.starts: Numbers = arrays["starts"]
        self.members: Numbers = arrays["members"]

    def __len__(self) -> int:
        return len(self.listed)

    def __getitem__(self, index: int) -> OfficialPicture:
        picture = self.listed[index]
        return OfficialPicture(picture["digest"], picture["path"], tuple(picture["right_ids"]), picture["quality"])

    def exact(self, digest: str) -> int | None:
        """The index of the picture with these very bytes, or null."""
        return self.indexes.get(digest)

    def match(self, hashes: Hashes) -> tuple[int, int] | None:
        """Index and distance in bits of the nearest official picture, or null when none is within 31 bits of 256.

        Shapes: hashes (k, 4), those of `seen.look`; none matches none.
        """
        if not len(hashes) or not len(self.hashes):
            return None
        place, distance = nearest(self.hashes, self.starts, self.members, hashes)
        return (int(self.hashed[place]), distance) if place >= 0 else None

    @classmethod
    def build(cls, pictures: Iterable[tuple[str, str, Path]], out: Path) -> tuple[Reject, ...]:
        """Hash pictures into the folder `out`; give what could not be hashed.

        Takes right_id, the name to show, and the file, for each picture of each right. A picture that cannot be decoded
        is still found by its exact bytes.
        """
        listed, hashes, problems = look_at_all(pictures)
        arrays = arrays_of(listed, hashes)
        content = {"format": FORMAT, "digest": content_digest(listed, arrays["hashes"]), "pictures": listed}
        write_arrays(out, LIST_FILE, content, arrays)
        return tuple(problems)

    @classmethod
    def open(cls, folder: Path) -> "OfficialPictures":
        """Open what `build` wrote; the arrays are memory-mapped.

        Errors: InputError when the folder is missing, incomplete or of another version.
        """
        content, arrays = open_arrays(folder, LIST_FILE, ARRAYS, "official pictures", FORMAT)
        return cls(folder, content, arrays)


def look_at_all(
    pictures: Iterable[tuple[str, str, Path]],
) -> tuple[list[dict[str, Any]], dict[str, Hashes], list[Reject]]:
    """Each picture once with its rights, sorted by digest; the hashes of those that have one; and the problems."""
    found: dict[str, dict[str, Any]] = {}
    hashes: dict[str, Hashes] = {}
    problems: list[Reject] = []
    for right_id, name, path in pictures:
        try:
            data = path.read_bytes()
        except OSError as error:
            problems.append(problem(right_id, name, f"it cannot be read: {error.strerror}"))
            continue
        digest = picture_id(data)
        if digest not in found:
            seen = look_at(data, digest)
            found[digest] = {"digest": digest, "path": name, "right_ids": [], "quality": seen.quality}
            if seen.fault:
                problems.append(problem(right_id, name, f"{seen.fault}. It is matched by its exact bytes only"))
            elif len(seen.hashes):
                hashes[digest] = seen.hashes[:: len(TURNS)]  # as it is, and without its border
        entry = found[digest]
        entry["path"] = min(entry["path"], name)
        entry["right_ids"] = sorted({*entry["right_ids"], right_id})
    return [found[digest] for digest in sorted(found)], hashes, problems


def arrays_of(listed: list[dict[str, Any]], hashes: dict[str, Hashes]) -> dict[str, npt.NDArray[Any]]:
    """The arrays that are looked things up in."""
    of_pictures = [hashes.get(picture["digest"], NO_HASHES) for picture in listed]
    hashed = [index for index, words in enumerate(of_pictures) for _ in words]
    words = np.concatenate([NO_HASHES, *of_pictures])
    starts, members = band_tables(words)
    return {
        "hashes": words,
        "hashed": np.array(hashed, dtype=np.int32),
        "starts": starts,
        "members": members,
    }


def content_digest(listed: list[dict[str, Any]], hashes: Hashes) -> str:
    """SHA-256 of pictures, rights and hashes, hexadecimal."""
    digest = hashlib.sha256(json.dumps([FORMAT, listed], sort_keys=True).encode())
    digest.update(np.ascontiguousarray(hashes, dtype="<u8").tobytes())
    return digest.hexdigest()


def problem(right_id: str, name: str, reason: str) -> Reject:
    """A picture that cannot be used as it should."""
    return Reject(name, None, "pictures", right_id, f"{name}: picture of right '{right_id}': {reason}.", False)
