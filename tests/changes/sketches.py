"""Small hotels and bookings for the tests of the pure rules, written the way a person would sketch them.

Amounts in whole units of the currency; dates as `"12-10"` of December-ish 2026 or full ISO dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kunjae.bookings.facts import BookingFacts, Night, StayFacts, StayStatus
from kunjae.changes.facts import ChangeFacts, ChangePlan, TargetBooking
from kunjae.changes.operations_text import operations_from_json
from kunjae.changes.rules import plan
from kunjae.inventory.facts import Occupancy, Taker, TypeCount
from kunjae.kernel.money import decimals_of
from kunjae.properties.facts import PropertyFacts, RoomFacts, Rooms, RoomTypeFacts, TaxSettings
from kunjae.rates.facts import ChargeOn, Clock, Meal, NightRate, Policy, RatePlanFacts, Tier

BANGKOK = ZoneInfo("Asia/Bangkok")
FAR = datetime(2026, 11, 25, 9, tzinfo=BANGKOK).astimezone(UTC)
NEAR = datetime(2026, 12, 8, 9, tzinfo=BANGKOK).astimezone(UTC)


def day(text: str) -> date:
    """`"12-10"` is 10 December 2026."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def amount(units: str | int, currency: str = "THB") -> int:
    return int(Decimal(units).scaleb(decimals_of(currency)))


def policy(
    *tiers: Tier,
    charge_on: ChargeOn = ChargeOn.VALUE_GIVEN_BACK,
    clock: Clock = Clock.CURRENT_ARRIVAL,
    no_show: str = "100",
) -> Policy:
    return Policy(
        name={"en": "P"}, charge_on=charge_on, clock=clock, tiers=tiers, no_show_percent=Decimal(no_show)
    )


def within(
    days: int, percent: str | None = None, nights: int | None = None, amount: int | None = None
) -> Tier:
    return Tier(days, percent=Decimal(percent) if percent else None, nights=nights, amount=amount)


POLICY_F = policy(within(3, "50"), within(1, "100"))

HOTEL = PropertyFacts(
    id=UUID(int=1),
    slug="hotel",
    name={"en": "Hotel"},
    timezone="Asia/Bangkok",
    currency="THB",
    policy_cutoff_time=time(14),
    check_in_time=time(14),
    taxes=TaxSettings(),
)
STANDARD = RoomTypeFacts(
    "STD", {"en": "Standard"}, 1, base_adults=2, max_adults=3, max_children=1, beds="1 double"
)
DELUXE = RoomTypeFacts("DLX", {"en": "Deluxe"}, 2, base_adults=2, max_adults=3, max_children=2, beds="1 king")
ROOMS = (
    RoomFacts("001", "STD", "1 double"),
    RoomFacts("002", "STD", "1 double"),
    RoomFacts("003", "STD", "2 single"),
    RoomFacts("101", "DLX", "1 king"),
)


def rate_plan(code: str = "BAR", policy: Policy | None = POLICY_F, prepay: str = "0") -> RatePlanFacts:
    return RatePlanFacts(code, {"en": code}, Meal.BREAKFAST, policy, Decimal(prepay), {})


def stay(
    check_in: str,
    *room_prices: str | int,
    number: int = 1,
    extra: int = 0,
    adults: int = 2,
    children: int = 0,
    policy: Policy | None = POLICY_F,
    room: str | None = "001",
    room_type: str = "STD",
    status: StayStatus = StayStatus.RESERVED,
    prepay: str = "0",
    currency: str = "THB",
    earliest: str | None = None,
    recorded_fee: int = 0,
) -> StayFacts:
    """A stay from `check_in` with one night per price."""
    first = day(check_in)
    nights = tuple(
        Night(first + timedelta(days=index), amount(price, currency), amount(extra, currency))
        for index, price in enumerate(room_prices)
    )
    return StayFacts(
        number=number,
        status=status,
        room_type=room_type,
        room=room,
        rate_plan="BAR",
        meal=Meal.BREAKFAST,
        conditions={},
        policy=policy,
        prepay_percent=Decimal(prepay),
        check_in=first,
        check_out=first + timedelta(days=len(nights)),
        earliest_check_in=day(earliest) if earliest else first,
        adults=adults,
        children=children,
        nights=nights,
        recorded_fee=recorded_fee,
    )


