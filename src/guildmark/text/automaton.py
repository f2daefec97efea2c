"""Compile patterns and ordinary words into the arrays that the matcher reads, and keep them in a folder."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guildmark.text.folding import FoldTables
from guildmark.text.hashing import LONGEST_TOKEN, hash_codes, step_key
from guildmark.text.key_tables import guard, make_table, mix, pairs_table
from guildmark.text.layout import (
    EXACT,
    FULL,
    GENERIC,
    LITERAL,
    LOOKALIKE,
    PATTERN,
    SHOUTED,
    SPLIT,
    Automaton,
    Table,
    workspace,
)
from guildmark.text.lookalikes import alphabet_of
from guildmark.text.matching import TYPO_FROM
from guildmark.text.spellings import (
    Codes,
    Spelling,
    casings,
    deep_characters,
    is_accented,
    light_codes,
    literal_codes,
    read_spelling,
)
from guildmark.text.swapped import open_keys
from guildmark.text.variants import pulled_initials, upside_down, variants

LATIN_END = 0x1100  # code points below are letters of alphabets: one letter says little
SHORTEST_DISGUISED = 4  # letters: shorter marks are matched exactly, or every other word would be a disguise of them
LONGEST_PATTERN_BYTES = 4096
MOST_KNOWN = 60_000  # spellings that are kept, some 600 bytes each; the lists that ship have half as many
MODE = PATTERN.names.index("mode") if PATTERN.names else 0
UINT64 = np.uint64


@dataclass(frozen=True, slots=True)
class Pattern:
    """One text to look for: the number of its list, how it may match (see `layout`), what it stands for in its list."""

    text: str
    list_number: int
    mode: int
    value: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """An automaton, and per pattern what it stands for (int32)."""

    automaton: Automaton
    values: NDArray[np.int32]


def compile_patterns(
    patterns: Iterable[Pattern],
    ordinary: NDArray[np.uint64],
    tables: FoldTables,
    *,
    shipped: tuple[Pattern, ...] = (),
) -> Compiled:
    """Compile patterns behind those that ship, guarded by ordinary words, given as their keys (see
    `base.ordinary_keys`). What ships is the same in every index, so a process that makes many enters it once.

    Errors: ValueError for a pattern without a letter or digit.
    """
    builder = _begun(tables, shipped).copy()
    for pattern in patterns:
        builder.add(pattern)
    return builder.pack(ordinary)


@lru_cache(maxsize=2)
def _begun(tables: FoldTables, shipped: tuple[Pattern, ...]) -> "_Builder":
    builder = _Builder(tables)
    for pattern in shipped:
        builder.add(pattern)
    return builder


class _Builder:
    """Collects what patterns need, then packs it into arrays."""

    def __init__(self, tables: FoldTables) -> None:
        self.tables, self.space, self.known = tables, workspace(LONGEST_PATTERN_BYTES), _known(tables)
        self.steps: dict[int, int] = {}
        self.outputs: list[list[int]] = [[]]
        self.leads_to: list[int] = [0]  # per state, a bit for each list with a pattern at or behind it
        self.wholes: dict[tuple[int, int], None] = {}
        self.edits: dict[tuple[int, int], None] = {}
        self.parts: set[int] = set()
        self.codes: list[int] = []
        self.rows: list[tuple[int, ...]] = []
        self.values: list[int] = []

    def copy(self) -> "_Builder":
        """One that goes on from here."""
        made = _Builder(self.tables)
        made.steps, made.outputs = dict(self.steps), [list(numbers) for numbers in self.outputs]
        made.leads_to, made.parts = list(self.leads_to), set(self.parts)
        made.wholes, made.edits = dict(self.wholes), dict(self.edits)
        made.codes, made.rows, made.values = list(self.codes), list(self.rows), list(self.values)
        return made

    def add(self, pattern: Pattern) -> None:
        """Enter a pattern with all that it may be disguised as."""
        main = self._read(pattern.text)
        if not main.hashes:
            raise ValueError(
                f"{pattern.text!r} holds no letter and no digit, so nothing can be looked for. Leave it out."
            )
        mode = pattern.mode
        is_mark = mode in (FULL, GENERIC)
        if is_mark and main.spaced and _too_short(pattern.text, main):
            mode = EXACT
        number = self._add_row(pattern, mode, pattern.text, main)
        for text in casings(pattern.text) if is_mark else dict.fromkeys((pattern.text, pattern.text.upper())):
            spelling = self._read(text)
            self._enter_words(number, spelling, pattern.list_number)
            if mode in (FULL, GENERIC) and spelling.spaced:
                self.wholes.update(((hash_codes(c), number), None) for c in spelling.wholes if len(c) <= LONGEST_TOKEN)
        if mode == FULL:
            self._enter_open(number, pattern.text)
            for variant in variants(pattern.text):
                spelling = self._read(variant.text)
                self._enter_words(
                    self._add_row(pattern, EXACT, variant.text, spelling, variant.flags), spelling, pattern.list_number
                )
        if mode == FULL and main.spaced:
            self._enter_edits(pattern, number, main)
            self._enter_turned(pattern)
        if mode == SHOUTED and (text := pulled_initials(pattern.text)):
            spelling = self._read(text)
            pulled = self._add_row(pattern, SHOUTED, text, spelling, SPLIT)
            self._enter_words(pulled, spelling, pattern.list_number)

    def _read(self, text: str) -> Spelling:
        found = self.known.get(text)
        if found is None:
            found = read_spelling(text, self.tables, self.space)
            if len(self.known) < MOST_KNOWN:
                self.known[text] = found
        return found

    def _enter_open(self, number: int, text: str) -> None:
        for codes in open_keys(deep_characters(text, self.tables)):
            self.edits[hash_codes(codes), number] = None

    def _add_row(
        self, pattern: Pattern, mode: int, text: str, spelling: Spelling, adds: int = 0, deep_codes: Codes = ()
    ) -> int:
        ends = [len(self.codes)]
        literal = literal_codes(text, self.tables) if mode == LITERAL else []
        for codes in (light_codes(text, self.tables), deep_codes or spelling.wholes[0], literal):
            self.codes += codes
            ends.append(len(self.codes))
        light, deep, literal_start, end = ends
        self.rows.append(
            (light, deep, deep, literal_start, literal_start, end, len(spelling.hashes), pattern.list_number, mode,
             is_accented(text), _alphabet(pattern.text), adds)
        )  # fmt: skip
        self.values.append(pattern.value)
        return len(self.rows) - 1

    def _enter_words(self, number: int, spelling: Spelling, list_number: int) -> None:
        state = 0
        for token in spelling.hashes:
            key = int(step_key(np.int64(state), UINT64(token)))
            state = self.steps.setdefault(key, len(self.outputs))
            if state == len(self.outputs):
                self.outputs.append([])
                self.leads_to.append(0)
            self.leads_to[state] |= 1 << list_number
        if number not in self.outputs[state]:
            self.outputs[state].append(number)
        if len(spelling.hashes) > 1 and spelling.spaced and self.rows[number][MODE] == FULL:
            self.parts.update(spelling.hashes)

    def _enter_turned(self, pattern: Pattern) -> None:
        if text := upside_down(pattern.text):
            spelling = self._read(text)
            self.edits[spelling.hashes[0], self._add_row(pattern, EXACT, text, spelling, LOOKALIKE)] = None

    def _enter_edits(self, pattern: Pattern, number: int, spelling: Spelling) -> None:
        """A mark as one word, and short of one letter. What repeats where two words meet, or where a letter was put
        between two that are equal, stands in rows of their own."""
        once, every = spelling.wholes[0], spelling.wholes[-1]
        if len(every) < TYPO_FROM or len(every) > LONGEST_TOKEN or once[0] >= LATIN_END:
            return
        for codes in dict.fromkeys((once, spelling.joined, every)):
            row = number if codes == once else self._add_row(pattern, FULL, pattern.text, spelling, deep_codes=codes)
            self.edits[hash_codes(codes), row] = None
            if codes not in (once, spelling.joined):
                continue
            for left_out in range(len(codes)):
                self.edits[hash_codes(codes[:left_out] + codes[left_out + 1 :]), row] = None
                if 0 < left_out < len(codes) - 1 and codes[left_out - 1] == codes[left_out + 1]:
                    self.edits[hash_codes(codes[:left_out] + codes[left_out + 2 :]), row] = None

    def pack(self, ordinary: NDArray[np.uint64]) -> Compiled:
        """Everything as arrays."""
        tables = self.tables
        states = np.array(list(self.steps.values()), np.int32)
        steps = make_table(np.array(list(self.steps), UINT64), states)
        used = steps.slots["key"] != 0
        targets = steps.values[steps.slots["first"][used]]  # one step has one target
        steps.slots["first"][used], steps.slots["count"][used] = targets, np.array(self.leads_to, np.int32)[targets]
        automaton = Automaton(
            fold=tables.fold,
            expansions=tables.expansions,
            leet=tables.leet,
            steps=steps,
            outputs=np.cumsum([0, *map(len, self.outputs)]).astype(np.int32),
            output_patterns=np.array([p for out in self.outputs for p in out], np.int32),
            wholes=pairs_table(self.wholes),
            edits=pairs_table(self.edits),
            parts=make_table(mix(np.array(sorted(self.parts), UINT64)), np.zeros(len(self.parts), np.int32)),
            ordinary=guard(ordinary),
            patterns=np.array(self.rows, PATTERN),
            codes=np.array(self.codes, np.uint32),
        )
        return Compiled(automaton, np.array(self.values, np.int32))


@cache
def _known(tables: FoldTables) -> dict[str, Spelling]:
    """What was read, by text: the lists that ship are compiled into every index, so a process that makes many of them
    reads them once."""
    return {}


def _too_short(text: str, spelling: Spelling) -> bool:
    """Short or with digits in it, a mark has too many words that look like it; kana and Hangul say more a letter."""
    shortest = SHORTEST_DISGUISED if spelling.wholes[0][0] < LATIN_END else 2
    return sum(c.isalnum() for c in text) < shortest or any(c.isdigit() for c in text)


def _alphabet(text: str) -> int:
    """The alphabet of a pattern's first letter that is of one."""
    return next((number for number in map(alphabet_of, text) if number), 0)


def save(automaton: Automaton, folder: Path) -> None:
    """Write each array as a `.npy` file, so that every process maps the same pages."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in named_arrays(automaton):
        np.save(folder / f"{name}.npy", array)


def load(folder: Path) -> Automaton:
    """Map the arrays that `save` wrote; nothing is read until it is needed."""

    def array(name: str) -> Any:
        # A plain view: numba would compile everything anew for numpy's memmap class.
        return np.load(folder / f"{name}.npy", mmap_mode="c").view(np.ndarray)

    def field(name: str) -> Any:
        if name in ("steps", "wholes", "edits", "parts", "ordinary"):
            return Table(*(array(f"{name}.{column}") for column in Table._fields))
        return array(name)

    return Automaton(*(field(name) for name in Automaton._fields))


def named_arrays(automaton: Automaton) -> Iterator[tuple[str, NDArray[Any]]]:
    """Every array with its name, tables opened."""
    for name in Automaton._fields:
        value = getattr(automaton, name)
        if isinstance(value, Table):
            for column in Table._fields:
                yield f"{name}.{column}", getattr(value, column)
        else:
            yield name, value
