"""What rights show of themselves in pictures: official ones, what edited copies are found by, and figurative marks."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from guildmark.assessment import Policy
from guildmark.pictures import (
    EditedCopies,
    FigurativeMarks,
    Nearness,
    OfficialPictures,
    available,
    copies_available,
    figures_available,
    model_identity,
    model_path,
    thumbnail_jpeg,
)
from guildmark.records import THUMBNAIL, Reject
from guildmark.rights import RightsFile

Named = list[tuple[str, str, Path]]  # right, name to show, file
OFFICIAL, EDITED, FIGURES, THUMBNAILS = "pictures", "edited", "figures", "thumbnails.arrow"


@dataclass(frozen=True)
class PictureInputs:
    """The pictures that rights name, and the model that makes vectors of them, as far as they can be used here."""

    official: Named
    figures: Named
    model: tuple[Path, int] | None  # and its size

    @classmethod
    def of(cls, rights: RightsFile, policy: Policy, beside: Path) -> "PictureInputs":
        """Those of some rights; a model that is a path is looked for in the folder `beside`."""
        if not available():
            return cls([], [], None)
        official = [(r.right_id, p, rights.base / p) for r in rights.rights for p in r.pictures]
        figures = [(r.right_id, p, rights.base / p) for r in rights.rights for p in r.figures]
        chosen = policy.pictures
        model = None
        if official and chosen.model is not None and copies_available():
            path = model_path(chosen.model, beside)
            model = None if path is None else (path, chosen.side)
        return cls(official, figures if figures_available() else [], model)

    def digested(self) -> list[str]:
        """All that findings depend on, as texts."""
        parts = [f"pictures {available()}", f"edited {self.model and model_identity(*self.model)}"]
        for kind, named in (("", self.official), ("figure ", self.figures)):
            for right_id, name, file in sorted(named):
                content = file.read_bytes() if file.is_file() else b""
                parts.append(f"{kind}{right_id} {name} {hashlib.sha256(content).hexdigest()}")
        return parts

    def build(self, folder: Path) -> tuple[Reject, ...]:
        """Write the indexes into a folder; give what cannot be used."""
        problems: tuple[Reject, ...] = ()
        files = {name: file for _, name, file in (*self.official, *self.figures)}
        shown: dict[str, str] = {}  # name by digest
        if self.official:
            problems += OfficialPictures.build(self.official, folder / OFFICIAL)
            official = OfficialPictures.open(folder / OFFICIAL)
            shown |= {picture["digest"]: picture["path"] for picture in official.listed}
            if self.model is not None:
                pictures = [(n, files[picture["path"]].read_bytes) for n, picture in enumerate(official.listed)]
                EditedCopies.build(pictures, *self.model, folder / EDITED, official.digest)
        if self.figures:
            problems += FigurativeMarks.build(self.figures, folder / FIGURES)
            shown |= {mark["digest"]: mark["path"] for mark in FigurativeMarks.open(folder / FIGURES).listed}
        if shown:
            write_thumbnails(folder / THUMBNAILS, {digest: files[name] for digest, name in shown.items()})
        return problems


@dataclass(frozen=True)
class PictureIndex:
    """The indexes, opened; null where no right gives what they are of, or a library is missing."""

    official: OfficialPictures | None
    edited: EditedCopies | None
    figures: FigurativeMarks | None
    thumbnails: dict[str, bytes]

    @classmethod
    def open(cls, folder: Path, policy: Policy) -> "PictureIndex":
        """Open what `PictureInputs.build` wrote."""
        if not available():
            return cls(None, None, None, {})
        chosen = policy.pictures
        nearness = Nearness(chosen.near, chosen.sure, chosen.alike, chosen.unchanged, chosen.alone)
        return cls(
            OfficialPictures.open(folder / OFFICIAL) if (folder / OFFICIAL).exists() else None,
            EditedCopies.open(folder / EDITED, nearness) if (folder / EDITED).exists() and copies_available() else None,
            FigurativeMarks.open(folder / FIGURES) if (folder / FIGURES).exists() and figures_available() else None,
            read_thumbnails(folder / THUMBNAILS) if (folder / THUMBNAILS).exists() else {},
        )


def write_thumbnails(path: Path, files: dict[str, Path]) -> None:
    """Write small previews of pictures, given by digest."""
    rows = []
    for digest, file in files.items():
        jpeg = thumbnail_jpeg(file.read_bytes())
        if isinstance(jpeg, bytes):
            rows.append({"picture": digest, "jpeg": jpeg})
    table = pa.Table.from_pylist(rows, THUMBNAIL)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, THUMBNAIL) as writer:
        writer.write_table(table)


def read_thumbnails(path: Path) -> dict[str, bytes]:
    """The previews by digest."""
    table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    pictures: list[Any] = table.column("picture").to_pylist()
    jpegs: list[Any] = table.column("jpeg").to_pylist()
    return dict(zip(pictures, jpegs, strict=True))
