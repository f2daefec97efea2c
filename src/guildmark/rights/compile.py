"""Compile rights and word lists into the index."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.records import GOODS, CatalogueItem, Right
from guildmark.records.money import Rates
from guildmark.rights.index import COUNTRIES, KIND_NUMBERS, MODELS, Index, country_number
from guildmark.rights.innocent import innocent_words
from guildmark.rights.names import model_numbers, name_numbers, right_keys
from guildmark.rights.products import compile_products
from guildmark.rights.sought import Sought, mark_keys_of
from guildmark.rights.spellings import Spelling, spellings
from guildmark.text.automaton import Pattern, compile_patterns
from guildmark.text.base import base_tables, ordinary_keys
from guildmark.text.layout import EXACT, FULL, GENERIC, LITERAL, PHRASE, SHOUTED
from guildmark.text.lists import INNOCENT, NUMBERS, Phrase, goods_classes, read_lists

POSITIONS = {"before": -1, "either": 0, "after": 1}
SHORTEST_MODEL = 4  # letters and digits: shorter model names are words of other goods too
PRICE_PRIVATE, SELLERS_PRIVATE = "prices", "sellers"


def compile_index(rights: Sequence[Right], rates: Rates, sought: Sought | None = None) -> Index:
    """Compile an index, with what shared rules look for; some milliseconds a right."""
    sought = sought or Sought()
    mark_keys = mark_keys_of(rights)
    told_clue, told_right, told_quiet = sought.told(mark_keys, len(rights))
    tables, ordinary = base_tables()[0], ordinary_keys()
    phrases = read_lists()
    spelt = [s for number, right in enumerate(rights) for s in spellings(right, number)]
    items = [(number, item) for number, right in enumerate(rights) for item in right.catalogue]
    innocent = innocent_words([(p.text, p.innocent) for p in phrases] + [(r.mark, r.innocent_words) for r in rights])
    shipped = _shipped_innocent()  # the first of the innocent words
    patterns = [
        *(Pattern(s.text, 0, _mark_mode(s), i) for i, s in enumerate(spelt)),
        *(Pattern(text, INNOCENT, PHRASE, i) for i, text in enumerate(innocent.words) if i >= len(shipped)),
        *sought.patterns(),
        *(Pattern(item.model, MODELS, EXACT, i) for i, (_, item) in enumerate(items) if _tells_apart(item.model)),
    ]
    compiled = compile_patterns(filter(_can_be_found, patterns), ordinary, tables, shipped=_shipped_patterns())
    prices = _prices_eur(items, rates)
    gtin_keys, gtin_item = _gtins(items)
    kinds = sorted({p.kind for p in phrases if p.list_name != "goods"})
    goods = _goods(rights)
    return Index(
        automaton=compiled.automaton,
        values=compiled.values,
        rights=_rights_table(rights),
        spelling_right=np.array([s.right for s in spelt], np.int32),
        spelling_generic=np.array([s.generic for s in spelt], np.bool_),
        spelling_short=np.array([s.short for s in spelt], np.bool_),
        holder=np.unique([r.holder for r in rights], return_inverse=True)[1].astype(np.int32),
        goods=goods,
        sole_goods=_sole_goods(goods, spelt),
        floor_eur=_floors(rights, items, prices, rates),
        floor_private=np.array([PRICE_PRIVATE in r.private for r in rights], np.bool_),
        has_sellers=np.array([bool(r.authorised_sellers) for r in rights], np.bool_),
        has_origins=np.array([bool(r.ships_from) for r in rights], np.bool_),
        has_catalogue=np.array([bool(r.catalogue) for r in rights], np.bool_),
        has_gtins=np.array([any(i.gtin for i in r.catalogue) for r in rights], np.bool_),
        seller_keys=_beside(rights, [right.authorised_sellers for right in rights]),
        model_keys=_beside(rights, [[n for i in r.catalogue for n in model_numbers(i.model)] for r in rights]),
        origin_keys=np.unique(
            np.array([i * COUNTRIES + country_number(c) for i, r in enumerate(rights) for c in r.ships_from], np.int64)
        ),
        mark_keys=mark_keys,
        wanted=sought.wanted,
        told_clue=told_clue,
        told_right=told_right,
        told_quiet=told_quiet,
        first_picture=np.array([len(sought.phrases)], np.int32),
        innocent_keys=innocent.keys,
        innocent_reach=innocent.reach,
        item_right=np.array([right for right, _ in items], np.int32),
        item_price_eur=prices,
        item_kind=np.array([KIND_NUMBERS.get(item.goods, -1) for _, item in items], np.int32),
        gtin_keys=gtin_keys,
        gtin_item=gtin_item,
        phrase_list=np.array([NUMBERS[p.list_name] for p in phrases], np.uint8),
        phrase_grade=np.array([p.grade for p in phrases], np.float64),
        phrase_kind=np.array(
            [KIND_NUMBERS[p.kind] if p.list_name == "goods" else kinds.index(p.kind) for p in phrases], np.int32
        ),
        phrase_position=np.array([POSITIONS[p.position] for p in phrases], np.int8),
        items=pa.table(
            {
                "model": pa.array([i.model for _, i in items], pa.string()),
                "gtin": pa.array([i.gtin for _, i in items], pa.string()),
                "name": pa.array([i.name for _, i in items], pa.string()),
            }
        ),
        phrase_kinds=tuple(kinds),
        products=compile_products(rights, items, tables),
    )


@cache
def _shipped_patterns() -> tuple[Pattern, ...]:
    """Those of the lists that ship, and of the innocent words beside them."""
    patterns = (
        *(Pattern(p.text, NUMBERS[p.list_name], _phrase_mode(p), i) for i, p in enumerate(read_lists())),
        *(Pattern(text, INNOCENT, PHRASE, i) for i, text in enumerate(_shipped_innocent())),
    )
    return tuple(filter(_can_be_found, patterns))


@cache
def _shipped_innocent() -> tuple[str, ...]:
    return innocent_words([(p.text, p.innocent) for p in read_lists()]).words


def _can_be_found(pattern: Pattern) -> bool:
    return any(c.isalnum() for c in pattern.text)


def _beside(rights: Sequence[Right], names: Sequence[Sequence[str]]) -> NDArray[np.uint64]:
    numbers = np.repeat(np.arange(len(rights)), [len(of_right) for of_right in names])
    return np.unique(right_keys(numbers, name_numbers(name for of_right in names for name in of_right)))


def _mark_mode(spelling: Spelling) -> int:
    if spelling.literal:
        return LITERAL
    if spelling.short:
        return SHOUTED if spelling.text.isascii() and len(spelling.text) <= 3 else EXACT
    return GENERIC if spelling.generic else FULL


def _phrase_mode(phrase: Phrase) -> int:
    return LITERAL if phrase.literal else PHRASE


def _tells_apart(model: str) -> bool:
    return sum(c.isalnum() for c in model) >= SHORTEST_MODEL


def _rights_table(rights: Sequence[Right]) -> pa.Table:
    return pa.table(
        {
            "right_id": pa.array([r.right_id for r in rights], pa.string()),
            "version": pa.array([r.version for r in rights], pa.int32()),
            "kind": pa.array([r.kind for r in rights], pa.string()),
            "mark": pa.array([r.mark for r in rights], pa.string()),
            "holder": pa.array([r.holder for r in rights], pa.string()),
        }
    )


def _goods(rights: Sequence[Right]) -> NDArray[np.bool_]:
    """The kinds of goods of each right: as given, else those of its Nice classes."""
    classes = goods_classes()
    goods = np.zeros((len(rights), len(GOODS)), np.bool_)
    for number, right in enumerate(rights):
        nice = set(right.classes).union(*(r.classes for r in right.registrations))
        kinds = right.goods or [kind for kind, of in classes.items() if nice.intersection(of)]
        goods[number, [KIND_NUMBERS[kind] for kind in kinds]] = True
    return goods


def _sole_goods(goods: NDArray[np.bool_], spelt: Sequence[Spelling]) -> NDArray[np.bool_]:
    """Nobody writes "watch" beside Rolex Datejust; beside a mark that is also a word, its goods must be named."""
    one_kind = goods.sum(axis=1) == 1
    one_kind[[s.right for s in spelt if s.generic]] = False
    sole: NDArray[np.bool_] = goods & one_kind[:, None]
    return sole


def _prices_eur(items: Sequence[tuple[int, CatalogueItem]], rates: Rates) -> NDArray[np.float64]:
    amounts = np.array([float(i.price) if i.price else np.nan for _, i in items], np.float64)
    return rates.to_eur(pa.array(amounts), pa.array([i.currency for _, i in items], pa.string()))


def _floors(
    rights: Sequence[Right], items: Sequence[tuple[int, CatalogueItem]], prices: NDArray[np.float64], rates: Rates
) -> NDArray[np.float64]:
    """The lowest price of each kind of goods: the holder's word, else the cheapest item of its catalogue."""
    floors = np.full((len(rights), len(GOODS)), np.nan)
    for (number, item), price in zip(items, prices, strict=True):
        if item.goods and price > 0:
            kind = KIND_NUMBERS[item.goods]
            floors[number, kind] = np.fmin(floors[number, kind], price)
    for number, right in enumerate(rights):
        for floor in right.price_floors:
            price = rates.to_eur(pa.array([float(floor.price)]), pa.array([floor.currency]))[0]
            floors[number, KIND_NUMBERS[floor.goods]] = price
    return floors


def _gtins(items: Sequence[tuple[int, CatalogueItem]]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    pairs = sorted((int(item.gtin), i) for i, (_, item) in enumerate(items) if item.gtin.isdigit())
    return np.array([g for g, _ in pairs], np.uint64), np.array([i for _, i in pairs], np.int32)
