"""The context: rights, words, detectors, weights, policy and rates, compiled into one digested folder."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache, cached_property
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.assessment import Opening, Policy, Weights, open_slices, read_policy, read_weights
from guildmark.assessment.learned import require_active
from guildmark.assessment.licence import opening_from_json, opening_to_json
from guildmark.detectors import all_detectors
from guildmark.detectors.registry import RightsKey
from guildmark.engine.judged import Judged
from guildmark.engine.picture_index import PictureIndex, PictureInputs
from guildmark.engine.roster import Roster, roster_of
from guildmark.guard import read_bounded
from guildmark.pictures import PictureMemory, TextReader, available, copies_available, figures_available, text_available
from guildmark.records import Reject
from guildmark.records.money import Rates
from guildmark.rights import RightsFile
from guildmark.rights.compile import compile_index
from guildmark.rights.index import Index
from guildmark.tactics import TacticSet
from guildmark.tactics.kept import tactics_from_json, tactics_to_json
from guildmark.text.base import base_digest
from guildmark.text.lists import lists_digest
from guildmark.text.matcher import Matcher

ROOMS = ("records", "text", "pictures", "rights", "facts", "detectors", "tactics", "assessment", "engine")
DONE = "context.json"
OPENING, TACTICS = "opening.json", "tactics.json"
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
    pictures: PictureIndex
    tactics: TacticSet
    problems: tuple[Reject, ...]  # with official pictures; as compiled from rights, with those as well
    memory: PictureMemory = field(default_factory=PictureMemory)  # what it holds never changes an answer
    matcher: Matcher = field(init=False)

    def __post_init__(self) -> None:
        self.matcher = Matcher(self.index.automaton)

    @cached_property
    def roster(self) -> Roster:
        """What is registered of detectors and tactics."""
        return roster_of(self.tactics)

    @cached_property
    def right_numbers(self) -> dict[str, int]:
        """The place of each right in the index."""
        right_ids: list[Any] = self.index.rights.column("right_id").to_pylist()
        return {right_id: number for number, right_id in enumerate(right_ids)}

    @cached_property
    def reader(self) -> TextReader | None:
        """What reads words in pictures, where it is installed; opened when it is first used."""
        return TextReader() if available() and text_available() else None

    @cached_property
    def pictured(self) -> NDArray[np.bool_]:
        """The rights with official pictures. Shape (rights,)."""
        return self._rights_of(self.pictures.official.listed if self.pictures.official else ())

    @cached_property
    def figured(self) -> NDArray[np.bool_]:
        """The rights with figurative marks. Shape (rights,)."""
        return self._rights_of(self.pictures.figures.listed if self.pictures.figures else ())

    def _rights_of(self, listed: Iterable[dict[str, Any]]) -> NDArray[np.bool_]:
        rights = np.zeros(len(self.index.rights), np.bool_)
        rights[[self.right_numbers[right_id] for one in listed for right_id in one["right_ids"]]] = True
        return rights

    def chosen(self, judged: Judged, rights: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Listings that the policy has looked at for the pictures of these rights: those that are tied to one of them,
        and those that offer their goods. Shapes: (rights,); (n,)."""
        chosen = np.zeros(len(judged.score_db), np.bool_)
        if self.policy.pictures.tied:
            chosen[judged.tied_to(rights)] = True
        if self.policy.pictures.goods:
            chosen |= (judged.goods & self.index.goods[rights].any(axis=0)).any(axis=1)
        return chosen

    @cached_property
    def given(self) -> dict[RightsKey, bool]:
        """Which keys that detectors may need are given by any right."""
        index = self.index
        return {
            "pictures": self.pictures.official is not None,
            "edited pictures": self.pictures.edited is not None,
            "figures": self.pictures.figures is not None,
            "catalogue": len(index.items) > 0,
            "price_floors": bool(np.isfinite(index.floor_eur).any()),
            "authorised_sellers": bool(index.has_sellers.any()),
            "ships_from": bool(index.has_origins.any()),
        }

    @cached_property
    def lacking(self) -> dict[RightsKey, str]:
        """What is lacking for detectors that need a key of rights, where something is."""
        lacking = {key: f"{key} in the rights" for key, is_given in self.given.items() if not is_given}
        if "edited pictures" in lacking:
            lacking["edited pictures"] = self._lacking_for_copies()
        if not figures_available():
            lacking["figures"] = "the extra `closer`"
        if not available():
            pictured: tuple[RightsKey, ...] = ("pictures", "edited pictures", "figures")
            lacking |= dict.fromkeys(pictured, "the extra `images`")
        return lacking

    def _lacking_for_copies(self) -> str:
        if self.policy.pictures.model is None:
            return "a model in the policy"
        has_pictures = self.given["pictures"] or not copies_available()
        return "the extra `copydetect`" if has_pictures else "pictures in the rights"

    @classmethod
    def open(cls, folder: Path, memory: Path | None = None) -> "Context":
        """Map a compiled context; cheap enough for every worker. `memory` is where what pictures showed is kept."""
        meta = json.loads((folder / DONE).read_text("utf-8"))
        policy = read_policy(folder / "policy.yaml")
        return cls(
            folder=folder,
            digest=meta["digest"],
            about=meta["about"],
            index=Index.open(folder / "index"),
            weights=read_weights(folder / "weights.yaml"),
            policy=policy,
            rates=Rates.load(folder / "rates.csv"),
            opening=opening_from_json(json.loads((folder / OPENING).read_text("utf-8"))),
            pictures=PictureIndex.open(folder, policy),
            tactics=tactics_from_json((folder / TACTICS).read_bytes()),
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
    tactics: TacticSet | None = None,
    today: date | None = None,
) -> Context:
    """Compile a context into a folder of `root` that its digest names, or open the one that is there.

    `today` is the day on which licences must hold; without it none is open.

    Errors: InputError for unusable weights, policy or rates, and for learned weights that two people did not make
    active.
    """
    weighed = read_weights(weights)
    require_active(str(weights), weighed.learned)
    chosen = read_policy(policy)
    opening = _opening(weighed, chosen, today)
    inputs = {
        "weights.yaml": _given(weights, "guildmark.assessment", "weights.yaml"),
        "policy.yaml": _given(policy, "guildmark.assessment", "policy.yaml"),
        "rates.csv": _given(rates, "guildmark.records", "rates.csv"),
        OPENING: json.dumps(opening_to_json(opening), sort_keys=True).encode(),
        TACTICS: tactics_to_json(tactics or TacticSet()),
    }
    pictures = PictureInputs.of(rights, chosen, policy.parent if policy else Path())
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


