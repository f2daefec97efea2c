"""The page of what every tactic of the library hits, written from its figures."""

from typing import Any

from page import rendered, table

TEMPLATE = "tactics.md.j2"


def page(figures: dict[str, Any]) -> str:
    """The page as Markdown."""
    tactics = figures["tactics"]
    clean, as_named = tactics[0]["clean"]["n"], tactics[0]["as_named"]["n"]
    return rendered(
        TEMPLATE,
        half=figures["half"],
        market=figures["market"],
        tactics=len(tactics),
        languages=len({language for one in tactics for language in one["languages"]}),
        clean=clean,
        as_named=as_named,
        mixed=tactics[0]["mixed"]["n"],
        catalogue=tactics[0]["catalogue"]["n"],
        honest=tactics[0]["made_honest"]["n"],
        hits=table(
            (
                "tactic", "candidates", "hits, clean", "at sellers", "at most, per thousand", "as if named: candidates",
                "hits", "at most, per thousand", "hits, mixed", "hits, official",
            ),
            (
                (
                    f"`{one['name']}`", f"{one['clean']['candidates']:,}", one["clean"]["k"], one["clean"]["sellers"],
                    _at_most(one["clean"]), f"{one['as_named']['candidates']:,}", one["as_named"]["k"],
                    _at_most(one["as_named"]), one["mixed"]["k"], one["catalogue"]["k"],
                )
                for one in tactics
            ),
        ),
        made=table(
            ("tactic", "made fakes", "made honest", "disguised examples that still fire"),
            ((f"`{one['name']}`", one["made_fakes"]["k"], one["made_honest"]["k"], _robust(one)) for one in tactics),
        ),
        weakest=table(
            ("disguise", "fire", "tried", "share"),
            ((slug, fired, tried, f"{100 * fired / tried:.0f} %") for slug, fired, tried in _by_disguise(tactics)),
        ),
    )  # fmt: skip


def _at_most(share: dict[str, Any]) -> str:
    return f"{1000 * share['high']:.2f}" if share["n"] else "–"


def _robust(one: dict[str, Any]) -> str:
    fired, tried = (sum(counts[place] for counts in one["disguised"].values()) for place in (0, 1))
    return f"{fired} of {tried}" if tried else "no words to disguise"


def _by_disguise(tactics: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    """Every disguise of words, over all tactics, the weakest first."""
    counts: dict[str, tuple[int, int]] = {}
    for one in tactics:
        for slug, (fired, tried) in one["disguised"].items():
            before = counts.get(slug, (0, 0))
            counts[slug] = before[0] + fired, before[1] + tried
    return sorted(((slug, *own) for slug, own in counts.items()), key=lambda row: (row[1] / row[2], row[0]))
