"""The tactic by which a scan looks for the value of a version of an indicator."""

from functools import lru_cache

from guildmark.assessment.weights import LARGEST_DB
from guildmark.hub.exchange.models import ItemVersion
from guildmark.indicators import Entry, as_tactics, told_in
from guildmark.records import InputError
from guildmark.tactics.form import restated

NAME = "indicator.yaml"  # as errors call the tactic that was made of one
AUTHOR = "members of the alliance"


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
