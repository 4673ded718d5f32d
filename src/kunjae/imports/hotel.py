"""Bringing a hotel to what its file says: created or updated, safe to repeat.

The property is a shared table, so its row is written in a short transaction of its own, after everything has been
checked; the rest is one business transaction (design.md 5.4). What the file leaves out stays as it is: rooms,
types and plans are retired only by `retired = true`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Q, Value, When

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking, Stay
from kunjae.imports.hotel_file import HotelFile
from kunjae.inventory.models import RoomNight, TypeNight
from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.kernel.moments import local_date
from kunjae.kernel.money import percent_text
from kunjae.properties.models import Property, Room, RoomType
from kunjae.rates.facts import NightRate
from kunjae.rates.models import NightPrice, Policy, RatePlan
from kunjae.rates.policy_text import policy_to_json
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.models import TenantModel
from kunjae.tenancy.transactions import run_in_transaction

FILE_DETAILS = frozenset(
    {
        "guest_changes_close_at_check_in",
        "pms",
        "payment_hold_minutes",
        "slip_hold_hours",
        "logo",
        "colour",
        "phone",
        "line_id",
        "address",
        "tax_id",
        "branch",
        "email",
    }
)
"""Those of a property's details that the file rules; left out they are empty. `offers` only if it has any."""

PRICE_COLUMNS = (
    "price",
    "extra_adult",
    "extra_child",
    "min_stay",
    "closed_to_arrival",
    "closed_to_departure",
    "closed",
)
ROWS_A_STATEMENT = 2_000
HIGHEST_POSITION = 32_767
OPEN = (StayStatus.RESERVED.value, StayStatus.IN_HOUSE.value)


@dataclass(frozen=True, slots=True)
class ImportedHotel:
    """The hotel as it is now, and a line for everything that changed; none when nothing did."""

    property: Property
    is_new: bool
    changes: tuple[str, ...]


def import_hotel(*, file: HotelFile, now: datetime) -> ImportedHotel:
    """Create or update the hotel of the file; all of it or nothing.

    Raises InvalidInput naming the key that speaks of an unknown code, or that would strand a guest: a room with
    guests to come that is retired or changes its type, fewer rooms of a type than are sold.
    """
    today = local_date(now, file.hotel.timezone)
    before = Property.objects.filter(slug=file.hotel.slug).first()
    _check(before, file, today)
    after = _property_row(before, file, now)
    lines = _property_changes(before, after)
    if lines:
        with transaction.atomic():
            after.save(force_insert=before is None)
    try:
        lines += run_in_transaction(lambda: _bring(after, file, today))
    except BaseException:
        if lines and before is None:
            after.delete()
        elif lines and before is not None:
            before.save()
        raise
    return ImportedHotel(after, before is None, tuple(lines))


# The property


def _property_row(before: Property | None, file: HotelFile, now: datetime) -> Property:
    row = Property(slug=file.hotel.slug, opened_at=now)
    kept: dict[str, Any] = {}
    if before is not None:
        row = Property.objects.get(id=before.id)
        kept = {key: value for key, value in before.details.items() if key not in FILE_DETAILS}
    for column, value in file.hotel.columns.items():
        setattr(row, column, value)
    row.details = kept | file.hotel.details
    return row


def _property_changes(before: Property | None, after: Property) -> list[str]:
    if before is None:
        return [f"hotel {after.slug}: new"]
    names = [field.name for field in Property._meta.concrete_fields if field.name != "details"]
    lines = [
        f"{name}: {_shown(getattr(before, name))} → {_shown(getattr(after, name))}"
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]
    for name in sorted(before.details.keys() | after.details.keys()):
        was, becomes = before.details.get(name), after.details.get(name)
        if was != becomes:
            lines.append(f"{name}: {_shown(was)} → {_shown(becomes)}")
    return lines


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Decimal):
        return percent_text(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) if len(value) < 5 else f"{len(value)} entries"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(each)}" for key, each in value.items())
    return str(value)


# What must hold before anything is written


