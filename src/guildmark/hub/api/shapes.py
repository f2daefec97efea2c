"""The records of the scan as shapes of the API, made from their Arrow schemas so that both always agree."""

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import pyarrow as pa
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model

BASE64 = {"type": "string", "contentEncoding": "base64"}


def _bytes(value: Any) -> Any:
    """Bytes of JSON: Base64."""
    try:
        return b64decode(value, validate=True) if isinstance(value, str) else value
    except binascii.Error as error:
        raise ValueError(f"not Base64: {error}") from None


PLAIN: dict[Callable[[Any], bool], Any] = {
    pa.types.is_string: str,
    pa.types.is_boolean: bool,
    pa.types.is_floating: float,
    pa.types.is_decimal: Decimal,
    pa.types.is_timestamp: datetime,
    pa.types.is_binary: Annotated[bytes, BeforeValidator(_bytes), WithJsonSchema(BASE64)],
}


class Shape(BaseModel):
    """What a program sends; a field that is not known is told, since it may be misspelt."""

    model_config = ConfigDict(extra="forbid")


def shape_of(name: str, fields: Any, *, without: tuple[str, ...] = (), **instead: Any) -> type[Shape]:
    """A model of a schema or struct. Every field may be left out; `instead` gives fields of other types."""
    columns: dict[str, Any] = {}
    for field in fields:
        if field.name not in without:
            kind = instead.pop(field.name, None) or type_of(f"{name}{field.name.title().replace('_', '')}", field.type)
            columns[field.name] = (kind | None, None)
    columns |= {field: (kind | None, None) for field, kind in instead.items()}
    return create_model(name, __base__=Shape, __doc__=None, **columns)


def type_of(name: str, kind: Any) -> Any:
    """The type of values that Arrow holds as this."""
    if isinstance(kind, pa.StructType):
        return shape_of(name, kind)
    if pa.types.is_integer(kind):
        return Annotated[int, Field(ge=-(1 << (kind.bit_width - 1)), lt=1 << (kind.bit_width - 1))]
    if isinstance(kind, pa.MapType):
        return Annotated[list[tuple[str, str | None]], BeforeValidator(_pairs)]
    if isinstance(kind, pa.ListType):
        return list[type_of(name, kind.value_type)]  # type: ignore[misc]  # known at run time
    if isinstance(kind, pa.FixedSizeListType):
        size = kind.list_size
        return Annotated[list[type_of(name, kind.value_type)], Field(min_length=size, max_length=size)]  # type: ignore[misc]
    return next(found for is_kind, found in PLAIN.items() if is_kind(kind))


def _pairs(value: Any) -> Any:
    """Attributes are given as an object or as pairs; pairs can say a name twice."""
    return list(value.items()) if isinstance(value, Mapping) else value


def inlined(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a model without references, to stand in a route's description."""
    schema = model.model_json_schema()
    parts = schema.pop("$defs", {})

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            reference = value.get("$ref")
            return put(parts[reference.rpartition("/")[2]]) if reference else {k: put(v) for k, v in value.items()}
        return [put(one) for one in value] if isinstance(value, list) else value

    inline: dict[str, Any] = put(schema)
    return inline
