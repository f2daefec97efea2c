"""What a detector is: a function with a family, a direction, examples and the columns that it needs."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Literal

from guildmark.records import DIRECTIONS, FAMILIES, SELLER_VIEWS

if TYPE_CHECKING:
    from guildmark.detectors.batch import Batch
    from guildmark.detectors.signals import Signals
    from guildmark.facts import FactTable
    from guildmark.rights.index import Index

Example = str | Mapping[str, Any]  # a title, or columns of a listing
Run = Callable[["Batch", "Index", "FactTable | None"], "Signals"]
RightsKey = Literal[
    "pictures", "edited pictures", "figures", "catalogue", "price_floors", "authorised_sellers", "ships_from"
]
SECTIONS = ("Fires when", "False alarms", "Source")


@dataclass(frozen=True, slots=True)
class Detector:
    """One detector as it is registered.

    `fields` are the listing columns that it needs: with none of them given by the input it is off. `needs_facts` turns
    it off without facts, `of_rights` where no right gives that key. `of_words` is the list of phrases without which it
    says nothing.
    """

    name: str
    version: int
    family: str
    direction: str
    seller_view: str
    fields: tuple[str, ...]
    needs_facts: bool
    of_rights: RightsKey | None
    of_words: str | None
    fires: tuple[Example, ...]
    quiet: tuple[Example, ...]
    run: Run

    @property
    def doc(self) -> str:
        """The docstring: a sentence, then when it fires, its known false alarms and its source."""
        return inspect.getdoc(self.run) or ""


_REGISTERED: dict[str, Detector] = {}


def detector(
    *,
    version: int,
    family: str,
    direction: Literal["for", "against"],
    seller_view: Literal["span", "family"],
    fields: Sequence[str],
    fires: Sequence[Example],
    quiet: Sequence[Example],
    needs_facts: bool = False,
    of_rights: RightsKey | None = None,
    of_words: str | None = None,
) -> Callable[[Run], Run]:
    """Register a detector; its name is the function's.

    Errors: ValueError at import for an unknown family, a missing section of the docstring, or missing examples.
    """

    def register(run: Run) -> Run:
        name = run.__name__
        known = family in FAMILIES and direction in DIRECTIONS and seller_view in SELLER_VIEWS
        if not known or not fires or not quiet or not all(f"{s}:" in (run.__doc__ or "") for s in SECTIONS[1:]):
            raise ValueError(
                f"detector {name}: needs a family of {FAMILIES}, examples that fire and that stay quiet, "
                f"and a docstring with the sections {', '.join(SECTIONS)}"
            )
        _REGISTERED[name] = Detector(
            name, version, family, direction, seller_view, tuple(fields), needs_facts, of_rights, of_words,
            tuple(fires), tuple(quiet), run,
        )  # fmt: skip
        return run

    return register


@cache
def all_detectors() -> tuple[Detector, ...]:
    """Every detector of the library, by name."""
    library = import_module("guildmark.detectors.library")
    for module in iter_modules(library.__path__):
        import_module(f"{library.__name__}.{module.name}")
    return tuple(_REGISTERED[name] for name in sorted(_REGISTERED))
