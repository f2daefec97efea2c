"""Which disguises are wanted: names, strengths and mixes as they are written on the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from guildmark.records import InputError
from guildmark.records.did_you_mean import did_you_mean
from guildmark.redteam.disguises import DISGUISES
from guildmark.redteam.taxonomy import entries, entry_of
from guildmark.redteam.taxonomy.read import KINDS

ALL = "all"
NEEDS = {"picture": ("PIL", "Pillow"), "qr-contact": ("zxingcpp", "zxing-cpp")}
BORROWED = "borrowed-picture"


@dataclass(frozen=True, slots=True)
class Part:
    """One disguise of a mix; a strength of null is drawn evenly over 0 to 1 for each listing."""

    slug: str
    strength: float | None = None


@dataclass(frozen=True, slots=True)
class Mix:
    """Disguises that one listing wears together, in the order in which they are put on."""

    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        """As it would be written on the command line."""
        return "+".join(part.slug if part.strength is None else f"{part.slug}:{part.strength:g}" for part in self.parts)


def read_mixes(wanted: Sequence[str], *, official_pictures: bool) -> tuple[Mix, ...]:
    """The mixes behind values such as `split-mark:0.3+low-price`, `GM-T01`, `text` or `all`, each once.

    A kind or `all` stands for each of its disguises alone; edits of pictures then begin with the borrowed official
    picture where the rights have any. Of these groups, what needs an extra that is missing is left out.
    Errors: `InputError` for a name that is not known or cannot be put on, and for a strength outside of 0 to 1.
    """
    mixes: dict[Mix, None] = {}
    for value in wanted:
        name, strength = _split(value, value)
        if name in (ALL, *KINDS):
            mixes.update(dict.fromkeys(_group(name, strength, official_pictures=official_pictures)))
        else:
            mixes[Mix(tuple(part for text in value.split("+") for part in _parts(text.strip(), value)))] = None
    return tuple(mixes)


def _split(text: str, value: str) -> tuple[str, float | None]:
    name, colon, number = text.partition(":")
    if not colon:
        return name, None
    if "+" in number:
        return text, None  # a mix, which is taken apart first
    try:
        strength = float(number)
    except ValueError:
        strength = -1.0
    if not 0 <= strength <= 1:
        raise InputError(f"--disguise {value!r}: strength {number!r} is no number from 0 to 1. Write it as {name}:0.5.")
    return name, strength


def _parts(text: str, value: str) -> list[Part]:
    name, strength = _split(text, value)
    composed = dict(pair for entry in entries() for pair in entry.also)
    if name in composed:
        slugs = composed[name].split("+")
        return [Part(slug, strength if slug == slugs[-1] else 0.0) for slug in slugs]
    entry = entry_of(name)
    if entry is None:
        known = [*(one.slug for one in entries()), *composed, ALL, *KINDS]
        hint = did_you_mean(name, known)
        raise InputError(
            f"--disguise {value!r}: {name!r} is not known.{hint} `guildmark redteam --list` shows them all."
        )
    if entry.slug not in DISGUISES:
        raise InputError(f"--disguise {value!r}: {entry.id} ({entry.slug}) cannot be put on: {entry.not_made}")
    for what in (DISGUISES[entry.slug].kind, entry.slug):
        if what in NEEDS and find_spec(NEEDS[what][0]) is None:
            raise InputError(f"--disguise {value!r} needs {NEEDS[what][1]}. Install guildmark[images].")
    return [Part(entry.slug, strength)]


def _group(name: str, strength: float | None, *, official_pictures: bool) -> list[Mix]:
    mixes = []
    for slug, one in DISGUISES.items():
        missing = any(what in NEEDS and find_spec(NEEDS[what][0]) is None for what in (one.kind, slug))
        if missing or name not in (ALL, one.kind) or (slug == BORROWED and not official_pictures):
            continue
        own = slug in (BORROWED, "mark-only-in-picture") or one.kind != "picture" or not official_pictures
        first = () if own else (Part(BORROWED, 0.0),)
        mixes.append(Mix((*first, Part(slug, strength))))
    return mixes
