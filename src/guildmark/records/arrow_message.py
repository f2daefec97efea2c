"""What an Arrow message says of itself before any of it is unpacked."""

import struct

RECORD_BATCH_COMPRESSION = 3  # the field's place in the table RecordBatch; source: Apache Arrow, format/Message.fbs
MESSAGE_HEADER = 2  # and that of the header in the table Message


def is_compressed(metadata: bytes) -> bool:
    """Whether the message of a record batch, given as its FlatBuffers metadata, holds compressed buffers.

    Errors: ValueError for bytes that are none.
    """
    try:
        message = _offset(metadata, 0)
        header = _field(metadata, message, MESSAGE_HEADER)
        return header is not None and _field(metadata, _offset(metadata, header), RECORD_BATCH_COMPRESSION) is not None
    except struct.error:
        raise ValueError("the Arrow message cannot be read") from None


def _offset(data: bytes, place: int) -> int:
    return place + int(struct.unpack_from("<I", data, place)[0])


def _field(data: bytes, table: int, number: int) -> int | None:
    """Where a field of a table stands; None where it is not given."""
    vtable = table - int(struct.unpack_from("<i", data, table)[0])
    size = int(struct.unpack_from("<H", data, vtable)[0])
    place = 4 + 2 * number
    if place >= size:
        return None
    offset = int(struct.unpack_from("<H", data, vtable + place)[0])
    return table + offset if offset else None
