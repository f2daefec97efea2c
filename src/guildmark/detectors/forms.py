"""Forms of a listing over time: what it was when it was seen first, and whether it turned into another product."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from guildmark.facts.gtin import gtin_numbers
from guildmark.facts.keys import picture_keys
from guildmark.records import BEFORE, FORM, REVIEWS
from guildmark.text.likeness import shared_part

pc: Any = pyarrow.compute  # its functions are made at run time, unseen by type checkers

# Kept of a form, so that ten million of them stay small. Units: code points; pictures.
TITLE_KEPT, OTHER_KEPT, PICTURES_KEPT = 200, 80, 12
# Titles of one product written by two shops share less in 2 of 100 cases, those of different categories share more in 2
# to 8 of 100: accuracy/edits/README.md.
UNLIKE_BELOW = 0.25
KEPT_PICTURES = 0.5  # share of its pictures with which it is still the same product, whatever its title
DRAFT_DAYS = 3.0  # a listing without reviews that is younger may still be written
DAY_US = 86_400_000_000

Mask = NDArray[np.bool_]
Structs = Any  # an Arrow array of structs


def forms_of(listings: pa.Table) -> Structs:
    """The form of each listing as it stands. FORM (n,)."""
    table = listings.combine_chunks()
    columns = {
        "title": pc.utf8_slice_codeunits(_column(table, "title"), 0, TITLE_KEPT),
        "brand": pc.utf8_slice_codeunits(_column(table, "brand"), 0, OTHER_KEPT),
        "category": pc.utf8_slice_codeunits(
            pc.coalesce(_column(table, "category"), _column(table, "standard_category")), 0, OTHER_KEPT
        ),
        "gtin": _gtins(table),
        "pictures": _pictures(table),
        "since": _column(table, "observed_at"),
        "reviews": _reviews(table),
    }
    return pa.StructArray.from_arrays([columns[f.name].cast(f.type) for f in FORM], fields=list(FORM))


def compare(earlier: Structs, now: Structs, at_us: NDArray[np.float64], settled: Mask) -> tuple[Mask, Mask]:
    """Whether a listing is another product than its earlier form, and whether that form was only a draft of it.

    Another product: the title says something else, the GTIN is not the same, and most pictures are gone or not known.

    Shapes: FORM (n,) twice; `at_us` (n,), the instant of the change in microseconds, NaN where not known; `settled`
    (n,), where the form is no draft because it is not the first one; (n,) twice.
    """
    other, draft = np.zeros((2, len(earlier)), np.bool_)
    titles = [pc.struct_field(form, "title") for form in (earlier, now)]
    asked = np.flatnonzero(pc.fill_null(pc.not_equal(*titles), False).to_numpy(zero_copy_only=False))
    asked = asked[shared_part(*(title.take(asked).to_pylist() for title in titles)) < UNLIKE_BELOW]
    old, new = earlier.take(asked), now.take(asked)
    same_gtin = np.asarray(
        pc.fill_null(pc.equal(pc.struct_field(old, "gtin"), pc.struct_field(new, "gtin")), False), np.bool_
    )
    asked_other = ~same_gtin & ~(kept_pictures(old, new) >= KEPT_PICTURES)
    age_days = (at_us[asked] - instants_us(old)) / DAY_US
    reviewed = np.asarray(pc.fill_null(pc.greater(pc.struct_field(old, "reviews"), 0), False), np.bool_)
    # No time between two sights of it means that the dates say nothing, not that it is young.
    young = (age_days > 0) & (age_days < DRAFT_DAYS) & ~reviewed & ~settled[asked]
    other[asked], draft[asked] = asked_other & ~young, asked_other & young
    return other, draft


def kept_pictures(earlier: Structs, now: Structs) -> NDArray[np.float64]:
    """The share of the earlier pictures that are still there; NaN where none are known on a side. Shape (n,)."""
    old, new = (pc.struct_field(form, "pictures").to_pylist() for form in (earlier, now))
    return np.array([len({*a} & {*b}) / len(a) if a and b else np.nan for a, b in zip(old, new, strict=True)], float)


def held_against(before: Structs, now: Structs) -> tuple[Structs, NDArray[np.float64], Mask]:
    """The form from which each listing turned, when it did, and whether it has turned at all.

    Shapes: BEFORE and FORM (n,) in; FORM (n,), microseconds (n,) with NaN where not known, and bool (n,) out.
    """
    form, was = pc.struct_field(before, "form"), pc.struct_field(before, "was")
    seen_us = instants_us(now)
    other, _ = compare(form, now, seen_us, np.asarray(was.is_valid()))
    earlier = _choose(other, form, was)
    at_us = np.where(other, seen_us, instants_us(form))
    return earlier, at_us, compare(earlier, now, at_us, np.ones(len(now), np.bool_))[0]


def remember(before: Structs | None, listings: pa.Table) -> Structs:
    """What a run keeps of each listing for the next one. BEFORE (n,).

    A form stays what it was when it was seen first, so that a listing cannot turn in small steps; only its reviews are
    counted on, and what it did not say yet is filled in. Remembering the same listing twice is remembering it once.
    """
    now = forms_of(listings)
    if before is None:
        return _before(now, pa.nulls(len(now), FORM))
    form, was = pc.struct_field(before, "form"), pc.struct_field(before, "was")
    other, draft = compare(form, now, instants_us(now), np.asarray(was.is_valid()))
    kept = _filled(form, now, draft)
    new = other | ~form.is_valid().to_numpy(zero_copy_only=False)
    return _before(_choose(new, now, kept), _choose(other, form, was))


def instants_us(form: Structs) -> NDArray[np.float64]:
    """`since` in microseconds since 1970, NaN where not known. Shape (n,)."""
    return np.asarray(pc.struct_field(form, "since").cast(pa.int64()).cast(pa.float64(), safe=False).fill_null(np.nan))


def _filled(form: Structs, now: Structs, draft: Mask) -> Structs:
    """The form with what was only drafted or not given taken from the listing as it stands, and its newest reviews."""
    columns = []
    for field in FORM:
        old, new = pc.struct_field(form, field.name), pc.struct_field(now, field.name)
        if field.name == "since":
            columns.append(old)  # it was seen then, whatever it said
        elif field.name == "reviews":
            columns.append(_choose(np.asarray(new.is_valid()), new, old))
        else:
            columns.append(_choose(draft | np.asarray(old.is_null()), new, old))
    return pa.StructArray.from_arrays(columns, fields=list(FORM))


def _choose(which: Mask, yes: Structs, no: Structs) -> Structs:
    """For each place the value of `yes` where the mask holds, else of `no`."""
    place = np.arange(len(which)) + np.where(which, 0, len(which))
    return pa.concat_arrays([yes, no]).take(pa.array(place))


def _before(form: Structs, was: Structs) -> Structs:
    return pa.StructArray.from_arrays([form, was], fields=list(BEFORE.type))


def _column(table: pa.Table, name: str) -> Any:
    return table.column(name).combine_chunks()


def _gtins(table: pa.Table) -> Any:
    numbers = gtin_numbers(_column(table, "gtin"))
    return pa.array(numbers, mask=numbers == 0)


def _pictures(table: pa.Table) -> Any:
    """The keys of the first pictures in the order of keys; null without any."""
    rows, keys = picture_keys(table)
    first = np.searchsorted(rows, np.arange(len(table) + 1))
    kept = np.arange(len(rows)) - first[rows] < PICTURES_KEPT
    offsets = np.concatenate(([0], np.cumsum(np.bincount(rows[kept], minlength=len(table)))))
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), pa.array(keys[kept]), mask=pa.array(np.diff(offsets) == 0)
    )


def _reviews(table: pa.Table) -> Any:
    if REVIEWS.name not in table.column_names:
        return pa.nulls(len(table), pa.int32())
    return pc.list_value_length(_column(table, REVIEWS.name))
