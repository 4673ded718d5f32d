"""Hotel files: a hotel with its rooms, policies, rate plans and prices as TOML (docs/howto/hotel-file.md).

Reading asks no database: `read_hotel_file` understands the text and names every key that is wrong, all at once.
`imports.hotel.import_hotel` brings the hotel to what the file says.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from kunjae.imports.errors import BrokenFile
from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.kernel.moments import zone
from kunjae.kernel.money import decimals_of, parse_amount, parse_percent, percent_text
from kunjae.kernel.parsing import Reader, parse_choice, parse_local_text, parse_text
from kunjae.kernel.stay_dates import EARLIEST_DATE, LATEST_DATE, parse_date
from kunjae.kernel.texts import LocalText
from kunjae.rates.facts import Meal, NightRate, Policy
from kunjae.rates.policy_text import policy_from_json

MOST_ROOMS = 20_000
MOST_PRICE_ENTRIES = 20_000
MOST_NIGHTS_AN_ENTRY = 3_700
"""Ten years: a longer range is a slip of the pen."""
MOST_PRICED_NIGHTS = 1_000_000

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CODE = re.compile(r"[^\s/?#%]+")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Pms(StrEnum):
    """How the hotel's property management system is connected."""

    NONE = "none"
    ONE_WAY = "one_way"
    TWO_WAY = "two_way"


class Language(StrEnum):
    TH = "th"
    EN = "en"


