"""Weights that a marketplace learned: put before its people with what they would change, and signed as compiled."""

import io
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_type_hints

from django.utils import timezone
from ruamel.yaml import YAML

from guildmark.assessment import read_weights
from guildmark.assessment.choices import read_choices
from guildmark.assessment.learned import ACTIVE, content_digest
from guildmark.hub.members.actor import Actor
from guildmark.hub.registry import kinds
from guildmark.hub.registry.chosen import Chosen, Told, file_name
from guildmark.hub.registry.models import Approval, WeightsFile
from guildmark.lab.whatif import Moves, what_if
from guildmark.records import BANDS, InputError

MOST_BYTES = 1 << 20
MOST_MOVES = 2_000
WEIGHTS = Chosen(
    WeightsFile, Told(kinds.WEIGHTS_PROPOSED, kinds.WEIGHTS_APPROVED, kinds.WEIGHTS_ACTIVE, kinds.WEIGHTS_RETIRED)
)


def propose_weights(
    name: str, text: str, *, by: Actor, run: Path | None = None, whatif: dict[str, Any] | None = None
) -> WeightsFile:
    """Put a weights file before the people of one's own marketplace, with what it would change: worked out from a
    finished run on this machine, or as `guildmark whatif --json` told it elsewhere.

    Errors: PermissionDenied; InputError for a file that a scan would refuse, or a run that cannot be read.
    """
    by.require("cases.lead")
    name = file_name(name, "weights.yaml")
    with tempfile.TemporaryDirectory(prefix="guildmark-") as folder:
        path = Path(folder) / "weights.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            digest = read_weights(path).digest
            found = _worked_out(run, path) if run is not None else checked_whatif(whatif or {})
        except InputError as error:
            raise InputError(str(error).replace(str(path), name)) from None
    if "\x00" in text:
        raise InputError(f"{name}: holds the character NUL. Write the file again.")
    return WEIGHTS.propose(WeightsFile(name=name, text=text, whatif=found), digest, by=by)


def signed_text(file: WeightsFile) -> str:
    """The file as it is compiled: learned weights carry the two people who approved them here, by their ids."""
    with tempfile.TemporaryDirectory(prefix="guildmark-") as folder:
        path = Path(folder) / "weights.yaml"
        path.write_text(file.text, "utf-8")
        _name, text, document = read_choices(path, "weights.yaml")
    if document.get("learned") is None:
        return text
    content = content_digest(document)
    document[ACTIVE] = [
        {"name": str(yes.person), "on": yes.at.date(), "content": content}
        for yes in Approval.objects.filter(subject=file.pk).order_by("id")
    ]
    out = io.StringIO()
    YAML(typ="safe", pure=True).dump(document, out)
    return out.getvalue()


def checked_whatif(told: dict[str, Any]) -> dict[str, Any]:
    """What `guildmark whatif --json` prints, or nothing. Errors: InputError for another shape."""
    if not told:
        return {}
    moves = told.get("moves")
    fine = isinstance(moves, list) and len(moves) <= MOST_MOVES and all(_is_move(move) for move in moves)
    for part in ("before", "after"):
        totals = told.get(part)
        fine = fine and isinstance(totals, dict) and set(totals) == set(BANDS)
        fine = fine and all(isinstance(count, int) for count in totals.values())  # type: ignore[union-attr]
    if not fine or set(told) != {"before", "after", "moves"}:
        raise InputError("whatif: is not what `guildmark whatif --json` prints. Give its line as it is.")
    return told


def _worked_out(run: Path, weights: Path) -> dict[str, Any]:
    found = what_if(run, weights=weights, today=timezone.now().date())
    moves = [asdict(move) for move in found.moves[-MOST_MOVES:]]  # the sums of all slices stand last
    return {"before": found.totals_before, "after": found.totals_after, "moves": moves}


def _is_move(move: Any) -> bool:
    types = get_type_hints(Moves)
    return isinstance(move, dict) and set(move) == set(types) and all(type(move[n]) is types[n] for n in types)
