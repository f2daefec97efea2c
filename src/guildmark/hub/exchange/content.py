"""What an item says: tactics as their YAML, checked as `guildmark tactics check` does, and advice as prose."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from guildmark.hub.exchange.indicator_content import tactic_text
from guildmark.hub.exchange.models import ItemVersion
from guildmark.lab.tactic_trial import try_examples
from guildmark.records import InputError
from guildmark.tactics import Tactic, parse_tactic
from guildmark.tactics.checks import check_tactic
from guildmark.tactics.values import MOST_BYTES

NAME = "tactic.yaml"  # as errors call what was written on a page
LONGEST_ADVICE = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Checked:
    """A tactic that was read, and what is to be said of it: errors keep it from being shared."""

    tactic: Tactic
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def read(text: str) -> Tactic:
    """The tactic that a text holds. Errors: ValidationError with a line for each thing that is wrong."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES or "\x00" in text:
        raise ValidationError({"text": _("This is no text of at most %(most)d bytes.") % {"most": MOST_BYTES}})
    try:
        return parse_tactic(NAME, text)
    except InputError as error:
        raise ValidationError({"text": str(error).splitlines()}) from None


@lru_cache(maxsize=256)
def tactic_in(content: str) -> Tactic:
    """The tactic of a version that was read before; versions that were shared never change."""
    return parse_tactic(NAME, content)


def checked(text: str, today: date) -> Checked:
    """A tactic with all that is to be said of it; its examples are run. Takes a second or two.

    Errors: ValidationError for what is no tactic.
    """
    tactic = read(text)
    found = check_tactic(tactic, today)
    misses = [str(miss) for miss in try_examples([tactic])[0]]
    errors = [one.told for one in found if one.grade == "error"]
    return Checked(tactic, (*errors, *misses), tuple(one.told for one in found if one.grade == "warning"))


def digest_of(content: str) -> str:
    """What names a content: SHA-256, hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def check_advice(title: str, prose: str) -> None:
    """Errors: ValidationError for advice without title or words, or with too many."""
    faults: dict[str, str] = {}
    if not title.strip():
        faults["title"] = _("Give it a title, by which others find it.")
    if not prose.strip():
        faults["text"] = _("Say how these fakes are sold, and how you know.")
    elif len(prose) > LONGEST_ADVICE or "\x00" in prose:
        faults["text"] = _("Advice has at most %(most)d characters.") % {"most": LONGEST_ADVICE}
    if faults:
        raise ValidationError(faults)


def text_of(version: ItemVersion) -> str:
    """The text of a version's tactic; of an indicator, that which looks for its value. Errors: InputError for one that
    no tactic finds."""
    return tactic_text(version) if version.item.kind == "indicator" else version.content


def tactic_of(version: ItemVersion) -> Tactic:
    """The tactic of a version. Errors: as `text_of`."""
    return tactic_in(text_of(version))
