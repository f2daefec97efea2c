"""Commands about weights that a marketplace learned: propose, approve by two people, make active, take out of use."""

import io
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_type_hints

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from ruamel.yaml import YAML

from guildmark.assessment import read_weights
from guildmark.assessment.choices import read_choices
from guildmark.assessment.learned import ACTIVE, content_digest
from guildmark.hub.events.record import record
from guildmark.hub.members.actor import Actor
from guildmark.hub.registry import kinds
from guildmark.hub.registry.approval import EYES, add_approval, approvals_of, require_person
from guildmark.hub.registry.models import Approval, WeightsFile
from guildmark.lab.whatif import Moves, what_if
from guildmark.records import BANDS, InputError

MOST_BYTES = 1 << 20
MOST_MOVES = 2_000


def propose_weights(
    name: str, text: str, *, by: Actor, run: Path | None = None, whatif: dict[str, Any] | None = None
) -> WeightsFile:
    """Put a weights file before the people of one's own marketplace, with what it would change: worked out from a
    finished run on this machine, or as `guildmark whatif --json` told it elsewhere.

    Errors: PermissionDenied; InputError for a file that a scan would refuse, or a run that cannot be read.
    """
    by.require("cases.lead")
    name = " ".join(name.split())[:120] or "weights.yaml"
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
    with transaction.atomic():
        file = WeightsFile.objects.create(
            organisation=by.organisation, name=name, text=text, whatif=found, proposed_by=by.id
        )
        record(kinds.WEIGHTS_PROPOSED, file.pk, by=by.by, versions={"weights": digest})
    return file


def approve_weights(file: WeightsFile, *, by: Actor) -> WeightsFile:
    """Say yes to weights. Errors: PermissionDenied; ValidationError for weights that were active, or a second yes."""
    require_person(by, "cases.lead")
    with transaction.atomic():
        locked = _locked(file, by)
        yes = add_approval(locked.pk, by)
        record(kinds.WEIGHTS_APPROVED, locked.pk, by=by.by, data={"yes": yes})
    return locked


def activate_weights(file: WeightsFile, *, by: Actor) -> WeightsFile:
    """Judge by these weights from the next index on, and by those before no longer.

    Errors: PermissionDenied; ValidationError for weights that two people did not approve, or that were active.
    """
    require_person(by, "cases.lead")
    with transaction.atomic():
        locked = _locked(file, by)
        if len(approvals_of(locked.pk)) < EYES:
            raise ValidationError(_("Two people must approve these weights first."))
        now = timezone.now()
        WeightsFile.objects.filter(
            organisation=locked.organisation, active_from__isnull=False, retired_at__isnull=True
        ).update(retired_at=now)
        locked.active_from = now
        locked.save(update_fields=("active_from",))
        record(kinds.WEIGHTS_ACTIVE, locked.pk, by=by.by)
    return locked


def retire_weights(file: WeightsFile, *, by: Actor) -> WeightsFile:
    """Go back to the shipped weights: a stop, which needs one person alone.

    Errors: PermissionDenied; ValidationError for weights that are not active.
    """
    require_person(by, "cases.lead")
    with transaction.atomic():
        locked = WeightsFile.objects.select_for_update().get(pk=file.pk, organisation=by.organisation)
        if locked.active_from is None or locked.retired_at is not None:
            raise ValidationError(_("These weights are not active."))
        locked.retired_at = timezone.now()
        locked.save(update_fields=("retired_at",))
        record(kinds.WEIGHTS_RETIRED, locked.pk, by=by.by)
    return locked


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


def _locked(file: WeightsFile, by: Actor) -> WeightsFile:
    locked = WeightsFile.objects.select_for_update().get(pk=file.pk, organisation=by.organisation)
    if locked.active_from is not None:
        raise ValidationError(_("These weights were made active already. Propose them anew."))
    return locked
