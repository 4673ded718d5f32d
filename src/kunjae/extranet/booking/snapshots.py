"""The old bookings that a history keeps, read back from their JSON alone: never from today's tables (rules.md 6.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from kunjae.bookings.facts import Night, StayFacts, StayStatus
from kunjae.changes.models import HistoryEntry
from kunjae.kernel.money import parse_amount
from kunjae.payments.rules import MoneyDue
from kunjae.rates.facts import Meal
from kunjae.rates.policy_text import policy_from_json


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole booking as it was; amounts in minor units of `currency`."""

    code: str
    status: str
    source: str
    language: str
    currency: str
    changes_recorded: int
    fees: int
    orders: int
    money: MoneyDue
    booker_id: UUID | None
    note_id: UUID | None
    stays: tuple[StayFacts, ...]

    def stay(self, number: int) -> StayFacts | None:
        return next((stay for stay in self.stays if stay.number == number), None)

    @property
    def people(self) -> set[UUID]:
        """The guest rows that it names."""
        ids = {self.booker_id, *(stay.guest_id for stay in self.stays)}
        return {id for id in ids if id}


def read_snapshot(data: Mapping[str, Any]) -> Snapshot:
    """What `changes.snapshots.booking_snapshot` wrote."""
    currency = data["currency"]

    def amount(name: str) -> int:
        return parse_amount(data[name], currency, name, negative=True)

    return Snapshot(
        code=data["code"],
        status=data["status"],
        source=data["source"],
        language=data["language"],
        currency=currency,
        changes_recorded=data["changes_recorded"],
        fees=amount("fees"),
        orders=amount("orders") if "orders" in data else 0,  # copies older than orders know none
        money=MoneyDue(value=amount("value"), paid=amount("paid"), due_now=amount("due_now")),
        booker_id=_id(data["booker_id"]),
        note_id=_id(data["note_id"]),
        stays=tuple(_stay(stay, currency) for stay in data["stays"]),
    )


def people_named(entry: HistoryEntry) -> set[UUID]:
    """The guest rows that the operations of an entry name."""
    ids = {_id(operation.get("guest_id")) for operation in entry.operations}
    return {id for id in ids if id}


def _stay(data: Mapping[str, Any], currency: str) -> StayFacts:
    return StayFacts(
        number=data["number"],
        status=StayStatus(data["status"]),
        room_type=data["room_type"],
        sold_as=data.get("sold_as"),
        room=data["room"],
        rate_plan=data["rate_plan"],
        meal=Meal(data["meal"]),
        conditions=data["conditions"],
        policy=policy_from_json(data["policy"], currency, "policy") if data["policy"] is not None else None,
        prepay_percent=Decimal(data["prepay_percent"]),
        check_in=date.fromisoformat(data["check_in"]),
        check_out=date.fromisoformat(data["check_out"]),
        earliest_check_in=date.fromisoformat(data["earliest_check_in"]),
        adults=data["adults"],
        children=data["children"],
        nights=tuple(
            Night(
                date.fromisoformat(night["date"]),
                parse_amount(night["room_price"], currency, "room_price"),
                parse_amount(night["extra_price"], currency, "extra_price"),
            )
            for night in data["nights"]
        ),
        guest_id=_id(data["guest_id"]),
        recorded_fee=parse_amount(data["recorded_fee"], currency, "recorded_fee"),
    )


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
