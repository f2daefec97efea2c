"""What the command line has to say to a site of the alliance, and what it takes from there."""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from guildmark.guard.paths import inside
from guildmark.guard.site import Site
from guildmark.records import InputError
from guildmark.text.cache import cache_root

ADDRESS, KEY = "GUILDMARK_SITE", "GUILDMARK_KEY"
RIGHTS_PATH = "/api/v1/rights/file"
RIGHTS_NAME = "alliance"  # of the folder, as the site's own index has it
TACTICS_PATH, TACTICS_NAME, CHOICES = "/api/v1/tactics/file", "tactics", "choices.yaml"
MOST_BYTES = 4 << 30  # of what comes, and of what is unpacked from it
MOST_TOLD_BYTES = 1 << 20  # of an answer that says what went wrong


def the_site() -> Site:
    """The site that the environment names. Errors: InputError that says what to set."""
    address = os.environ.get(ADDRESS, "")
    if not address:
        raise InputError(f"which site is not known. Set {ADDRESS} to its address, and {KEY} to a key made there.")
    key = os.environ.get(KEY, "")
    if not key:
        raise InputError(f"there is no key for {address}. Make one there under Members, and set {KEY} to it.")
    return Site(address, key, name=ADDRESS)


def get(path: str, into: Path, *, known: str = "") -> str | None:
    """Fetch a path of the site into a file; gives its ETag, or None where the known one still stands.

    Errors: InputError that says what the site answered.
    """
    site = the_site()
    try:
        with site.ask("GET", path, headers={"If-None-Match": known} if known else {}) as answer:
            if answer.status == 304 and known:
                return None
            if answer.status != 200:
                raise InputError(f"{site}: {told_by(answer)}")
            size = 0
            with into.open("wb") as file:
                for piece in answer.iter_stream():
                    size += len(piece)
                    if size > MOST_BYTES:
                        raise InputError(f"{site}{path}: is larger than {MOST_BYTES:,} bytes.")
                    file.write(piece)
            said = {name.lower(): value for name, value in answer.headers}
            return said.get(b"etag", b"").decode("latin-1")
    finally:
        site.close()


def told_by(answer: Any) -> str:
    """What an answer that is none says: the site's own words where it has some."""
    data = bytearray()
    for piece in answer.iter_stream():
        data += piece
        if len(data) > MOST_TOLD_BYTES:
            break
    try:
        words = json.loads(bytes(data[:MOST_TOLD_BYTES]))["detail"]
    except (ValueError, KeyError, TypeError):
        words = ""
    return f"answers {answer.status}. {words or 'Is it a site of Guildmark?'}"


def fetched_rights() -> Path:
    """The folder of rights that the site gives to this key. Errors: InputError that says what the site answered."""
    return _fetched(RIGHTS_PATH, "rights", RIGHTS_NAME)


def fetched_tactics() -> Path:
    """The file of choices that the site gives to this key, its tactics beside it. Errors: as `fetched_rights`."""
    return _fetched(TACTICS_PATH, "tactics", TACTICS_NAME) / CHOICES


def _fetched(path: str, kind: str, name: str) -> Path:
    """The folder that a zip of the site holds: fetched once, and again only when it changed there."""
    # Another key may be given others.
    told = f"{os.environ.get(ADDRESS, '')}\x1f{os.environ.get(KEY, '')}"
    home = cache_root() / kind / hashlib.sha256(told.encode()).hexdigest()[:24]
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    current = home / "current.json"
    known = json.loads(current.read_text()) if current.exists() else {}
    folder = home / str(known.get("folder", "none")) / name
    aside = Path(tempfile.mkdtemp(prefix="making-", dir=home))
    try:
        etag = get(path, aside / "fetched.zip", known=known["etag"] if folder.is_dir() else "")
        if etag is None:
            return folder
        digest = hashlib.sha256(etag.encode()).hexdigest()[:24]
        _unpack(aside / "fetched.zip", aside / name)
        (aside / "fetched.zip").unlink()
        shutil.rmtree(home / digest, ignore_errors=True)
        aside.rename(home / digest)
        marked = home / f"{digest}.json"
        marked.write_text(json.dumps({"etag": etag, "folder": digest}))
        marked.replace(current)
        for old in home.iterdir():
            if old.is_dir() and old.name != digest and not old.name.startswith("making-"):
                shutil.rmtree(old, ignore_errors=True)
        return home / digest / name
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _unpack(path: Path, folder: Path) -> None:
    left = MOST_BYTES
    folder.mkdir()
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                target = inside(folder, member.filename)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, target.open("wb") as out:
                    while block := source.read(1 << 20):
                        left -= len(block)
                        if left < 0:
                            raise InputError(f"what the site gives unpacks to more than {MOST_BYTES:,} bytes.")
                        out.write(block)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise InputError(f"the rights file that the site gave cannot be unpacked: {error}. Try again.") from None
