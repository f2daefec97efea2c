"""The licence table: what blind reviews of random cases show in each slice, and what it would still take."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta

import numpy as np
from numpy.typing import NDArray

from guildmark.assessment import Policy, Weights, judge
from guildmark.assessment.intervals import fewest_for, lower_bound
from guildmark.assessment.licence import Audited, LicensedSlice
from guildmark.assessment.score import ACT as ACT_PLACE
from guildmark.assessment.terms import LicenceTerms
from guildmark.lab.casebook import AUDIT, Casebook, Entry, evidence_of
from guildmark.lab.histories import History, blind_answer
from guildmark.lab.seal import Sealed
from guildmark.lab.teach import ACT


@dataclass(frozen=True, slots=True)
class SliceRow:
    """A slice: sellers sampled, those about whom it was wrong or nobody answered, and what follows.

    `reversals` are sellers cleared after they were called infringing whom it would act on again: each counts as one
    more seller, wrong. `more` is how many further sellers without an error it takes. `unnamed` cases name no seller.
    """

    kind: str
    category: str
    sellers: int
    wrong: int
    unanswered: int  # sellers with a case to which nobody gave a blind answer; they are among the wrong
    reversals: int
    unnamed: int
    bound: float
    more: int
    is_open: bool
    reviewed: date | None
    until: date | None

    def licence(self) -> LicensedSlice:
        """The licence, as it stands in a weights file."""
        assert self.reviewed is not None
        assert self.until is not None
        return LicensedSlice(self.kind, self.category, self.sellers, self.wrong, self.reviewed, self.until)


@dataclass(frozen=True, slots=True)
class Exam:
    """The draws on which licences may rest, each with the day of its last answer; and why the others may not."""

    reviewed: Mapping[str, date]
    left_out: tuple[str, ...]


def examine(
    draws: Sequence[Sealed], known: Mapping[str, History], audited: Audited, terms: LicenceTerms, today: date
) -> Exam:
    """A draw counts when it was made under these weights and policy, and all its answers are of the last days.

    An older draw is left out whole, since leaving out old answers alone would choose among them.
    """
    reviewed: dict[str, date] = {}
    left_out: list[str] = []
    for sealed in draws:
        name = f"draw {sealed.draw[:12]}"
        if sealed.audited != audited or sealed.category_levels != terms.category_levels:
            left_out.append(
                f"{name}: drawn under other weights, policy or detectors than these, so it speaks of others"
            )
            continue
        days = [
            answer["decided_at"].astimezone(UTC).date()
            for case in sealed.cases.to_pylist()
            if (answer := blind_answer(known.get(case["finding_id"], []), sealed.draw))
        ]
        if not days:
            left_out.append(f"{name}: nobody has answered any of its cases blind and by name")
        elif min(days) < today - timedelta(days=terms.days):
            left_out.append(f"{name}: its first answer is of {min(days)}, more than {terms.days} days ago")
        else:
            reviewed[sealed.draw] = max(days)
    return Exam(reviewed, tuple(left_out))


def licence_table(
    book: Casebook,
    exam: Exam,
    again: Mapping[tuple[str, str], set[str]],
    weights: Weights,
    policy: Policy,
) -> list[SliceRow]:
    """A row for each slice that was examined.

    Cases are those that would act both when they were drawn and by these weights: nothing else is acted on. A seller
    counts once, and is wrong when any of its cases is. `again` are known-good sellers by slice who would be hit again.
    """
    terms = policy.licence
    if terms is None:
        return []
    acts = would_act(book.strengths(), weights, policy)
    slices: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry, act in zip(book.entries, acts, strict=True):
        if entry.band == ACT and entry.draw in exam.reviewed and act:
            slices[entry.right_kind, entry.category].append(entry)
    return [
        _row(kind, category, entries, again.get((kind, category), set()), exam, terms)
        for (kind, category), entries in sorted(slices.items())
    ]


def would_act(strengths: NDArray[np.float64], weights: Weights, policy: Policy) -> NDArray[np.bool_]:
    """Which cases would act by these weights, were every licence open. Shape (n,)."""
    acts: NDArray[np.bool_] = judge(evidence_of(strengths), weights.db, policy).would_band == ACT_PLACE
    return acts


def _row(
    kind: str, category: str, entries: Sequence[Entry], again: set[str], exam: Exam, terms: LicenceTerms
) -> SliceRow:
    right: dict[str, bool] = {}
    answered: dict[str, bool] = {}
    for entry in entries:
        if entry.seller:
            right[entry.seller] = right.get(entry.seller, True) and entry.is_right
            answered[entry.seller] = answered.get(entry.seller, True) and entry.source == AUDIT
    for seller in again:
        right[seller] = False
        answered.setdefault(seller, True)
    sellers, wrong = len(right), sum(not one for one in right.values())
    bound = lower_bound(wrong, sellers, terms.confidence)
    reviewed = max((exam.reviewed[entry.draw] for entry in entries if entry.draw), default=None)
    named = bool(category)
    is_open = named and bound >= terms.precision and reviewed is not None
    return SliceRow(
        kind=kind,
        category=category,
        sellers=sellers,
        wrong=wrong,
        unanswered=sum(not one for one in answered.values()),
        reversals=len(again),
        unnamed=sum(not entry.seller for entry in entries),
        bound=bound,
        more=max(0, fewest_for(wrong, terms.precision, terms.confidence) - sellers),
        is_open=is_open,
        reviewed=reviewed,
        until=reviewed + timedelta(days=terms.days) if reviewed else None,
    )
