"""My orders: what became of each, and cancelling one where its rule lets the guest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kunjae.bookings.models import Booking, Stay
from kunjae.changes.errors import TypeTaken
from kunjae.concierge.errors import NoSuchOrder, OrderEnded, OrderNotFree
from kunjae.concierge.facts import OrderFacts, OrderPayment
from kunjae.concierge.models import Order
from kunjae.concierge.queries import orders_of
from kunjae.concierge.rules.moments import free_until, guest_may_cancel
from kunjae.guest.access import GuestDesk, guest_page, show
from kunjae.guest.concierge.wording import had_text, sum_text
from kunjae.kernel.texts import in_language
from kunjae.ordering.commands import cancel_own_order
from kunjae.payments.queries import refunds_under_way
from kunjae.tenancy.prepared import Rows

CONFLICT = 409
_WORDS = Rows(
    lambda hotel, booking: (
        Order.objects.of(hotel)
        .filter(booking_id=booking)
        .order_by("id")
        .values_list("id", "reason", "texts", "basket")
    )
)
_ROOMS = Rows(
    lambda hotel, booking: (
        Stay.objects.of(hotel)
        .filter(booking_id=booking)
        .order_by("number")
        .values_list("number", "room_type__name", "room__number")
    )
)


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """One order as its guest sees it. `room`: which one, where the booking has several. `free_until`: until when the guest
    may cancel it alone; None where not, or no longer. `reason`: why it was cancelled, if somebody said so. `said`: label and
    answer of each question that was answered in words. `can_pay`: whether it waits for its money, and there is time."""

    facts: OrderFacts
    room: tuple[int, Any] | None
    free_until: datetime | None
    reason: str
    said: tuple[tuple[str, str], ...]
    had: str
    sum: str
    basket: UUID
    can_pay: bool

    @property
    def may_cancel(self) -> bool:
        """What nobody has paid yet, and so nobody has heard of, always."""
        return self.free_until is not None or self.waits_for_money

    @property
    def waits_for_money(self) -> bool:
        return self.facts.status.counts and self.facts.payment is OrderPayment.TO_PAY

    @property
    def was_not_paid(self) -> bool:
        """Whether it ended without having been paid."""
        return not self.facts.status.counts and self.facts.payment is OrderPayment.TO_PAY


@guest_page
@require_safe
def orders(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """All orders of the booking, newest first, in a number of queries that knows no orders."""
    own = own_orders(desk)
    content = {
        "open": [each for each in own if each.facts.status.counts],
        "ended": [each for each in own if not each.facts.status.counts],
    }
    return show(request, desk, "kunjae/guest/concierge/orders.html", content)


@guest_page
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, desk: GuestDesk, *, order: UUID) -> HttpResponse:
    """Asks once more; a POST cancels. An order that ended already is shown among the others."""
    found = next((each for each in own_orders(desk) if each.facts.id == order), None)
    if found is None:
        raise Http404
    back = redirect("guest:orders", slug=desk.property.slug, code=desk.code)
    if not found.facts.status.counts:
        return back
    if request.method != "POST":
        return _asked(request, desk, found)
    try:
        acted = cancel_own_order(
            property=desk.property, code=desk.code, order=order, actor=desk.actor, now=desk.now
        )
    except NoSuchOrder as error:
        raise Http404 from error
    except OrderEnded:  # it has expired meanwhile
        return back
    except (OrderNotFree, TypeTaken) as error:
        return _asked(request, desk, found, trouble=error.text(desk.language), status=CONFLICT)
    if acted.changed:
        messages.success(request, _("Your order is cancelled."))
    return back


def _asked(
    request: HttpRequest, desk: GuestDesk, found: OwnOrder, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    content = {"own": found, "trouble": trouble, "goes_back": _goes_back(desk, found.facts)}
    return show(request, desk, "kunjae/guest/concierge/cancel.html", content, status=status)


def _goes_back(desk: GuestDesk, order: OrderFacts) -> bool:
    """Whether what was paid for it goes back when it is cancelled: the booking may need it for the room."""
    if desk.booking_id is None or order.payment is not OrderPayment.PAID:
        return False
    row = Booking.objects.of(desk.property).get(id=desk.booking_id)
    over = row.paid - (row.value - order.counted) - refunds_under_way(desk.property, row.id)
    return over >= order.amount


def own_orders(desk: GuestDesk) -> list[OwnOrder]:
    """The booking's orders, newest first, in three queries."""
    if desk.booking_id is None:
        return []
    found = orders_of(desk.property, desk.booking_id)
    words = {id: rest for id, *rest in _WORDS(desk.property.id, desk.booking_id)}
    rooms = list(_ROOMS(desk.property.id, desk.booking_id))
    names = {number: (number, name, room) for number, name, room in rooms} if len(rooms) > 1 else {}
    return [_own(order, names.get(order.stay), words[order.id], desk) for order in found]


def _own(order: OrderFacts, room: Any, words: list[Any], desk: GuestDesk) -> OwnOrder:
    reason, texts, basket = words
    own = guest_may_cancel(order, desk.now)
    return OwnOrder(
        facts=order,
        room=room,
        free_until=free_until(order.had_at, order.guest_cancels_until) if own else None,
        reason=reason,
        said=tuple((in_language(each["label"], desk.language), each["text"]) for each in texts.values()),
        had=had_text(order.kind, order.answers, desk.language),
        sum=sum_text(
            order.kind, order.per, order.unit, order.quantity, (), desk.hotel.currency, desk.language
        ),
        basket=basket,
        can_pay=order.payment is OrderPayment.TO_PAY
        and order.status.counts
        and desk.now < order.ordered_at + desk.hotel.payment_hold,
    )
