"""Fold tables and ordinary words, compiled once from their libraries and kept in the user's cache."""

import hashlib
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
from guildmark.text.cache import cache_root
from guildmark.text.folding import FoldTables, build_tables
from guildmark.text.ordinary import LANGUAGES, ordinary_words
from guildmark.text.verify import light_hashes

SOURCES = ("base", "folding", "hashing", "layout", "lookalikes", "ordinary", "tokens", "verify")
LIBRARIES = ("confusable-homoglyphs", "decancer-py", "opencc", "wordfreq")


@cache
def base_digest() -> str:
    """The version of tables and words: of their libraries, of Python's Unicode data, of the code that folds."""
    parts = [f"{name} {version(name)}" for name in LIBRARIES] + [unicodedata.unidata_version, *LANGUAGES]
    sources = [Path(__file__).with_name(f"{name}.py").read_bytes() for name in SOURCES]
    return hashlib.blake2b("\n".join(parts).encode() + b"".join(sources), digest_size=16).hexdigest()


@cache
def base_tables() -> tuple[FoldTables, "pa.Array[Any]"]:
    """The fold tables, and the ordinary words as a string array; some four seconds the first time, then at once."""
    folder = _folder()
    if not folder.exists():
        _build(folder)
    fold, expansions, leet = (np.load(folder / f"{name}.npy") for name in ("fold", "expansions", "leet"))
    with pa.OSFile(str(folder / "ordinary.arrow"), "rb") as source:
        words = pa.ipc.open_file(source).read_all().column(0).combine_chunks()
    return FoldTables(fold, expansions, leet), words


@cache
def ordinary_keys() -> NDArray[np.uint64]:
    """The light hashes of the ordinary words, each once, in order. Shape (n,)."""
    base_tables()
    keys: NDArray[np.uint64] = np.load(_folder() / "keys.npy")
    return keys


def _folder() -> Path:
    return cache_root() / f"words-{base_digest()[:16]}"


def _keys(words: "pa.Array[Any]", tables: FoldTables) -> NDArray[np.uint64]:
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
    np.save(aside / "keys.npy", _keys(table.column("word").combine_chunks(), tables))
    with pa.OSFile(str(aside / "ordinary.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    try:
        aside.rename(folder)
    except OSError:
        if not folder.exists():  # else another process was first, and its result is the same
            raise
