"""Prices of a hotel file: writing the nights that it prices otherwise than they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from uuid import UUID

from kunjae.imports.hotel_facts import HotelFile
from kunjae.imports.hotel_rows import HotelRows
from kunjae.properties.models import Property
from kunjae.rates.facts import NightRate
from kunjae.rates.models import NightPrice
from kunjae.tenancy.bulk import insert_rows

PRICE_COLUMNS = (
    "price",
    "extra_adult",
    "extra_child",
    "min_stay",
    "closed_to_arrival",
    "closed_to_departure",
    "closed",
)


def save_prices(property: Property, file: HotelFile, known: HotelRows) -> list[str]:
    """Write the prices that differ; a line for each rate plan in each room type."""
    wanted = file.nightly()
    if not wanted:
        return []
    existing = _existing_prices(property, wanted, known)
    lines, rows = [], []
    for (plan, room_type), nights in wanted.items():
        ids = known.plans[plan].id, known.types[room_type].id
        there = existing.get(ids, {})
        new = changed = 0
        for night, rate in nights.items():
            was = there.get(night)
            if was == rate:
                continue
            new, changed = new + (was is None), changed + (was is not None)
            rows.append({"rate_plan_id": ids[0], "room_type_id": ids[1], "night": night, **asdict(rate)})
        parts = [f"{new} nights new"] * bool(new) + [f"{changed} nights changed"] * bool(changed)
        if parts:
            lines.append(f"prices of {plan} in {room_type}: {', '.join(parts)}")
    insert_rows(
        NightPrice, property.id, rows, unique=("property_id", "rate_plan_id", "room_type_id", "night")
    )
    return lines


def _existing_prices(
    property: Property,
    wanted: Mapping[tuple[str, str], Mapping[date, NightRate]],
    known: HotelRows,
) -> dict[tuple[UUID, UUID], dict[date, NightRate]]:
    """(plan id, type id) -> night -> price as it stands, in one query."""
    nights = [night for priced in wanted.values() for night in (min(priced), max(priced))]
    rows = NightPrice.objects.of(property).filter(
        rate_plan_id__in={known.plans[plan].id for plan, _ in wanted},
        room_type_id__in={known.types[room_type].id for _, room_type in wanted},
        night__gte=min(nights),
        night__lte=max(nights),
    )
    found: dict[tuple[UUID, UUID], dict[date, NightRate]] = {}
    for plan, room_type, night, *values in rows.values_list(
        "rate_plan_id", "room_type_id", "night", *PRICE_COLUMNS
    ):
        found.setdefault((plan, room_type), {})[night] = NightRate(*values)
    return found
