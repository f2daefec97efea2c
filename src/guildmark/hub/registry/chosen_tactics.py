"""The tactics that marketplaces chose, as a later app tells them to whoever compiles the index."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from guildmark.tactics import Used


@dataclass(frozen=True, slots=True)
class Choices:
    """`of_all` tells, for each marketplace that chose any, the tactics that count there now; `any_of` whether one
    marketplace did."""

    of_all: Callable[[], dict[UUID, tuple[Used, ...]]]
    any_of: Callable[[UUID], bool]


_CHOICES: list[Choices] = []


def tells_choices(choices: Choices) -> None:
    """Have tactics compiled into the contexts of the marketplaces that chose them."""
    _CHOICES.append(choices)


def chosen_tactics() -> dict[UUID, tuple[Used, ...]]:
    """The tactics that count now, by marketplace."""
    return {key: used for choices in _CHOICES for key, used in choices.of_all().items()}


def chose_tactics(organisation: UUID) -> bool:
    """Whether a marketplace chose any that count now."""
    return any(choices.any_of(organisation) for choices in _CHOICES)