def rates(
    room_type: str,
    check_in: str,
    *prices: str | int,
    plan: str = "BAR",
    extra_adult: int = 0,
    currency: str = "THB",
    **restrictions: Any,
) -> dict[Any, Any]:
    """Today's prices of a type from `check_in`, one night per price."""
    first = day(check_in)
    return {
        (plan, room_type, first + timedelta(days=index)): NightRate(
            amount(price, currency), amount(extra_adult, currency), **restrictions
        )
        for index, price in enumerate(prices)
    }


def change_facts(
    *stays: StayFacts,
    rates: dict[Any, Any] | None = None,
    paid: int = 0,
    fees: int = 0,
    taken: dict[tuple[str, str], Taker] | None = None,
    counts: dict[tuple[str, str], TypeCount] | None = None,
    rooms: Sequence[RoomFacts] = ROOMS,
    hotel: PropertyFacts = HOTEL,
    plans: Iterable[RatePlanFacts] = (),
    targets: Iterable[TargetBooking] = (),
    version: int = 1,
) -> ChangeFacts:
    """A booking of these stays in a hotel with three standard rooms and one deluxe room."""
    booking = BookingFacts(
        UUID(int=2),
        "KJ4F2A7Q",
        version,
        stays,
        last_number=max((stay.number for stay in stays), default=0),
        paid=paid,
        fees=fees,
    )
    own = {
        (stay.room, night.date): Taker(booking.code, stay.number)
        for stay in stays
        if stay.room and stay.status.is_live
        for night in stay.nights
    }
    sold: dict[tuple[str, date], int] = {}
    for one in stays:
        for night in one.nights if one.status.is_live else ():
            sold[one.room_type, night.date] = sold.get((one.room_type, night.date), 0) + 1
    capacities = {code: sum(room.room_type == code for room in rooms) for code in ("STD", "DLX")}
    all_counts = {key: TypeCount(capacities[key[0]], number) for key, number in sold.items()}
    all_counts |= {(code, day(night)): count for (code, night), count in (counts or {}).items()}
    return ChangeFacts(
        property=hotel,
        booking=booking,
        room_types={"STD": STANDARD, "DLX": DELUXE},
        rooms=Rooms(tuple(rooms)),
        rate_plans={one.code: one for one in (rate_plan(), rate_plan("NRF", None), *plans)},
        rates=rates or {},
        occupancy=Occupancy(
            own | {(room, day(night)): taker for (room, night), taker in (taken or {}).items()},
            all_counts,
            capacities,
        ),
        targets={target.code: target for target in targets},
    )


def planned(
    facts: ChangeFacts, *operations: dict[str, Any], now: datetime = FAR, record: bool = True
) -> ChangePlan:
    """The plan of operations written as in the API."""
    return plan(facts, operations_from_json(list(operations), facts.property.currency), now, record=record)


def move(check_in: str, check_out: str, stay: int = 1, **more: object) -> dict[Any, Any]:
    return {
        "op": "move_dates",
        "stay": stay,
        "check_in": day(check_in).isoformat(),
        "check_out": day(check_out).isoformat(),
        **more,
    }


def cancel(stay: int = 1) -> dict[Any, Any]:
    return {"op": "cancel", "stay": stay}


def figures(result: ChangePlan) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Current, new, fee and change in whole units."""
    total, decimals = result.total, decimals_of(result.facts.property.currency)
    return tuple(
        Decimal(figure).scaleb(-decimals) for figure in (total.current, total.new, total.fee, total.change)
    )  # type: ignore[return-value]


def in_currency(currency: str) -> PropertyFacts:
    return replace(HOTEL, currency=currency)
