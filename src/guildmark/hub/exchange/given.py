"""What programs and other sites give, by kind: how it is checked, kept, and known again. A kind more is a row more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from guildmark.hub.exchange import content, drafts
from guildmark.hub.exchange.indicators import draft_told, until_when
from guildmark.hub.exchange.models import Item, ItemVersion
from guildmark.hub.exchange.sharing import as_shared
from guildmark.hub.members.actor import Actor
from guildmark.indicators import text_of_told, told_in
from guildmark.lab.tactic_trial import try_examples
from guildmark.tactics.checks import check_tactic


@dataclass(frozen=True, slots=True)
class Given:
    """An item as it is given, under the id that it has where it comes from."""

    kind: str
    id: UUID
    title: str
    text: str  # as `ItemVersion.content`


@dataclass(frozen=True, slots=True)
class Way:
    """How a kind is taken. `draft` keeps what a member's own program brings, `keep` what another alliance's site gives;
    errors of both: as those of drafts. `same` says whether it is what an item's version says already. `faults` finds
    what takes so long that it is done outside of any transaction; errors: ValidationError for what cannot be read."""

    draft: Callable[[Given, Actor], ItemVersion]
    keep: Callable[[Given, Actor], ItemVersion]
    same: Callable[[Item, ItemVersion, Given], bool]
    faults: Callable[[Sequence[str]], list[list[str]]] = lambda texts: [[] for _ in texts]


def faults_of(given: Sequence[Given]) -> list[list[str]]:
    """What keeps each of these from being shared, as far as that takes long to find. Errors: as `Way`."""
    found: list[list[str]] = [[] for _ in given]
    for kind, way in WAYS.items():
        places = [place for place, one in enumerate(given) if one.kind == kind]
        for place, told in zip(places, way.faults([given[place].text for place in places]), strict=True):
            found[place] = told
    return found


def _faults_of_tactics(texts: Sequence[str]) -> list[list[str]]:
    """Their examples are run all at once: one takes as long as a hundred, some seconds."""
    tactics = [content.read(text) for text in texts]
    if not tactics:
        return []
    today = timezone.now().date()
    missed = try_examples(tactics)
    return [
        [*(found.told for found in check_tactic(tactic, today) if found.grade == "error"), *map(str, misses)]
        for tactic, misses in zip(tactics, missed, strict=True)
    ]


def _draft_tactic(given: Given, by: Actor) -> ItemVersion:
    return drafts.draft_tactic(given.text, by=by)


def _same_tactic(item: Item, version: ItemVersion, given: Given) -> bool:
    return as_shared(item, version.number, given.text) == version.content


def _draft_advice(given: Given, by: Actor) -> ItemVersion:
    return drafts.draft_advice(given.title, given.text, by=by, item=given.id)


def _same_advice(item: Item, version: ItemVersion, given: Given) -> bool:
    return (item.title, version.content) == (given.title.strip(), given.text.strip() + "\n")


def _draft_indicator(given: Given, by: Actor) -> ItemVersion:
    """Under an id of the member's own: two who bring one object of somebody else must not meet at its id."""
    return draft_told(told_in(given.text), by=by)


def _keep_indicator(given: Given, by: Actor) -> ItemVersion:
    return draft_told(told_in(given.text), by=by, key=given.id)


def _same_indicator(_item: Item, version: ItemVersion, given: Given) -> bool:
    return text_of_told(until_when(told_in(given.text))) == version.content


WAYS: Mapping[str, Way] = {
    "tactic": Way(_draft_tactic, _draft_tactic, _same_tactic, _faults_of_tactics),
    "advice": Way(_draft_advice, _draft_advice, _same_advice),
    "indicator": Way(_draft_indicator, _keep_indicator, _same_indicator),
}
