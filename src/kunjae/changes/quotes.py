"""What a guest was quoted, kept while the change waits for its money (rules.md 7): prices, fees and rooms stand, whatever
rates, policies and clocks do meanwhile. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kunjae.bookings.facts import Night
from kunjae.changes.facts import ChangeFacts, ChangePlan, StayPlan
from kunjae.changes.operations import Operation
from kunjae.changes.rules.plan import money_after, plan
from kunjae.kernel.moments import moment_text
from kunjae.kernel.money import amount_text, parse_amount

ABOUT_ROOMS = ("sold_out", "room_taken", "no_single_room", "beds_differ")
"""Problems that are looked at again when the money has come; all others were answered with the quote."""


@dataclass(frozen=True, slots=True)
class QuotedStay:
    """What was quoted for one stay, minor units. `room` None: without a number. `nights`: none where the stay ends."""

    number: int
    room: str | None
    nights: tuple[Night, ...]
    fee: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What was quoted at that moment, of every stay that the change touches."""

    at: datetime
    stays: tuple[QuotedStay, ...]

    def stay(self, number: int) -> QuotedStay | None:
        return next((stay for stay in self.stays if stay.number == number), None)


def quote_of(planned: ChangePlan, now: datetime) -> Quote:
    """What the plan quotes."""
    return Quote(
        now,
        tuple(
            QuotedStay(
                stay.number,
                None if stay.after is None or stay.ends else stay.after.room,
                () if stay.after is None or stay.ends else stay.after.nights,
                stay.fee,
            )
            for stay in planned.touched
        ),
    )


def quote_to_json(quote: Quote, currency: str) -> dict[str, Any]:
    """The quote as it is kept: amounts as decimal texts, like all JSON of the house."""
    return {
        "at": moment_text(quote.at),
        "stays": [
            {
                "stay": stay.number,
                "room": stay.room,
                "fee": amount_text(stay.fee, currency),
                "nights": [
                    {
                        "date": night.date.isoformat(),
                        "room_price": amount_text(night.room_price, currency),
                        "extra_price": amount_text(night.extra_price, currency),
                    }
                    for night in stay.nights
                ],
            }
            for stay in quote.stays
        ],
    }


def quote_from_json(data: Mapping[str, Any], currency: str) -> Quote:
    """The quote that `quote_to_json` wrote."""
    return Quote(
        datetime.fromisoformat(data["at"]),
        tuple(
            QuotedStay(
                stay["stay"],
                stay["room"],
                tuple(
                    Night(
                        date.fromisoformat(night["date"]),
                        parse_amount(night["room_price"], currency, "room_price"),
                        parse_amount(night["extra_price"], currency, "extra_price"),
                    )
                    for night in stay["nights"]
                ),
                parse_amount(stay["fee"], currency, "fee"),
            )
            for stay in data["stays"]
        ),
    )


def plan_as_quoted(facts: ChangeFacts, operations: Sequence[Operation], quote: Quote) -> ChangePlan:
    """The change as it was quoted, on the booking and the rooms as they are now. The quoted rooms are tried first; if
    one has gone, another free one of the type is taken. Raises InvalidInput when the booking is no longer one that the
    operations speak of."""
    planned = plan(
        facts,
        operations,
        quote.at,
        taking_rooms=True,
        wished={stay.number: stay.room for stay in quote.stays},
    )
    stays = tuple(_as_quoted(stay, quote.stay(stay.number)) for stay in planned.stays)
    return replace(planned, stays=stays, money=money_after(facts, stays, planned.record, planned.orders))


def _as_quoted(stay: StayPlan, quoted: QuotedStay | None) -> StayPlan:
    if quoted is None or stay.after is None:
        return stay
    return replace(
        stay,
        after=stay.after if stay.ends else replace(stay.after, nights=quoted.nights),
        fee=quoted.fee,
        problems=tuple(
            replace(problem, taken_by=None) for problem in stay.problems if problem.code in ABOUT_ROOMS
        ),
        rooms_free=(),
    )
