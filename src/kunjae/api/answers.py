"""What the API answers, as JSON; `schemas` documents the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from kunjae.bookings.models import Guest, Note
from kunjae.bookings.queries import LoadedBooking
from kunjae.changes.models import HistoryEntry
from kunjae.changes.rules.availability import Sellable
from kunjae.changes.snapshots import money_json, stay_json
from kunjae.kernel.moments import moment_text
from kunjae.kernel.money import amount_text
from kunjae.kernel.stay_dates import StayDates
from kunjae.payments.rules import money_due
from kunjae.properties.models import Property
from kunjae.rates.policy_text import policy_to_json


def booking_json(loaded: LoadedBooking, currency: str) -> dict[str, Any]:
    """A booking whole."""
    row, facts = loaded.row, loaded.facts
    due = money_due(facts.stays, fees=facts.fees, orders=facts.orders, paid=facts.paid)
    return {
        "code": row.code,
        "status": row.status,
        "version": row.version,
        "booker": _person_json(row.booker),
        "source": row.source,
        "language": row.language,
        "notes": row.note.text if row.note else "",
        "booked_at": moment_text(row.booked_at),
        "booked_by": row.booked_by,
        "arrival": row.arrival.isoformat(),
        "departure": row.departure.isoformat(),
        "currency": currency,
        **money_json(due, currency),
        "fees": amount_text(facts.fees, currency),
        "orders": amount_text(facts.orders, currency),
        "changes_recorded": facts.changes_recorded,
        "stays": [stay_json(stay, currency) for stay in facts.stays],
    }


def _person_json(guest: Guest) -> dict[str, Any]:
    return {
        "name": guest.name,
        "email": guest.email,
        "phone": guest.phone,
        "language": guest.language,
        "country": guest.country,
    }


class People:
    """The names behind the ids in copies of bookings. An erased guest's row is empty, and so is the name."""

    def __init__(self, property: Property, entries: Iterable[HistoryEntry]) -> None:
        guests, notes = set(), set()
        for entry in entries:
            guests |= {_uuid(operation.get("guest_id")) for operation in entry.operations}
            for copy in (entry.before, entry.after):
                guests |= {
                    _uuid(copy.get("booker_id")),
                    *(_uuid(stay.get("guest_id")) for stay in copy["stays"]),
                }
                notes.add(_uuid(copy.get("note_id")))
        wanted = [id for id in guests if id]
        self._guests = {row.id: row for row in Guest.objects.of(property).filter(id__in=wanted)}
        wanted = [id for id in notes if id]
        self._notes = {row.id: row.text for row in Note.objects.of(property).filter(id__in=wanted)}

    def booker(self, id: str | None) -> dict[str, Any] | None:
        guest = self._guests.get(_uuid(id)) if id else None
        return None if guest is None else _person_json(guest)

    def name(self, id: str | None) -> str:
        guest = self._guests.get(_uuid(id)) if id else None
        return guest.name if guest else ""

    def note(self, id: str | None) -> str:
        return self._notes.get(_uuid(id), "") if id else ""


def _uuid(id: str | None) -> UUID | None:
    return UUID(id) if id else None


def entry_json(entry: HistoryEntry, people: People, currency: str) -> dict[str, Any]:
    """An entry of a booking's history, the booking before and after whole."""

    def figure(amount: int | None) -> str | None:
        return None if amount is None else amount_text(amount, currency)

    return {
        "number": entry.number,
        "kind": entry.kind,
        "at": moment_text(entry.at),
        "by": {"kind": entry.actor_kind, "name": entry.actor_name},
        "reason": entry.reason,
        "recorded": entry.recorded,
        "currency": currency,
        "current": figure(entry.current),
        "new": figure(entry.new),
        "fee": figure(entry.fee),
        "change": figure(entry.change),
        "waived_fee": amount_text(entry.waived_fee, currency),
        "fees_waived": amount_text(entry.fees_waived, currency),
        "operations": [_operation_json(operation, people) for operation in entry.operations],
        "before": _copy_json(entry.before, people),
        "after": _copy_json(entry.after, people),
    }


def _operation_json(operation: Mapping[str, Any], people: People) -> dict[str, Any]:
    shown = {name: value for name, value in operation.items() if name != "guest_id"}
    if operation.get("guest_id"):
        shown["guest_name"] = people.name(operation["guest_id"])
    return shown


def _copy_json(copy: Mapping[str, Any], people: People) -> dict[str, Any]:
    shown = {name: value for name, value in copy.items() if name not in ("booker_id", "note_id", "stays")}
    return shown | {
        "booker": people.booker(copy.get("booker_id")),
        "notes": people.note(copy.get("note_id")),
        "stays": [
            {name: value for name, value in stay.items() if name != "guest_id"}
            | {"guest_name": people.name(stay.get("guest_id"))}
            for stay in copy["stays"]
        ],
    }


def availability_json(
    found: Sequence[Sellable], dates: StayDates, adults: int, children: int, currency: str
) -> dict[str, Any]:
    """What can be sold for a stay."""
    return {
        "check_in": dates.check_in.isoformat(),
        "check_out": dates.check_out.isoformat(),
        "adults": adults,
        "children": children,
        "currency": currency,
        "items": [_sellable_json(each, currency) for each in found],
    }


def _sellable_json(each: Sellable, currency: str) -> dict[str, Any]:
    policy, limits, kind = each.rate_plan.policy, each.restrictions, each.room_type
    return {
        "room_type": kind.code,
        "room_type_name": dict(kind.name),
        "max_adults": kind.max_adults,
        "max_children": kind.max_children,
        "rate_plan": each.rate_plan.code,
        "rate_plan_name": dict(each.rate_plan.name),
        "meal": each.rate_plan.meal.value,
        "rooms_left": each.rooms_left,
        "nights": [
            {
                "date": night.date.isoformat(),
                "room_price": amount_text(night.room_price, currency),
                "extra_price": amount_text(night.extra_price, currency),
            }
            for night in each.nights
        ],
        "unpriced_nights": [night.isoformat() for night in each.unpriced],
        "total": None if each.total is None else amount_text(each.total, currency),
        "policy": policy and policy_to_json(policy, currency),
        "restrictions": {
            "min_stay": limits.min_stay,
            "closed_to_arrival": limits.closed_to_arrival,
            "closed_to_departure": limits.closed_to_departure,
            "closed_nights": [night.isoformat() for night in limits.closed_nights],
        },
        "bookable": each.is_bookable,
        "reasons": list(each.reasons),
    }