@dataclass(slots=True)
class _State:
    """The hotel's rows by their codes."""

    types: dict[str, RoomType] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    plans: dict[str, RatePlan] = field(default_factory=dict)


def _state(property: Property | None) -> _State:
    if property is None:
        return _State()
    return _State(
        {row.code: row for row in RoomType.objects.of(property)},
        {row.number: row for row in Room.objects.of(property)},
        {row.code: row for row in Policy.objects.of(property)},
        {row.code: row for row in RatePlan.objects.of(property)},
    )


def _check(property: Property | None, file: HotelFile, today: date) -> _State:
    """The hotel's rows. Raises InvalidInput with every key of the file that does not fit them."""
    state = _state(property)
    errors: list[FieldError] = []
    policies = state.policies.keys() | {entry.code for entry in file.policies}
    plans = state.plans.keys() | {entry.code for entry in file.rate_plans}
    types = state.types.keys() | {entry.code for entry in file.room_types}
    for plan in file.rate_plans:
        if plan.policy is not None and plan.policy not in policies:
            errors += _unknown(f"{plan.path}.policy", "policy", "นโยบาย", plan.policy)
    for price in file.prices:
        if price.rate_plan not in plans:
            errors += _unknown(f"{price.path}.rate_plan", "rate plan", "เรท", price.rate_plan)
        if price.room_type not in types:
            errors += _unknown(f"{price.path}.room_type", "room type", "ประเภทห้อง", price.room_type)
    if property is not None:
        errors += _currency_stays(property, file)
        errors += _stranded(property, file, state, today)
        if not errors:
            errors += _oversold(property, file, state, today)
    if errors:
        raise InvalidInput(*errors)
    return state


def _unknown(path: str, en: str, th: str, code: str) -> tuple[FieldError, ...]:
    return invalid(
        path,
        "unknown_" + en.replace(" ", "_"),
        "there is no {en} {code}",
        "ไม่มี{th} {code}",
        en=en,
        th=th,
        code=code,
    ).errors


def _currency_stays(property: Property, file: HotelFile) -> tuple[FieldError, ...]:
    if property.currency == file.hotel.currency:
        return ()
    used = Booking.objects.of(property).exists() or NightPrice.objects.of(property).exists()
    if not used:
        return ()
    return invalid(
        "property.currency",
        "currency_in_use",
        "the hotel has prices or bookings in {currency}",
        "ที่พักมีราคาหรือการจองเป็น {currency} แล้ว",
        currency=property.currency,
    ).errors


def _stranded(property: Property, file: HotelFile, state: _State, today: date) -> list[FieldError]:
    """Rooms that the file retires or gives another type although somebody is to sleep there."""
    leaving: dict[UUID, str] = {}
    for entry in file.room_types:
        known = state.types.get(entry.code)
        for room in entry.rooms:
            row = state.rooms.get(room.number)
            if row is None or row.retired:
                continue
            if room.retired or known is None or row.room_type_id != known.id:
                leaving[row.id] = room.path
    if not leaving:
        return []
    numbers = {row.id: row.number for row in state.rooms.values()}
    nights = RoomNight.objects.of(property).filter(room_id__in=list(leaving), night__gte=today)
    taken = dict(nights.order_by("-night").values_list("room_id", "night"))
    stays = Stay.objects.of(property).filter(room_id__in=list(leaving), status__in=OPEN)
    assigned = {room_id: day for room_id, day in stays.values_list("room_id", "check_in") if room_id}
    errors: list[FieldError] = []
    for room_id, night in sorted((assigned | taken).items(), key=lambda item: numbers[item[0]]):
        errors += invalid(
            leaving[room_id],
            "room_in_use",
            "room {number} is taken on {night}: move that stay or block first",
            "ห้อง {number} มีการใช้งานวันที่ {night} กรุณาย้ายรายการนั้นก่อน",
            number=numbers[room_id],
            night=night.isoformat(),
        ).errors
    return errors


