"""The text of a file as UTF-8 bytes, whatever its compression and encoding, read forward in bounded memory."""

import codecs
import os
import threading
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from guildmark.reading.input_file import InputFile

CHUNK_BYTES = 1 << 20
ZSTD_PIECE_BYTES = 1 << 15

_cursors = threading.local()


class TextStream:
    """Reads a file from its start; `trouble` says why it ended early, if it did."""

    def __init__(self, file: InputFile) -> None:
        self.position = 0
        self.trouble: str | None = None
        self._pieces = self._utf8(file)
        self._buffer = b""

    def read(self, count: int) -> bytes:
        """The next bytes, fewer only at the end."""
        parts = [self._buffer]
        have = len(self._buffer)
        while have < count:
            piece = next(self._pieces, b"")
            if not piece:
                break
            parts.append(piece)
            have += len(piece)
        data = b"".join(parts)
        self._buffer = data[count:]
        self.position += min(count, len(data))
        return data[:count]

    def skip_to(self, position: int) -> None:
        """Go forward to a place without keeping what lies between."""
        while self.position < position and self.read(min(CHUNK_BYTES, position - self.position)):
            pass

    def _utf8(self, file: InputFile) -> Iterator[bytes]:
        pieces = self._unpacked(file)
        if file.encoding == "utf-8":
            yield from pieces
            return
        decoder = codecs.getincrementaldecoder(file.encoding)(errors="replace")
        for piece in pieces:
            if text := decoder.decode(piece):
                yield text.encode("utf-8", "replace")
        if text := decoder.decode(b"", final=True):
            yield text.encode("utf-8", "replace")

    def _unpacked(self, file: InputFile) -> Iterator[bytes]:
        skip = file.skip_bytes
        for piece in {"": _raw, "gzip": self._gunzipped, "zstd": self._unzstd}[file.compression](file.path):
            if skip < len(piece):
                yield piece[skip:]
            skip = max(0, skip - len(piece))

    def _gunzipped(self, path: str) -> Iterator[bytes]:
        unpacker = zlib.decompressobj(wbits=31)
        for packed in _raw(path):
            data, waiting = packed, False
            while data or waiting:
                before = unpacker.copy()
                try:
                    piece = unpacker.decompress(data, CHUNK_BYTES)  # a few bytes can hold gigabytes
                except zlib.error as error:
                    yield from _as_far_as_sound(before, data)
                    self.trouble = f"the gzip data is damaged ({error}); the rows before it were read"
                    return
                if piece:
                    yield piece
                waiting = len(piece) == CHUNK_BYTES and not unpacker.eof
                data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
                if unpacker.eof:
                    if not data.strip(b"\0"):
                        data = b""
                    unpacker = zlib.decompressobj(wbits=31) if data else unpacker
        if not unpacker.eof:
            self.trouble = "the gzip data ends early; the rows before its end were read"

    def _unzstd(self, path: str) -> Iterator[bytes]:
        position = 0
        with pa.OSFile(path, "rb") as raw, pa.CompressedInputStream(raw, "zstd") as stream:
            while True:
                try:
                    piece = stream.read(ZSTD_PIECE_BYTES)
                except OSError as error:
                    yield from _last_of_zstd(path, position)
                    self.trouble = f"the zstd data ends early or is damaged ({error}); the rows before it were read"
                    return
                if not piece:
                    return
                position += len(piece)
                yield piece


def _as_far_as_sound(unpacker: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """What stands before the damage, byte by byte: a larger piece would be lost whole."""
    with suppress(zlib.error):
        for place in range(len(data)):
            if piece := unpacker.decompress(data[place : place + 1]):
                yield piece


def _last_of_zstd(path: str, position: int) -> Iterator[bytes]:
    """The bytes after `position` that can still be unpacked, read anew since the piece that failed is lost."""
    with pa.OSFile(path, "rb") as raw, pa.CompressedInputStream(raw, "zstd") as stream, suppress(OSError):
        for _ in range(position // ZSTD_PIECE_BYTES):
            stream.read(ZSTD_PIECE_BYTES)
        while piece := stream.read(1):
            yield piece


def _raw(path: str) -> Iterator[bytes]:
    with Path(path).open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def read_range(file: InputFile, start: int, count: int) -> bytes:
    """Bytes of the file's UTF-8 text from `start`.

    A plain file is read in place. A packed or recoded one is read forward: each thread keeps its place in the last
    such file, so that slices taken in order cost one pass, and memory does not grow.
    """
    if file.plain:
        descriptor = os.open(file.path, os.O_RDONLY)
        try:
            return _pread(descriptor, start + file.skip_bytes, count)
        finally:
            os.close(descriptor)
    key = (file.path, file.sha256)
    stream: TextStream | None = getattr(_cursors, "stream", None)
    if stream is None or _cursors.key != key or stream.position > start:
        stream = TextStream(file)
        _cursors.key, _cursors.stream = key, stream
    stream.skip_to(start)
    return stream.read(count)


def _pread(descriptor: int, start: int, count: int) -> bytes:
    """One read gives at most 2 GiB and may give less than asked."""
    parts = []
    while count > 0 and (part := os.pread(descriptor, min(count, 1 << 30), start)):
        parts.append(part)
        start += len(part)
        count -= len(part)
    return b"".join(parts)
