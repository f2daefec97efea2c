"""What is told of a value: the value, why, and until when it is looked for; kept and sent as JSON."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from guildmark.indicators.indicator import Indicator

LIFE = timedelta(days=365)  # after which a value is looked for only if it was told anew
LONGEST_WHY = 2_000


@dataclass(frozen=True, slots=True)
class Told:
    """An indicator as somebody told it, why, and until when it is looked for unless it is told anew."""

    indicator: Indicator
    why: str
    expires: date


def text_of_told(told: Told) -> str:
    """As it is kept: the same is the same text."""
    one = told.indicator
    parts = {
        "expires": str(told.expires), "kind": one.kind, "value": one.value, "why": told.why, "written": one.written,
    }  # fmt: skip
    return json.dumps(parts, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


@lru_cache(maxsize=4096)
def told_in(text: str) -> Told:
    """What such a text says."""
    parts: dict[str, Any] = json.loads(text)
    one = Indicator(parts["kind"], parts["value"], parts["written"])
    return Told(one, parts["why"], date.fromisoformat(parts["expires"]))
