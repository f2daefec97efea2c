"""The rights file for scans elsewhere: verified rights as a zip that is made once, and known by a digest."""

import hashlib
import json
import os
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from guildmark.hub.members.actor import Actor
from guildmark.hub.members.roles import HOLDER
from guildmark.hub.registry.blobs import path_of
from guildmark.hub.registry.models import Right, RightFile
from guildmark.hub.registry.private import PRICES, private_parts, without_private
from guildmark.hub.registry.rights_folder import Listed, Shown, Told, files_of_folder, in_force
from guildmark.hub.registry.tidy import compiled_folder
from guildmark.hub.registry.wall_rules import holders_of
from guildmark.records import InputError

FORM = 1  # of the zip; another form has other digests
ZIPS_KEPT = 8
UNUSED_SECONDS = 24 * 3600.0  # after which a zip that nobody took is removed
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same rights give the same bytes


@dataclass(frozen=True, slots=True)
class RightsZip:
    """What an actor takes: its digest, and how it is made when it is not there yet."""

    digest: str
    rights: tuple[Listed, ...]
    hidden: Mapping[UUID, frozenset[str]] | None  # files that are kept back, by right; None: all is the actor's own

    def path(self) -> Path:
        """The zip, made now unless it was; written aside and renamed, so that none is half there."""
        folder = compiled_folder() / "taken"
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / f"{self.digest}.zip"
        if path.exists():
            os.utime(path)
        else:
            aside = folder / f"{self.digest}.{uuid4().hex}"
            self._write(aside)
            aside.rename(path)
            _remove_old(folder, path)
        return path

    def _write(self, path: Path) -> None:
        written: set[str] = set()
        with zipfile.ZipFile(path, "x", allowZip64=True) as archive:
            for name, content in files_of_folder(list(self.rights), self._show, Told()):
                if name in written:
                    continue
                written.add(name)
                info = zipfile.ZipInfo(name, ZIP_TIME)
                # Pictures and Parquet are packed already.
                info.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".csv") else zipfile.ZIP_STORED
                if isinstance(content, bytes):
                    archive.writestr(info, content)
                else:
                    with path_of(content).open("rb") as source, archive.open(info, "w") as target:
                        while block := source.read(1 << 20):
                            target.write(block)

    def _show(self, right: Listed, content: Mapping[str, Any]) -> Shown:
        if self.hidden is None:
            return Shown(content)
        shown = without_private(content, set(self.hidden.get(right.right, ())))
        return Shown(shown, with_prices=PRICES not in private_parts(content))


def rights_zip(actor: Actor) -> RightsZip:
    """What an actor may take: marketplaces all rights in force without what is private, holders and agents their own
    and whole.

    Errors: PermissionDenied; InputError while there are none.
    """
    actor.require("rights.take")
    listed, _lapsed = in_force(timezone.now().date())
    hidden: dict[UUID, frozenset[str]] | None = None
    if actor.organisation.kind == HOLDER:
        mine = set(Right.objects.filter(holders_of(actor)).values_list("pk", flat=True))
        listed = [right for right in listed if right.right in mine]
    else:
        hidden = _hidden()
    if not listed:
        raise InputError(_("There are no verified rights to take yet."))
    told = [
        (right.code, right.number, right.holder, sorted(hidden.get(right.right, ())) if hidden is not None else None)
        for right in listed
    ]
    digest = hashlib.sha256(json.dumps([FORM, told]).encode()).hexdigest()
    return RightsZip(digest, tuple(listed), hidden)


def _hidden() -> dict[UUID, frozenset[str]]:
    """Files that are not for marketplaces, of versions that count."""
    found: dict[UUID, set[str]] = {}
    for right, digest in RightFile.objects.filter(private=True, counts=True).values_list("right", "blob_id"):
        found.setdefault(right, set()).add(digest)
    return {right: frozenset(digests) for right, digests in found.items()}


def _remove_old(folder: Path, newest: Path) -> None:
    zips = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in zips[ZIPS_KEPT:]:
        if path != newest and time.time() - path.stat().st_mtime > UNUSED_SECONDS:
            path.unlink(missing_ok=True)
