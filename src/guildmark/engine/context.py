"""The context: rights, words, detectors, weights, policy and rates, compiled into one digested folder."""

import hashlib
import json
import shutil
import tempfile
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from guildmark.assessment import Opening, Policy, Weights, open_slices, read_policy, read_weights
from guildmark.assessment.learned import require_active
from guildmark.assessment.licence import opening_from_json, opening_to_json
from guildmark.detectors import all_detectors
from guildmark.detectors.registry import RightsKey
from guildmark.guard import read_bounded
from guildmark.pictures import OfficialPictures, PictureCache, available, thumbnail_jpeg
from guildmark.records import THUMBNAIL, Reject
from guildmark.records.money import Rates
from guildmark.rights import RightsFile
from guildmark.rights.compile import compile_index
from guildmark.rights.index import Index
from guildmark.text.base import base_digest
from guildmark.text.lists import lists_digest
from guildmark.text.matcher import Matcher

ROOMS = ("records", "text", "pictures", "rights", "facts", "detectors", "assessment", "engine")
DONE = "context.json"
OPENING = "opening.json"
MOST_GIVEN_BYTES = 1 << 20  # of a file of weights, policy or rates


@dataclass
class Context:
    """Everything but listings and facts that an evaluation depends on; `digest` names it whole.

    `opening` is what licences let be done on the day of the scan; the day itself is not part of a context.
    """

    folder: Path
    digest: str
    about: dict[str, Any]  # name, digest, count and notice of the rights
    index: Index
    weights: Weights
    policy: Policy
    rates: Rates
    opening: Opening
    pictures: OfficialPictures | None
    thumbnails: dict[str, bytes]  # of official pictures
    problems: tuple[Reject, ...]  # with official pictures; as compiled from rights, with those as well
    matcher: Matcher = field(init=False)
    seen_pictures: PictureCache = field(init=False)

    def __post_init__(self) -> None:
        self.matcher = Matcher(self.index.automaton)
        self.seen_pictures = PictureCache()

    @cached_property
    def given(self) -> dict[RightsKey, bool]:
        """Which keys that detectors may need are given by any right."""
        index = self.index
        return {
            "pictures": self.pictures is not None,
            "catalogue": len(index.items) > 0,
            "price_floors": bool(np.isfinite(index.floor_eur).any()),
            "authorised_sellers": bool(index.has_sellers.any()),
            "ships_from": bool(index.has_origins.any()),
        }

    def lacking(self, key: RightsKey) -> str | None:
        """What is lacking for detectors that need this key of rights; None where a right gives it."""
        if key == "pictures" and not available():
            return "the extra `images`"
        return None if self.given[key] else f"{key} in the rights"

    @classmethod
    def open(cls, folder: Path) -> "Context":
        """Map a compiled context; cheap enough for every worker."""
        meta = json.loads((folder / DONE).read_text("utf-8"))
        pictures = OfficialPictures.open(folder / "pictures") if meta["pictures"] else None
        return cls(
            folder=folder,
            digest=meta["digest"],
            about=meta["about"],
            index=Index.open(folder / "index"),
            weights=read_weights(folder / "weights.yaml"),
            policy=read_policy(folder / "policy.yaml"),
            rates=Rates.load(folder / "rates.csv"),
            opening=opening_from_json(json.loads((folder / OPENING).read_text("utf-8"))),
            pictures=pictures if available() else None,
            thumbnails=_read_thumbnails(folder / "thumbnails.arrow") if pictures else {},
            problems=tuple(Reject(**problem) for problem in meta["problems"]),
        )


def compile_context(
    rights: RightsFile,
    root: Path,
    *,
    weights: Path | None = None,
    policy: Path | None = None,
    rates: Path | None = None,
    today: date | None = None,
) -> Context:
    """Compile a context into a folder of `root` that its digest names, or open the one that is there.

    `today` is the day on which licences must hold; without it none is open.

    Errors: InputError for unusable weights, policy or rates, and for learned weights that two people did not make
    active.
    """
    inputs = {
        "weights.yaml": _given(weights, "guildmark.assessment", "weights.yaml"),
        "policy.yaml": _given(policy, "guildmark.assessment", "policy.yaml"),
        "rates.csv": _given(rates, "guildmark.records", "rates.csv"),
        OPENING: json.dumps(opening_to_json(_opening(weights, policy, today)), sort_keys=True).encode(),
    }
    pictures = [(r.right_id, p, rights.base / p) for r in rights.rights for p in r.pictures] if available() else []
    digest = _digest(rights, inputs, pictures)
    folder = root / digest[:32]
    if not (folder / DONE).exists():
        Rates.load(rates)  # an error names the user's file
        _build(folder, digest, rights, inputs, pictures)
    context = Context.open(folder)
    # What is wrong with the rights is told as they are written now: the same rights can be written in other lines, and
    # with other mistakes, which never change the digest.
    context.problems = (*rights.problems, *context.problems)
    return context


