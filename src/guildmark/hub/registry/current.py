"""The compiled context that an organisation's listings are judged by, held open and swapped when a newer one counts."""

import logging
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID
from weakref import WeakValueDictionary

from django.conf import settings

from guildmark.engine import Context
from guildmark.hub.members.models import Organisation
from guildmark.hub.registry.chosen_tactics import chose_tactics
from guildmark.hub.registry.models import Generation, Right
from guildmark.hub.registry.weights import WEIGHTS

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0  # at most one look for something newer in this time


def current_generation(organisation: Organisation) -> Generation | None:
    """The newest generation of an organisation's own choices, else that of all; None while no right counts.

    Right after something was chosen, until it is compiled, the generation before goes on.
    """
    own = _newest(organisation.pk) if has_choices(organisation) else None
    generation = own or _newest(None)
    return generation if generation is not None and generation.folder else None


def has_choices(organisation: Organisation) -> bool:
    """Whether a marketplace has weights or tactics of its own that count now."""
    return WEIGHTS.active(organisation).exists() or chose_tactics(organisation.pk)


def live_context(organisation: Organisation) -> tuple[Generation, Context] | None:
    """The current generation with its context, opened once in a process and shared; None while no right counts.

    A newer one is noticed within a second and takes its place whole; whoever holds the old one goes on with it.
    """
    return _LIVE.of(organisation)


def in_index(right: Right) -> Generation | None:
    """The newest generation of all, where it has the version of a right that counts."""
    newest = Generation.objects.filter(organisation=None).order_by("-id").first()
    number = right.current.number if right.current else None
    return newest if newest is not None and number and newest.versions.get(right.code) == number else None


def _newest(organisation: UUID | None) -> Generation | None:
    rows = Generation.objects.filter(organisation=organisation).defer("versions", "problems")
    return rows.order_by("-id").first()


@dataclass(slots=True)
class _Held:
    """What an organisation's callers get until the next look."""

    pair: tuple[Generation, Context] | None = None
    looked: float = float("-inf")  # seconds on the clock that never goes back
    looking: threading.Lock = field(default_factory=threading.Lock)


class _Live:
    """The open contexts of this process."""

    def __init__(self) -> None:
        self._held: dict[UUID, _Held] = {}
        self._open: WeakValueDictionary[str, Context] = WeakValueDictionary()  # by folder; gone when nobody has it
        self._opening = threading.Lock()

    def of(self, organisation: Organisation) -> tuple[Generation, Context] | None:
        held = self._held.setdefault(organisation.pk, _Held())
        if time.monotonic() - held.looked < LOOK_SECONDS:
            return held.pair
        # One caller looks; the others go on with what there is, and wait only where there never was anything.
        if not held.looking.acquire(blocking=held.pair is None):
            return held.pair
        try:
            if time.monotonic() - held.looked >= LOOK_SECONDS:
                held.pair = self._look(organisation, held.pair)
                held.looked = time.monotonic()
            return held.pair
        finally:
            held.looking.release()

    def _look(
        self, organisation: Organisation, before: tuple[Generation, Context] | None
    ) -> tuple[Generation, Context] | None:
        generation = current_generation(organisation)
        if generation is None or (before is not None and before[0].pk == generation.pk):
            return before if generation is not None else None
        try:
            return generation, self._context(generation.folder)
        except (OSError, ValueError):
            if before is None:
                raise
            logger.exception("generation %s cannot be opened; the one before goes on", generation.pk)
            return before

    def _context(self, folder: str) -> Context:
        with self._opening:
            context = self._open.get(folder)
            if context is None:
                context = self._open[folder] = Context.open(Path(settings.HUB_FOLDER) / folder)
            return context


_LIVE = _Live()
