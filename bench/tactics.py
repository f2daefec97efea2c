"""What a thousand tactics cost beside the scan that they run in: `python bench/tactics.py`.

The same batches of a made market are evaluated in turn without tactics, with 100 and with 1,000 made ones, in the
shadow and weighing. The tactics are of every kind: words of ten languages, prices, signals, patterns, columns, counted
choices; most are found by phrases, one in ten is asked of every listing that names a mark. Beside it stands what is
usually written instead: the phrases of all tactics as one regular expression per tactic, over title and description.
Process time of one core; medians of goes in turn.
"""

import argparse
import json
import random
import re
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from material import make_material

from guildmark.engine import Context, compile_context
from guildmark.engine.evaluator import ContextEvaluator
from guildmark.rights import read_rights
from guildmark.tactics import REVIEW, SHADOW, TacticSet, Used
from guildmark.tactics.read import tactic_of
from guildmark.tactics.values import value_of
from guildmark.text.lists import read_lists

HERE = Path(__file__).parent
BATCH = 5_000
COUNTS = (0, 100, 1_000)
SIGNALS = ("replica_words", "off_platform_contact", "price_below_floor", "disguised_mark", "hidden_link")


def main() -> None:
    """Measure, print, and keep the figures where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=40_000, help="of the made market (default: 40,000)")
    parser.add_argument("--rights", type=int, default=5_000, help="how many rights (default: 5,000)")
    parser.add_argument("--goes", type=int, default=5, help="how often each is measured (default: 5)")
    parser.add_argument("--keep", action="store_true", help="write bench/tactics.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guildmark-bench-") as folder:
        figures = measure(Path(folder), options.listings, options.rights, options.goes)
    print(json.dumps(figures, indent=1))
    if options.keep:
        (HERE / "tactics.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def measure(folder: Path, listings: int, rights: int, goes: int) -> dict[str, Any]:
    """Microseconds a listing, for each number of tactics."""
    pa.set_cpu_count(1)
    material = make_material(folder, listings, rights)
    read = read_rights(material.rights)
    table = pq.read_table(material.listings)
    batches = [table.slice(start, BATCH) for start in range(0, len(table), BATCH)]
    marks = [right.mark for right in read.rights]
    contexts: dict[str, Context] = {}
    for count in COUNTS:
        for mode in (SHADOW, REVIEW) if count else (SHADOW,):
            used = TacticSet.of(Used(tactic_of(value_of("made", one)), mode, 3.0) for one in made(count, marks))
            contexts[f"{count} {mode}" if count else "none"] = compile_context(read, folder / "contexts", tactics=used)
    seconds: dict[str, list[float]] = {name: [] for name in contexts}
    hits: dict[str, int] = {}
    for go in range(goes + 1):  # the first one warms up
        for name, context in contexts.items():
            took, found = evaluated(context, batches)
            hits[name] = found
            if go:
                seconds[name].append(took)
    phrases = [one["when"]["words"] for one in made(COUNTS[-1], marks) if "words" in one["when"]]
    peer = by_expressions(batches[0], phrases)
    base = median(seconds["none"])
    return {
        "listings": len(table), "rights": material.right_count, "mean_letters": round(material.mean_letters),
        "microseconds_a_listing": {name: round(1e6 * median(own) / len(table), 1) for name, own in seconds.items()},
        "times_the_scan": {name: round(median(own) / base, 2) for name, own in seconds.items()},
        "spread": {name: [round(min(own) / base, 2), round(max(own) / base, 2)] for name, own in seconds.items()},
        "hits": hits,
        "expressions_instead": {"tactics": len(phrases), "microseconds_a_listing": round(1e6 * peer / BATCH, 1)},
    }  # fmt: skip


def evaluated(context: Context, batches: list[pa.Table]) -> tuple[float, int]:
    """Seconds of one core, and how often tactics fired."""
    evaluator = ContextEvaluator.of(context)
    began, hits = time.process_time(), 0
    for batch in batches:
        hits += len(evaluator.evaluate(batch, None).hits)
    return time.process_time() - began, hits


def made(count: int, marks: list[str]) -> list[dict[str, Any]]:
    """Tactics of many kinds, the same each time."""
    dice = random.Random(5)
    phrases = sorted({phrase.text for phrase in read_lists() if phrase.list_name != "goods"})
    goods = sorted({phrase.text for phrase in read_lists() if phrase.list_name == "goods"})
    return [one_made(number, dice, phrases, goods, marks) for number in range(count)]


def one_made(
    number: int, dice: random.Random, phrases: list[str], goods: list[str], marks: list[str]
) -> dict[str, Any]:
    """One tactic: a phrase that the lists have, and four of two words each."""
    pairs = zip(dice.sample(phrases, 4), dice.sample(goods, 4), strict=True)
    words = [dice.choice(phrases), *(f"{a} {b}" for a, b in pairs)]
    kind, price = number % 10, {"at_most": f"{dice.randint(5, 90)} EUR"}
    when: dict[str, Any] = {"mark": "any", "words": words}
    if kind in (1, 2):
        when |= {"price": price, "none": [{"category": dice.sample(goods, 3)}, {"seller": "authorised"}]}
    elif kind == 3:
        when |= {"signal": dice.choice(SIGNALS)}
    elif kind == 4:
        when |= {"pattern": rf"(?i)ref\.? ?{number}\d{{2}}", "condition": ["new", "unknown"]}
    elif kind == 5:
        when |= {
            "count": {"at_least": "2", "of": [{"price": price}, {"missing": "gtin"}, {"ships_from": ["CN", "HK"]}]}
        }
    elif kind == 6:
        when = {"mark": dice.sample(marks, 3), "words": [*words, *dice.sample(goods, 2)]}
    elif kind == 7:
        when |= {"words": {"say": words, "near_mark": "40"}}
    elif kind == 8:
        when = {"words": [f"{marks[number % len(marks)]} inspired {number}", *words[:2]], "missing": "brand"}
    elif kind == 9:  # asked of every listing that names a mark
        below = {"holder": f"{dice.randint(60, 95)} %"}
        when = {"mark": "any", "price": {"below": below}, "missing": ["gtin"], "stock": {"at_least": f"{number}"}}
    examples = [{"title": "a"}, {"title": "b"}]
    about = {"about": marks[number % len(marks)]} if kind == 8 else {}
    return {
        "id": str(UUID(int=number + 1)), "title": f"made {number}", "author": "bench", "why": "to be measured",
        "when": when, "fires_on": examples, "quiet_on": examples, "expires": "2999-01-01", **about,
    }  # fmt: skip


def by_expressions(batch: pa.Table, phrases: list[Any]) -> float:
    """Seconds for one regular expression a tactic over title and description, as scripts do it."""
    words = [own["say"] if isinstance(own, dict) else own for own in phrases]
    expressions = [re.compile("|".join(map(re.escape, own)), re.IGNORECASE) for own in words]
    columns = (batch.column(name).to_pylist() for name in ("title", "description"))
    texts = [f"{title or ''} {description or ''}" for title, description in zip(*columns, strict=True)]
    some = texts[:: max(1, len(texts) // 200)]
    began = time.process_time()
    for text in some:
        for expression in expressions:
            expression.search(text)
    return (time.process_time() - began) * len(texts) / len(some)


if __name__ == "__main__":
    main()
