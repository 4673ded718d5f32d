"""Taking and giving back rooms: the only place that takes and gives back nights (design.md 5.7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.db import IntegrityError

from kunjae.inventory.models import Option, OptionNight, RoomNight, TypeNight
from kunjae.kernel.errors import KunjaeError
from kunjae.properties.models import Property, Room, RoomType
from kunjae.tenancy.bulk import insert_rows, update_rows
from kunjae.tenancy.prepared import Rows, Write, deleting

type TypeNightKey = tuple[UUID, date]


class SoldOut(KunjaeError):
    """No room of this type is left on these nights."""

    code = "sold_out"

    def __init__(self, nights: Iterable[date], room_type: str = "") -> None:
        self.nights = tuple(sorted(nights))
        self.room_type = room_type
        super().__init__(f"sold out: {room_type} {', '.join(night.isoformat() for night in self.nights)}")

    def text(self, language: str) -> str:
        nights = ", ".join(night.isoformat() for night in self.nights)
        words = (
            "ห้อง {type} เต็มในคืน {nights}" if language == "th" else "Room type {type} is sold out on {nights}"
        )
        return words.format(type=self.room_type, nights=nights)


@dataclass(slots=True)
class RoomMoves:
    """What a change gives back and takes. `types` nets out per type and night; stays in `cleared` lose all their
    room nights before the `taken` ones are inserted. `kept`: the same as `types` for what options keep; `ended` options
    lose all their rows; the rooms `kept_rooms` go to an option."""

    types: Counter[TypeNightKey] = field(default_factory=Counter)
    cleared: list[UUID] = field(default_factory=list)
    taken: list[tuple[UUID, date, UUID]] = field(default_factory=list)
    """(room id, night, stay id)"""
    kept: Counter[TypeNightKey] = field(default_factory=Counter)
    ended: list[UUID] = field(default_factory=list)
    kept_rooms: list[tuple[UUID, date, UUID]] = field(default_factory=list)
    """(room id, night, option id)"""

    def give_back(self, room_type: UUID, nights: Iterable[date]) -> None:
        self.types.subtract((room_type, night) for night in nights)

    def take(self, room_type: UUID, nights: Iterable[date]) -> None:
        self.types.update((room_type, night) for night in nights)


def count_rooms(
    *,
    property: Property,
    moves: Counter[TypeNightKey],
    capacities: Mapping[UUID, int],
    column: Literal["sold", "blocked"] = "sold",
    kept: Counter[TypeNightKey] | None = None,
) -> None:
    """Change the counters by the net of `moves`, and of what options keep by `kept`: two statements whatever their
    number, five when counters are missing. Inside a transaction.

    Missing rows are inserted, all rows locked in one order, then updated at once. Raises SoldOut when a type would
    be sold, blocked and kept beyond its rooms, and IntegrityError when `capacities` are no longer those of the house;
    nothing is changed then.
    """
    kept = kept or Counter()
    keys = {key for counted in (moves, kept) for key, change in counted.items() if change}
    if not keys:
        return
    rows = _locked(property, keys)
    if len(rows) < len(keys):
        missing = sorted(keys - rows.keys())
        insert_rows(
            TypeNight,
            property.id,
            ({"room_type_id": kind, "night": night, "capacity": capacities[kind]} for kind, night in missing),
            ignore_conflicts=True,
        )
        _check_capacities(property, {kind: capacities[kind] for kind, _ in missing})
        rows = _locked(property, keys)
    over = sorted(
        key
        for key, (_, capacity, *taken) in rows.items()
        if (more := moves[key] + kept[key]) > 0 and sum(taken) + more > capacity
    )
    if over:
        kind = over[0][0]
        raise SoldOut((night for each, night in over if each == kind), _code(property, kind))
    place = {"sold": 2, "blocked": 3}[column]
    counts: dict[UUID, dict[str, int]] = {
        row[0]: {column: row[place] + moves[key], **({"kept": row[4] + kept[key]} if kept else {})}
        for key, row in rows.items()
    }
    updated = update_rows(TypeNight, property.id, counts)
    if updated != len(keys):
        raise RuntimeError(f"{updated} counters updated instead of {len(keys)}")


def _check_capacities(property: Property, capacities: Mapping[UUID, int]) -> None:
    """Raise IntegrityError if these types no longer have so many rooms: whoever read the house reads it again.

    The counters just inserted hold their types' rows, by the foreign key, and `import-hotel` locks those before it
    changes rooms: what is counted here stays true until the transaction ends.
    """
    counted = Counter(kind for (kind,) in _ROOMS(property.id, list(capacities)))
    if any(counted[kind] != number for kind, number in capacities.items()):
        raise IntegrityError("the rooms of the hotel changed meanwhile")


_ROOMS = Rows(
    lambda hotel, types: (
        Room.objects.of(hotel).filter(room_type_id__in=types, retired=False).values_list("room_type_id")
    )
)


def _code(property: Property, kind: UUID) -> str:
    return RoomType.objects.of(property).values_list("code", flat=True).get(id=kind)


_LOCKED = Rows(
    lambda hotel, types, nights: (
        TypeNight.objects.of(hotel)
        .filter(room_type_id__in=types, night__in=nights)
        .order_by("room_type_id", "night")
        .select_for_update()
        .values_list("room_type_id", "night", "id", "capacity", "sold", "blocked", "kept")
    )
)


def _locked(property: Property, keys: Collection[TypeNightKey]) -> dict[TypeNightKey, list[Any]]:
    """Id, capacity, sold, blocked and kept of these counters, locked in the order of type and night, so that no two changes
    wait in a ring."""
    rows = _LOCKED(property.id, list({kind for kind, _ in keys}), list({night for _, night in keys}))
    return {(kind, night): counts for kind, night, *counts in rows if (kind, night) in keys}


_CLEAR = Write(lambda hotel, stays: deleting(RoomNight.objects.of(hotel).filter(stay_id__in=stays)))
_END_ROOMS = Write(lambda hotel, options: deleting(RoomNight.objects.of(hotel).filter(option_id__in=options)))
_END_NIGHTS = Write(
    lambda hotel, options: deleting(OptionNight.objects.of(hotel).filter(option_id__in=options))
)
_END = Write(lambda hotel, options: deleting(Option.objects.of(hotel).filter(id__in=options)))


def move_rooms(*, property: Property, moves: RoomMoves, capacities: Mapping[UUID, int]) -> None:
    """Carry out what a change gives back and takes. Inside a transaction.

    Raises SoldOut, or IntegrityError when somebody else took a room, or changed the house, meanwhile.
    """
    count_rooms(property=property, moves=moves.types, capacities=capacities, kept=moves.kept)
    _CLEAR(property.id, moves.cleared)
    for end in (_END_ROOMS, _END_NIGHTS, _END):
        end(property.id, moves.ended)
    taken = [{"room_id": room, "night": night, "stay_id": stay} for room, night, stay in sorted(moves.taken)]
    taken += [
        {"room_id": room, "night": night, "option_id": option}
        for room, night, option in sorted(moves.kept_rooms)
    ]
    insert_rows(RoomNight, property.id, taken)
