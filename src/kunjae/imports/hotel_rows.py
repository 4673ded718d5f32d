"""The rows of a hotel by their codes, and writing what its file says of types, rooms, policies and plans."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from kunjae.imports.hotel_facts import HotelFile
from kunjae.kernel.money import percent_text
from kunjae.properties.facts import room_order
from kunjae.properties.models import Property, Room, RoomType
from kunjae.rates.models import Policy, RatePlan
from kunjae.rates.policy_text import policy_to_json
from kunjae.tenancy.models import TenantModel

HIGHEST_POSITION = 32_767


@dataclass(slots=True)
class HotelRows:
    """The hotel's rows by their codes."""

    types: dict[str, RoomType] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    plans: dict[str, RatePlan] = field(default_factory=dict)


def rows_of(property: Property | None) -> HotelRows:
    if property is None:
        return HotelRows()
    return HotelRows(
        {row.code: row for row in RoomType.objects.of(property)},
        {row.number: row for row in Room.objects.of(property)},
        {row.code: row for row in Policy.objects.of(property)},
        {row.code: row for row in RatePlan.objects.of(property)},
    )


def save_rows(property: Property, file: HotelFile, rows: HotelRows) -> list[str]:
    """Write what differs; a line for each. `rows` has the new ones too afterwards."""
    lines = _save(property, RoomType, "room type", rows.types, _wanted_types(file, rows))
    rooms = _wanted_rooms(file, rows)
    lines += _save(property, Room, "room", rows.rooms, rooms, _by_id(rows.types))
    lines += _save(property, Policy, "policy", rows.policies, _wanted_policies(file))
    plans = _wanted_plans(file, rows)
    lines += _save(property, RatePlan, "rate plan", rows.plans, plans, _by_id(rows.policies))
    return lines


def _wanted_types(file: HotelFile, rows: HotelRows) -> dict[str, dict[str, Any]]:
    wanted = {entry.code: entry.columns for entry in file.room_types}
    return _in_order(file, rows.types, wanted)


def _wanted_rooms(file: HotelFile, rows: HotelRows) -> dict[str, dict[str, Any]]:
    wanted = {
        room.number: {
            "room_type_id": rows.types[entry.code].id,
            "beds": room.beds,
            "floor": room.floor,
            "retired": room.retired,
        }
        for entry in file.room_types
        for room in entry.rooms
    }
    return _in_order(file, rows.rooms, wanted)


def _in_order(
    file: HotelFile,
    rows: Mapping[str, RoomType] | Mapping[str, Room] | Mapping[str, RatePlan],
    wanted: Mapping[str, dict[str, Any]],
) -> dict[str, dict[str, Any]]:
    """With the place of each: that in the file. In a part of one, those that there are share the places that they had,
    in the order of the part, and new ones follow behind all."""
    places = range(len(wanted)) if not file.is_part else _places_of_a_part(rows, wanted)
    return {
        code: columns | {"position": min(place, HIGHEST_POSITION)}
        for (code, columns), place in zip(wanted.items(), places, strict=True)
    }


def _places_of_a_part(
    rows: Mapping[str, RoomType] | Mapping[str, Room] | Mapping[str, RatePlan], wanted: Collection[str]
) -> list[int]:
    known = [code for code in wanted if code in rows]
    places = [rows[code].position for code in known]
    if known != sorted(known, key=lambda code: (rows[code].position, room_order(code))):
        places.sort()
        for index in range(1, len(places)):  # rooms that never had an order stand all in one place
            places[index] = max(places[index], places[index - 1] + 1)
    had = iter(places)
    new = count(max([*(row.position for row in rows.values()), *places], default=-1) + 1)
    return [next(had) if code in rows else next(new) for code in wanted]


def _wanted_policies(file: HotelFile) -> dict[str, dict[str, Any]]:
    return {
        entry.code: {
            "name": dict(entry.policy.name) or {"th": entry.code, "en": entry.code},
            "terms": policy_to_json(entry.policy, file.hotel.currency),
            "retired": entry.retired,
        }
        for entry in file.policies
    }


def _wanted_plans(file: HotelFile, rows: HotelRows) -> dict[str, dict[str, Any]]:
    wanted = {
        entry.code: entry.columns | {"policy_id": rows.policies[entry.policy].id if entry.policy else None}
        for entry in file.rate_plans
    }
    return _in_order(file, rows.plans, wanted)


def _by_id[M: TenantModel](rows: Mapping[str, M]) -> dict[UUID, str]:
    return {row.id: code for code, row in rows.items()}


def _save[M: TenantModel](
    property: Property,
    model: type[M],
    word: str,
    rows: dict[str, M],
    wanted: Mapping[str, Mapping[str, Any]],
    names: Mapping[UUID, str] | None = None,
) -> list[str]:
    """Insert and update rows of one kind in two statements; `rows` has the new ones too afterwards."""
    key = "number" if model is Room else "code"
    new: list[M] = []
    changed: list[M] = []
    columns: set[str] = set()
    lines: list[str] = []
    for code, values in wanted.items():
        row = rows.get(code)
        if row is None:
            rows[code] = row = model(property=property, **{key: code}, **values)
            new.append(row)
            continue
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not differing:
            continue
        told = ", ".join(
            f"{name.removesuffix('_id')} {_named(getattr(row, name), names)} → {_named(value, names)}"
            for name, value in differing.items()
            if name not in ("terms", "conditions")
        )
        quiet = " and ".join(name for name in ("terms", "conditions") if name in differing)
        lines.append(f"{word} {code}: {', '.join(part for part in (told, quiet) if part)} changed")
        for name, value in differing.items():
            setattr(row, name, value)
        columns |= differing.keys()
        changed.append(row)
    model.objects.bulk_create(new)
    if changed:
        model.objects.of(property).bulk_update(changed, sorted(columns))
    if new:
        codes = [getattr(row, key) for row in new]
        listed = ", ".join(codes[:12]) + (f" and {len(codes) - 12} more" if len(codes) > 12 else "")
        lines.append(f"{word}{'s' if len(new) > 1 else ''} {listed}: new".replace("policys", "policies"))
    return lines


def _named(value: object, names: Mapping[UUID, str] | None) -> str:
    return names.get(value, str(value)) if names and isinstance(value, UUID) else shown(value)


def shown(value: object) -> str:
    """A value as the lines of changes show it."""
    if value is None:
        return "nothing"
    if isinstance(value, Decimal):
        return percent_text(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, list):
        return ", ".join(map(shown, value)) if len(value) < 5 else f"{len(value)} entries"
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(each)}" for key, each in value.items())
    return str(value)