def _opening(weights: Weights, policy: Policy, today: date | None) -> Opening:
    versions = {detector.name: detector.version for detector in all_detectors()}
    return open_slices(weights.licences, policy.licence, today, versions)


def _build(
    folder: Path,
    digest: str,
    rights: RightsFile,
    inputs: dict[str, bytes],
    pictures: PictureInputs,
) -> None:
    """Build aside and rename, so that two processes at once do no harm."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix="making-"))
    try:
        for name, content in inputs.items():
            (aside / name).write_bytes(content)
        (aside / "index").mkdir()
        sought = tactics_from_json(inputs[TACTICS]).sought
        compile_index(rights.rights, Rates.load(aside / "rates.csv"), sought).save(aside / "index")
        problems = pictures.build(aside)
        about = {
            "name": rights.name, "digest": rights.digest, "count": len(rights.rights), "notice": rights.notice
        }  # fmt: skip
        told = [asdict(problem) for problem in problems]
        meta = {"digest": digest, "about": about, "problems": told}
        (aside / DONE).write_text(json.dumps(meta, ensure_ascii=False), "utf-8")
        try:
            aside.rename(folder)
        except OSError:
            if not (folder / DONE).exists():  # else another process was first, and its result is the same
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _given(path: Path | None, package: str, name: str) -> bytes:
    return read_bounded(path, MOST_GIVEN_BYTES) if path else (files(package) / name).read_bytes()


def _digest(rights: RightsFile, inputs: dict[str, bytes], pictures: PictureInputs) -> str:
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
    parts += pictures.digested()
    parts += [f"reader {TextReader().identity if available() and text_available() else None}"]
    digest.update("\x1f".join(parts).encode())
    return digest.hexdigest()


@cache
def code_digest() -> str:
    """The digest of the source of every room that findings come from."""
    root = Path(__file__).parents[1]
    sources = sorted(p for room in ROOMS for p in (root / room).rglob("*") if p.suffix in (".py", ".yaml"))
    digest = hashlib.sha256()
    for path in sources:
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()
