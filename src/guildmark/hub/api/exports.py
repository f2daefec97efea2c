"""Exports in full: CSV and Parquet, streamed as they are read, without a limit of rows."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from guildmark.hub.api.asking import actor_of
from guildmark.hub.cases.exports import LEARNED_FROM, exported_cases, exported_decisions
from guildmark.records.spreadsheet import guarded

router = Router(tags=["exports"])

Format = Literal["csv", "parquet"]
Part = Literal["queue", "second", "golden", "audit", "answer"]
Parts = Annotated[
    tuple[Part, ...], Query(description=f"Which decisions; unless given, those one learns from: {LEARNED_FROM}.")
]
KINDS = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}
ANSWER = {
    "responses": {
        200: {
            "description": "The rows.",
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                KINDS["parquet"]: {"schema": {"type": "string", "format": "binary"}},
            },
        }
    }
}


@router.get("/exports/decisions", summary="All decisions", openapi_extra=ANSWER)
def decisions(
    request: HttpRequest,
    format: Format = "csv",
    part: Parts = (),
) -> StreamingHttpResponse:
    """Every decision that stands, with the columns that `guildmark learn` reads."""
    return _streamed(exported_decisions(actor_of(request), part or LEARNED_FROM), "decisions", format)


@router.get("/exports/cases", summary="All cases", openapi_extra=ANSWER)
def cases(request: HttpRequest, format: Format = "csv") -> StreamingHttpResponse:
    """Every case, in any state."""
    return _streamed(exported_cases(actor_of(request)), "cases", format)


def _streamed(tables: Iterator[pa.Table], name: str, format: Format) -> StreamingHttpResponse:
    parts = csv_parts(tables) if format == "csv" else parquet_parts(tables)
    response = StreamingHttpResponse(parts, content_type=KINDS[format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return response


def csv_parts(tables: Iterator[pa.Table]) -> Iterator[bytes]:
    """Tables as CSV (RFC 4180), in parts; the names of the columns come first."""
    for number, table in enumerate(tables):
        text = io.StringIO()
        writer = csv.writer(text)
        if number == 0:
            writer.writerow(table.column_names)
        writer.writerows([_cell(value) for value in row.values()] for row in table.to_pylist())
        yield text.getvalue().encode()


def parquet_parts(tables: Iterator[pa.Table]) -> Iterator[bytes]:
    """Tables as a Parquet file, in parts; a table is a row group."""
    sink = _Parts()
    first = next(tables)
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), first.schema, compression="zstd") as writer:
        writer.write_table(first)
        yield sink.taken()
        for table in tables:
            writer.write_table(table)
            yield sink.taken()
    yield sink.taken()


class _Parts(io.RawIOBase):
    """What was written since it was last taken."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Hold some bytes."""
        self._held.append(bytes(data))
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        """How many bytes were written in all."""
        return self._written

    def taken(self) -> bytes:
        """Give what is held."""
        held, self._held = self._held, []
        return b"".join(held)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).replace("+00:00", "Z")
    return guarded(value) if isinstance(value, str) else str(value)
