"""The context: rights, words, detectors, weights, policy and rates, compiled into one digested folder."""

import hashlib
import json
import shutil
import tempfile
from dataclasses import asdict, dataclass, field
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.assessment import Policy, Weights, read_policy, read_weights
from guildmark.detectors import all_detectors
from guildmark.detectors.registry import RightsKey
from guildmark.guard import read_bounded
from guildmark.pictures import (
    EditedCopies,
    Nearness,
    OfficialPictures,
    PictureMemory,
    available,
    copies_available,
    model_identity,
    model_path,
    thumbnail_jpeg,
)
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
MOST_GIVEN_BYTES = 1 << 20  # of a file of weights, policy or rates


@dataclass
class Context:
    """Everything but listings and facts that an evaluation depends on; `digest` names it whole."""

    folder: Path
    digest: str
    about: dict[str, Any]  # name, digest, count and notice of the rights
    index: Index
    weights: Weights
    policy: Policy
    rates: Rates
    pictures: OfficialPictures | None
    thumbnails: dict[str, bytes]  # of official pictures
    edited: EditedCopies | None  # those of the same pictures
    problems: tuple[Reject, ...]  # with official pictures; as compiled from rights, with those as well
    memory: PictureMemory = field(default_factory=PictureMemory)  # what it holds never changes an answer
    matcher: Matcher = field(init=False)

    def __post_init__(self) -> None:
        self.matcher = Matcher(self.index.automaton)

    @cached_property
    def right_numbers(self) -> dict[str, int]:
        """The place of each right in the index."""
        right_ids: list[Any] = self.index.rights.column("right_id").to_pylist()
        return {right_id: number for number, right_id in enumerate(right_ids)}

    @cached_property
    def pictured_goods(self) -> NDArray[np.bool_]:
        """The kinds of goods of rights with official pictures. Shape (kinds,)."""
        if self.pictures is None:
            return np.zeros(self.index.goods.shape[1], np.bool_)
        numbers = {self.right_numbers[r] for picture in self.pictures.listed for r in picture["right_ids"]}
        pictured: NDArray[np.bool_] = self.index.goods[sorted(numbers)].any(axis=0)
        return pictured

    @cached_property
    def given(self) -> dict[RightsKey, bool]:
        """Which keys that detectors may need are given by any right."""
        index = self.index
        return {
            "pictures": self.pictures is not None,
            "edited pictures": self.edited is not None,
            "catalogue": len(index.items) > 0,
            "price_floors": bool(np.isfinite(index.floor_eur).any()),
            "authorised_sellers": bool(index.has_sellers.any()),
            "ships_from": bool(index.has_origins.any()),
        }

    def lacking(self, key: RightsKey) -> str | None:
        """What is lacking for detectors that need this key of rights; None where a right gives it."""
        if key in ("pictures", "edited pictures") and not available():
            return "the extra `images`"
        if key == "edited pictures" and self.given["pictures"] and not self.given[key]:
            return "a model in the policy" if self.policy.pictures.model is None else "the extra `copydetect`"
        return None if self.given[key] else f"{key} in the rights"

    @classmethod
    def open(cls, folder: Path, memory: Path | None = None) -> "Context":
        """Map a compiled context; cheap enough for every worker. `memory` is where what pictures showed is kept."""
        meta = json.loads((folder / DONE).read_text("utf-8"))
        pictures = OfficialPictures.open(folder / "pictures") if meta["pictures"] else None
        policy = read_policy(folder / "policy.yaml")
        edited = None
        if meta["edited"] and available() and copies_available():
            chosen = policy.pictures
            edited = EditedCopies.open(folder / "edited", Nearness(chosen.near, chosen.sure, chosen.agreeing))
        return cls(
            folder=folder,
            digest=meta["digest"],
            about=meta["about"],
            index=Index.open(folder / "index"),
            weights=read_weights(folder / "weights.yaml"),
            policy=policy,
            rates=Rates.load(folder / "rates.csv"),
            pictures=pictures if available() else None,
            thumbnails=_read_thumbnails(folder / "thumbnails.arrow") if pictures else {},
            edited=edited,
            problems=tuple(Reject(**problem) for problem in meta["problems"]),
            memory=PictureMemory(memory),
        )


