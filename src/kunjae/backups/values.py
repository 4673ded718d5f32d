"""How a column's values are written in a backup: as JSON that is the same whichever database they came from.

| kind | JSON |
|---|---|
| text, integer, boolean | itself |
| uuid | `"0192f0c1-…"`, with hyphens, lower case |
| date, time | `"2026-12-10"`, `"14:00:00"` |
| moment | UTC with microseconds: `"2026-12-07T07:00:00.000000Z"` |
| decimal | a text with all of the column's decimals: `"7.0000"` |
| json | itself, keys sorted; a JSON null in a column that may be empty counts as empty, as Django reads it |
| bytes | base64 |

An empty cell is `null`. Values that are none of their kind raise ValueError, in both directions: SQLite would hand out,
and take, anything.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

_KINDS = {
    "AutoField": "integer",
    "BigAutoField": "integer",
    "SmallAutoField": "integer",
    "IntegerField": "integer",
    "BigIntegerField": "integer",
    "SmallIntegerField": "integer",
    "PositiveIntegerField": "integer",
    "PositiveBigIntegerField": "integer",
    "PositiveSmallIntegerField": "integer",
    "BooleanField": "boolean",
    "CharField": "text",
    "SlugField": "text",
    "TextField": "text",
    "FileField": "text",
    "UUIDField": "uuid",
    "DateField": "date",
    "TimeField": "time",
    "DateTimeField": "moment",
    "DecimalField": "decimal",
    "JSONField": "json",
    "BinaryField": "bytes",
}
_LARGEST_EXACT = 1e16
_HEX = re.compile("[0-9a-f]{32}")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def kind_of(field: models.Field[Any, Any]) -> str:
    """How the column's values are written. Raises LookupError for a kind of field that nobody has thought of yet."""
    return _KINDS[field.get_internal_type()]


def encoder(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """From what the database's driver gives, never None, to JSON."""
    kind = kind_of(field)
    if kind == "decimal":
        places = field.decimal_places  # type: ignore[attr-defined]
        return lambda value: _encode_decimal(value, places)
    return _ENCODERS[kind]


def decoder(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """From JSON, never null, to a value in Python; an id stays a text."""
    return _DECODERS[kind_of(field)]


def adapter(field: models.Field[Any, Any], connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    """From what the decoder gives to what the database's driver takes: as Django's fields do it, in a tenth of their
    time."""
    ops = connection.ops
    match kind_of(field):
        case "uuid":
            return _as_it_is if connection.features.has_native_uuid_field else _without_hyphens
        case "date":
            return ops.adapt_datefield_value
        case "time":
            return ops.adapt_timefield_value
        case "moment":
            return ops.adapt_datetimefield_value
        case "decimal":
            digits, places = field.max_digits, field.decimal_places  # type: ignore[attr-defined]
            return lambda value: ops.adapt_decimalfield_value(value, digits, places)
        case "json":
            return lambda value: ops.adapt_json_value(value, None)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _without_hyphens(value: str) -> str:
    return value.replace("-", "")


def _of_type(wanted: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) is not wanted:  # a boolean is no integer here
            raise ValueError(f"{wanted.__name__} expected, not {type(value).__name__}")
        return value

    return check


_text = _of_type(str)


def _encode_boolean(value: Any) -> bool:
    if value in (0, 1):
        return bool(value)
    raise ValueError("neither true nor false")


def _encode_uuid(value: Any) -> str:
    if isinstance(value, UUID):
        return str(value)
    if not _HEX.fullmatch(value):
        raise ValueError("not an id")
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


def _encode_date(value: Any) -> str:
    if type(value) is not date:
        raise ValueError("not a date")
    return value.isoformat()


def _encode_time(value: Any) -> str:
    if not isinstance(value, time) or value.tzinfo is not None:
        raise ValueError("not a time")
    return value.isoformat()


def _encode_moment(value: Any) -> str:
    if not isinstance(value, datetime):
        raise ValueError("not a moment")
    moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _encode_decimal(value: Any, places: int) -> str:
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return format(exact.quantize(Decimal(1).scaleb(-places)), "f")


def _encode_bytes(value: Any) -> str:
    if isinstance(value, str):
        raise ValueError("not bytes")
    return base64.b64encode(value).decode()


def _encode_json(value: Any) -> Any:
    return json.loads(_text(value), parse_float=_number)


def _number(text: str) -> float | int:
    """A number with a fraction. What PostgreSQL gives back as a whole number, or without its sign, is so here too."""
    number = float(text)
    if abs(number) >= _LARGEST_EXACT:
        return int(number)
    return number or 0.0


_ENCODERS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "integer": _of_type(int),
    "boolean": _encode_boolean,
    "uuid": _encode_uuid,
    "date": _encode_date,
    "time": _encode_time,
    "moment": _encode_moment,
    "json": _encode_json,
    "bytes": _encode_bytes,
}


def _decode_uuid(value: Any) -> str:
    if not _UUID.fullmatch(value):
        raise ValueError("not an id")
    return str(value)


def _decode_moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment.astimezone(UTC)


def _decode_decimal(value: Any) -> Decimal:
    try:
        number = Decimal(_text(value))
    except InvalidOperation as error:
        raise ValueError("not a decimal number") from error
    if not number.is_finite():
        raise ValueError("not a finite number")
    return number


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "integer": _of_type(int),
    "boolean": _of_type(bool),
    "uuid": _decode_uuid,
    "date": lambda value: date.fromisoformat(_text(value)),
    "time": lambda value: time.fromisoformat(_text(value)),
    "moment": _decode_moment,
    "decimal": _decode_decimal,
    "json": lambda value: value,
    "bytes": lambda value: base64.b64decode(_text(value), validate=True),
}
