"""Fold tables and ordinary words, compiled once from their libraries and kept in the user's cache."""

import hashlib
import os
import tempfile
import unicodedata
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guildmark.text.buffers import text_buffers
from guildmark.text.folding import FoldTables, build_tables
from guildmark.text.ordinary import LANGUAGES, ordinary_words
from guildmark.text.verify import light_hashes

LIBRARIES = ("confusable-homoglyphs", "decancer-py", "opencc", "wordfreq")


def cache_root() -> Path:
    """Where compiled things are kept between runs: `$XDG_CACHE_HOME/guildmark`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "guildmark"


@cache
def base_digest() -> str:
    """The version of tables and words: of their libraries, of Python's Unicode data, of the code that folds."""
    parts = [f"{name} {version(name)}" for name in LIBRARIES] + [unicodedata.unidata_version, *LANGUAGES]
    sources = [Path(__file__).with_name(name).read_bytes() for name in ("folding.py", "lookalikes.py", "ordinary.py")]
    return hashlib.blake2b("\n".join(parts).encode() + b"".join(sources), digest_size=16).hexdigest()


@cache
def base_tables() -> tuple[FoldTables, "pa.Array[Any]"]:
    """The fold tables, and the ordinary words as a string array; some four seconds the first time, then at once."""
    folder = cache_root() / f"words-{base_digest()[:16]}"
    if not (folder / "ordinary.arrow").exists():
        _build(folder)
    fold, expansions, leet = (np.load(folder / f"{name}.npy") for name in ("fold", "expansions", "leet"))
    with pa.OSFile(str(folder / "ordinary.arrow"), "rb") as source:
        words = pa.ipc.open_file(source).read_all().column(0).combine_chunks()
    return FoldTables(fold, expansions, leet), words


@cache
def ordinary_keys() -> NDArray[np.uint64]:
    """The light hashes of the ordinary words, each once, in order. Shape (n,)."""
    tables, words = base_tables()
    data, offsets = text_buffers(words)
    hashes = np.zeros(len(words), np.uint64)
    light_hashes(data, offsets, tables.fold, tables.expansions, hashes)
    return np.unique(hashes[hashes != 0])


def _build(folder: Path) -> None:
    """Write aside and rename, so that two processes at once do no harm."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=folder.parent))
    tables = build_tables()
    for name in ("fold", "expansions", "leet"):
        np.save(aside / f"{name}.npy", getattr(tables, name))
    table = pa.table({"word": ordinary_words()})
    with pa.OSFile(str(aside / "ordinary.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    try:
        aside.rename(folder)
    except OSError:
        if not folder.exists():  # else another process was first, and its result is the same
            raise