def compile_context(
    rights: RightsFile,
    root: Path,
    *,
    weights: Path | None = None,
    policy: Path | None = None,
    rates: Path | None = None,
) -> Context:
    """Compile a context into a folder of `root` that its digest names, or open the one that is there.

    Errors: InputError for unusable weights, policy or rates.
    """
    inputs = {
        "weights.yaml": _given(weights, "guildmark.assessment", "weights.yaml"),
        "policy.yaml": _given(policy, "guildmark.assessment", "policy.yaml"),
        "rates.csv": _given(rates, "guildmark.records", "rates.csv"),
    }
    pictures = [(r.right_id, p, rights.base / p) for r in rights.rights for p in r.pictures] if available() else []
    model = _model(read_policy(policy), policy) if pictures else None
    digest = _digest(rights, inputs, pictures, model)
    folder = root / digest[:32]
    if not (folder / DONE).exists():
        read_weights(weights), read_policy(policy), Rates.load(rates)  # errors name the user's file
        _build(folder, digest, rights, inputs, pictures, model)
    context = Context.open(folder)
    # What is wrong with the rights is told as they are written now: the same rights can be written in other lines, and
    # with other mistakes, which never change the digest.
    context.problems = (*rights.problems, *context.problems)
    return context


def _build(
    folder: Path,
    digest: str,
    rights: RightsFile,
    inputs: dict[str, bytes],
    pictures: list[tuple[str, str, Path]],
    model: tuple[Path, int] | None,
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
        if model is not None:
            _build_edited(aside, {path: file for _, path, file in pictures}, *model)
        about = {
            "name": rights.name, "digest": rights.digest, "count": len(rights.rights), "notice": rights.notice
        }  # fmt: skip
        told = [asdict(problem) for problem in problems]
        meta = {
            "digest": digest, "about": about, "pictures": bool(pictures), "edited": model is not None, "problems": told
        }  # fmt: skip
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


def _model(policy: Policy, given: Path | None) -> tuple[Path, int] | None:
    """The model of the policy and its size; null where there is to be none, or what a ready one needs is missing."""
    chosen = policy.pictures
    if chosen.model is None or not copies_available():
        return None
    path = model_path(chosen.model, given.parent if given else Path())
    return None if path is None else (path, chosen.side)


def _build_edited(folder: Path, paths: dict[str, Path], model: Path, side: int) -> None:
    official = OfficialPictures.open(folder / "pictures")
    pictures = [(number, paths[official[number].path].read_bytes) for number in range(len(official))]
    EditedCopies.build(pictures, model, side, folder / "edited")


def _read_thumbnails(path: Path) -> dict[str, bytes]:
    table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    pictures: list[Any] = table.column("picture").to_pylist()
    jpegs: list[Any] = table.column("jpeg").to_pylist()
    return dict(zip(pictures, jpegs, strict=True))


def _given(path: Path | None, package: str, name: str) -> bytes:
    return read_bounded(path, MOST_GIVEN_BYTES) if path else (files(package) / name).read_bytes()


def _digest(
    rights: RightsFile,
    inputs: dict[str, bytes],
    pictures: list[tuple[str, str, Path]],
    model: tuple[Path, int] | None,
) -> str:
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
    parts += [f"pictures {available()}", f"edited {model and model_identity(*model)}"]
    digest.update("\x1f".join(parts).encode())
    return digest.hexdigest()


def code_digest() -> str:
    """The digest of the source of every room that findings come from."""
    root = Path(__file__).parents[1]
    sources = sorted(p for room in ROOMS for p in (root / room).rglob("*") if p.suffix in (".py", ".yaml"))
    digest = hashlib.sha256()
    for path in sources:
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()
