"""Texts just as they are written: signs that folding would take away, and patterns."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute

from guildmark.records.filled import filled
from guildmark.tactics.asked import TEXT_FIELDS, Asked, Rows
from guildmark.tactics.condition import Condition, Mask, Pairs, Schema, condition, quoted, texts_schema
from guildmark.tactics.conditions.words import family_of, fields_schema, read_fields, told_fields
from guildmark.tactics.plain import One
from guildmark.tactics.values import Value

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

LONGEST_PATTERN = 500  # characters


@dataclass(frozen=True, slots=True)
class Written(Condition):
    """Something in the raw text of certain fields. It is asked last, of listings that everything else holds for."""

    cost: ClassVar[int] = 5
    part: ClassVar[str]

    texts: tuple[str, ...]
    where: tuple[str, ...]

    @classmethod
    def read(cls, value: Value) -> Self:
        """Texts, or a mapping with the fields to look in."""
        where: tuple[str, ...] = TEXT_FIELDS
        texts = value
        if value.is_mapping:
            parts = value.named((cls.part, "in"), needs=(cls.part,))
            texts = parts[cls.part]
            where = read_fields(parts.get("in"))
        for item in texts.items():
            cls.check(item)
        return cls(texts.texts(), where)

    @classmethod
    def check(cls, value: Value) -> None:
        """Errors: InputError for a text that cannot be looked for."""
        value.text()

    @classmethod
    def schema(cls) -> Schema:
        """A text, a list, or a mapping."""
        mapping = {
            "type": "object",
            "properties": {cls.part: texts_schema(), "in": fields_schema()},
            "required": [cls.part],
            "additionalProperties": False,
        }
        return {"oneOf": [*texts_schema()["oneOf"], mapping]}

    @property
    def families(self) -> frozenset[str]:
        """The words that a listing says."""
        return family_of(self.where)

    @property
    def fields(self) -> tuple[str, ...]:
        """Where it looks."""
        return self.where

    def mask(self, asked: Asked, pairs: Pairs) -> Mask:
        """Each listing is looked at once."""
        return asked.by_listing(self, pairs, lambda rows: self._ask(asked, rows))

    def _ask(self, asked: Asked, rows: Rows) -> Mask:
        result = np.zeros(len(rows), np.bool_)
        for name in self.where:
            place, texts = asked.texts(name, rows)
            for text in self.texts:
                result[place[np.asarray(filled(self.look(texts, text), False), np.bool_)]] = True
        return result

    def holds(self, one: One) -> bool:
        """Any of the texts, in any of the fields."""
        return any(
            self.look(pa.scalar(written, pa.string()), text).as_py()
            for name in self.where
            for written in one.texts(name)
            for text in self.texts
        )

    def look(self, texts: Any, text: str) -> Any:
        """Whether each text has it."""
        raise NotImplementedError


@condition
@dataclass(frozen=True, slots=True)
class Text(Written):
    """A stretch of raw text."""

    key: ClassVar[str] = "text"
    part: ClassVar[str] = "contains"
    about: ClassVar[str] = (
        "Any of these stands in the text just as it is written here, case and signs too. For what "
        "folding takes away: 🔥, 1:1, ＯＲＶＡＮＥ."
    )
    example: ClassVar[str] = "{contains: [🔥🔥, 'DM➡'], in: title}"

    def told(self) -> str:
        """It has just “a” in the title."""
        return f"it has exactly {quoted(self.texts)}{told_fields(self.where)}"

    def look(self, texts: Any, text: str) -> Any:
        """Whether each text holds it."""
        return pc.match_substring(texts, text)


@condition
@dataclass(frozen=True, slots=True)
class Pattern(Written):
    """A pattern of RE2, which has no pattern that takes longer than the text is long."""

    key: ClassVar[str] = "pattern"
    part: ClassVar[str] = "re"
    cost: ClassVar[int] = 9
    about: ClassVar[str] = (
        "The raw text fits any of these patterns of RE2 (https://github.com/google/re2/wiki/Syntax), which cannot "
        "run wild. Words are better said with `words`."
    )
    example: ClassVar[str] = r"'(?i)ref\.? ?\d{4,6}[A-Z]{2}'"

    @classmethod
    def check(cls, value: Value) -> None:
        """Errors: InputError for a pattern that RE2 does not take, or that fits every text."""
        text = value.text()
        if len(text) > LONGEST_PATTERN:
            value.refuse(f"holds {len(text):,} characters, more than {LONGEST_PATTERN}. Split it.")
        try:
            fits_all = pc.match_substring_regex(pa.scalar(""), text).as_py()
        except pa.ArrowInvalid as error:
            value.refuse(f"{value.shown()} is no pattern of RE2: {str(error).partition(': ')[2] or error}.")
        if fits_all:
            value.refuse(f"{value.shown()} fits every text, the empty one too. Say what must be there.")

    def told(self) -> str:
        """It fits the pattern a."""
        return f"it fits the pattern {' or '.join(self.texts)}{told_fields(self.where)}"

    def look(self, texts: Any, text: str) -> Any:
        """Whether each text fits."""
        return pc.match_substring_regex(texts, text)