def _capacities(file: HotelFile, state: _State) -> Counter[str]:
    """Room type code -> rooms in use once the file is carried out."""
    codes = {row.id: row.code for row in state.types.values()}
    homes = {number: codes[row.room_type_id] for number, row in state.rooms.items() if not row.retired}
    for entry in file.room_types:
        for room in entry.rooms:
            homes.pop(room.number, None)
            if not room.retired:
                homes[room.number] = entry.code
    return Counter(homes.values())


def _oversold(property: Property, file: HotelFile, state: _State, today: date) -> list[FieldError]:
    capacities = _capacities(file, state)
    paths = {entry.code: f"{entry.path}.rooms" for entry in file.room_types}
    errors: list[FieldError] = []
    for code, row in state.types.items():
        rooms = capacities[code]
        over = (
            TypeNight.objects.of(property)
            .filter(room_type=row, night__gte=today, capacity__gt=rooms)
            .order_by("night")
            .values_list("night", "sold", "blocked")
        )
        for night, sold, blocked in over:
            if sold + blocked > rooms:
                errors += invalid(
                    paths.get(code, "room_types"),
                    "oversold",
                    "leaves {rooms} rooms of {code}, but {taken} are taken on {night}",
                    "เหลือห้อง {code} {rooms} ห้อง แต่มีการใช้งาน {taken} ห้องในคืน {night}",
                    rooms=rooms,
                    code=code,
                    taken=sold + blocked,
                    night=night.isoformat(),
                ).errors
                break
    return errors


# Writing


def _bring(property: Property, file: HotelFile, today: date) -> list[str]:
    """Write what differs; a line for each. Inside a transaction, on rows read in it."""
    state = _check(property, file, today)
    capacities = _capacities(file, state)
    lines = _save(property, RoomType, "room type", state.types, _wanted_types(file))
    types = {code: row.id for code, row in state.types.items()}
    lines += _save(
        property, Room, "room", state.rooms, _wanted_rooms(file, types), type_names=_by_id(state.types)
    )
    lines += _save(property, Policy, "policy", state.policies, _wanted_policies(file))
    policies = {code: row.id for code, row in state.policies.items()}
    lines += _save(
        property,
        RatePlan,
        "rate plan",
        state.plans,
        _wanted_plans(file, policies),
        type_names=_by_id(state.policies),
    )
    plans = {code: row.id for code, row in state.plans.items()}
    lines += _save_prices(property, file, plans, types)
    _save_capacities(property, {types[code]: capacities[code] for code in types}, today)
    return lines


def _wanted_types(file: HotelFile) -> dict[str, dict[str, Any]]:
    return {entry.code: entry.columns | {"position": index} for index, entry in enumerate(file.room_types)}


def _wanted_rooms(file: HotelFile, types: Mapping[str, UUID]) -> dict[str, dict[str, Any]]:
    rooms = [(entry.code, room) for entry in file.room_types for room in entry.rooms]
    return {
        room.number: {
            "room_type_id": types[code],
            "beds": room.beds,
            "retired": room.retired,
            "position": min(index, HIGHEST_POSITION),
        }
        for index, (code, room) in enumerate(rooms)
    }


def _wanted_policies(file: HotelFile) -> dict[str, dict[str, Any]]:
    return {
        entry.code: {
            "name": dict(entry.policy.name) or {"th": entry.code, "en": entry.code},
            "terms": policy_to_json(entry.policy, file.hotel.currency),
            "retired": entry.retired,
        }
        for entry in file.policies
    }


def _wanted_plans(file: HotelFile, policies: Mapping[str, UUID]) -> dict[str, dict[str, Any]]:
    return {
        entry.code: entry.columns
        | {"policy_id": policies[entry.policy] if entry.policy else None, "position": index}
        for index, entry in enumerate(file.rate_plans)
    }


def _by_id[M: TenantModel](rows: Mapping[str, M]) -> dict[UUID, str]:
    return {row.id: code for code, row in rows.items()}


