"""Measures which official item an offer is held against, and what a wrong one would do; writes JSON and a page."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from halves import REPORT, TUNE
from measure import Share
from products_colours import measure_catalogue
from products_page import page
from products_sets import ProductSet, product_sets
from products_ways import WAYS, Answer, Way
from sets import DATA_VARIABLE, HERE, data_folder

from guildmark.detectors.library.price_below_catalogue import FIRES_BELOW

FITTED = ("rapidfuzz, token_set_ratio", "TF-IDF, cosine")  # their floor is the best for F1 on the other half


def measure(data: Path) -> dict[str, Any]:
    """All figures, as JSON has them."""
    return {
        "sets": [measure_set(one) for one in product_sets(data)],
        "catalogue": measure_catalogue(data),
    }


def measure_set(one: ProductSet) -> dict[str, Any]:
    """The figures of one set, of the half that nothing was chosen on."""
    offers = {half: one.of_half(half) for half in (TUNE, REPORT)}
    ways = {name: _measure_way(one, way, offers, fitted=name in FITTED) for name, way in WAYS.items()}
    return {
        "name": one.name,
        "what": one.what,
        "items": len(one.items),
        "offers": len(offers[REPORT]),
        "with_item": sum(one.true[offer] >= 0 for offer in offers[REPORT]),
        "ways": ways,
    }


def _measure_way(one: ProductSet, way: Way, offers: dict[str, list[int]], *, fitted: bool) -> dict[str, Any]:
    answers = {half: way(one.items, [one.offers[n] for n in numbers]) for half, numbers in offers.items()}
    floor = _best_floor(one, offers[TUNE], answers[TUNE]) if fitted else 0.0
    kept = _kept(answers[REPORT], floor)
    missing = one.items_of_half(TUNE)  # a catalogue that holds the item of no offer of the reported half
    without = _kept(way([one.items[n] for n in missing], [one.offers[n] for n in offers[REPORT]]), floor)
    places = [tuple(missing[item] for item in items) for items in without]
    right, answered, wanted = _counts(one, offers[REPORT], kept)
    return {
        "floor": round(floor, 3),
        "precision": Share(right, answered).to_json(),
        "recall": Share(right, wanted).to_json(),
        "f1": round(2 * right / (answered + wanted), 4),
        "equally_near": round(sum(map(len, kept)) / max(answered, 1), 3),
        "reference_too_high": _too_high(one, offers[REPORT], kept).to_json(),
        "accused_at_official_price": _accused(one, offers[REPORT], kept, official=True).to_json(),
        "accused_at_own_price": _accused(one, offers[REPORT], kept, official=False).to_json(),
        "answered_without_item": Share(sum(map(bool, places)), len(places)).to_json(),
        "accused_without_item": _accused(one, offers[REPORT], places, official=False).to_json(),
    }


def _kept(answers: Sequence[Answer], floor: float) -> list[tuple[int, ...]]:
    return [answer.items if answer.score >= floor else () for answer in answers]


def _counts(one: ProductSet, offers: Sequence[int], kept: Sequence[tuple[int, ...]]) -> tuple[int, int, int]:
    """(answered rightly, answered, offers whose item is there); an answer is right when the item is among the near."""
    right = sum(one.true[offer] in items for offer, items in zip(offers, kept, strict=True))
    return right, sum(map(bool, kept)), sum(one.true[offer] >= 0 for offer in offers)


def _best_floor(one: ProductSet, offers: Sequence[int], answers: Sequence[Answer]) -> float:
    """The score from which answers are kept, with the best F1."""

    def f1(floor: float) -> float:
        right, answered, wanted = _counts(one, offers, _kept(answers, floor))
        return 2 * right / (answered + wanted)

    scores = sorted({answer.score for answer in answers})
    return max(scores[:: max(len(scores) // 200, 1)], key=f1)


def _reference(one: ProductSet, items: Sequence[int]) -> float | None:
    """The lowest price of items that are equally near; none where one has no price."""
    prices = [one.item_prices[item] for item in items]
    known = [price for price in prices if price is not None]
    return min(known) if known and len(known) == len(prices) else None


def _too_high(one: ProductSet, offers: Sequence[int], kept: Sequence[tuple[int, ...]]) -> Share:
    """Of answered offers whose item has a price: the reference is above it."""
    pairs = [(_reference(one, items), one.true[offer]) for offer, items in zip(offers, kept, strict=True) if items]
    known = [(ref, price) for ref, item in pairs if ref and item >= 0 and (price := one.item_prices[item])]
    return Share(sum(reference > price for reference, price in known), len(known))


def _accused(one: ProductSet, offers: Sequence[int], kept: Sequence[tuple[int, ...]], *, official: bool) -> Share:
    """Of answered offers: the price would be too low by the detector's margin, were it the official one of the offer's
    true item, or as it is."""
    looked, low = 0, 0
    for offer, items in zip(offers, kept, strict=True):
        reference = _reference(one, items) if items else None
        true = one.true[offer]
        price = (one.item_prices[true] if true >= 0 else None) if official else one.offer_prices[offer]
        if reference and price:
            looked += 1
            low += price < FIRES_BELOW * reference
    return Share(low, looked)


def main() -> int:
    """Measure, write and print; returns the exit code."""
    arguments = _arguments()
    data = data_folder()
    if not data.exists():
        print(f"{data} does not exist. Set {DATA_VARIABLE} to where the sets lie.", file=sys.stderr)
        return 2
    figures = measure(data)
    text = page(figures)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "products.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (arguments.out / "products.md").write_text(text, "utf-8")
    print(text)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="where products.json and products.md are written")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
