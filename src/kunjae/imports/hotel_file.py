"""Reading hotel files: a hotel with its rooms, policies, rate plans and prices as TOML (docs/howto/hotel-file.md).

Reading asks no database: `read_hotel_file` understands the text and names every key that is wrong, all at once.
`imports.hotel.import_hotel` brings the hotel to what the file says.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from typing import Any

from kunjae.imports.errors import BrokenFile
from kunjae.imports.hotel_facts import (
    WEEKDAYS,
    HotelFile,
    HotelSection,
    Language,
    Pms,
    PolicyEntry,
    PriceEntry,
    RatePlanEntry,
    RoomEntry,
    RoomTypeEntry,
    Weekday,
)
from kunjae.imports.hotel_offer_entries import read_offer
from kunjae.imports.hotel_tables import refuse_odd_tables
from kunjae.imports.hotel_values import (
    parse_colour,
    parse_currency,
    parse_file_name,
    parse_room_number,
    parse_slug,
    parse_timezone,
)
from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.kernel.money import parse_amount, parse_percent, percent_text
from kunjae.kernel.parsing import Reader, parse_choice, parse_local_text, parse_text
from kunjae.kernel.values import parse_code, parse_day, parse_email, parse_name, parse_time
from kunjae.rates.facts import Meal, NightRate, Policy
from kunjae.rates.policy_text import policy_from_json

MOST_ROOMS = 20_000
MOST_PRICE_ENTRIES = 20_000
MOST_NIGHTS_AN_ENTRY = 3_700
"""Ten years: a longer range is a slip of the pen."""
MOST_PRICED_NIGHTS = 1_000_000
_LONG_NUMBER = re.compile(r"\d[\d_]{4300,}")


def parse_toml(content: bytes, name: str = "") -> dict[str, Any]:
    """The tables of a TOML file. Raises BrokenFile naming the line."""
    where = f"{name}: " if name else ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BrokenFile(f"{where}line {line} is not UTF-8 text") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenFile(f"{where}{error}") from error
    except RecursionError as error:
        raise BrokenFile(f"{where}is nested too deeply") from error
    except ValueError as error:  # from int(), which reads no more than 4300 digits
        found = _LONG_NUMBER.search(text)
        line = text.count("\n", 0, found.start() if found else None) + 1
        raise BrokenFile(f"{where}line {line} has a number of too many digits") from error


def read_hotel_file(data: dict[str, Any]) -> HotelFile:
    """The hotel that the tables describe. Raises InvalidInput naming every key that is wrong."""
    refuse_odd_tables(data)
    # The property first: without its currency no price can be read.
    first = Reader({key: value for key, value in data.items() if key == "property"}, "")
    hotel = first.take("property", _read_hotel)
    first.finish()
    reader = Reader({key: value for key, value in data.items() if key != "property"}, "")
    currency = hotel.currency
    room_types = reader.items("room_types", _read_room_type)
    policies = reader.items("policies", lambda item, at: _read_policy(item, currency, at))
    rate_plans = reader.items("rate_plans", _read_rate_plan)
    prices = reader.items("prices", lambda item, at: _read_price(item, currency, at), most=MOST_PRICE_ENTRIES)
    offers = [
        *reader.items("offers", lambda item, at: read_offer(item, currency, at, upgrade=False)),
        *reader.items("upgrades", lambda item, at: read_offer(item, currency, at, upgrade=True)),
    ]
    reader.finish()
    for entries in (room_types, policies, rate_plans):
        _refuse_twice(((entry.code, entry.path) for entry in entries), ".code")
    _refuse_twice(((entry.offer.code, entry.path) for entry in offers), ".code")
    _refuse_twice((room.number, room.path) for room_type in room_types for room in room_type.rooms)
    if sum((entry.last - entry.first).days + 1 for entry in prices) > MOST_PRICED_NIGHTS:
        raise invalid(
            "prices",
            "too_many",
            "price more than {n} nights in all",
            "มีราคารวมมากกว่า {n} คืน",
            n=MOST_PRICED_NIGHTS,
        )
    return HotelFile(
        hotel=hotel,
        room_types=tuple(room_types),
        policies=tuple(policies),
        rate_plans=tuple(rate_plans),
        prices=tuple(prices),
        offers=tuple(offers),
    )


def _read_hotel(data: object, path: str) -> HotelSection:
    reader = Reader(data, path)
    slug = reader.take("slug", parse_slug)
    check_in_time = reader.take("check_in_time", parse_time, "14:00")
    columns = {
        "name": reader.take("name", parse_name),
        "timezone": reader.take("timezone", parse_timezone),
        "currency": reader.take("currency", parse_currency),
        "languages": reader.items("languages", lambda item, at: parse_choice(item, at, Language).value)
        or [language.value for language in Language],
        "check_in_time": check_in_time,
        "check_out_time": reader.take("check_out_time", parse_time, "12:00"),
        "policy_cutoff_time": reader.take_optional("policy_cutoff_time", parse_time) or check_in_time,
        "service_charge_percent": reader.take("service_charge_percent", parse_percent, "0"),
        "vat_percent": reader.take("vat_percent", parse_percent, "0"),
        "further_fees": reader.items("further_fees", _read_fee, most=20),
        "vat_on_fees": reader.boolean("vat_on_fees", True),
        "prices_include_taxes": reader.boolean("prices_include_taxes", True),
        "buddhist_era": reader.boolean("buddhist_era", True),
    }
    details: dict[str, Any] = {
        "guest_changes_close_at_check_in": reader.boolean("guest_changes_close_at_check_in", False),
        "pms": reader.take("pms", lambda value, at: parse_choice(value, at, Pms).value, "none"),
        "payment_hold_minutes": reader.integer("payment_hold_minutes", 1, 7 * 24 * 60, 30),
        "slip_hold_hours": reader.integer("slip_hold_hours", 1, 30 * 24, 24),
    }
    optional: dict[str, Callable[[Any, str], Any]] = {
        "logo": parse_file_name,
        "colour": parse_colour,
        "phone": lambda value, at: parse_text(value, at, most=40),
        "line_id": lambda value, at: parse_text(value, at, most=60),
        "address": parse_local_text,
        "tax_id": lambda value, at: parse_text(value, at, most=20),
        "branch": lambda value, at: parse_text(value, at, most=20),
        "email": _read_addresses,
    }
    for name, parse in optional.items():
        if (value := reader.take_optional(name, parse)) is not None:
            details[name] = value
    reader.finish()
    return HotelSection(slug=slug, columns=columns, details=details)


def _read_addresses(data: object, path: str) -> dict[str, list[str]]:
    reader = Reader(data, path)
    found = {
        name: reader.items(name, parse_email, most=20) for name in ("reservations", "offer_confirmation")
    }
    reader.finish()
    return {name: addresses for name, addresses in found.items() if addresses}


def _read_fee(data: object, path: str) -> dict[str, Any]:
    reader = Reader(data, path)
    name, percent = reader.take("name", parse_name), reader.take("percent", parse_percent)
    reader.finish()
    return {"name": name, "percent": percent_text(percent)}


def _read_room_type(data: object, path: str) -> RoomTypeEntry:
    reader = Reader(data, path)
    code = reader.take("code", parse_code)
    base_adults = reader.integer("base_adults", 1, 100, 2)
    given = reader.optional_integer("max_adults", 1, 100)
    max_adults = base_adults if given is None else given
    columns = {
        "name": reader.take("name", parse_name),
        "rank": reader.integer("rank", -1000, 1000, 1),
        "base_adults": base_adults,
        "max_adults": max_adults,
        "max_children": reader.integer("max_children", 0, 100, 0),
        "beds": reader.text("beds", "", most=60, blank=True),
        "retired": reader.boolean("retired", False),
    }
    rooms = reader.items("rooms", _read_room, most=MOST_ROOMS)
    reader.finish()
    if max_adults < base_adults:
        raise invalid(
            f"{path}.max_adults",
            "fewer_than_base_adults",
            "must be at least base_adults ({n})",
            "ต้องไม่น้อยกว่า base_adults ({n})",
            n=base_adults,
        )
    return RoomTypeEntry(code=code, columns=columns, rooms=tuple(rooms), path=path)


def _read_room(data: object, path: str) -> RoomEntry:
    if isinstance(data, str):
        return RoomEntry(parse_room_number(data, path), "", "", False, path)
    reader = Reader(data, path)
    number = reader.take("number", parse_room_number)
    beds = reader.text("beds", "", most=60, blank=True)
    floor = reader.text("floor", "", most=20, blank=True)
    retired = reader.boolean("retired", False)
    reader.finish()
    return RoomEntry(number, beds, floor, retired, f"{path}.number")


def _read_policy(data: object, currency: str, path: str) -> PolicyEntry:
    table = _table(data, path)
    own = Reader({key: table[key] for key in ("code", "retired") if key in table}, path)
    code, retired = own.take("code", parse_code), own.boolean("retired", False)
    errors: list[FieldError] = []
    policy = Policy({})
    try:
        own.finish()
    except InvalidInput as error:
        errors.extend(error.errors)
    try:
        terms = {key: value for key, value in table.items() if key not in ("code", "retired")}
        policy = policy_from_json(terms, currency, path)
    except InvalidInput as error:
        errors.extend(error.errors)
    if errors:
        raise InvalidInput(*errors)
    return PolicyEntry(code=code, policy=policy, retired=retired, path=path)


def _read_rate_plan(data: object, path: str) -> RatePlanEntry:
    reader = Reader(data, path)
    code = reader.take("code", parse_code)
    columns = {
        "name": reader.take("name", parse_name),
        "meal": reader.take("meal", lambda value, at: parse_choice(value, at, Meal).value, "none"),
        "prepay_percent": reader.take("prepay_percent", parse_percent, "0"),
        "conditions": reader.take("conditions", parse_local_text, {}),
        "retired": reader.boolean("retired", False),
    }
    policy = reader.take_optional("policy", parse_code)
    reader.finish()
    return RatePlanEntry(code=code, columns=columns, policy=policy, path=path)


def _read_price(data: object, currency: str, path: str) -> PriceEntry:
    def amount(value: object, at: str) -> int:
        return parse_amount(value, currency, at)

    reader = Reader(data, path)
    rate_plan, room_type = reader.take("rate_plan", parse_code), reader.take("room_type", parse_code)
    first, last = reader.take("from", parse_day), reader.take("to", parse_day)
    has_weekdays = reader.has("weekdays")
    weekdays = reader.items("weekdays", lambda item, at: WEEKDAYS.index(parse_choice(item, at, Weekday)))
    rate = NightRate(
        reader.take("price", amount),
        reader.take("extra_adult", amount, "0"),
        reader.take("extra_child", amount, "0"),
        reader.integer("min_stay", 1, 365, 1),
        reader.boolean("closed_to_arrival", False),
        reader.boolean("closed_to_departure", False),
        reader.boolean("closed", False),
    )
    reader.finish()
    if last < first:
        raise invalid(f"{path}.to", "before_from", "must not be before from", "ต้องไม่อยู่ก่อน from")
    if (last - first).days >= MOST_NIGHTS_AN_ENTRY:
        raise invalid(
            f"{path}.to",
            "too_many_nights",
            "is more than {n} nights after from",
            "ห่างจาก from เกิน {n} คืน",
            n=MOST_NIGHTS_AN_ENTRY,
        )
    if has_weekdays and not weekdays:
        raise invalid(
            f"{path}.weekdays",
            "no_weekdays",
            "names no day; leave it out for every day",
            "ไม่มีวันใดเลย ไม่ต้องระบุถ้าหมายถึงทุกวัน",
        )
    return PriceEntry(
        rate_plan=rate_plan,
        room_type=room_type,
        first=first,
        last=last,
        weekdays=frozenset(weekdays or range(7)),
        rate=rate,
        path=path,
    )


def _table(data: object, path: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise invalid(path, "invalid_type", "must be a table", "ต้องเป็นตาราง")
    return data


def _refuse_twice(values: Iterable[tuple[str, str]], key: str = "") -> None:
    """Of (value, path), the first value that stands at two paths; `key` is where in its path it stands."""
    seen: dict[str, str] = {}
    for value, path in values:
        if (first := seen.setdefault(value, path)) != path:
            raise invalid(
                path + key,
                "given_twice",
                "“{value}” stands already at {first}",
                "“{value}” มีอยู่แล้วที่ {first}",
                value=value,
                first=first,
            )
