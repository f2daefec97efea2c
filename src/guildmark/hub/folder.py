"""Where the site keeps what is its own: the folder, its secret, and the database that it speaks to."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from guildmark.records import InputError

FOLDER, DATABASE = "GUILDMARK_HUB", "GUILDMARK_DATABASE"
DEFAULT_FOLDER = "guildmark-hub"
SQLITE_FILE = "hub.sqlite3"
WAIT_SECONDS = 20.0  # for another writer of SQLite

# A reader never waits for the writer; what was committed survives a kill, and power cuts lose the last moments at most.
SQLITE_START = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA temp_store = MEMORY;
PRAGMA mmap_size = 268435456;
PRAGMA cache_size = -65536;
"""


def hub_folder() -> Path:
    """The folder that `GUILDMARK_HUB` names, else `guildmark-hub` here; made when it is not there, for its owner only.

    Errors: InputError when it cannot be made.
    """
    folder = Path(os.environ.get(FOLDER) or DEFAULT_FOLDER).absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: the site's folder cannot be made: {error.strerror}. Set {FOLDER}.") from error
    return folder


def secret_of(folder: Path) -> str:
    """The secret that cookies and links are signed with, made once. Two that start together agree on one."""
    path = folder / "secret"
    if not path.exists():
        aside = folder / f"secret.{os.getpid()}"
        aside.write_text(secrets.token_urlsafe(48), "ascii")
        aside.chmod(0o600)
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text("ascii")


def database_of(folder: Path) -> dict[str, Any]:
    """Django's settings of the database: the one that `GUILDMARK_DATABASE` names, else SQLite in the folder.

    Errors: InputError for an address that is neither.
    """
    address = os.environ.get(DATABASE, "")
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / SQLITE_FILE),
            # A transaction takes the right to write when it begins, so that none finds out at its end that it is late.
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": WAIT_SECONDS, "init_command": SQLITE_START},
        }
    parts = urlsplit(address)
    name = parts.path.removeprefix("/")
    if parts.scheme not in ("postgresql", "postgres") or not name:
        raise InputError(
            f"{DATABASE} begins with {parts.scheme!r}: not understood. Write postgresql://USER:PASSWORD@HOST:PORT/NAME."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
