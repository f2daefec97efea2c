"""Tactics in use as a context keeps them: JSON, read back without a parser of YAML."""

import json
from typing import Any

from guildmark.tactics.compiled import TacticSet
from guildmark.tactics.read import read_filter, tactic_of
from guildmark.tactics.used import Used
from guildmark.tactics.values import value_of


def tactics_to_json(tactics: TacticSet) -> bytes:
    """The tactics with how they are used. The same tactics give the same bytes."""
    rows = [
        {
            "tactic": used.tactic.plain,
            "file": used.tactic.file,
            "mode": used.mode,
            "db": used.db,
            "only": used.only and used.only.plain,
            "never": used.never and used.never.plain,
            "means": used.means,
        }
        for used in tactics.used
    ]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()


def tactics_from_json(content: bytes) -> TacticSet:
    """The tactics that were kept."""
    return TacticSet.of(
        Used(
            tactic_of(value_of(row["file"], row["tactic"])),
            row["mode"],
            row["db"],
            _filter(row["only"]),
            _filter(row["never"]),
            row["means"],
        )
        for row in json.loads(content)
    )


def _filter(plain: Any) -> Any:
    return None if plain is None else read_filter(value_of("filter", plain))
