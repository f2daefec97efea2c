"""A tactic begun from decided cases: the words that they share and cleared listings do not say."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.cases.decide import latest_found_of
from guildmark.hub.cases.models import Case
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.wall import seen
from guildmark.records import InputError
from guildmark.tactics.form import written

MOST_CASES, MOST_CLEARED, MOST_EXAMPLES = 50, 500, 6
LONGEST, MOST_PHRASES = 4, 8  # words of a phrase, and phrases of a tactic
SHORTEST_WORD = 3  # letters of a phrase of one word
LIFE = timedelta(days=365)
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
BREAK = re.compile(r"[.,;:!?|/()\[\]\n。，；：！？、]+")  # no phrase reaches over one
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # scripts that put no blanks between words


def tactic_from(cases: Sequence[Case], *, by: Actor) -> str:
    """The text of a tactic that fires on these cases' listings, to begin with: a person reads it and tries it.

    Errors: PermissionDenied; ValidationError for cases that were not found infringing, or that share no words.
    """
    by.require("exchange.write")
    own = list(seen(Case, by).filter(pk__in=[case.pk for case in cases]).select_related("right")[:MOST_CASES])
    guilty = [case for case in own if case.outcome == "infringing"]
    if not guilty:
        raise ValidationError(_("Choose cases that were found infringing: a tactic begins from what was proven."))
    rights = {case.right_id: case.right.mark for case in guilty}
    told = {one.case_id: _texts(one.snapshot.content) for one in latest_found_of(guilty)}
    cleared = seen(Case, by).filter(outcome="not", right__in=rights).order_by("-id")[:MOST_CLEARED]
    innocent = [_texts(one.snapshot.content) for one in latest_found_of(list(cleared))]
    marks = sorted(set(rights.values()))
    phrases = _shared(["\n".join(texts) for texts in told.values()], ["\n".join(texts) for texts in innocent], marks)
    if not phrases:
        raise ValidationError(
            _("These listings say nothing alike that cleared ones do not say too. Choose others, or write it by hand.")
        )
    fires = [_example(texts) for texts in told.values() if _says(texts, phrases)][:MOST_EXAMPLES]
    fires += [{"title": f"{marks[0]}, {phrases[0]}"}] * max(0, 2 - len(fires))
    quiet = [_example(texts) for texts in innocent if not _says(texts, phrases)][: MOST_EXAMPLES - 2]
    quiet += [{"title": phrases[0]}, {"title": f"{marks[0]}, original receipt"}]
    try:
        return written(_parts(marks, phrases, fires, quiet, len(guilty), by, timezone.now().date()))
    except InputError as error:
        raise ValidationError(str(error)) from None


def _parts(
    marks: list[str],
    phrases: list[str],
    fires: list[dict[str, str]],
    quiet: list[dict[str, str]],
    cases: int,
    by: Actor,
    today: date,
) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "title": (_("%(mark)s: “%(phrase)s”") % {"mark": marks[0], "phrase": phrases[0]})[:120],
        "author": by.organisation.name,
        "status": "draft",
        "tlp": "AMBER",
        "version": 1,
        "seller_view": "family",
        "why": _("%(count)d cases that were found infringing say this. Say what is behind it, and how you know.")
        % {"count": cases},
        "false_alarms": _("Say on which honest listings it may fire."),
        "sources": [_("Cases of our own")],
        "when": {"all": [{"mark": marks}, {"words": phrases}], "none": [{"seller": "authorised"}]},
        "strength": 0.5,
        "example_marks": list(marks),
        "fires_on": fires,
        "quiet_on": quiet,
        "expires": today + LIFE,
    }


def _texts(content: dict[str, Any]) -> tuple[str, str]:
    """Title and description without what cannot be seen: examples are read by people."""
    title, description = (str(content.get(name) or "") for name in ("title", "description"))
    return _seen(title), _seen(description)


def _seen(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " if sign.isspace() else "" for sign in text)


def _example(texts: tuple[str, str]) -> dict[str, str]:
    title, description = (" ".join(text.split())[:400] for text in texts)
    return {"title": title or "–"} | ({"description": description} if description else {})


def _says(texts: tuple[str, str], phrases: Iterable[str]) -> bool:
    said = _phrases("\n".join(texts))
    return any(phrase in said for phrase in phrases)


def _shared(guilty: Sequence[str], innocent: Sequence[str], marks: Sequence[str]) -> list[str]:
    """Phrases that most of the guilty say and none of the innocent: the longer and the commoner first, and none that
    stands within another that was taken."""
    said = [_phrases(text) for text in guilty]
    count = Counter(phrase for own in said for phrase in own)
    free = set().union(*(_phrases(text) for text in innocent)) if innocent else set()
    named = {mark.casefold() for mark in marks}
    fewest = min(len(guilty), max(2, (len(guilty) + 1) // 2))
    fit = [
        phrase
        for phrase, number in count.items()
        if number >= fewest and phrase not in free and not any(mark in phrase for mark in named)
    ]
    fit.sort(key=lambda phrase: (-count[phrase], -len(phrase.split()), -len(phrase), phrase))
    taken: list[str] = []
    for phrase in fit:
        if len(taken) < MOST_PHRASES and not any(phrase in other or other in phrase for other in taken):
            taken.append(phrase)
    return taken


def _phrases(text: str) -> set[str]:
    """The phrases of a text, folded: up to LONGEST words; in scripts without blanks, up to as many signs twice over."""
    pieces = [WORD.findall(piece) for piece in BREAK.split(text.casefold())]
    runs = {
        " ".join(words[n : n + size])
        for words in pieces
        for size in range(1, LONGEST + 1)
        for n in range(len(words) - size + 1)
    }
    phrases = {run for run in runs if " " in run or (len(run) >= SHORTEST_WORD and not run.isdigit())}
    for word in (word for words in pieces for word in words):
        if UNSPACED.search(word):
            phrases |= {word[n : n + size] for size in range(2, 2 * LONGEST) for n in range(len(word) - size + 1)}
    return phrases
