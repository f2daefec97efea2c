"""A batch as it comes over the wire, an Arrow IPC stream, as rows: checked before any of it is unpacked."""

from typing import Any

import pyarrow as pa

from guildmark.records import DELIVERY, InputError
from guildmark.records.arrow_message import is_compressed
from guildmark.records.delivery import MOST_ROWS


def rows_of_stream(body: bytes) -> list[dict[str, Any]]:
    """The rows of a stream with the schema DELIVERY; columns and fields of columns may be left out.

    Errors: InputError for what is no such stream, has columns of other types, packed buffers, or too many rows.
    """
    try:
        _refuse_packed(body)
        with pa.ipc.open_stream(body) as reader:
            _check(reader.schema, DELIVERY, "")
            batches, count = [], 0
            for batch in reader:
                count += batch.num_rows
                if count > MOST_ROWS:
                    raise InputError(f"The batch has more than {MOST_ROWS:,} rows. Send it in several.")
                batch.validate(full=True)
                batches.append(batch)
            return [row for batch in batches for row in batch.to_pylist()]
    except (pa.ArrowException, ValueError, OSError) as error:
        raise InputError(
            f"The body is no Arrow IPC stream: {error}. Send application/vnd.apache.arrow.stream."
        ) from None


def _refuse_packed(body: bytes) -> None:
    """A small packed stream could unpack to more than the machine has."""
    for message in pa.ipc.MessageReader.open_stream(pa.py_buffer(body)):
        if message.type != "schema" and is_compressed(message.metadata.to_pybytes()):
            raise InputError("The buffers of the Arrow stream are compressed. Write it without compression.")


def _check(given: Any, wanted: Any, place: str) -> None:
    """The same types, down to the fields of structs; a field that is left out is null."""
    if isinstance(wanted, pa.Schema | pa.StructType):
        if not isinstance(given, type(wanted)):
            raise InputError(f"Column {place!r} is {given}, not {wanted}.")
        known = {field.name: field.type for field in wanted}
        for field in given:
            name = f"{place}.{field.name}".removeprefix(".")
            if field.name not in known:
                raise InputError(f"Column {name!r} is not known. Columns here: {', '.join(known)}.")
            _check(field.type, known[field.name], name)
    elif isinstance(wanted, pa.MapType) or not isinstance(wanted, pa.ListType):
        if given != wanted:
            raise InputError(f"Column {place!r} is {given}, not {wanted}.")
    elif not isinstance(given, pa.ListType):
        raise InputError(f"Column {place!r} is {given}, not a list.")
    else:
        _check(given.value_type, wanted.value_type, place)
