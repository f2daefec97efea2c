"""Policy: where a score starts, which band it falls in, and which evidence may never act alone."""

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path

from guildmark.assessment.choices import check_names, is_number, read_choices
from guildmark.assessment.picture_policy import PicturePolicy, read_picture_policy
from guildmark.assessment.terms import LicenceTerms, read_terms
from guildmark.records import FAMILIES, InputError

FIELDS = ("start_share", "review_db", "act_db", "never_act_alone")
OPTIONAL = ("licence", "pictures")


@dataclass(frozen=True, slots=True)
class Policy:
    """A file of choices.

    `start_db` are the log-odds, in decibans, of the assumed share of fakes among pairs. A score of `review_db` or more
    goes to review, of `act_db` or more would be acted on. `never_act_alone` are families that, alone or together, reach
    review at most. `pictures` are the shipped ones where the file says nothing of them. Without `licence` nothing is
    ever acted on without a person.
    """

    name: str
    start_db: float
    review_db: float
    act_db: float
    never_act_alone: tuple[str, ...]
    pictures: PicturePolicy
    digest: str
    licence: LicenceTerms | None = None


def read_policy(path: Path | None = None) -> Policy:
    """Read a policy file; without a path, the one that ships.

    Errors: InputError with the file, the field, the value and what is expected.
    """
    name, text, document = read_choices(path, "policy.yaml")
    check_names(name, "field", document, (*FIELDS, *OPTIONAL))
    for field in FIELDS:
        if field not in document:
            raise InputError(f"{name}: '{field}' is missing. A policy has the fields {', '.join(FIELDS)}.")
    share = document["start_share"]
    if not is_number(share) or not 0 < share < 1:
        raise InputError(f"{name}: start_share {share!r} is no share. Write a number between 0 and 1 such as 0.03.")
    for field in ("review_db", "act_db"):
        if not is_number(document[field]):
            raise InputError(f"{name}: {field} {document[field]!r} is no number of decibans. Write one such as 13.")
    if not document["review_db"] < document["act_db"]:
        raise InputError(f"{name}: review_db {document['review_db']} must be lower than act_db {document['act_db']}.")
    families = document["never_act_alone"]
    if not isinstance(families, list):
        raise InputError(f"{name}: never_act_alone {families!r} is no list. Write it as [price, seller], or [].")
    check_names(name, "family", families, FAMILIES)
    return Policy(
        name=path.name if path else name,  # not the path: results are the same in any folder
        start_db=10 * math.log10(share / (1 - share)),
        review_db=float(document["review_db"]),
        act_db=float(document["act_db"]),
        never_act_alone=tuple(families),
        pictures=read_picture_policy(name, document["pictures"] if "pictures" in document else shipped_pictures()),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        licence=read_terms(name, document["licence"]) if "licence" in document else None,
    )


def shipped_pictures() -> object:
    """The part about pictures of the policy that ships, which holds where a policy has none."""
    _, _, document = read_choices(None, "policy.yaml")
    return document["pictures"]