def _save[M: TenantModel](
    property: Property,
    model: type[M],
    word: str,
    rows: dict[str, M],
    wanted: Mapping[str, Mapping[str, Any]],
    type_names: Mapping[UUID, str] | None = None,
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
            f"{name.removesuffix('_id')} {_named(getattr(row, name), type_names)} → {_named(value, type_names)}"
            for name, value in differing.items()
            if name not in ("terms", "conditions")
        )
        quiet = " and ".join(name for name in ("terms", "conditions") if name in differing)
        lines.append(f"{word} {code}: {', '.join(part for part in (told, quiet) if part)} changed")
        for name, value in differing.items():
            setattr(row, name, value)
        columns |= differing.keys()
        changed.append(row)
    insert_rows(model, new)
    if changed:
        model.objects.of(property).bulk_update(changed, sorted(columns))
    if new:
        codes = [getattr(row, key) for row in new]
        shown = ", ".join(codes[:12]) + (f" and {len(codes) - 12} more" if len(codes) > 12 else "")
        lines.append(f"{word}{'s' if len(new) > 1 else ''} {shown}: new".replace("policys", "policies"))
    return lines


def _named(value: object, names: Mapping[UUID, str] | None) -> str:
    return names.get(value, str(value)) if names and isinstance(value, UUID) else _shown(value)


def _save_prices(
    property: Property, file: HotelFile, plans: Mapping[str, UUID], types: Mapping[str, UUID]
) -> list[str]:
    wanted = file.nightly()
    if not wanted:
        return []
    existing = _existing_prices(property, wanted, plans, types)
    lines, rows = [], []
    for (plan, room_type), nights in wanted.items():
        there = existing.get((plans[plan], types[room_type]), {})
        new = changed = 0
        for night, rate in nights.items():
            was = there.get(night)
            if was == rate:
                continue
            new, changed = new + (was is None), changed + (was is not None)
            rows.append(
                NightPrice(
                    property=property,
                    rate_plan_id=plans[plan],
                    room_type_id=types[room_type],
                    night=night,
                    **asdict(rate),
                )
            )
        parts = [f"{new} nights new"] * bool(new) + [f"{changed} nights changed"] * bool(changed)
        if parts:
            lines.append(f"prices of {plan} in {room_type}: {', '.join(parts)}")
    NightPrice.objects.bulk_create(
        rows,
        batch_size=ROWS_A_STATEMENT,
        update_conflicts=True,
        unique_fields=["property", "rate_plan_id", "room_type_id", "night"],
        update_fields=list(PRICE_COLUMNS),
    )
    return lines


def _existing_prices(
    property: Property,
    wanted: Mapping[tuple[str, str], Mapping[date, NightRate]],
    plans: Mapping[str, UUID],
    types: Mapping[str, UUID],
) -> dict[tuple[UUID, UUID], dict[date, NightRate]]:
    """(plan id, type id) -> night -> price as it stands, in one query."""
    nights = [night for priced in wanted.values() for night in (min(priced), max(priced))]
    rows = NightPrice.objects.of(property).filter(
        rate_plan_id__in={plans[plan] for plan, _ in wanted},
        room_type_id__in={types[room_type] for _, room_type in wanted},
        night__gte=min(nights),
        night__lte=max(nights),
    )
    found: dict[tuple[UUID, UUID], dict[date, NightRate]] = {}
    for plan, room_type, night, *values in rows.values_list(
        "rate_plan_id", "room_type_id", "night", *PRICE_COLUMNS
    ):
        found.setdefault((plan, room_type), {})[night] = NightRate(*values)
    return found


def _save_capacities(property: Property, capacities: Mapping[UUID, int], today: date) -> None:
    """Bring the counters from today on to the number of rooms that each type now has."""
    differing = Q()
    for kind, rooms in capacities.items():
        differing |= Q(room_type_id=kind) & ~Q(capacity=rooms)
    if not differing:
        return
    rows = (
        TypeNight.objects.of(property)
        .filter(differing, night__gte=today)
        .order_by("room_type_id", "night")
        .select_for_update()
    )
    found = list(rows)
    if found:
        kinds: Iterable[UUID] = {row.room_type_id for row in found}
        TypeNight.objects.of(property).filter(night__gte=today, room_type_id__in=list(kinds)).update(
            capacity=Case(*(When(room_type_id=kind, then=Value(capacities[kind])) for kind in kinds))
        )