def _opening(weights: Path | None, policy: Path | None, today: date | None) -> Opening:
    read = read_weights(weights)
    require_active(str(weights), read.learned)
    versions = {detector.name: detector.version for detector in all_detectors()}
    return open_slices(read.licences, read_policy(policy).licence, today, versions)


def _build(
    folder: Path,
    digest: str,
    rights: RightsFile,
    inputs: dict[str, bytes],
    pictures: list[tuple[str, str, Path]],
) -> None:
    """Build aside and rename, so that two processes at once do no harm."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix="making-"))
    try:
        for name, content in inputs.items():
            (aside / name).write_bytes(content)
        (aside / "index").mkdir()
        compile_index(rights.rights, Rates.load(aside / "rates.csv")).save(aside / "index")
        problems: tuple[Reject, ...] = ()
        if pictures:
            problems = OfficialPictures.build(pictures, aside / "pictures")
            _write_thumbnails(aside, {path: file for _, path, file in pictures})
        about = {
            "name": rights.name, "digest": rights.digest, "count": len(rights.rights), "notice": rights.notice
        }  # fmt: skip
        told = [asdict(problem) for problem in problems]
        meta = {"digest": digest, "about": about, "pictures": bool(pictures), "problems": told}
        (aside / DONE).write_text(json.dumps(meta, ensure_ascii=False), "utf-8")
        try:
            aside.rename(folder)
        except OSError:
            if not (folder / DONE).exists():  # else another process was first, and its result is the same
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_thumbnails(folder: Path, paths: dict[str, Path]) -> None:
    official = OfficialPictures.open(folder / "pictures")
    rows = []
    for picture in (official[i] for i in range(len(official))):
        jpeg = thumbnail_jpeg(paths[picture.path].read_bytes())
        if isinstance(jpeg, bytes):
            rows.append({"picture": picture.digest, "jpeg": jpeg})
    table = pa.Table.from_pylist(rows, THUMBNAIL)
    with pa.OSFile(str(folder / "thumbnails.arrow"), "wb") as sink, pa.ipc.new_file(sink, THUMBNAIL) as writer:
        writer.write_table(table)


def _read_thumbnails(path: Path) -> dict[str, bytes]:
    table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    pictures: list[Any] = table.column("picture").to_pylist()
    jpegs: list[Any] = table.column("jpeg").to_pylist()
    return dict(zip(pictures, jpegs, strict=True))


def _given(path: Path | None, package: str, name: str) -> bytes:
    return read_bounded(path, MOST_GIVEN_BYTES) if path else (files(package) / name).read_bytes()


def _digest(rights: RightsFile, inputs: dict[str, bytes], pictures: list[tuple[str, str, Path]]) -> str:
    """Of all that findings depend on, the code of the rooms too: a rerun may recheck too much, never too little."""
    digest = hashlib.sha256()
    parts = [
        version("guildmark"),
        rights.digest,
        rights.name,
        rights.notice,
        lists_digest(),
        base_digest(),
        code_digest(),
    ]
    parts += [f"{d.name} {d.version}" for d in all_detectors()]
    parts += [f"{name} {hashlib.sha256(content).hexdigest()}" for name, content in sorted(inputs.items())]
    for right_id, name, file in sorted(pictures):
        content = file.read_bytes() if file.is_file() else b""
        parts.append(f"{right_id} {name} {hashlib.sha256(content).hexdigest()}")
    digest.update("\x1f".join([*parts, f"pictures {available()}"]).encode())
    return digest.hexdigest()


def code_digest() -> str:
    """The digest of the source of every room that findings come from."""
    root = Path(__file__).parents[1]
    sources = sorted(p for room in ROOMS for p in (root / room).rglob("*") if p.suffix in (".py", ".yaml"))
    digest = hashlib.sha256()
    for path in sources:
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()
