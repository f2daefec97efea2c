"""Ways of finding the item of an offer: Guildmark's, a floor, and what a user would take instead."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from scipy import sparse

from guildmark.detectors.products import FLOOR, NEAR
from guildmark.records import CatalogueItem, Right
from guildmark.rights.names import SPREAD
from guildmark.rights.products import compile_products
from guildmark.text.base import base_tables
from guildmark.text.title_ranks import rank_titles
from guildmark.text.title_words import title_words

NOBODY = "Nobodys Mark"  # stands in no title, so that every word counts


@dataclass(frozen=True, slots=True)
class Answer:
    """The items that an offer may be of, all equally near, and how near."""

    items: tuple[int, ...]
    score: float


type Way = Callable[[Sequence[str], Sequence[str]], list[Answer]]  # items, offers → an answer an offer


def guildmark(items: Sequence[str], offers: Sequence[str]) -> list[Answer]:
    """As the detectors do it: nearness of titles, with the floor that ships."""
    tables, _ = base_tables()
    catalogue = tuple(CatalogueItem(model=name, name=name) for name in items)
    right = Right("set", "holder", "trademark", NOBODY, catalogue=catalogue)
    products = compile_products([right], [(0, item) for item in catalogue], tables)
    titles = title_words(pa.array(offers, pa.string()), tables.fold, tables.expansions, products.phrases)
    pairs = (np.arange(len(offers)), np.zeros(len(offers), np.int64))
    ranked = rank_titles(titles, pairs, products.entries, SPREAD, floor=FLOOR, near=NEAR)
    found: list[tuple[set[int], float]] = [(set(), 0.0) for _ in offers]
    ends, of_entry = products.entries.item_ends, products.entries.items
    for row in ranked:
        near, best = found[row["pair"]]
        near |= set(of_entry[ends[row["entry"]] : ends[row["entry"] + 1]].tolist())
        found[row["pair"]] = near, max(best, float(row["nearness"]))
    return [Answer(tuple(sorted(near)), best) for near, best in found]


def exact_title(items: Sequence[str], offers: Sequence[str]) -> list[Answer]:
    """The floor: the same words in any order."""
    known: dict[tuple[str, ...], list[int]] = {}
    for number, item in enumerate(items):
        known.setdefault(_words(item), []).append(number)
    return [Answer(tuple(known.get(_words(offer), ())), 1.0) for offer in offers]


def token_set(items: Sequence[str], offers: Sequence[str]) -> list[Answer]:
    """rapidfuzz, token_set_ratio over lower-case titles, the best item."""
    texts = [" ".join(_words(item)) for item in items]
    asked = [" ".join(_words(offer)) for offer in offers]
    scores = process.cdist(asked, texts, scorer=fuzz.token_set_ratio, dtype=np.uint8)
    best = scores.argmax(axis=1)
    return [Answer((int(item),), float(scores[row, item])) for row, item in enumerate(best)]


def tf_idf(items: Sequence[str], offers: Sequence[str]) -> list[Answer]:
    """Cosine of words weighed by TF-IDF over the items, with scikit-learn's formula, the best item."""
    numbers: dict[str, int] = {}
    for item in items:
        for word in _words(item):
            numbers.setdefault(word, len(numbers))
    of_items = _counts(items, numbers)
    having = np.asarray((of_items > 0).sum(axis=0)).ravel()
    weights = np.log((1 + len(items)) / (1 + having)) + 1
    left, right = _unit(_counts(offers, numbers), weights), _unit(of_items, weights)
    answers = []
    for row in (left @ right.T).tocsr():
        best = int(row.indices[row.data.argmax()]) if row.nnz else 0
        answers.append(Answer((best,), float(row.data.max()) if row.nnz else 0.0))
    return answers


def _words(text: str) -> tuple[str, ...]:
    return tuple(sorted(re.findall(r"\w+", text.lower())))


def _counts(texts: Sequence[str], numbers: dict[str, int]) -> sparse.csr_matrix:
    rows = [Counter(numbers[word] for word in _words(text) if word in numbers) for text in texts]
    data = [count for row in rows for count in row.values()]
    places = [word for row in rows for word in row]
    ends = np.cumsum([0, *map(len, rows)])
    return sparse.csr_matrix((data, places, ends), shape=(len(texts), len(numbers)), dtype=np.float64)


def _unit(counts: sparse.csr_matrix, weights: NDArray[np.float64]) -> sparse.csr_matrix:
    weighed = sparse.csr_matrix(counts.multiply(weights))
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1))).ravel()
    return sparse.diags(1 / np.maximum(length, 1e-12)) @ weighed


WAYS: dict[str, Way] = {
    "Guildmark": guildmark,
    "the same words (floor)": exact_title,
    "rapidfuzz, token_set_ratio": token_set,
    "TF-IDF, cosine": tf_idf,
}
