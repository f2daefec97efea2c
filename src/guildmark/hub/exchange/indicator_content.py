"""What a version of an indicator says, as JSON; and the tactic by which a scan looks for its value."""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from guildmark.assessment.weights import LARGEST_DB
from guildmark.hub.exchange.models import ItemVersion
from guildmark.indicators import Entry, Indicator, as_tactics
from guildmark.records import InputError
from guildmark.tactics.form import restated

NAME = "indicator.yaml"  # as errors call the tactic that was made of one
AUTHOR = "members of the alliance"


@dataclass(frozen=True, slots=True)
class Told:
    """An indicator as a member told it, why, and until when it is looked for unless it is told anew."""

    indicator: Indicator
    why: str
    expires: date


def content_of(told: Told) -> str:
    """As a version keeps it."""
    one = told.indicator
    parts = {
        "expires": str(told.expires), "kind": one.kind, "value": one.value, "why": told.why, "written": one.written,
    }  # fmt: skip
    return json.dumps(parts, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


@lru_cache(maxsize=4096)
def told_in(content: str) -> Told:
    """What a version says."""
    parts: dict[str, Any] = json.loads(content)
    one = Indicator(parts["kind"], parts["value"], parts["written"])
    return Told(one, parts["why"], date.fromisoformat(parts["expires"]))


def tactic_text(version: ItemVersion) -> str:
    """The tactic that looks for the value, under the item's own id, so that its hits are the item's.

    At full strength: how much it weighs is what its use at a marketplace says. Errors: InputError with why no tactic
    finds it.
    """
    return _tactic_text(version.content, str(version.item_id), version.number)


@lru_cache(maxsize=4096)
def _tactic_text(content: str, key: str, number: int) -> str:
    told = told_in(content)
    made = as_tactics([Entry(told.indicator, 1.0, LARGEST_DB)], author=AUTHOR, expires=told.expires)
    if not made.tactics:
        raise InputError(made.left_out[0][1])
    [text] = made.tactics.values()
    return restated(NAME, text, id=key, version=number)
