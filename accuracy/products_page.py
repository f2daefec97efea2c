"""The page of the figures about official items, in Markdown."""

from collections.abc import Iterator
from typing import Any

from page import table

HEAD = """# Which official item is offered

Made by `accuracy/products.py`, from one half of each set, cut by item; floor, nearness and weights were chosen on the
other. One side of a set stands for the catalogue, the other for the offers. In brackets are 95 % intervals. While codes
were being written, errors in Abt-Buy and Amazon-Google were read by another cut, so that some of what is reported was
in sight; of PriceRunner nothing was.

An answer is right when the item is among those that are equally near: the price is held against the lowest of them. The
floors of rapidfuzz and TF-IDF are those with the best F1 on the other half; Guildmark's is the one that ships. TF-IDF
has the formula of scikit-learn. In Amazon-Google most offers have no item that the set knows of, though not a few are
of one: its precision is too low for every way alike.
"""
ACCUSED = """
## What a wrong item would do

*Reference too high*: the official price that an offer is held against is above that of its true item. *At the official
price*: were the true item offered at its own official price, the price would look too low by the detector's margin. *At
its own price*: it does, as the other shop really asks, which may be a true bargain. *Item missing*: the same where the
catalogue holds the item of no offer, so that every answer is wrong.
"""
OWN = """
## Official catalogues held against themselves

Colours that fold to no basic colour leave `never_made_so` silent. The words for colours were written with the sixty
most frequent colours of the first catalogue in sight, so its share of colours that fold is no measure for others. The
words for several units were written after reading false alarms among the rows of the last catalogue that stand for the
catalogue here: its figure is not independent of them.
"""


def page(figures: dict[str, Any]) -> str:
    """The page of all figures."""
    return (
        "\n".join([HEAD, *_matching(figures["sets"]), ACCUSED, *_accused(figures["sets"]), OWN, _own(figures)]) + "\n"
    )


def _matching(sets: list[dict[str, Any]]) -> Iterator[str]:
    head = ["way", "precision %", "recall %", "F1", "equally near"]
    for one in sets:
        counts = f"{one['items']:,} items, {one['offers']:,} offers, {one['with_item']:,} of them with an item"
        yield f"**{one['name']}** ({one['what']}): {counts}\n"
        rows = [
            [
                name,
                _percent(way["precision"]),
                _percent(way["recall"]),
                f"{way['f1']:.2f}",
                f"{way['equally_near']:.2f}",
            ]
            for name, way in one["ways"].items()
        ]
        yield table(head, rows) + "\n"


def _accused(sets: list[dict[str, Any]]) -> Iterator[str]:
    head = ["set", "way", "reference too high %", "too low at the official price %", "at its own price %"]
    head += ["item missing: answered %", "item missing: too low %"]
    keys = ("reference_too_high", "accused_at_official_price", "accused_at_own_price")
    keys += ("answered_without_item", "accused_without_item")
    rows = [
        [one["name"], name, *(_percent(way[key]) for key in keys)] for one in sets for name, way in one["ways"].items()
    ]
    yield table(head, rows) + "\n"


def _own(figures: dict[str, Any]) -> str:
    head = ["catalogue", "listings", "how many", "`never_made_so` %", "`price_below_catalogue` %"]
    rows = [
        [
            row["who"], row["what"], f"{row['listings']:,}", _percent(row["never_made_so"]),
            _percent(row["price_below_catalogue"]),
        ]
        for row in figures["catalogue"]
    ]  # fmt: skip
    return table(head, rows)


def _percent(share: dict[str, Any]) -> str:
    if not share["n"]:
        return "–"
    low, high = 100 * share["low"], 100 * share["high"]
    return f"{100 * share['k'] / share['n']:.1f} ({low:.1f} to {high:.1f}), {share['k']:,} of {share['n']:,}"
