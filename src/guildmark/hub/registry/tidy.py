"""The folders of compiled contexts: which are kept, and which nobody needs any more."""

import shutil
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from guildmark.hub.registry.models import Generation

CONTEXTS = "contexts"
KEPT = 3  # generations of each marketplace and of all, the newest among them
RECENT_SECONDS = 600.0  # in which another worker may have opened an old folder to make it count again
ORPHAN_SECONDS = 24 * 3600.0  # after which a folder that no row names is what a killed worker left


def compiled_folder() -> Path:
    """Where everything compiled lies, below the site's folder."""
    folder = Path(settings.HUB_FOLDER) / "compiled"
    (folder / CONTEXTS).mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def tidy() -> None:
    """Remove folders of old generations; their rows stay, since events name them. A process that has one open goes on
    with it: what is mapped stays until it is let go."""
    generations = list(Generation.objects.exclude(folder="").order_by("-id").only("id", "organisation_id", "folder"))
    seen: dict[object, int] = {}
    kept: set[str] = set()
    for generation in generations:
        seen[generation.organisation_id] = seen.get(generation.organisation_id, 0) + 1
        if seen[generation.organisation_id] <= KEPT:
            kept.add(generation.folder)
    old = [one for one in generations if one.folder not in kept]
    Generation.objects.filter(pk__in=[one.pk for one in old]).update(folder="")
    # Only when it is certain that nothing names them any more.
    transaction.on_commit(lambda: _remove({one.folder for one in old}, kept))


def _remove(folders: set[str], kept: set[str]) -> None:
    for folder in folders:
        _remove_unused(Path(settings.HUB_FOLDER) / folder, RECENT_SECONDS)
    root = compiled_folder()
    for path in (*root.glob("making-*"), *(root / CONTEXTS).iterdir()):
        if path.relative_to(settings.HUB_FOLDER).as_posix() not in kept:
            _remove_unused(path, ORPHAN_SECONDS)


def _remove_unused(folder: Path, unused_seconds: float) -> None:
    """Remove a folder that nobody made or opened in this time; what is left now goes as an orphan later."""
    try:
        age_seconds = time.time() - folder.stat().st_mtime
    except OSError:
        return  # another worker was quicker
    if age_seconds >= unused_seconds:
        shutil.rmtree(folder, ignore_errors=True)
