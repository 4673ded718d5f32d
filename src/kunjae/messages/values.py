"""The values that a mail's template is written out with: texts, numbers and lists (`variables` names them all)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kunjae.changes.models import HistoryEntry, PendingChange, PendingState
from kunjae.concierge.facts import OrderStatus
from kunjae.kernel.formats import format_date, format_moment
from kunjae.messages.blocks import Block, Button, clean, mark
from kunjae.messages.facts import Kind, Reader
from kunjae.messages.offered import offered_blocks, offered_values
from kunjae.messages.orders import OrderTeller
from kunjae.messages.tables import (
    Teller,
    changes_table,
    live_stays,
    money_table,
    reason_dropped,
    stays_table,
)
from kunjae.messages.waiting import wanted_table

PIN, OPEN, PAY, EXTRANET = "pin", "url.open", "url.pay", "url.extranet"
ORDERS, CONCIERGE, UNSUBSCRIBE = "url.orders", "url.concierge", "url.unsubscribe"
ORDER, CONFIRM, CANCEL = "url.order", "url.confirm", "url.cancel"
LINKS = (OPEN, PAY, EXTRANET, ORDERS, CONCIERGE, UNSUBSCRIBE, ORDER, CONFIRM, CANCEL)
"""Marks that a mail is filled with when it is sent; what is kept of it has other words there."""

type Values = dict[str, Any]


def values_of(teller: Teller, kind: Kind, reader: Reader) -> Values:
    """What the template of this mail is written out with."""
    matter = teller.matter
    found: Values = {
        "hotel": _hotel(teller),
        "guest": _guest(teller),
        "booking": _booking(teller),
        "stays": [_stay(teller, stay) for stay in live_stays(matter.copy)],
        "table": {"rooms": mark("table.rooms"), "money": mark("table.money")},
        "button": {"booking": mark("button.booking")},
        "link": {"booking": mark(OPEN if reader is Reader.GUEST else EXTRANET)},
    }
    if kind is Kind.BOOKING_CONFIRMED:
        found["pin"] = mark(PIN)
    if kind in (Kind.BOOKING_CHANGED, Kind.BOOKING_CANCELLED, Kind.CHANGE_WAITING):
        found["table"]["changes"] = mark("table.changes")
    if matter.entry is not None:
        found["change"] = _change(teller, matter.entry)
    if matter.pending is not None:
        found["change"] = _pending(teller, kind, matter.pending)
    if matter.payment is not None:
        found["payment"] = {
            "amount": teller.money(matter.payment.amount),
            "method": teller.say(f"method_{matter.payment.method}"),
            "received": _moment(teller, matter.payment.received_at),
        }
    if matter.request is not None:
        found["request"] = {
            "amount": teller.money(matter.request.amount),
            "message": clean(matter.request.message) or None,
            "until": _moment(teller, matter.request.expires_at),
        }
    if kind is Kind.REFUND_ON_ITS_WAY:
        found["refund"] = _refund(teller)
    if matter.order is not None:
        found["order"] = OrderTeller(teller, matter.order).values()
        found["table"]["order"] = mark("table.order")
        found["button"]["order"] = mark("button.order")
        found["link"]["order"] = mark(ORDERS if reader is Reader.GUEST else ORDER)
        if reader is Reader.HOTEL:
            found["button"] |= {"confirm": mark("button.confirm"), "cancel": mark("button.cancel")}
    if kind is Kind.PRE_ARRIVAL:
        found["offers"] = offered_values(teller)
        found["table"]["offers"] = mark("table.offers")
        found["button"]["concierge"] = mark("button.concierge")
        found["link"] |= {"concierge": mark(CONCIERGE), "unsubscribe": mark(UNSUBSCRIBE)}
    if reader is Reader.GUEST and kind in (Kind.PAYMENT_REQUEST, Kind.CHANGE_WAITING):
        found["button"]["pay"] = mark("button.pay")
        found["link"]["pay"] = mark(PAY)
    return found


def tables_of(teller: Teller, kind: Kind, reader: Reader) -> dict[str, Sequence[Block]]:
    """What stands for the marks that are paragraphs of their own."""
    matter = teller.matter
    opens = reader is Reader.GUEST
    found: dict[str, Sequence[Block]] = {
        "table.rooms": stays_table(teller),
        "table.money": money_table(teller),
        "table.changes": wanted_table(teller) if kind is Kind.CHANGE_WAITING else changes_table(teller),
        "button.booking": [
            Button(teller.say("open" if opens else "extranet"), mark(OPEN if opens else EXTRANET))
        ],
    }
    if matter.order is not None:
        found["table.order"] = OrderTeller(teller, matter.order).table(to_hotel=not opens)
        found["button.order"] = [
            Button(
                teller.say("my_orders" if opens else "open_order"),
                mark(ORDERS if opens else ORDER),
                not opens,
            )
        ]
        if not opens and matter.order.facts.status is OrderStatus.UNCONFIRMED:
            found["button.confirm"] = [Button(teller.say("confirm_order"), mark(CONFIRM))]
            found["button.cancel"] = [Button(teller.say("cancel_order"), mark(CANCEL), quiet=True)]
        else:
            found["button.confirm"] = found["button.cancel"] = []
    if kind is Kind.PRE_ARRIVAL:
        found["table.offers"] = offered_blocks(teller, mark(CONCIERGE))
        found["button.concierge"] = [Button(teller.say("open_concierge"), mark(CONCIERGE))]
    to_pay = matter.request.amount if matter.request else matter.pending.to_pay if matter.pending else 0
    if to_pay:
        found["button.pay"] = [Button(teller.say("pay", amount=teller.money(to_pay)), mark(PAY))]
    return found


def _hotel(teller: Teller) -> Values:
    property, details = teller.matter.property, teller.matter.property.details
    return {
        "name": teller.local(property.name),
        "phone": clean(details.get("phone", ""), one_line=True) or None,
        "line_id": clean(details.get("line_id", ""), one_line=True) or None,
        "address": teller.local(details.get("address", {})) or None,
        "email": next(iter(details.get("email", {}).get("reservations", [])), None),
        "check_in": f"{property.check_in_time:%H:%M}",
        "check_out": f"{property.check_out_time:%H:%M}",
    }


def _guest(teller: Teller) -> Values:
    booker = teller.matter.booking.booker
    return {
        "name": clean(booker.name, one_line=True),
        "email": clean(booker.email, one_line=True) or None,
        "phone": clean(booker.phone, one_line=True) or None,
    }


def _booking(teller: Teller) -> Values:
    copy, due = teller.matter.copy, teller.due()
    stays = live_stays(copy)
    return {
        "code": teller.matter.booking.code,
        "arrival": _date(teller, min(stay["check_in"] for stay in stays)) if stays else None,
        "departure": _date(teller, max(stay["check_out"] for stay in stays)) if stays else None,
        "rooms": len(stays),
        "value": teller.money(due.value),
        "paid": teller.money(due.paid),
        "to_pay_now": teller.money(due.collect_now) if due.collect_now else None,
        "later": teller.money(due.later) if due.later else None,
        "to_return": teller.money(due.to_return) if due.to_return else None,
    }


def _stay(teller: Teller, stay: Mapping[str, Any]) -> Values:
    return {
        "number": stay["number"],
        "room_type": teller.room_type(stay["room_type"]),
        "rate_plan": teller.plan(stay["rate_plan"]),
        "dates": teller.dates(stay),
        "check_in": _date(teller, stay["check_in"]),
        "check_out": _date(teller, stay["check_out"]),
        "guests": teller.people(stay),
        "meal": teller.meal(stay),
        "conditions": teller.local(stay["conditions"]) or None,
        "policy": teller.policy(stay),
        "price": teller.money(teller.amount(stay["total"])),
        "status": teller.say(stay["status"]),
    }


def _change(teller: Teller, entry: HistoryEntry) -> Values:
    fee = (entry.fee or 0) if entry.recorded else 0
    change = entry.change or 0
    return {
        "by_guest": entry.actor_kind == "guest",
        "fee": teller.money(fee) if fee else None,
        "difference": teller.money(change, signed=True) if change else None,
    }


def _pending(teller: Teller, kind: Kind, pending: PendingChange) -> Values:
    found: Values = {"to_pay": teller.money(pending.to_pay), "until": _moment(teller, pending.held_until)}
    if kind is not Kind.CHANGE_WAITING:
        because = teller.matter.because or pending.dropped_because
        found["because"] = reason_dropped(because, teller.language)
    if kind is Kind.LATE_MONEY:
        found["made"] = pending.state == PendingState.CONFIRMED
    return found


def _refund(teller: Teller) -> Values:
    refunds = teller.matter.refunds
    return {
        "amount": teller.money(sum(refund.amount for refund in refunds)),
        "by_hand": any(refund.done_by for refund in refunds),
        "parts": [
            {
                "amount": teller.money(refund.amount),
                "method": teller.say(f"method_{refund.payment.method}"),
            }
            for refund in refunds
        ],
    }


def _date(teller: Teller, day: str) -> str:
    return format_date(date.fromisoformat(day), teller.language, era=teller.hotel.era)


def _moment(teller: Teller, moment: Any) -> str:
    return format_moment(moment, teller.hotel.timezone, teller.language, era=teller.hotel.era)
