"""What a seller reads of an action: the statement's facts in the words of a language, with English beside drafts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from guildmark.hub.enforcement.models import Action, Statement
from guildmark.hub.enforcement.reviewed import is_reviewed
from guildmark.hub.wording import Wording, wording

USUAL = "en"


@dataclass(frozen=True, slots=True)
class Told:
    """A statement in one language. `parts` are headings with their lines; `english` is there while it is a draft."""

    language: str
    direction: str
    headline: str
    means: str
    facts: tuple[tuple[str, str], ...]
    url: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    draft: str
    words: Wording
    english: "Told | None" = None


def told_of(statement: Statement) -> Told:
    """The statement as its seller reads it."""
    words = wording(statement.language)
    if words.language == USUAL or is_reviewed(words, statement.action.organisation_id):
        return _told(statement, words)
    return _told(statement, words, _told(statement, wording(USUAL)))


def _told(statement: Statement, words: Wording, english: Told | None = None) -> Told:
    action, facts = statement.action, statement.facts
    measure = "warn-store" if (action.target, action.measure) == ("store", "warn") else action.measure
    say, values = words.say, {"mark": facts.get("mark", "")}
    reason = _reason(facts)
    found = [say(f"found.{reason}", **values)]
    if "points" in facts:
        found.append(say("points", points=_number(facts["points"]), at=_number(facts["at"])))
    parts = [
        (say("label.found"), found),
        (say("label.evidence"), list(dict.fromkeys(_evidence(words, facts)))),
        (say("label.ground"), list(_ground(words, facts))),
        (say("label.who"), [_who(words, action)]),
        (say("label.clear"), [say(f"clear.{reason}", **values)]),
        (say("label.answer"), list(_answer(words, statement))),
        (say("label.also"), [say("also.body"), say("also.law")]),
    ]
    return Told(
        language=words.language,
        direction=words.direction,
        headline=say(f"headline.{measure}"),
        means=say(f"means.{measure}"),
        facts=tuple(_facts(words, action, facts)),
        url=facts.get("url", ""),
        parts=tuple((heading, tuple(lines)) for heading, lines in parts if lines),
        draft=say("draft") if english else "",
        words=words,
        english=english,
    )


def _reason(facts: dict[str, Any]) -> str:
    if "step" in facts:
        return "step"
    return facts.get("reason") or "other"


def _facts(words: Wording, action: Action, facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    say = words.say
    if facts.get("title"):
        yield say("label.listing"), facts["title"]
    if facts.get("listing_id"):
        yield say("label.number"), facts["listing_id"]
    if action.target == "store":
        yield say("label.store"), action.name
    if action.taken_at:
        yield say("label.since"), f"{action.taken_at:%Y-%m-%d}"
    until = f"{action.until:%Y-%m-%d}" if action.until else say("label.until_lifted")
    yield say("label.until"), until
    yield say("label.where"), say("label.everywhere", marketplace=action.organisation.name)


def _evidence(words: Wording, facts: dict[str, Any]) -> Iterator[str]:
    for one in facts.get("evidence", ()):
        if one.get("text"):
            yield words.say("evidence.shown", text=one["text"])
        else:
            yield words.say(f"evidence.{one['family']}", mark=facts.get("mark", ""))


def _ground(words: Wording, facts: dict[str, Any]) -> Iterator[str]:
    if facts.get("right_kind"):
        yield words.say(f"ground.{facts['right_kind']}", mark=facts.get("mark", ""))
    for one in facts.get("registrations", ()):
        if one["number"]:
            yield words.say("ground.registered", **one)
    yield words.say("ground.rules")


def _who(words: Wording, action: Action) -> str:
    if action.automatic:
        return words.say("who.rule")
    return words.say("who.people", number=action.eyes) if action.target == "store" else words.say("who.person")


def _answer(words: Wording, statement: Statement) -> Iterator[str]:
    yield words.say("answer.until", until=f"{statement.answer_until:%Y-%m-%d}")
    yield words.say("answer.silence_warning" if statement.action.measure == "warn" else "answer.silence")
    yield words.say("answer.who")
    yield words.say("answer.undone")


def _number(value: float) -> str:
    return f"{value:g}"
