"""The bytes of pictures that one listing names as files, for whoever has that listing in hand and no run."""

from pathlib import Path
from typing import Any

from guildmark.guard import RefusedError, read_below
from guildmark.pictures import MOST_BYTES, check_kind
from guildmark.records import InputError
from guildmark.runs.pictures.named import is_address, is_wanted
from guildmark.runs.request import PictureSources


def check_folder(root: Path) -> None:
    """Errors: `InputError` when a folder of pictures is none."""
    if not root.is_dir():
        raise InputError(f"{root}: is no folder of pictures. Give the folder that their names start from.")


def with_files(listing: dict[str, Any], root: Path) -> dict[str, Any]:
    """The listing, its pictures that it names as files below a folder with their bytes; what cannot be read, and any
    other picture, as it was."""
    pictures = [
        {**one, "data": _file(one["uri"], root)} if one and one.get("uri") and not one.get("data") else one
        for one in listing.get("pictures") or ()
    ]
    return {**listing, "pictures": pictures} if pictures else listing


def _file(uri: str, root: Path) -> bytes | None:
    try:
        if is_address(uri) or not is_wanted(uri, PictureSources(root)):
            return None
        data = read_below(root, uri, MOST_BYTES)
        check_kind(data)
    except RefusedError:
        return None
    return data
