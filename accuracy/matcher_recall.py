"""How many disguised marks the matcher finds, with the right span and the right name of the disguise."""

from collections import Counter
from dataclasses import dataclass, field

import pyarrow as pa
from matcher_disguises import DISGUISES, Disguise, Written, written
from matcher_marks import MarkList, length_class

from guildmark.redteam.dice import Dice
from guildmark.rights.index import Index
from guildmark.text.matcher import Matcher

PER_CLASS = 1_200
INVISIBLE = ("Mn", "Me", "Cf")


@dataclass(slots=True)
class Count:
    """Of `tried` disguised marks: found at all, with the exact span, named as what they are."""

    tried: int = 0
    found: int = 0
    exact_span: int = 0
    named: int = 0


@dataclass(slots=True)
class Recall:
    """Counts by (half, disguise, length of mark), and the misses of each half and disguise: (mark, written)."""

    counts: dict[tuple[str, str, str], Count] = field(default_factory=dict)
    misses: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Trial:
    mark: str
    half: str
    disguise: Disguise
    made: Written
    text: str
    start: int


def recall(marks: MarkList, index: Index, titles: list[str]) -> Recall:
    """Put disguised marks into titles and look for them."""
    result, trials = Recall(), _trials(marks, titles)
    hits = Matcher(index.automaton).match(pa.array([t.text for t in trials], pa.string()), [0])
    by_text: dict[int, list[tuple[str, int, int, int]]] = {}
    rights = index.spelling_right[index.values[hits["pattern"]]]
    for text, right, start, end, flag in zip(
        hits["text"], rights, hits["start"], hits["end"], hits["flags"], strict=True
    ):
        by_text.setdefault(int(text), []).append((int(right), int(start), int(end), int(flag)))
    owners: dict[str, set[int]] = {}
    for number, right in enumerate(marks.rights):
        for spelling in (right.mark, *right.spellings):
            owners.setdefault(spelling, set()).add(number)
    for number, trial in enumerate(trials):
        found = [hit for hit in by_text.get(number, []) if hit[0] in owners[trial.mark] and _overlap(trial, hit)]
        _count(result, trial, found)
    return result


def _trials(marks: MarkList, titles: list[str]) -> list[_Trial]:
    trials, dice = [], Dice(f"{marks.name}/recall")
    for disguise in DISGUISES:
        scripts = marks.by_script if disguise.script == "any" else (disguise.script,)
        chosen = [m for s in scripts for m in marks.by_script.get(s, ())[:PER_CLASS]]
        for mark, half in chosen:
            made = written(mark, disguise, dice)
            if made is None:
                continue
            words = dice.pick(titles).split(" ")
            at = dice.whole(0, len(words))
            before = "".join(word + " " for word in words[:at])
            text = before + made.text + "".join(" " + word for word in words[at:])
            trials.append(_Trial(mark, half, disguise, made, text, len(before)))
    return trials


def _overlap(trial: _Trial, hit: tuple[int, int, int, int]) -> bool:
    return hit[1] < trial.start + trial.made.end and hit[2] > trial.start + trial.made.start


def _count(result: Recall, trial: _Trial, found: list[tuple[int, int, int, int]]) -> None:
    key = (trial.half, trial.disguise.name, length_class(trial.mark) if trial.disguise.script == "latin" else "")
    count = result.counts.setdefault(key, Count())
    count.tried += 1
    if not found:
        result.misses.setdefault((trial.half, trial.disguise.name), []).append((trial.mark, trial.made.text))
        return
    count.found += 1
    low, high = trial.start + trial.made.start, trial.start + trial.made.end
    spans = Counter((start, end) for _, start, end, _ in found)
    count.exact_span += (low, high) in spans
    count.named += any(flag & trial.disguise.flags or not trial.disguise.flags for *_, flag in found)
