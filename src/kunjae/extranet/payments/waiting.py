"""A guest's change that waits for its money: what the guest wants, until when, what is to pay, and dropping it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.changes.commands.pending import BY_STAFF, drop_pending_change
from kunjae.changes.facts import ChangePlan
from kunjae.changes.models import PendingChange, PendingState
from kunjae.changes.operations_text import operations_from_json
from kunjae.changes.queries import OpenedBooking, load_operations, pending_change
from kunjae.changes.quotes import plan_as_quoted, quote_from_json
from kunjae.extranet.access import Desk, staff_page
from kunjae.extranet.payments.opened import opened, show_about
from kunjae.kernel.errors import InvalidInput
from kunjae.pages.presentation import StayCard, stay_cards
from kunjae.properties.models import Property


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits, as a booking's page shows it; minor units. `cards`: of the stays that it touches, before and
    after; none where the booking is no longer one that it fits."""

    id: str
    to_pay: int
    asked_at: datetime
    held_until: datetime
    has_slip: bool
    is_over: bool
    plan: ChangePlan | None
    cards: tuple[StayCard, ...]


def waiting_change_of(desk: Desk, found: OpenedBooking) -> Waiting | None:
    """The booking's change that waits; one query and those of a preview, none where none does."""
    if found.booking.row.pending_id is None:
        return None
    row = pending_change(desk.property, found.booking.row.id)
    if row is None:
        return None
    plan = _plan(desk.property, found, row)
    cards = stay_cards(plan, desk.language) if plan else []
    return Waiting(
        id=str(row.id),
        to_pay=row.to_pay,
        asked_at=row.asked_at,
        held_until=row.held_until,
        has_slip=row.state == PendingState.SLIP,
        is_over=row.held_until <= desk.now,
        plan=plan,
        cards=tuple(card for card in cards if card.plan.touched),
    )


def _plan(property: Property, found: OpenedBooking, row: PendingChange) -> ChangePlan | None:
    """The change as it was quoted; None where it cannot be carried out any more."""
    operations = operations_from_json(row.operations, property.currency)
    try:
        facts = load_operations(found, operations).facts
        return plan_as_quoted(facts, operations, quote_from_json(row.quote, property.currency))
    except InvalidInput:
        return None


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_change(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """The change in full; a POST drops it: the kept nights are free again, what was paid for it goes back, and the
    guest is told."""
    found = opened(desk, code)
    if request.method == "POST":
        return _drop(request, desk, found)
    return _page(request, desk, found)


def _drop(request: HttpRequest, desk: Desk, found: OpenedBooking) -> HttpResponse:
    if not desk.may_change:
        raise PermissionDenied
    booking = found.booking.row
    if request.POST.get("seen") != str(booking.pending_id):
        return _page(request, desk, found, refusal=_("This change no longer waits."), status=409)
    dropped = drop_pending_change(
        property=desk.property, code=booking.code, because=BY_STAFF, actor=desk.actor, now=desk.now
    )
    if not dropped:
        return _page(
            request, desk, opened(desk, booking.code), refusal=_("This change no longer waits."), status=409
        )
    messages.success(
        request,
        _("The guest's change is dropped. The guest is told, and what was paid for it goes back."),
    )
    return redirect("extranet:booking", slug=desk.property.slug, code=booking.code)


def _page(
    request: HttpRequest, desk: Desk, found: OpenedBooking, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    content = {"waiting": waiting_change_of(desk, found), "refusal": refusal}
    return show_about(request, desk, found.booking.row, "waiting_change.html", content, status)
