"""Policy: where a score starts, which band it falls in, and which evidence may never act alone."""

import hashlib
import math
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from guildmark.records import FAMILIES, InputError

FIELDS = ("start_share", "review_db", "act_db", "never_act_alone")


@dataclass(frozen=True, slots=True)
class Policy:
    """A file of choices.

    `start_db` are the log-odds, in decibans, of the assumed share of fakes among pairs. A score of `review_db` or more
    goes to review, of `act_db` or more would be acted on. `never_act_alone` are families that, alone or together, reach
    review at most.
    """

    name: str
    start_db: float
    review_db: float
    act_db: float
    never_act_alone: tuple[str, ...]
    digest: str


def read_policy(path: Path | None = None) -> Policy:
    """Read a policy file; without a path, the one that ships.

    Errors: InputError with the file, the field, the value and what is expected.
    """
    text = path.read_text("utf-8") if path else (files(__package__) / "policy.yaml").read_text("utf-8")
    name = path.name if path else "shipped"
    document: Any = YAML(typ="safe", pure=True).load(text)
    for field in FIELDS:
        if field not in document:
            raise InputError(f"{name}: '{field}' is missing. A policy has the fields {', '.join(FIELDS)}.")
    share = document["start_share"]
    if not isinstance(share, float) or not 0 < share < 1:
        raise InputError(f"{name}: start_share {share!r} is no share. Write a number between 0 and 1 such as 0.03.")
    if not document["review_db"] < document["act_db"]:
        raise InputError(f"{name}: review_db {document['review_db']} must be lower than act_db {document['act_db']}.")
    if unknown := set(document["never_act_alone"]) - set(FAMILIES):
        raise InputError(f"{name}: family {min(unknown)!r} is not known. Families: {', '.join(FAMILIES)}.")
    return Policy(
        name=name,
        start_db=10 * math.log10(share / (1 - share)),
        review_db=float(document["review_db"]),
        act_db=float(document["act_db"]),
        never_act_alone=tuple(document["never_act_alone"]),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
