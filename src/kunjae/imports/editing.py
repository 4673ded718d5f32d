"""Editing a hotel piece by piece, as its settings pages do: each piece is a part of a hotel file, read and carried out
by what reads and carries out whole ones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from kunjae.imports.exported import Table, hotel_tables, property_table
from kunjae.imports.hotel import Still, import_hotel
from kunjae.imports.hotel_file import read_hotel_file
from kunjae.kernel.errors import FieldError, InvalidInput, KunjaeError, invalid
from kunjae.properties.models import Property, RoomType
from kunjae.rates.models import RatePlan
from kunjae.tenancy.transactions import one_transaction

type Kind = Literal["property", "room_types", "policies", "rate_plans"]


class EditedMeanwhile(KunjaeError):
    """Somebody else changed this piece since it was shown; nothing was saved."""

    code = "edited_meanwhile"

    def text(self, language: str) -> str:
        if language == "th":
            return "มีผู้อื่นแก้ไขข้อมูลนี้ระหว่างดำเนินการ ยังไม่ได้บันทึก กรุณาตรวจสอบข้อมูลล่าสุด"
        return "Somebody else changed this meanwhile; nothing was saved. Look at it as it is now."


def part_of(tables: Mapping[str, Any], kind: Kind, code: str = "") -> Table | None:
    """The piece of `hotel_tables` with this code; None when the hotel has none."""
    if kind == "property":
        return dict(tables["property"])
    return next((dict(each) for each in tables[kind] if each["code"] == code), None)


def fingerprint(part: Table | None) -> str:
    """Of a piece as it was shown; empty for one that is not there yet."""
    if part is None:
        return ""
    return hashlib.sha256(json.dumps(part, sort_keys=True, default=str).encode()).hexdigest()


def save_part(*, property: Property, kind: Kind, part: Table, seen: str, now: datetime) -> tuple[str, ...]:
    """Bring one piece to what `part` says (the form of a hotel file); a line for everything that changed.

    `seen`: the `fingerprint` of the piece that was edited, "" for a new one. Raises EditedMeanwhile, or InvalidInput whose
    paths begin inside the piece (`rooms.2.number`): what hotel files are refused for, and a new code that is taken.
    """
    tables: dict[str, Any] = (
        {"property": part}
        if kind == "property"
        else {
            "property": property_table(property),
            kind: [part],
        }
    )
    code = str(part.get("code", "")).strip()

    def still(*, property_written: bool) -> None:
        if kind == "property" and property_written:
            return  # the piece that was edited is saved
        there = part_of(hotel_tables(Property.objects.get(id=property.id)), kind, code)
        if there is not None and not seen:
            raise invalid("code", "code_taken", "there is one with this code already", "มีรหัสนี้อยู่แล้ว")
        if fingerprint(there) != seen:
            raise EditedMeanwhile

    return _carry_out(
        tables, f"{kind}.0." if kind != "property" else "property.", kind == "property", now, still
    )


def save_prices(
    *, property: Property, prices: Sequence[Table], now: datetime, still: Callable[[], None] = lambda: None
) -> tuple[str, ...]:
    """Price the nights of these `[[prices]]` entries; later ones win. Raises InvalidInput (`0.price`, `1.to`), and what
    `still` raises when the prices are no longer those that were seen; nobody else can write while it looks."""
    tables = {"property": property_table(property), "prices": list(prices)}

    def asked(*, property_written: bool) -> None:  # the prices are no part of the property's section
        still()

    return _carry_out(tables, "prices.", False, now, asked)


@one_transaction
def move(
    *, property: Property, kind: Literal["room_types", "rate_plans"], code: str, up: bool, seen: Sequence[str]
) -> None:
    """Put a type or a plan one place higher or lower; one that is at the end already, or unknown, stays.

    `seen`: the codes in the order that was shown. Raises EditedMeanwhile when it is another by now.
    """
    if kind == "room_types":
        _move(property, RoomType, code, up, seen)
    else:
        _move(property, RatePlan, code, up, seen)


def _move[M: (RoomType, RatePlan)](
    property: Property, model: type[M], code: str, up: bool, seen: Sequence[str]
) -> None:
    rows = list(model.objects.of(property).order_by("position", "code").select_for_update())
    codes = [row.code for row in rows]
    if codes != list(seen):
        raise EditedMeanwhile
    place = codes.index(code) if code in codes else -1
    other = place + (-1 if up else 1)
    if place < 0 or not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for index, row in enumerate(rows):
        row.position = index
    model.objects.of(property).bulk_update(rows, ["position"])


def _carry_out(
    tables: Mapping[str, Any], prefix: str, is_of_property: bool, now: datetime, still: Still
) -> tuple[str, ...]:
    try:
        file = replace(read_hotel_file(dict(tables)), is_part=True, is_of_property=is_of_property)
        return import_hotel(file=file, now=now, still=still).changes
    except InvalidInput as error:
        raise InvalidInput(
            *(
                FieldError(
                    each.path.removeprefix(prefix).removeprefix(prefix.rstrip(".")), each.code, each.message
                )
                for each in error.errors
            )
        ) from error
