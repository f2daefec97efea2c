"""The page about spellings of real sellers: recall by kind and by source, and where the spellings are from."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from halves import HALVES
from spellings_seen import KINDS, Seen, read_sources

HEAD = """# Spellings that real sellers used

Made by `accuracy/spellings.py` on {day}. {spellings} spellings of {marks} marks, each seen in the source that
[seen.csv](seen.csv) names; [sources.yaml](sources.yaml) says where that is and whose words they are. Each is put into
the words that stood around it, or else into a plain title of [titles.yaml](titles.yaml) in its language, with its kind
of goods; addresses are put into the seller's name. It counts as found when the scan proposes the mark by
`mark_in_text`, `disguised_mark` or `misspelt_mark`, and does not do so for the same title without the spelling. Rights
are the starter list and, for marks that it does not hold, [rights.yaml](rights.yaml), which has their usual spellings
and never a disguised one.

Halves are cut by the mark. Words and rules may be set with the half `tune`; what counts is `report`. Brackets hold
exact 95 % intervals; spellings of one mark and of one source resemble each other, so the truth may well lie outside.
"""

LIMITS = """
## What this is not

It is no sample of anything: it is what could be found in public, much of it in lists by which traders, crawlers and
extensions read sellers' titles, and not in a title itself (`seen_as` tells). Spellings that hide well are not in
such lists. Lists were searched for spellings and not with this scan, so that it does not meet its own finds; but
whoever searched knew which disguises it knows. Names on goods (`altered-name`) are what the goods bear, and a title
often says something else. A misspelling is bent, and need not be meant to hide anything: sellers also write them to be
found by buyers who misspell. The title is plain where none was seen, which helps: sellers who hide a mark often leave
out the kind of goods too.
"""


def write_spellings_page(figures: dict[str, Any], rows: Sequence[Seen], path: Path) -> None:
    """Write the page from what `document` gives."""
    parts = [HEAD.format(**{k: figures[k] for k in ("day", "spellings", "marks")})]
    parts.append("\n## In short\n\n" + _table(figures["groups"], {}, figures["all"]))
    parts.append("\n## By what was done to the mark\n\n" + _table(figures["kinds"], KINDS))
    parts.append("\n## By whose words they are\n\n" + _table(figures["seen_as"], {}))
    parts.append("\n## By how sure it is that a seller wrote it for this mark\n\n" + _table(figures["confidence"], {}))
    parts.append("\n## What else it means\n\n" + _innocent(figures["innocent"], rows))
    parts.append("\n## Sources\n\n" + _sources(rows))
    parts.append(LIMITS)
    path.write_text("".join(parts), "utf-8")


def _table(groups: dict[str, Any], meanings: dict[str, str], whole: dict[str, Any] | None = None) -> str:
    lines = ["| | " + " | ".join(f"{h}: found" for h in reversed(HALVES)) + " |", "|---|---|---|"]
    named = [(f"{name}: {meanings[name]}" if name in meanings else name, group) for name, group in groups.items()]
    for name, group in [*named, *([("**all**", whole)] if whole else [])]:
        lines.append(f"| {name} | " + " | ".join(_cell(group.get(h)) for h in reversed(HALVES)) + " |")
    return "\n".join(lines) + "\n"


def _cell(recall: dict[str, Any] | None) -> str:
    if not recall:
        return "–"
    share = recall["found"] / recall["tried"]
    bounds = f"({recall['low']:.2f}–{recall['high']:.2f})"
    mean = f"; mean of {recall['marks']} marks {recall['mean_of_marks']:.2f}" if recall["marks"] > 1 else ""
    return f"{recall['found']} of {recall['tried']}: {share:.2f} {bounds}{mean}"


def _innocent(innocent: dict[str, Any], rows: Sequence[Seen]) -> str:
    if not innocent:
        return "No set was there to count in.\n"
    marks = {r.spelling: r.mark for r in rows}
    used = sorted(((u["titles"], s, u) for s, u in innocent.items() if u["titles"]), reverse=True)
    read = next(iter(innocent.values()))["of"]
    lines = [
        f"Nicknames, code words and short forms in {read:,} titles of honest and mixed goods;"
        f" {len(innocent) - len(used)} others stand in none. A title that does not name the mark openly too"
        " is most likely innocent.\n",
        "| spelling | for | titles | of these name the mark openly |",
        "|---|---|---|---|",
    ]
    lines += [f"| {s} | {marks[s]} | {titles:,} | {use['with_mark']:,} |" for titles, s, use in used]
    return "\n".join(lines) + "\n"


def _sources(rows: Sequence[Seen]) -> str:
    counts = Counter(r.source for r in rows)
    sources = read_sources()
    lines = ["| spellings | what | where | whose words |", "|---|---|---|---|"]
    for name, count in counts.most_common():
        source = sources[name]
        where = source["where"].replace("|", "\\|")
        lines.append(f"| {count} | {source['what']} | {where} | {source['how']} |")
    return "\n".join(lines) + "\n"
