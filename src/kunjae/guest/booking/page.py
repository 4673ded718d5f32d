"""Manage my booking: what was booked, what it costs and cost, what may be changed, and what to do where it may not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kunjae.bookings.facts import pms_of
from kunjae.changes.models import PendingChange
from kunjae.changes.queries import pending_change
from kunjae.changes.rules.guest import money_now
from kunjae.guest.access import GuestDesk, guest_page, show
from kunjae.guest.booking.content import everything_can_be_cancelled, managed_stays, schedule
from kunjae.guest.booking.money import moved_money, open_requests
from kunjae.guest.booking.opening import opened_now
from kunjae.guest.concierge.teaser import concierge_teaser
from kunjae.guest.paying.countdown import Countdown
from kunjae.pages.shown import ShownMoney, tax_lines


@guest_page
@require_safe
def booking(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """Everything about the guest's own booking, in a number of queries that knows no stays and nights."""
    found = opened_now(desk.property, desk.code, desk.now)
    row, facts = found.booking.row, found.booking.facts
    money = money_now(facts)
    stays = managed_stays(desk, found, money)
    pending = _pending(desk, row.pending_id is not None)
    content: dict[str, Any] = {
        "booking": row,
        "stays": stays,
        "can_cancel_all": everything_can_be_cancelled(stays),
        "money": ShownMoney(money, facts.fees, facts.orders),
        "lives_in_pms": bool(pms_of(row.source)),
        "schedule": [] if pms_of(row.source) else schedule(facts, desk.hotel, row.booked_at),
        "taxes": tax_lines(facts.stays, desk.hotel, desk.language),
        "moved": moved_money(desk.property, row.id),
        "requests": open_requests(desk.property, row.id, desk.now),
        "pending": pending,
        "teaser": concierge_teaser(desk, facts.stays),
        "countdown": Countdown(pending.held_until, desk.now) if pending else None,
    }
    return show(request, desk, "kunjae/guest/booking.html", content)


def _pending(desk: GuestDesk, waits: bool) -> PendingChange | None:
    """The change that waits for its money, if one does."""
    return pending_change(desk.property, desk.booking_id) if waits and desk.booking_id else None
