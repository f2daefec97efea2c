"""Listings of all requests of this process, judged together: what a judgement costs by itself is shared.

Those without pictures go by themselves, so that none of them waits while words in somebody's picture are read.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from guildmark.engine import Answer, Context
from guildmark.engine.check import check_many
from guildmark.engine.official_in import official_in
from guildmark.hub.registry.together import Together
from guildmark.pictures import PictureMemory
from guildmark.records import InputError

MOST_TEXTS, MOST_PICTURED = 256, 8  # listings of a judgement: pictures cost each their own, so that few wait for one
COPIES_HELD = 8

Listing = Mapping[str, Any]
Asked = tuple[Listing, Context]
Judged = Answer | InputError


def judge(listings: Sequence[Listing], context: Context) -> Sequence[Judged]:
    """Judge listings, given as their columns by name, as a scan would; what is wrong with one stands in its place."""
    pictured = [place for place, listing in enumerate(listings) if listing.get("pictures")]
    texts = [place for place, listing in enumerate(listings) if not listing.get("pictures")]
    answers: dict[int, Judged] = {}
    for places, together in ((texts, _TEXTS), (pictured, _PICTURED)):
        if places:
            answers |= zip(places, together.ask([(listings[place], context) for place in places]), strict=True)
    return [answers[place] for place in range(len(listings))]


def _judge_texts(asked: Sequence[Asked]) -> list[Judged]:
    return _judge_all([(listing, _COPIES.of(context)) for listing, context in asked])


def _judge_all(asked: Sequence[Asked]) -> list[Judged]:
    """Those of one context at once."""
    places: dict[int, list[int]] = {}
    for place, (_, context) in enumerate(asked):
        places.setdefault(id(context), []).append(place)
    answers: dict[int, Judged] = {}
    for some in places.values():
        context = asked[some[0]][1]
        answers |= zip(some, check_many([asked[place][0] for place in some], context), strict=True)
    return [answers[place] for place in range(len(asked))]


class _Copies:
    """Contexts once more: a matcher reuses its buffers, so that two judgements at a time need one each. What is mapped
    into memory is shared."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Context] = OrderedDict()  # by digest; those that were asked for last
        self._lock = threading.Lock()

    def of(self, context: Context) -> Context:
        """The copy of a context."""
        with self._lock:
            copy = self._held.pop(context.digest, None) or replace(context, memory=PictureMemory())
            self._held[context.digest] = copy
            while len(self._held) > COPIES_HELD:
                self._held.popitem(last=False)
            return copy


def official_of(data: bytes, context: Context) -> list[str]:
    """The official pictures that a picture by itself is a copy of (see `engine.official_in`)."""
    with _LOOKING:
        return official_in(data, context)


def _judge_pictured(asked: Sequence[Asked]) -> list[Judged]:
    with _LOOKING:
        return _judge_all(asked)


_COPIES = _Copies()
_LOOKING = threading.Lock()  # what looks at pictures closely remembers what it saw, and is used by one at a time
_TEXTS, _PICTURED = Together(_judge_texts, MOST_TEXTS), Together(_judge_pictured, MOST_PICTURED)