class Weekday(StrEnum):
    """In the order of `date.weekday()`."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEKDAYS = tuple(Weekday)


@dataclass(frozen=True, slots=True, kw_only=True)
class HotelSection:
    """`[property]`: the columns of its row, and the `details` that no rule reads."""

    slug: str
    columns: dict[str, Any]
    details: dict[str, Any]

    @property
    def currency(self) -> str:
        return str(self.columns["currency"])

    @property
    def timezone(self) -> str:
        return str(self.columns["timezone"])


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """One room of a type. `path` names it for messages."""

    number: str
    beds: str
    retired: bool
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomTypeEntry:
    code: str
    columns: dict[str, Any]
    rooms: tuple[RoomEntry, ...]
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEntry:
    code: str
    policy: Policy
    retired: bool
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePlanEntry:
    code: str
    columns: dict[str, Any]
    policy: str | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceEntry:
    """One price for a range of nights, as entered (net where the hotel's prices are without taxes)."""

    rate_plan: str
    room_type: str
    first: date
    last: date
    weekdays: frozenset[int]
    rate: NightRate
    path: str

    def nights(self) -> Iterable[date]:
        for index in range((self.last - self.first).days + 1):
            night = self.first + timedelta(days=index)
            if night.weekday() in self.weekdays:
                yield night


@dataclass(frozen=True, slots=True, kw_only=True)
class HotelFile:
    """A whole hotel as its file describes it."""

    hotel: HotelSection
    room_types: tuple[RoomTypeEntry, ...] = ()
    policies: tuple[PolicyEntry, ...] = ()
    rate_plans: tuple[RatePlanEntry, ...] = ()
    prices: tuple[PriceEntry, ...] = ()

    def nightly(self) -> dict[tuple[str, str], dict[date, NightRate]]:
        """(rate plan, room type) -> night -> its price; later entries win."""
        found: dict[tuple[str, str], dict[date, NightRate]] = {}
        for entry in self.prices:
            nights = found.setdefault((entry.rate_plan, entry.room_type), {})
            nights.update(dict.fromkeys(entry.nights(), entry.rate))
        return found


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
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise BrokenFile(f"{where}{str(error) or 'is nested too deeply'}") from error


def read_hotel_file(data: dict[str, Any]) -> HotelFile:
    """The hotel that the tables describe. Raises InvalidInput naming every key that is wrong."""
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
    offers = reader.items("offers", _read_offer)
    reader.finish()
    _refuse_twice("code", room_types)
    _refuse_twice("code", policies)
    _refuse_twice("code", rate_plans)
    _refuse_room_twice(room_types)
    if sum((entry.last - entry.first).days + 1 for entry in prices) > MOST_PRICED_NIGHTS:
        raise invalid(
            "prices",
            "too_many",
            "price more than {n} nights in all",
            "มีราคารวมมากกว่า {n} คืน",
            n=MOST_PRICED_NIGHTS,
        )
    if "offers" in data:
        hotel.details["offers"] = offers
    return HotelFile(
        hotel=hotel,
        room_types=tuple(room_types),
        policies=tuple(policies),
        rate_plans=tuple(rate_plans),
        prices=tuple(prices),
    )


def _read_hotel(data: object, path: str) -> HotelSection:
    reader = Reader(data, path)
    slug = reader.take("slug", _slug)
    check_in_time = reader.take("check_in_time", _time, "14:00")
    columns = {
        "name": reader.take("name", _name),
        "timezone": reader.take("timezone", _timezone),
        "currency": reader.take("currency", _currency),
        "languages": reader.items("languages", lambda item, at: parse_choice(item, at, Language).value)
        or [language.value for language in Language],
        "check_in_time": check_in_time,
        "check_out_time": reader.take("check_out_time", _time, "12:00"),
        "policy_cutoff_time": reader.take_optional("policy_cutoff_time", _time) or check_in_time,
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
        "logo": _file_name,
        "colour": _colour,
        "phone": lambda value, at: parse_text(value, at, most=40),
        "line_id": lambda value, at: parse_text(value, at, most=60),
        "address": lambda value, at: dict(parse_local_text(value, at)),
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
    found = {name: reader.items(name, _email, most=20) for name in ("reservations", "offer_confirmation")}
    reader.finish()
    return {name: addresses for name, addresses in found.items() if addresses}


def _read_fee(data: object, path: str) -> dict[str, Any]:
    reader = Reader(data, path)
    name, percent = reader.take("name", _name), reader.take("percent", parse_percent)
    reader.finish()
    return {"name": name, "percent": percent_text(percent)}


def _read_room_type(data: object, path: str) -> RoomTypeEntry:
    reader = Reader(data, path)
    code = reader.take("code", _code)
    base_adults = reader.integer("base_adults", 1, 100, 2)
    given = reader.optional_integer("max_adults", 1, 100)
    max_adults = base_adults if given is None else given
    columns = {
        "name": reader.take("name", _name),
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
        return RoomEntry(_room_number(data, path), "", False, path)
    reader = Reader(data, path)
    number = reader.take("number", _room_number)
    beds = reader.text("beds", "", most=60, blank=True)
    retired = reader.boolean("retired", False)
    reader.finish()
    return RoomEntry(number, beds, retired, f"{path}.number")


def _read_policy(data: object, currency: str, path: str) -> PolicyEntry:
    table = _table(data, path)
    own = Reader({key: table[key] for key in ("code", "retired") if key in table}, path)
    code, retired = own.take("code", _code), own.boolean("retired", False)
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
    code = reader.take("code", _code)
    columns = {
        "name": reader.take("name", _name),
        "meal": reader.take("meal", lambda value, at: parse_choice(value, at, Meal).value, "none"),
        "prepay_percent": reader.take("prepay_percent", parse_percent, "0"),
        "conditions": reader.take("conditions", lambda value, at: dict(parse_local_text(value, at)), {}),
        "retired": reader.boolean("retired", False),
    }
    policy = reader.take_optional("policy", _code)
    reader.finish()
    return RatePlanEntry(code=code, columns=columns, policy=policy, path=path)


def _read_price(data: object, currency: str, path: str) -> PriceEntry:
    def amount(value: object, at: str) -> int:
        return parse_amount(value, currency, at)

    reader = Reader(data, path)
    rate_plan, room_type = reader.take("rate_plan", _code), reader.take("room_type", _code)
    first, last = reader.take("from", _day), reader.take("to", _day)
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


def _read_offer(data: object, path: str) -> dict[str, Any]:
    """An offer is only looked at roughly and kept as it is: the Concierge reads it."""
    table = _table(data, path)
    _code(table.get("code", ""), f"{path}.code")
    kept: dict[str, Any] = _plain(table)
    return kept


def _plain(value: Any) -> Any:
    """TOML as JSON: dates and times as their texts."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _table(data: object, path: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise invalid(path, "invalid_type", "must be a table", "ต้องเป็นตาราง")
    return data


def _refuse_twice(name: str, entries: list[RoomTypeEntry] | list[PolicyEntry] | list[RatePlanEntry]) -> None:
    seen: dict[str, str] = {}
    for entry in entries:
        if (first := seen.setdefault(entry.code, entry.path)) != entry.path:
            raise _twice(f"{entry.path}.{name}", entry.code, first)


def _refuse_room_twice(room_types: list[RoomTypeEntry]) -> None:
    seen: dict[str, str] = {}
    for room in (room for room_type in room_types for room in room_type.rooms):
        if (first := seen.setdefault(room.number, room.path)) != room.path:
            raise _twice(room.path, room.number, first)


def _twice(path: str, value: str, first: str) -> InvalidInput:
    return invalid(
        path,
        "given_twice",
        "“{value}” stands already at {first}",
        "“{value}” มีอยู่แล้วที่ {first}",
        value=value,
        first=first,
    )


def _slug(value: object, path: str) -> str:
    words = parse_text(value, path, most=60)
    if not _SLUG.fullmatch(words):
        raise invalid(
            path,
            "invalid_slug",
            "must be small letters, digits and hyphens, such as baan-talay",
            "ต้องเป็นตัวอักษรอังกฤษพิมพ์เล็ก ตัวเลข และขีดกลาง เช่น baan-talay",
        )
    return words


def _code(value: object, path: str) -> str:
    words = parse_text(value, path, most=20)
    if not _CODE.fullmatch(words):
        raise invalid(
            path,
            "invalid_code",
            "must be a code without spaces, such as STD",
            "ต้องเป็นรหัสที่ไม่มีช่องว่าง เช่น STD",
        )
    return words


def _room_number(value: object, path: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        raise invalid(
            path,
            "invalid_type",
            'must be a text, such as "101": a number would lose its zeros',
            'ต้องเป็นข้อความ เช่น "101" เพราะตัวเลขจะเสียเลขศูนย์ข้างหน้า',
        )
    return parse_text(value, path, most=20)


def _name(value: object, path: str) -> LocalText:
    words = dict(parse_local_text(value, path))
    if not words:
        raise invalid(path, "required", "is required", "ต้องระบุ")
    return words


def _timezone(value: object, path: str) -> str:
    name = parse_text(value, path, most=60)
    zone(name, path)
    return name


def _currency(value: object, path: str) -> str:
    code = parse_text(value, path, most=3)
    try:
        decimals_of(code)
    except InvalidInput as error:
        wrong = error.errors[0]
        raise InvalidInput(FieldError(path, wrong.code, wrong.message)) from error
    return code


def _time(value: object, path: str) -> time:
    if isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d{2}", value, re.ASCII):
        hour, minute = map(int, value.split(":"))
        if hour < 24 and minute < 60:
            return time(hour, minute)
    if type(value) is time and value.tzinfo is None:
        return value.replace(second=0, microsecond=0)
    raise invalid(path, "invalid_time", 'must be a time such as "14:00"', 'ต้องเป็นเวลา เช่น "14:00"')


def _day(value: object, path: str) -> date:
    day = parse_date(value, path)
    if not EARLIEST_DATE <= day <= LATEST_DATE:
        raise invalid(path, "date_out_of_range", "is not a date a stay can have", "ไม่ใช่วันที่ที่เข้าพักได้")
    return day


def _colour(value: object, path: str) -> str:
    words = parse_text(value, path, most=7)
    if not _COLOUR.fullmatch(words):
        raise invalid(path, "invalid_colour", 'must be a colour such as "#0E5A5A"', 'ต้องเป็นสี เช่น "#0E5A5A"')
    return words


def _file_name(value: object, path: str) -> str:
    words = parse_text(value, path, most=200)
    if "/" in words or "\\" in words or words.startswith("."):
        raise invalid(
            path,
            "invalid_file_name",
            "must be the name of a file beside this one",
            "ต้องเป็นชื่อไฟล์ที่อยู่โฟลเดอร์เดียวกัน",
        )
    return words


def _email(value: object, path: str) -> str:
    words = parse_text(value, path, most=254)
    if not _EMAIL.fullmatch(words):
        raise invalid(path, "invalid_email", "must be an e-mail address", "ต้องเป็นอีเมล")
    return words
