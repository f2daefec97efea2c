"""The page about the matcher: recall by disguise and length, and honest texts that are hit."""

from pathlib import Path

from halves import REPORT
from intervals import interval
from matcher_disguises import DISGUISES
from matcher_false import AFTER, CLASSES, EXACT, FalseHits
from matcher_recall import Count, Recall

LENGTHS = ("4-5", "6-8", "9+")
HEAD = """# The matcher alone

Made by `accuracy/matcher.py`. Marks are disguised by `accuracy/matcher_disguises.py` and by the sample market's own
disguises, none of which is made from the tables in `src/guildmark/text/`, and are put into real titles in which no mark
stood. Only the `report` half of the marks is shown; what the matcher misses was looked at in the other half. Brackets
hold the exact 95 % interval. *Span* and *named* are shares of what was found: the span is exactly the disguised mark in
the original text; the hit names the disguise. Nothing here asks for context; the last column of honest texts does.
"""


def write_matcher_page(found: dict[str, tuple[Recall, dict[str, FalseHits]]], path: Path) -> None:
    """Write the page."""
    parts = [HEAD]
    for name, (result, honest) in found.items():
        parts.append(f"\n## {name[0].upper()}{name[1:]}: disguised marks that are found\n\n{_recall_table(result)}")
        if honest:
            parts.append(f"\n## {name[0].upper()}{name[1:]}: honest texts that are hit\n\n{_false_table(honest)}")
    path.write_text("\n".join(parts), "utf-8")


def _recall_table(result: Recall) -> str:
    lines = ["| disguise | 4-5 letters | 6-8 | 9 and more | all | span | named |", "|---|---|---|---|---|---|---|"]
    for disguise in DISGUISES:
        counts = {length: result.counts.get((REPORT, disguise.name, length), Count()) for length in (*LENGTHS, "")}
        whole = Count(*(sum(getattr(c, f) for c in counts.values()) for f in ("tried", "found", "exact_span", "named")))
        if whole.tried:
            cells = [_share(counts[length].found, counts[length].tried) for length in LENGTHS]
            low, high = interval(whole.found, whole.tried)
            every = f"{_share(whole.found, whole.tried)} [{low:.3f}, {high:.3f}] of {whole.tried:,}"
            told = [_share(whole.exact_span, whole.found), _share(whole.named, whole.found)]
            lines.append(f"| {disguise.name} | {' | '.join([*cells, every, *told])} |")
    return "\n".join(lines) + "\n"


def _share(k: int, n: int) -> str:
    return f"{k / n:.3f}" if n else ""


def _false_table(honest: dict[str, FalseHits]) -> str:
    labels = (EXACT, *(label for label, _ in CLASSES), AFTER)
    lines = [f"| set | column | texts | {' | '.join(labels)} |", "|---|---|---|" + "---|" * len(labels)]
    for column in ("title", "description"):
        for name, one in honest.items():
            if one.texts[column]:
                lines.append(_false_row(name, column, one.texts[column], [one.hit[column, label] for label in labels]))
        total = sum(one.texts[column] for one in honest.values())
        hits = [sum(one.hit[column, label] for one in honest.values()) for label in labels]
        lines.append(_false_row("**all**", column, total, hits))
    return "Per cent of the texts.\n\n" + "\n".join(lines) + "\n"


def _false_row(name: str, column: str, texts: int, hits: list[int]) -> str:
    cells = [
        f"{100 * k / texts:.2f}" + (f" [≤ {100 * interval(k, texts)[1]:.2f}]" if name == "**all**" else "")
        for k in hits
    ]
    return f"| {name} | {column} | {texts:,} | {' | '.join(cells)} |"
