"""The YAML that ships with this room. Reading it takes ten times as long as anything else that starts a scan, so what
was read is kept in the user's cache, by the digest of the file."""

import hashlib
import json
import os
import tempfile
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from guildmark.text.cache import cache_root


def shipped(name: str) -> Any:
    """What a file of this room says, as JSON has it: dates are text."""
    content = (files(__package__) / name).read_bytes()
    digest = hashlib.blake2b(content + version("ruamel.yaml").encode(), digest_size=16).hexdigest()
    kept = cache_root() / "yaml" / f"{digest}.json"
    try:
        return json.loads(kept.read_bytes())
    except (OSError, ValueError):  # not there yet, or cut off when a disk was full
        text = json.dumps(YAML(typ="safe", pure=True).load(content.decode()), ensure_ascii=False, default=str)
        _keep(kept, text)
        return json.loads(text)


def _keep(path: Path, text: str) -> None:
    """Write aside and rename, so that two processes at once do no harm."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, aside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(number, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(aside).replace(path)
