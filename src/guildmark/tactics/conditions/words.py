"""Words in texts: phrases that a listing says, however they are written."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from guildmark.detectors.columns import mask_of
from guildmark.detectors.hits import Hits
from guildmark.detectors.texts import FIELDS
from guildmark.tactics.asked import TEXT_FIELDS, Asked
from guildmark.tactics.condition import (
    Anchor,
    Condition,
    Mask,
    Pairs,
    Schema,
    condition,
    quoted,
    texts_schema,
)
from guildmark.tactics.plain import One
from guildmark.tactics.values import Value
from guildmark.text.spans import nearest

FARTHEST = 500  # code points


@dataclass(frozen=True, slots=True)
class Said(Condition):
    """Phrases that stand in certain fields, undenied: “not a replica” does not say “replica”."""

    texts: tuple[str, ...]
    where: tuple[str, ...]
    near_mark: int | None = None  # code points

    @property
    def families(self) -> frozenset[str]:
        """The words that a listing says."""
        return family_of(self.where)

    @property
    def fields(self) -> tuple[str, ...]:
        """Where it looks."""
        return self.where

    @property
    def phrases(self) -> frozenset[str]:
        """What the matcher looks for."""
        return frozenset(self.texts)

    def anchor(self) -> Anchor | None:
        """The phrases themselves."""
        return Anchor(phrases=self.phrases)

    def holds(self, one: One) -> bool:
        """Any of the phrases stands in any of the fields."""
        reach = np.inf if self.near_mark is None else self.near_mark
        return any(field in self.where and gap <= reach for text in self.texts for field, gap in one.says(text))

    def mask(self, asked: Asked, pairs: Pairs) -> Mask:
        """By the hits of the phrases."""
        if self.near_mark is not None:
            return asked.is_among(self, pairs, lambda: self._near(asked)[0])
        rows = asked.kept(("rows", self), lambda: mask_of(self._hits(asked).row, len(asked.batch.listings)))
        return rows[asked.rows(pairs)]

    def evidence(self, asked: Asked, pairs: Pairs) -> tuple[Pairs, Hits] | None:
        """The spans of the phrases."""
        if self.near_mark is not None:
            pair, hits = self._near(asked)
            order = np.argsort(pair, kind="stable")
            low, high = (np.searchsorted(pair[order], pairs, side) for side in ("left", "right"))
        else:
            hits = self._hits(asked)
            order = np.argsort(hits.row, kind="stable")
            low, high = (np.searchsorted(hits.row[order], asked.rows(pairs), side) for side in ("left", "right"))
        counts = high - low
        place = np.repeat(np.arange(len(pairs)), counts)
        first = np.repeat(low - (np.cumsum(counts) - counts), counts)
        return place, hits.take(order[first + np.arange(len(place))])

    def _hits(self, asked: Asked) -> Hits:
        return asked.said(self.phrases, self.where)

    def _near(self, asked: Asked) -> tuple[Pairs, Hits]:
        """The hits that stand near a mark, and the pair of each."""

        def make() -> tuple[Pairs, Hits]:
            hits = self._hits(asked)
            place, pair = asked.batch.pairs_of_rows(hits.row)
            hits, marks = hits.take(place), asked.batch.named
            if not len(hits) or not len(marks):
                return pair[:0], hits.take(place[:0])
            _, text = np.unique(np.concatenate((hits.key, marks.key)), return_inverse=True)
            size = len(asked.batch.pair_row)
            own = text * size + np.concatenate((pair, marks.value))
            gap = nearest((own[: len(hits)], hits.start, hits.end), (own[len(hits) :], marks.start, marks.end))[1]
            near = np.flatnonzero(np.abs(gap) <= int(self.near_mark or 0))
            return pair[near], hits.take(near)

        return asked.kept(("near", self), make)


@condition
@dataclass(frozen=True, slots=True)
class Words(Said):
    """Phrases in the texts of a listing."""

    key: ClassVar[str] = "words"
    about: ClassVar[str] = (
        "Any of these phrases stands in the listing, whatever its case, accents, width or look-alike letters, and is "
        "not denied. `in` says in which fields (else title, description, variants, attributes, and what is read in "
        "pictures), `near_mark` within how many characters of the mark."
    )
    example: ClassVar[str] = "[price in chat, inbox for price, 价格私聊]"

    @classmethod
    def read(cls, value: Value) -> Self:
        """A phrase, a list of them, or `{say: […], in: […], near_mark: 60}`."""
        if not value.is_mapping:
            return cls(read_phrases(value), TEXT_FIELDS)
        parts = value.named(("say", "in", "near_mark"), needs=("say",))
        where = read_fields(parts.get("in"))
        near = parts["near_mark"].whole(0, FARTHEST) if "near_mark" in parts else None
        return cls(read_phrases(parts["say"]), where, near)

    @classmethod
    def schema(cls) -> Schema:
        """A text, a list, or a mapping."""
        return {
            "oneOf": [
                *texts_schema()["oneOf"],
                {
                    "type": "object",
                    "properties": {
                        "say": texts_schema(),
                        "in": fields_schema(),
                        "near_mark": {"type": "integer", "minimum": 0, "maximum": FARTHEST},
                    },
                    "required": ["say"],
                    "additionalProperties": False,
                },
            ]
        }

    def told(self) -> str:
        """Says “a” or “b” in the title."""
        near = "" if self.near_mark is None else f" within {self.near_mark} characters of the mark"
        return f"it says {quoted(self.texts)}{told_fields(self.where)}{near}"


def read_phrases(value: Value) -> tuple[str, ...]:
    """Phrases, each with a letter or a digit."""
    phrases = []
    for item in value.items():
        text = " ".join(item.text().split())
        if not any(sign.isalnum() for sign in text):
            item.refuse(f"{text!r} holds no letter and no digit. Look for signs with `text: {{contains: …}}`.")
        phrases.append(text)
    return tuple(dict.fromkeys(phrases))


def family_of(where: tuple[str, ...]) -> frozenset[str]:
    """The family of what stands in these fields: buyers' words are theirs, all others the seller's."""
    return frozenset({"reviews"} if where == ("reviews",) else {"words"})


def read_fields(value: Value | None) -> tuple[str, ...]:
    """The fields to look in; unless they are given, all that hold a listing's own text."""
    if value is None:
        return TEXT_FIELDS
    return tuple(dict.fromkeys(one.one_of(FIELDS, "field") for one in value.items()))


def fields_schema() -> Schema:
    """A field, or a list of them."""
    return {"oneOf": [{"enum": list(FIELDS)}, {"type": "array", "items": {"enum": list(FIELDS)}}]}


def told_fields(where: tuple[str, ...]) -> str:
    """Fields as people call them, where they are not all."""
    called = {"seller_name": "seller's name", "pictures": "words in pictures"}
    return "" if where == TEXT_FIELDS else f" in the {' or '.join(called.get(name, name) for name in where)}"
