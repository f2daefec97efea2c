"""One plain sentence for a reviewer, and one for the seller, from the signals that counted; whole columns at once."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray
from ruamel.yaml import YAML

from guildmark.assessment.judge import NAMES_ONLY

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

FIELD_NAMES = {"seller_name": "seller's name"}  # others are called what the column is called

type Texts = pa.Array[Any]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Signals that counted, those of one finding together, strongest first.

    Shapes: columns (S,); `finding` is the place of the finding, rising. `detector` is the place in `detectors`;
    `supports` and `shows_span` (the seller may read the span itself) are told per detector. `number` was measured and
    is held against `reference`, NaN where not; a `private` reference is not told.
    """

    detectors: tuple[str, ...]
    supports: NDArray[np.bool_]
    shows_span: NDArray[np.bool_]
    finding: NDArray[np.int64]
    detector: NDArray[np.int64]
    text: Texts
    field: Texts
    note: Texts
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


def sentences(reasons: Reasons, marks: Texts) -> tuple[Texts, Texts]:
    """What a reviewer reads of each finding, and what the seller reads, as far as the seller may.

    Shapes: `marks` (n,), the mark of each finding; two columns (n,) out.
    """
    values = _values(reasons, marks)
    spoken = _filled(reasons, values, [templates()[name]["reviewer"] for name in reasons.detectors])
    supports = reasons.supports[reasons.detector]
    on_its_side, against = (_joined(spoken, reasons.finding, which, len(marks)) for which in (supports, ~supports))
    counts = np.bincount(reasons.finding[supports], minlength=len(marks))
    named = np.array([name in NAMES_ONLY for name in reasons.detectors], np.bool_)[reasons.detector]
    only_named = (np.bincount(reasons.finding[named], minlength=len(marks)) == counts) & (counts > 0)
    on_its_side = pc.if_else(pc.equal(on_its_side, ""), "nothing speaks for a copy", on_its_side)
    end = pc.if_else(pa.array(only_named), "; nothing else speaks for a copy.", ".")
    counter = pc.if_else(pc.equal(against, ""), "", _together(" Against: ", against, "."))
    return _capital(_together(on_its_side, end, counter)), _to_seller(reasons, values, supports, marks)


def _to_seller(reasons: Reasons, values: dict[str, Texts], supports: NDArray[np.bool_], marks: Texts) -> Texts:
    """The span, or only its class of evidence; what two signals say in the same words is said once."""
    seen = _filled(reasons, values, [_seller_template(name, reasons) for name in reasons.detectors])
    words = pc.dictionary_encode(seen)
    pair = reasons.finding * (len(words.dictionary) + 1) + np.asarray(words.indices, np.int64)
    first = np.zeros(len(pair), np.bool_)
    which = np.flatnonzero(supports)
    first[which[np.unique(pair[which], return_index=True)[1]]] = True
    told = _joined(seen, reasons.finding, first, len(marks), ", ")
    told = pc.if_else(pc.equal(told, ""), "", _together(" What we saw: ", told, "."))
    return _together("This listing seems to use the mark ", marks, ".", told)


def _seller_template(name: str, reasons: Reasons) -> str:
    template = templates()[name]
    wanted = "seller" if reasons.shows_span[reasons.detectors.index(name)] else "family"
    return template.get(wanted) or template["family" if "family" in template else "seller"]


def _values(reasons: Reasons, marks: Texts) -> dict[str, Texts]:
    """What the places of a template are filled with."""
    fields = pc.dictionary_encode(reasons.field)
    names = pa.array([FIELD_NAMES.get(name, name) for name in fields.dictionary.to_pylist()], pa.string())
    numbers, references = _amounts(reasons)
    return {
        "mark": marks.take(reasons.finding),
        "text": pc.fill_null(reasons.text, ""),
        "field": pc.fill_null(names.take(fields.indices), ""),
        "note": pc.fill_null(reasons.note, ""),
        "number": numbers,
        "reference": references,
    }


def _amounts(reasons: Reasons) -> tuple[Texts, Texts]:
    """What was measured, and how far below its reference it is; few signals measure anything."""
    numbers, references = (np.full(len(reasons.finding), "", np.object_) for _ in range(2))
    for i in np.flatnonzero(~np.isnan(reasons.number)):
        number, reference, unit = float(reasons.number[i]), float(reasons.reference[i]), reasons.unit[i]
        numbers[i] = f"{number:,.2f} {unit}"
        if reasons.private[i]:
            references[i] = "below the holder's reference"
        elif reference > 0:
            references[i] = f"{100 * (1 - number / reference):.0f} % below {reference:,.2f} {unit}"
    return pa.array(numbers, pa.string()), pa.array(references, pa.string())


def _filled(reasons: Reasons, values: dict[str, Texts], by_detector: list[str]) -> Texts:
    """Each signal's template with its places filled."""
    parts: list[Texts] = [pa.array([], pa.string())]
    order: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    for number, template in enumerate(by_detector):
        which = np.flatnonzero(reasons.detector == number)
        if len(which):
            pieces: list[Any] = [pa.repeat(pa.scalar(""), len(which))]
            for words, name, _, _ in Formatter().parse(template):
                pieces += [words, *([values[name].take(which)] if name else [])]
            parts.append(_together(*pieces))
            order.append(which)
    back = np.argsort(np.concatenate(order))
    return pa.concat_arrays(parts).take(back)


def _joined(
    texts: Texts, finding: NDArray[np.int64], which: NDArray[np.bool_], findings: int, separator: str = "; "
) -> Texts:
    """The chosen texts of each finding, joined; empty where none is chosen."""
    offsets = np.searchsorted(finding[which], np.arange(findings + 1))
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), texts.filter(pa.array(which)))
    joined: Texts = pc.binary_join(lists, separator)
    return joined


def _together(*parts: "Texts | str") -> Texts:
    joined: Texts = pc.binary_join_element_wise(*parts, "")
    return joined


def _capital(texts: Texts) -> Texts:
    first = pc.utf8_upper(pc.utf8_slice_codeunits(texts, 0, 1))
    return _together(first, pc.utf8_slice_codeunits(texts, 1))
