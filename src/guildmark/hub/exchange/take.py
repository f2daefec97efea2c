"""The tactics of a marketplace as a file for scans elsewhere: a zip of tactic files and the choices that use them."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML

from guildmark.hub.exchange.chosen import counting
from guildmark.hub.exchange.models import Use
from guildmark.hub.members.actor import Actor
from guildmark.records import InputError

FORM = 1  # of the zip; another form has other digests
CHOICES = "choices.yaml"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same tactics give the same bytes


@dataclass(frozen=True, slots=True)
class TacticsZip:
    """What a marketplace takes: known by its digest."""

    digest: str
    uses: tuple[Use, ...]

    def data(self) -> bytes:
        """The zip."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self._files():
                archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), text)
        return stream.getvalue()

    def _files(self) -> list[tuple[str, str]]:
        entries = [_entry(use) for use in self.uses]
        out = io.StringIO()
        YAML(typ="safe", pure=True).dump({"use": entries}, out)
        return [(CHOICES, out.getvalue()), *((f"{use.item_id}.yaml", use.version.content) for use in self.uses)]


def tactics_zip(actor: Actor) -> TacticsZip:
    """The tactics that count for a marketplace now. Errors: PermissionDenied; InputError while it uses none."""
    actor.require("exchange.take")
    uses = tuple(counting().filter(organisation=actor.organisation).select_related("version").order_by("item"))
    if not uses:
        raise InputError(_("There are no tactics to take yet: choose some on the page of tactics."))
    told = [(str(use.item_id), use.version.digest, use.mode, use.db, use.terms) for use in uses]
    return TacticsZip(hashlib.sha256(json.dumps([FORM, told]).encode()).hexdigest(), uses)


def _entry(use: Use) -> dict[str, Any]:
    entry: dict[str, Any] = {"tactics": [f"{use.item_id}.yaml"], "mode": use.mode}
    if use.mode != "shadow":
        entry["db"] = use.db
    return entry | (YAML(typ="safe", pure=True).load(use.terms) or {} if use.terms.strip() else {})
