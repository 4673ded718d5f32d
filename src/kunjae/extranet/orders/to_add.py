"""To add in the PMS: what a clerk types into a one-way PMS by hand, and ticks with name and time (rules.md 9.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.concierge.facts import OfferKind
from kunjae.concierge.to_add import ToAdd, added_list, to_add_list, to_take_off_list
from kunjae.concierge.totals import waiting
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.orders.answers import answers_when, times_text
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.formats import format_date_range, format_money
from kunjae.kernel.texts import in_language
from kunjae.ordering.commands import tick_order, untick_order


@dataclass(frozen=True, slots=True)
class Line:
    """One order as the clerk types it. `copied`: all of it as one text, for the clipboard; the amount in minor units."""

    id: UUID
    booking: str
    guest: str
    room: str
    dates: str
    offer: str
    product: str
    when: str
    times: str
    amount: int
    at: datetime | None
    added_at: datetime | None
    added_by: str
    copied: str


def is_one_way(desk: Desk) -> bool:
    """Whether the hotel's PMS hears of orders from a clerk only."""
    return bool(desk.property.details.get("pms") == "one_way")


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
def to_add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list; a POST ticks one, or takes a tick back."""
    if request.method == "POST":
        if not desk.may_change:
            raise PermissionDenied
        do, _colon, id = request.POST.get("one", "").partition(":")
        order = _id_of(id)
        if do in ("tick", "untick") and order:
            press_tick(request, desk, order, do)
        else:
            messages.error(request, _("This button is not known. Please try again."))
        return redirect("extranet:to_add", slug=desk.property.slug)
    content = {
        "lines": [_line(desk, each) for each in to_add_list(desk.property)],
        "to_take_off": [_line(desk, each) for each in to_take_off_list(desk.property)],
        "added": [_line(desk, each) for each in added_list(desk.property)],
        "waiting_orders": waiting(desk.property),
        "is_one_way": is_one_way(desk),
    }
    return show(request, desk, "kunjae/orders/to_add.html", content)


def press_tick(request: HttpRequest, desk: Desk, order: UUID, do: str) -> None:
    """Tick it or take the tick back, and say so on the page that follows."""
    command = tick_order if do == "tick" else untick_order
    try:
        acted = command(property=desk.property, order=order, actor=desk.actor, now=desk.now)
    except KunjaeError as error:
        messages.error(request, error.text(desk.language))
        return
    if not acted.changed:
        messages.info(request, _("It stood so already."))
    elif do == "tick":
        messages.success(request, _("Ticked: the order stands in the PMS."))
    else:
        messages.success(request, _("The tick is taken back."))


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _line(desk: Desk, order: ToAdd) -> Line:
    language, era, currency = desk.language, desk.hotel.era, desk.hotel.currency
    name = in_language(order.name, language)
    dates = format_date_range(order.check_in, order.check_out, language, era=era)
    when = answers_when(order.kind, order.answers, language, era)
    times = (
        times_text(order.per, order.unit, order.quantity, currency, language)
        if order.kind is not OfferKind.UPGRADE
        else ""
    )
    money = format_money(order.amount, currency, language, unit=True)
    parts = [order.guest, order.room, order.booking, dates, order.product, name, when, times, money]
    return Line(
        id=order.id,
        booking=order.booking,
        guest=order.guest,
        room=order.room,
        dates=dates,
        offer=name,
        product=order.product,
        when=when,
        times=times,
        amount=order.amount,
        at=order.acted_at,
        added_at=order.added_at,
        added_by=order.added_by,
        copied="\t".join(part for part in parts if part),
    )
