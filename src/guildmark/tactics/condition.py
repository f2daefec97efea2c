"""What a condition is: one thing that a tactic asks about a listing, or about a listing and a mark."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from guildmark.tactics.values import Value

if TYPE_CHECKING:
    from guildmark.detectors.hits import Hits
    from guildmark.tactics.asked import Asked
    from guildmark.tactics.plain import One

Pairs = NDArray[np.int64]
Mask = NDArray[np.bool_]
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Anchor:
    """By what the candidates of a tactic are found: any of these phrases, marks or signals; or every pair."""

    phrases: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    signals: frozenset[str] = frozenset()
    pictures: frozenset[str] = frozenset()  # hashes, hexadecimal
    every: bool = False

    def either(self, other: "Anchor") -> "Anchor":
        """The anchor of one or the other."""
        return Anchor(
            self.phrases | other.phrases,
            self.marks | other.marks,
            self.signals | other.signals,
            self.pictures | other.pictures,
            self.every or other.every,
        )

    @property
    def width(self) -> tuple[bool, bool, int, int]:
        """How many pairs it lets through, roughly; the least is the best."""
        return self.every, bool(self.signals), len(self.marks), len(self.phrases) + len(self.pictures)


@dataclass(frozen=True, slots=True)
class Condition(ABC):
    """One condition. Each kind is a class of one file of `conditions/`; equal ones are evaluated once for all tactics.

    `key` is its name in YAML, `about` one line on it, `example` a value that it takes.
    """

    key: ClassVar[str]
    about: ClassVar[str]
    example: ClassVar[str]
    cost: ClassVar[int] = 1  # beside the others: those that cost less are asked first

    @classmethod
    @abstractmethod
    def read(cls, value: Value) -> Self:
        """Read it from YAML. Errors: InputError with the place."""

    @classmethod
    @abstractmethod
    def schema(cls) -> Schema:
        """The JSON schema of its value."""

    @abstractmethod
    def told(self) -> str:
        """It as a clause of an English sentence."""

    @abstractmethod
    def holds(self, one: "One") -> bool:
        """Whether it holds for one listing and mark: plain Python, that the compiled form is held against."""

    @abstractmethod
    def mask(self, asked: "Asked", pairs: Pairs) -> Mask:
        """Whether it holds for some pairs of a batch. Shapes: (n,)."""

    @property
    def families(self) -> frozenset[str]:
        """The families of evidence that it draws on."""
        return frozenset()

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns of listings that it reads, any of which is enough."""
        return ()

    @property
    def phrases(self) -> frozenset[str]:
        """The phrases that are looked for in texts on its behalf."""
        return frozenset()

    @property
    def pictures(self) -> frozenset[str]:
        """The hashes of pictures that are looked for on its behalf."""
        return frozenset()

    @property
    def needs_facts(self) -> bool:
        """Whether it asks about other listings."""
        return False

    def anchor(self) -> Anchor | None:
        """By what its candidates are found; None when it cannot find any itself."""
        return None

    def evidence(self, asked: "Asked", pairs: Pairs) -> "tuple[Pairs, Hits] | None":
        """Where it stands in texts: the place in `pairs` and the span of each; None where it stands in none."""
        return None


_KINDS: dict[str, type[Condition]] = {}


def condition[C: type[Condition]](kind: C) -> C:
    """Add a kind of condition. Errors: ValueError at import when its name is taken."""
    if kind.key in _KINDS:
        raise ValueError(f"condition {kind.key!r} is declared twice")
    _KINDS[kind.key] = kind
    return kind


def kinds_of_conditions() -> Mapping[str, type[Condition]]:
    """Every kind, by its name in YAML."""
    library = import_module("guildmark.tactics.conditions")
    for module in iter_modules(library.__path__):
        import_module(f"{library.__name__}.{module.name}")
    return dict(sorted(_KINDS.items()))


def quoted(texts: tuple[str, ...], last: str = "or") -> str:
    """“a”, “b” or “c”."""
    marks = [f"“{text}”" for text in texts]
    return marks[0] if len(marks) == 1 else f"{', '.join(marks[:-1])} {last} {marks[-1]}"


def texts_schema() -> Schema:
    """One text, or a list of them."""
    text = {"type": "string", "minLength": 1}
    return {"oneOf": [text, {"type": "array", "items": text, "minItems": 1}]}
