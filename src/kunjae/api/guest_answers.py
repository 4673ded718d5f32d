"""What the guest's API answers, as JSON; `schemas.guest` documents the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kunjae.changes.facts import GuestPlan, GuestRefusal
from kunjae.changes.models import PendingChange
from kunjae.changes.queries import OpenedBooking
from kunjae.changes.rules.guest import money_now
from kunjae.changes.snapshots import money_json, plan_json, stay_json, taxes_json
from kunjae.guest.booking.content import ManagedStay, schedule
from kunjae.guest.booking.course import Stretch, When
from kunjae.guest.booking.money import Asked, Movement
from kunjae.guest.paying.states import WaitingChange
from kunjae.guest.refusals import refusal_sentence
from kunjae.kernel.moments import moment_text
from kunjae.kernel.money import amount_text
from kunjae.kernel.texts import LocalText
from kunjae.properties.models import Property
from kunjae.properties.queries import property_facts
from kunjae.properties.rules import split_taxes, sum_of_splits


def guest_booking_json(
    property: Property,
    found: OpenedBooking,
    stays: Iterable[ManagedStay],
    moved: Iterable[Movement],
    asked: Iterable[tuple[Asked, str]],
    waiting: dict[str, Any] | None,
) -> dict[str, Any]:
    """The guest's booking: what its page shows. `asked` with the address of each."""
    row, facts, currency = found.booking.row, found.booking.facts, property.currency
    due, hotel = money_now(facts), property_facts(property)
    taxes = hotel.taxes
    splits = [split_taxes(stay.total, taxes) for stay in facts.stays]

    def text(amount: int) -> str:
        return amount_text(amount, currency)

    return {
        "code": row.code,
        "status": row.status,
        "version": row.version,
        "booker_name": row.booker.name,
        "language": row.language,
        "arrival": row.arrival.isoformat(),
        "departure": row.departure.isoformat(),
        "currency": currency,
        **money_json(due, currency),
        "fees": text(facts.fees),
        "orders": text(facts.orders),
        "collect_now": text(due.collect_now),
        "to_return": text(due.to_return),
        "later": text(due.later),
        "taxes": taxes_json(sum_of_splits(splits, len(taxes.further_fees)), taxes, currency),
        "schedule": [
            {
                "amount": text(line.amount),
                "paid": text(line.paid),
                "due": line.day.isoformat() if line.at_hotel else None,
            }
            for line in schedule(facts, hotel, row.booked_at)
        ],
        "money": [
            {
                "at": moment_text(each.at),
                "amount": text(each.amount),
                "method": each.method,
                "state": each.state or "received",
            }
            for each in moved
        ],
        "stays": [_stay(stay, found, currency) for stay in stays],
        "waiting": waiting,
        "asked_for": [
            {
                "amount": text(each.amount),
                "message": each.message,
                "expires_at": moment_text(each.expires_at),
                "url": url,
            }
            for each, url in asked
        ],
        "hotel": _hotel(property),
    }


def _stay(stay: ManagedStay, found: OpenedBooking, currency: str) -> dict[str, Any]:
    facts = stay.facts
    kind, plan = found.house.by_code.get(facts.room_type), found.plans.by_code.get(facts.rate_plan)
    return stay_json(facts, currency) | {
        "room_type_name": dict(kind.name) if kind else {},
        "rate_plan_name": dict(plan.name) if plan else {},
        "changes_left": stay.changes_left,
        "no_change": list(stay.no_change),
        "no_cancel": list(stay.no_cancel),
        "policy_course": [_stretch(each, currency) for each in stay.course],
        "policy_text": stay.shown.policy,
    }


def _stretch(stretch: Stretch, currency: str) -> dict[str, Any]:
    return {
        "from": stretch.start and moment_text(stretch.start),
        "until": stretch.end and moment_text(stretch.end),
        "charge": stretch.charge,
        "fee": amount_text(stretch.fee, currency),
        "now": stretch.when is When.NOW,
    }


def _hotel(property: Property) -> dict[str, Any]:
    details = property.details
    address: LocalText = details.get("address") or {}
    return {
        "name": dict(property.name),
        "address": dict(address),
        "phone": details.get("phone") or "",
        "line_id": details.get("line_id") or "",
        "timezone": property.timezone,
        "check_in_time": f"{property.check_in_time:%H:%M}",
        "check_out_time": f"{property.check_out_time:%H:%M}",
    }


def waiting_json(pending: PendingChange, change: WaitingChange, currency: str) -> dict[str, Any]:
    """A change that waits for its money."""
    return {
        "state": pending.state,
        "to_pay": amount_text(change.to_pay, currency),
        "missing": amount_text(change.missing, currency),
        "held_until": moment_text(change.held_until),
    }


def guest_preview_json(plan: GuestPlan, property: Property, language: str) -> dict[str, Any]:
    """What a guest's change would do."""
    currency = property.currency
    return plan_json(plan.plan, language) | {
        "digest": plan.digest,
        "can_confirm": plan.can_confirm,
        "to_pay": amount_text(plan.to_pay, currency),
        "to_refund": amount_text(plan.to_refund, currency),
        "refusals": refusals_json(plan.refusals, property, language),
    }


def refusals_json(
    refusals: Iterable[GuestRefusal], property: Property, language: str
) -> list[dict[str, Any]]:
    """Why the guest may not, in words that end with the hotel's phone."""
    phone = str(property.details.get("phone") or "")
    return [
        {"stay": each.stay, "code": each.code, "message": refusal_sentence(each.code, language, phone)}
        for each in refusals
    ]
