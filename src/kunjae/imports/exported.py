"""Writing hotel files: the hotel as the tables that `hotel_file` reads. Read again, they change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import tomli_w

from kunjae.imports.hotel import FILE_DETAILS
from kunjae.imports.hotel_facts import WEEKDAYS
from kunjae.imports.hotel_offers import offer_tables
from kunjae.imports.hotel_prices import PRICE_COLUMNS
from kunjae.kernel.money import amount_text, percent_text
from kunjae.properties.facts import room_order
from kunjae.properties.models import Property, Room, RoomType
from kunjae.rates.facts import NightRate
from kunjae.rates.models import NightPrice, Policy, RatePlan

type Table = dict[str, Any]


def hotel_file_text(property: Property) -> str:
    """The hotel as a TOML file, prices and all (`kunjae export-hotel`)."""
    return tomli_w.dumps(hotel_tables(property) | priced_tables(property))


def priced_tables(property: Property) -> dict[str, Any]:
    """What the hotel sells and for how much: `prices`, and `offers` and `upgrades` where there are any."""
    return {"prices": price_tables(property)} | offer_tables(property)


def hotel_tables(property: Property) -> dict[str, Any]:
    """All but `priced_tables`: `property`, `room_types`, `policies`, `rate_plans`."""
    return {
        "property": property_table(property),
        "room_types": _room_types(property),
        "policies": [_policy(row) for row in Policy.objects.of(property).order_by("code")],
        "rate_plans": _rate_plans(property),
    }


def property_table(property: Property) -> Table:
    """The section `[property]`."""
    details = {key: value for key, value in property.details.items() if key in FILE_DETAILS}
    table: Table = _without_none(
        {
            "slug": property.slug,
            "name": property.name,
            "timezone": property.timezone,
            "currency": property.currency,
            "languages": property.languages,
            **{
                name: f"{getattr(property, name):%H:%M}"
                for name in ("check_in_time", "check_out_time", "policy_cutoff_time")
            },
            "service_charge_percent": percent_text(property.service_charge_percent),
            "vat_percent": percent_text(property.vat_percent),
            "further_fees": property.further_fees,
            "vat_on_fees": property.vat_on_fees,
            "prices_include_taxes": property.prices_include_taxes,
            "buddhist_era": property.buddhist_era,
            **details,
        }
    )
    return table


def _room_types(property: Property) -> list[Table]:
    rooms: dict[UUID, list[Table]] = {}
    for room in sorted(Room.objects.of(property), key=lambda row: (row.position, room_order(row.number))):
        rooms.setdefault(room.room_type_id, []).append(_room(room))
    return [
        {
            "code": row.code,
            "name": row.name,
            "rank": row.rank,
            "base_adults": row.base_adults,
            "max_adults": row.max_adults,
            "max_children": row.max_children,
            "beds": row.beds,
            **_retired(row.retired),
            "rooms": rooms.get(row.id, []),
        }
        for row in RoomType.objects.of(property).order_by("position", "code")
    ]


def _room(row: Room) -> Table:
    optional = {"beds": row.beds, "floor": row.floor}
    return (
        {"number": row.number} | {key: text for key, text in optional.items() if text} | _retired(row.retired)
    )


def _policy(row: Policy) -> Table:
    terms: Table = _without_none(row.terms)
    return {"code": row.code, **terms, **_retired(row.retired)}


def _rate_plans(property: Property) -> list[Table]:
    policies = dict(Policy.objects.of(property).values_list("id", "code"))
    return [
        {
            "code": row.code,
            "name": row.name,
            "meal": row.meal,
            **({"policy": policies[row.policy_id]} if row.policy_id else {}),
            "prepay_percent": percent_text(row.prepay_percent),
            **({"conditions": row.conditions} if row.conditions else {}),
            **_retired(row.retired),
        }
        for row in RatePlan.objects.of(property).order_by("position", "code")
    ]


def price_tables(property: Property) -> list[Table]:
    """The prices of every night, gathered into ranges and weekdays."""
    plans = dict(RatePlan.objects.of(property).values_list("id", "code"))
    types = dict(RoomType.objects.of(property).values_list("id", "code"))
    found: dict[tuple[str, str], dict[date, NightRate]] = {}
    rows = NightPrice.objects.of(property).order_by("night")
    for plan, kind, night, *values in rows.values_list(
        "rate_plan_id", "room_type_id", "night", *PRICE_COLUMNS
    ):
        found.setdefault((plans[plan], types[kind]), {})[night] = NightRate(*values)
    return [
        table
        for (plan, kind), nights in sorted(found.items())
        for table in tables_of_nights(plan, kind, nights, property.currency)
    ]


def tables_of_nights(plan: str, kind: str, nights: Mapping[date, NightRate], currency: str) -> list[Table]:
    """The `[[prices]]` entries of these nights of one plan and type (their codes)."""
    return [
        _price(plan, kind, first, last, weekdays, rate, currency)
        for first, last, weekdays, rate in ranges(nights)
    ]


def ranges(nights: Mapping[date, NightRate]) -> Iterator[tuple[date, date, list[int], NightRate]]:
    """First and last night, weekdays (none: every day) and price of each: nights in the order of their dates.

    A range goes on as long as no night is left out and every weekday keeps its price.
    """
    for first, last, week in _weeks(sorted(nights.items())):
        by_rate: dict[NightRate, list[int]] = {}
        for weekday, rate in sorted(week.items()):
            by_rate.setdefault(rate, []).append(weekday)
        for rate, weekdays in by_rate.items():
            yield first, last, weekdays if len(by_rate) > 1 else [], rate


def _weeks(nights: Iterable[tuple[date, NightRate]]) -> Iterator[tuple[date, date, dict[int, NightRate]]]:
    first: date | None = None
    last, week = date.min, dict[int, NightRate]()
    for night, rate in nights:
        if first is None or night != last + timedelta(days=1) or week.get(night.weekday(), rate) != rate:
            if first is not None:
                yield first, last, week
            first, week = night, {}
        last = night
        week[night.weekday()] = rate
    if first is not None:
        yield first, last, week


def _price(
    plan: str, kind: str, first: date, last: date, weekdays: list[int], rate: NightRate, currency: str
) -> Table:
    restrictions = {
        "min_stay": rate.min_stay if rate.min_stay != 1 else None,
        **{
            name: getattr(rate, name) or None
            for name in ("closed_to_arrival", "closed_to_departure", "closed")
        },
    }
    return {
        "rate_plan": plan,
        "room_type": kind,
        "from": first,
        "to": last,
        **({"weekdays": [WEEKDAYS[day].value for day in weekdays]} if weekdays else {}),
        "price": amount_text(rate.price, currency),
        **{
            name: amount_text(amount, currency)
            for name in ("extra_adult", "extra_child")
            if (amount := getattr(rate, name))
        },
        **{name: value for name, value in restrictions.items() if value is not None},
    }


def _retired(retired: bool) -> Table:
    return {"retired": True} if retired else {}


def _without_none(value: Any) -> Any:
    """As TOML knows no null, what is nothing is left out, at every level."""
    if isinstance(value, Mapping):
        return {key: _without_none(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_without_none(each) for each in value if each is not None]
    return value
