"""The tactics of a marketplace as a file for scans elsewhere: a zip of tactic files and the choices that use them."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML

from guildmark.hub.exchange.chosen import Chosen, chosen_at
from guildmark.hub.members.actor import Actor
from guildmark.records import InputError

FORM = 1  # of the zip; another form has other digests
CHOICES = "choices.yaml"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same tactics give the same bytes


@dataclass(frozen=True, slots=True)
class TacticsZip:
    """What a marketplace takes: known by its digest."""

    digest: str
    chosen: tuple[Chosen, ...]

    def data(self) -> bytes:
        """The zip."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self._files():
                archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), text)
        return stream.getvalue()

    def _files(self) -> list[tuple[str, str]]:
        entries = [_entry(one) for one in self.chosen]
        out = io.StringIO()
        YAML(typ="safe", pure=True).dump({"use": entries}, out)
        return [(CHOICES, out.getvalue()), *((f"{one.key}.yaml", one.text) for one in self.chosen)]


def tactics_zip(actor: Actor) -> TacticsZip:
    """The tactics that count for a marketplace now. Errors: PermissionDenied; InputError while it uses none."""
    actor.require("exchange.take")
    chosen = tuple(chosen_at(actor.organisation.pk))
    if not chosen:
        raise InputError(_("There are no tactics to take yet: choose some on the page of tactics."))
    told = [(str(one.key), one.digest, one.mode, one.db, one.terms) for one in chosen]
    return TacticsZip(hashlib.sha256(json.dumps([FORM, told]).encode()).hexdigest(), chosen)


def _entry(one: Chosen) -> dict[str, Any]:
    entry: dict[str, Any] = {"tactics": [f"{one.key}.yaml"], "mode": one.mode}
    if one.mode != "shadow":
        entry["db"] = one.db
    return entry | (YAML(typ="safe", pure=True).load(one.terms) or {} if one.terms.strip() else {})
