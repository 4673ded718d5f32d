"""Operations as JSON (api.md): reading what people and programs ask, writing what a history keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from kunjae.changes.operations import (
    ALONE,
    MOST_PEOPLE,
    UNSET,
    AddStay,
    AssignRoom,
    Cancel,
    ChangeGuests,
    ChangeRatePlan,
    ChangeRoomType,
    FollowPms,
    MoveDates,
    MoveToBooking,
    NoShow,
    Operation,
    Priced,
    Pricing,
    Reinstate,
    RoomChoice,
    SetGuest,
    SetPrices,
    SetTerms,
    TakeBack,
    Unset,
    UpgradeRoom,
    nobody,
)
from kunjae.kernel.errors import InvalidInput, invalid
from kunjae.kernel.money import amount_text, parse_amount
from kunjae.kernel.parsing import Reader, parse_choice, parse_integer, parse_local_text, parse_text
from kunjae.kernel.stay_dates import MOST_NIGHTS, StayDates, parse_date
from kunjae.rates.facts import Meal
from kunjae.rates.policy_text import policy_from_json, policy_to_json

MOST_OPERATIONS = 200

NO_DATES: Final = StayDates(date.min, date.max)
"""Stands for dates that could not be read until the reader raises; never seen outside."""

NAMES: Final[dict[str, type]] = {
    "move_dates": MoveDates,
    "change_room_type": ChangeRoomType,
    "change_guests": ChangeGuests,
    "change_rate_plan": ChangeRatePlan,
    "set_prices": SetPrices,
    "assign_room": AssignRoom,
    "set_terms": SetTerms,
    "set_guest": SetGuest,
    "cancel": Cancel,
    "no_show": NoShow,
    "reinstate": Reinstate,
    "move_to_booking": MoveToBooking,
    "add_stay": AddStay,
}
"""What can be asked for."""
NAME_OF: Final = {kind: name for name, kind in NAMES.items()} | {
    TakeBack: "take_back",
    UpgradeRoom: "upgrade_room",
    FollowPms: "follow_pms",
}


def operations_from_json(data: object, currency: str, path: str = "operations") -> tuple[Operation, ...]:
    """Operations read from JSON. Raises InvalidInput naming every wrong field, `operations.0.check_in`."""
    if not isinstance(data, list):
        raise invalid(path, "invalid_type", "must be a list of operations", "ต้องเป็นรายการการเปลี่ยนแปลง")
    if len(data) > MOST_OPERATIONS:
        raise invalid(path, "too_many", "has more than {n} entries", "มีมากกว่า {n} รายการ", n=MOST_OPERATIONS)
    found: list[Operation] = []
    errors: list[InvalidInput] = []
    for index, item in enumerate(data):
        try:
            found.append(_operation(item, currency, f"{path}.{index}"))
        except InvalidInput as error:
            errors.append(error)
    if errors:
        raise InvalidInput(*(wrong for error in errors for wrong in error.errors))
    _check_together(found, path)
    return tuple(found)


def operations_to_json(operations: Sequence[Operation], currency: str) -> list[dict[str, Any]]:
    """Operations as JSON, in the form that `operations_from_json` reads. Planned ones have more: the numbers of new
    stays, the ids of guest rows; those are for the history only and not read again."""
    return [_to_json(operation, currency) for operation in operations]


def add_stay_from_json(data: object, currency: str, path: str) -> AddStay:
    """A new stay as POST /bookings and `add_stay` write it. Raises InvalidInput naming what is wrong."""
    return _read_add_stay(Reader(data, path), currency, path)


def _operation(data: object, currency: str, path: str) -> Operation:
    reader = Reader(data, path)
    name = reader.text("op")
    reader.stop_if_wrong()
    if name == "add_stay":
        return _read_add_stay(reader, currency, path)
    if name not in _READERS:
        names = ", ".join(NAMES)
        raise invalid(
            f"{path}.op",
            "unknown_operation",
            "must be one of: {ops}",
            "ต้องเป็นค่าใดค่าหนึ่งต่อไปนี้: {ops}",
            ops=names,
        )
    operation = _READERS[name](reader, reader.integer("stay", 1, 10**6), currency)
    reader.finish()
    _check_people(operation, path)
    return operation


def _read_add_stay(reader: Reader, currency: str, path: str) -> AddStay:
    operation = AddStay(
        room_type=reader.text("room_type"),
        rate_plan=reader.text("rate_plan"),
        dates=_read_dates(reader),
        adults=reader.integer("adults", 0, MOST_PEOPLE, 2),
        children=reader.integer("children", 0, MOST_PEOPLE, 0),
        room=reader.take_optional("room", _parse_code),
        guest_name=reader.text("guest_name", "", blank=True) if not reader.is_null("guest_name") else "",
        nightly_prices=_read_prices(reader, currency),
    )
    reader.finish()
    _check_people(operation, path)
    return operation


def _read_move(reader: Reader, stay: int, currency: str) -> Operation:
    dates = _read_dates(reader)
    return MoveDates(stay, *_read_pricing(reader, currency), dates=dates, room=_read_room(reader))


def _read_room_type(reader: Reader, stay: int, currency: str) -> Operation:
    room_type = reader.text("room_type")
    return ChangeRoomType(
        stay, *_read_pricing(reader, currency), room_type=room_type, room=_read_room(reader)
    )


def _read_guests(reader: Reader, stay: int, currency: str) -> Operation:
    adults, children = (
        reader.integer("adults", 0, MOST_PEOPLE),
        reader.take_optional("children", _parse_people),
    )
    return ChangeGuests(stay, *_read_pricing(reader, currency), adults=adults, children=children)


def _read_rate_plan(reader: Reader, stay: int, currency: str) -> Operation:
    return ChangeRatePlan(stay, *_read_pricing(reader, currency), rate_plan=reader.text("rate_plan"))


def _read_own_prices(reader: Reader, stay: int, currency: str) -> Operation:
    reader.need("nightly_prices")
    return SetPrices(stay, Pricing.MANUAL, _read_prices(reader, currency))


def _read_assignment(reader: Reader, stay: int, currency: str) -> Operation:
    reader.need("room", null=True)
    return AssignRoom(stay, reader.take_optional("room", _parse_code))


def _read_terms(reader: Reader, stay: int, currency: str) -> Operation:
    return SetTerms(
        stay,
        meal=reader.choice("meal", Meal) if reader.has("meal") else UNSET,
        conditions=reader.take("conditions", parse_local_text) if reader.has("conditions") else UNSET,
        policy=reader.take_or_null("policy", lambda value, at: policy_from_json(value, currency, at), UNSET),
    )


_READERS: Final[dict[str, Callable[[Reader, int, str], Operation]]] = {
    "move_dates": _read_move,
    "change_room_type": _read_room_type,
    "change_guests": _read_guests,
    "change_rate_plan": _read_rate_plan,
    "set_prices": _read_own_prices,
    "assign_room": _read_assignment,
    "set_terms": _read_terms,
    "set_guest": lambda reader, stay, _currency: SetGuest(stay, reader.text("guest_name", blank=True)),
    "cancel": lambda _reader, stay, _currency: Cancel(stay),
    "no_show": lambda _reader, stay, _currency: NoShow(stay),
    "reinstate": lambda reader, stay, _currency: Reinstate(stay, reader.boolean("waive_fees", False)),
    "move_to_booking": lambda reader, stay, _currency: MoveToBooking(
        stay, reader.take("booking", _parse_booking)
    ),
}


def _read_dates(reader: Reader) -> StayDates:
    check_in = reader.take("check_in", parse_date)
    check_out = reader.take("check_out", parse_date)
    if check_in is None or check_out is None:
        return NO_DATES
    return reader.attempt(lambda: StayDates.of(check_in, check_out, reader.at("check_out")), NO_DATES)


def _read_pricing(reader: Reader, currency: str) -> tuple[Pricing | None, tuple[int, ...] | None]:
    pricing = reader.take_optional("pricing", lambda value, at: parse_choice(value, at, Pricing))
    prices = _read_prices(reader, currency)
    if prices is not None and pricing not in (None, Pricing.MANUAL):
        reader.wrong(
            "nightly_prices",
            "prices_not_used",
            "are only used with manual pricing",
            "ใช้ได้เฉพาะเมื่อกำหนดราคาเอง",
        )
    return pricing or (Pricing.MANUAL if prices is not None else None), prices


def _read_prices(reader: Reader, currency: str) -> tuple[int, ...] | None:
    if reader.is_null("nightly_prices"):
        return None
    return tuple(
        reader.items("nightly_prices", lambda value, at: parse_amount(value, currency, at), most=MOST_NIGHTS)
    )


def _read_room(reader: Reader) -> RoomChoice:
    return reader.take_or_null("room", _parse_code, UNSET)


def _parse_code(value: object, path: str) -> str:
    return parse_text(value, path, most=20)


def _parse_booking(value: object, path: str) -> str:
    return _parse_code(value, path).upper()


def _parse_people(value: object, path: str) -> int:
    return parse_integer(value, path, 0, MOST_PEOPLE)


def _check_people(operation: Operation, path: str) -> None:
    if isinstance(operation, ChangeGuests | AddStay) and operation.adults == 0 and operation.children == 0:
        raise nobody(f"{path}.adults")


def _check_together(operations: Sequence[Operation], path: str) -> None:
    """Refuse what cannot be meant at once: two pricings of a stay, an ending beside anything else (api.md), or the
    same twice."""
    pricings: dict[int, Pricing] = {}
    touched: dict[int, Operation] = {}
    said: set[tuple[int, type]] = set()
    for index, operation in enumerate(operations):
        if isinstance(operation, AddStay):
            continue
        earlier = touched.setdefault(operation.stay, operation)
        if earlier is not operation and (isinstance(operation, ALONE) or isinstance(earlier, ALONE)):
            raise invalid(
                f"{path}.{index}",
                "operations_conflict",
                "stay {stay} is ended in this change, so nothing else can be done to it",
                "รายการที่ {stay} ถูกยกเลิกหรือย้ายในการเปลี่ยนแปลงนี้ จึงทำอย่างอื่นร่วมด้วยไม่ได้",
                stay=operation.stay,
            )
        if (operation.stay, type(operation)) in said:
            raise invalid(
                f"{path}.{index}",
                "operation_twice",
                "the same is asked twice of stay {stay}",
                "มีการเปลี่ยนแปลงแบบเดียวกันสองครั้งในรายการที่ {stay}",
                stay=operation.stay,
            )
        said.add((operation.stay, type(operation)))
        pricing = operation.pricing if isinstance(operation, Priced) else None
        if pricing is not None and pricings.setdefault(operation.stay, pricing) is not pricing:
            raise invalid(
                f"{path}.{index}.pricing",
                "pricing_conflict",
                "stay {stay} is given two different pricings",
                "รายการที่ {stay} มีวิธีคิดราคาสองแบบ",
                stay=operation.stay,
            )


def _to_json(operation: Operation, currency: str) -> dict[str, Any]:
    data: dict[str, Any] = {"op": NAME_OF[type(operation)]}
    if operation.stay:
        data["stay"] = operation.stay
    if isinstance(operation, MoveDates | AddStay | TakeBack | FollowPms):
        data |= {
            "check_in": operation.dates.check_in.isoformat(),
            "check_out": operation.dates.check_out.isoformat(),
        }
    for name in ("room_type", "rate_plan", "adults", "children", "guest_name", "booking", "waive_fees"):
        if getattr(operation, name, None) is not None:
            data[name] = getattr(operation, name)
    if isinstance(operation, SetGuest | AddStay | FollowPms) and operation.guest_id:
        data["guest_id"] = str(operation.guest_id)
        if not operation.guest_name:
            del data["guest_name"]
    if hasattr(operation, "room") and not isinstance(operation.room, Unset):
        data["room"] = operation.room
    if isinstance(operation, Priced) and operation.pricing and not isinstance(operation, SetPrices):
        data["pricing"] = operation.pricing.value
    if isinstance(operation, Priced | AddStay) and operation.nightly_prices is not None:
        data["nightly_prices"] = [amount_text(price, currency) for price in operation.nightly_prices]
    if isinstance(operation, FollowPms):
        data["nightly_prices"] = [amount_text(night.room_price, currency) for night in operation.nights]
    if isinstance(operation, SetTerms):
        data |= _terms_to_json(operation, currency)
    if isinstance(operation, TakeBack):
        data |= {"entry": operation.entry, "fee": amount_text(operation.fee, currency)}
    if isinstance(operation, UpgradeRoom):
        data |= {"order": operation.order.hex, "back": operation.back}
    return data


def _terms_to_json(operation: SetTerms, currency: str) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if not isinstance(operation.meal, Unset):
        data["meal"] = operation.meal.value
    if not isinstance(operation.conditions, Unset):
        data["conditions"] = dict(operation.conditions)
    if not isinstance(operation.policy, Unset):
        data["policy"] = operation.policy and policy_to_json(operation.policy, currency)
    return data
