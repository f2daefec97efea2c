"""One plain sentence for a reviewer, and one for the seller, from the signals that counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray
from ruamel.yaml import YAML

from guildmark.assessment.judge import NAMES_ONLY

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

FIELD_NAMES = {"seller_name": "seller's name"}  # others are called what the column is called

PLACES = ("mark", "text", "field", "note", "number", "reference")  # in templates
TEXT = PLACES.index("text")

type Texts = pa.Array[Any]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Signals that counted, those of one finding together, strongest first.

    Shapes: columns (S,); `finding` is the place of the finding, rising. `detector` is the place in `detectors`;
    `supports` and `shows_span` (the seller may read the span itself) are told per detector. `number` was measured and
    is held against `reference`, NaN where not; a `private` reference is not told. A text that is not there is null.
    """

    detectors: tuple[str, ...]
    supports: NDArray[np.bool_]
    shows_span: NDArray[np.bool_]
    finding: NDArray[np.int64]
    detector: NDArray[np.int64]
    text: Sequence[str | None]
    field: Sequence[str | None]
    note: Sequence[str | None]
    number: NDArray[np.float64]
    reference: NDArray[np.float64]
    unit: NDArray[Any]  # str
    private: NDArray[np.bool_]


@cache
def templates() -> dict[str, dict[str, str]]:
    """The templates by detector."""
    loaded: dict[str, dict[str, str]] = YAML(typ="safe", pure=True).load(
        (files(__package__) / "sentences.yaml").read_text("utf-8")
    )
    return loaded


def sentences(reasons: Reasons, marks: Sequence[str]) -> tuple[Texts, Texts]:
    """What a reviewer reads of each finding, and what the seller reads, as far as the seller may.

    Shapes: `marks` (n,), the mark of each finding; two columns (n,) out.
    """
    signals = zip(reasons.detector.tolist(), _values(reasons, marks), strict=True)
    supports, named = reasons.supports.tolist(), [name in NAMES_ONLY for name in reasons.detectors]
    told, shown, unseen = _written(reasons.detectors, tuple(reasons.shows_span.tolist()))
    to_reviewer, to_seller = [], []
    for mark, count in zip(marks, np.bincount(reasons.finding, minlength=len(marks)).tolist(), strict=True):
        on_its_side, against, seen, only_named = [], [], [], True
        for number, row in islice(signals, count):
            if supports[number]:
                on_its_side.append(told[number].format(*row))
                seen.append((shown if row[TEXT] else unseen)[number].format(*row))
                only_named = only_named and named[number]
            else:
                against.append(told[number].format(*row))
        to_reviewer.append(_to_reviewer(on_its_side, against, only_named=only_named))
        to_seller.append(_to_seller(mark, seen))
    return _capital(pa.array(to_reviewer, pa.string())), pa.array(to_seller, pa.string())


def _to_reviewer(on_its_side: list[str], against: list[str], *, only_named: bool) -> str:
    told = "; ".join(on_its_side) or "nothing speaks for a copy"
    end = "; nothing else speaks for a copy." if on_its_side and only_named else "."
    counter = "; ".join(against)
    return f"{told}{end} Against: {counter}." if counter else f"{told}{end}"


def _to_seller(mark: str, seen: list[str]) -> str:
    """The span, or only its class of evidence; what two signals say in the same words is said once."""
    told = ", ".join(filter(None, dict.fromkeys(seen)))
    return f"This listing seems to use the mark {mark}." + (f" What we saw: {told}." if told else "")


def _template(detector: str, reader: str) -> str:
    """A template with its places by number, in the order of PLACES."""
    numbered = {name: f"{{{number}}}" for number, name in enumerate(PLACES)}
    return templates()[detector][reader].format(**numbered)


@cache
def _written(detectors: tuple[str, ...], shows_span: tuple[bool, ...]) -> tuple[list[str], list[str], list[str]]:
    """The templates by detector: for a reviewer, for the seller, and for the seller where no text was seen."""
    told = [_template(name, "reviewer") for name in detectors]
    shown = [_seller_template(name, shows=shows) for name, shows in zip(detectors, shows_span, strict=True)]
    return told, shown, [_seller_template(name, shows=False) for name in detectors]


def _seller_template(detector: str, *, shows: bool) -> str:
    template, wanted = templates()[detector], "seller" if shows else "family"
    return _template(detector, wanted if wanted in template else "family" if "family" in template else "seller")


def _values(reasons: Reasons, marks: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """What the places of a template are filled with, signal by signal."""
    return zip(
        (marks[place] for place in reasons.finding.tolist()),
        (text or "" for text in reasons.text),
        (FIELD_NAMES.get(field or "", field or "") for field in reasons.field),
        (note or "" for note in reasons.note),
        *_amounts(reasons),
        strict=True,
    )


def _amounts(reasons: Reasons) -> tuple[list[str], list[str]]:
    """What was measured, and how far below its reference it is; few signals measure anything."""
    numbers, references = ([""] * len(reasons.finding) for _ in range(2))
    for i in np.flatnonzero(~np.isnan(reasons.number)).tolist():
        number, reference, unit = float(reasons.number[i]), float(reasons.reference[i]), reasons.unit[i]
        numbers[i] = f"{number:,.2f} {unit}"
        if reasons.private[i]:
            references[i] = "below the holder's reference"
        elif reference > 0:
            references[i] = f"{100 * (1 - number / reference):.0f} % below {reference:,.2f} {unit}"
    return numbers, references


def _capital(texts: Texts) -> Texts:
    first = pc.utf8_upper(pc.utf8_slice_codeunits(texts, 0, 1))
    capital: Texts = pc.binary_join_element_wise(first, pc.utf8_slice_codeunits(texts, 1), "")
    return capital
