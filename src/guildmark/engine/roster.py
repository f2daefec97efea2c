"""The roster: what is registered of detectors and of the tactics in use, as columns, detectors first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.assessment.judge import RuleWeights
from guildmark.detectors import all_detectors
from guildmark.records import FAMILIES
from guildmark.tactics import TacticSet

type Names = pa.Array[Any]


@dataclass(frozen=True, slots=True)
class Roster:
    """Columns (D,) of D detectors and tactics: made once a context, and looked up for every signal.

    `templates` are the names of the sentences that tell of each.
    """

    names: tuple[str, ...]
    templates: tuple[str, ...]
    name: Names
    version: NDArray[np.int32]
    family: Names
    direction: Names
    seller_view: Names
    supports: NDArray[np.bool_]  # what speaks for a fake
    shows_span: NDArray[np.bool_]  # the seller may read the span itself
    of_price: NDArray[np.bool_]
    rules: RuleWeights
    used: pa.Table  # (T,) of the tactics: tactic, version, mode


def roster_of(tactics: TacticSet) -> Roster:
    """The columns of every detector of the library, and of these tactics behind them."""
    detectors, used = all_detectors(), tactics.used
    shared = np.array([[name in own for name in FAMILIES] for own in tactics.families], np.bool_)
    shared = shared.reshape(len(used), len(FAMILIES))
    first = [FAMILIES[place] for place in shared.argmax(axis=1).tolist()]
    family = [*(d.family for d in detectors), *first]
    view = [*(d.seller_view for d in detectors), *(u.tactic.seller_view for u in used)]
    direction = [*(d.direction for d in detectors), *("for" for _ in used)]
    told = (
        "tactic kept secret" if u.tactic.seller_view == "nothing" else f"tactic of {of}"
        for u, of in zip(used, first, strict=True)
    )
    names = (*(d.name for d in detectors), *(u.tactic.name for u in used))
    return Roster(
        names=names,
        templates=(*(d.name for d in detectors), *told),
        name=_texts(names),
        version=np.array([*(d.version for d in detectors), *(u.tactic.version for u in used)], np.int32),
        family=_texts(family),
        direction=_texts(direction),
        seller_view=_texts(view),
        supports=np.array([one == "for" for one in direction], np.bool_),
        shows_span=np.array([one == "span" for one in view], np.bool_),
        of_price=np.array([*(d.family == "price" for d in detectors), *(False for _ in used)], np.bool_),
        rules=RuleWeights(
            np.array([u.weight_db for u in used], np.float64),
            shared,
            np.array([u.may_act for u in used], np.bool_),
        ),
        used=pa.table(
            {
                "tactic": _texts([str(u.tactic.id) for u in used]),
                "version": pa.array([u.tactic.version for u in used], pa.int32()),
                "mode": _texts([u.mode for u in used]),
            }
        ),
    )


def _texts(texts: Sequence[str]) -> Names:
    return pa.array(texts, pa.string())
