"""One order: what was ordered, for whom, how it is paid, its mails, and what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.concierge.facts import OfferKind, OrderPayment, OrderStatus, Posting, PricePer, WhenStayChanges
from kunjae.concierge.models import Order, OrderEvent
from kunjae.concierge.rules.moments import free_until
from kunjae.concierge.words import payment_text, type_text, when_stay_changes_text
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.mails.words import BADGES, KINDS, READERS, STATES
from kunjae.extranet.orders.acting import MOST_REASON, cancelled, confirmed, tell
from kunjae.extranet.orders.answers import times_text, told_texts, when_text
from kunjae.extranet.orders.history import steps_of
from kunjae.extranet.orders.postings import BUTTONS, panel_of, press_posting
from kunjae.extranet.orders.to_add import is_one_way, press_tick
from kunjae.messages.facts import MailState
from kunjae.messages.models import Mail
from kunjae.pages.shown import split_lines
from kunjae.properties.models import Property, RoomType
from kunjae.properties.rules import TaxSplit

MOST_MAILS = 30


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, desk: Desk, id: UUID) -> HttpResponse:
    """The page; a POST confirms, cancels with an optional reason, ticks what was added in a one-way PMS, or helps what does not
    get into a two-way one."""
    if request.method == "POST":
        if not desk.may_change:
            raise PermissionDenied
        return _press(request, desk, id)
    return _page(request, desk, id)


def _press(request: HttpRequest, desk: Desk, id: UUID) -> HttpResponse:
    row = Order.objects.of(desk.property).select_related("booking").filter(id=id).first()
    if row is None:
        raise Http404
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "").strip()
    if do == "confirm":
        tell(request, confirmed(desk, [id]), "confirm")
    elif do == "cancel":
        if len(reason) > MOST_REASON or "\0" in reason:
            return _page(request, desk, id, reason=reason, wrong=_("The reason has at most 500 letters."))
        tell(request, cancelled(desk, [id], reason), "cancel")
    elif do in ("tick", "untick"):
        press_tick(request, desk, id, do)
    elif do in BUTTONS:
        if wrong := press_posting(request, desk, row, do):
            return _page(request, desk, id, number=request.POST.get("number", ""), no_such=wrong)
    else:
        messages.error(request, _("This button is not known. Please try again."))
    return redirect("extranet:order", slug=desk.property.slug, id=id)


def _page(
    request: HttpRequest,
    desk: Desk,
    id: UUID,
    *,
    reason: str = "",
    wrong: str = "",
    number: str | None = None,
    no_such: str = "",
) -> HttpResponse:
    """`reason`, `number`: what was typed for the cancellation, or as the reservation in the PMS; `wrong`, `no_such`: what is
    wrong with them."""
    row = _row(desk.property, id)
    if row is None:
        raise Http404
    language, era = desk.language, desk.hotel.era
    status, kind = OrderStatus(row.status), OfferKind(row.kind)
    posting = Posting(row.posting)
    cancels = row.terms.get("guest_cancels_until")
    content: dict[str, Any] = {
        "order": row,
        "guest": row.stay.guest.name if row.stay.guest else row.booking.booker.name,
        "status": status,
        "type": type_text(kind.type, language),
        "when": when_text(kind, row.day, row.at, language, era),
        "to_type": _type_name(desk, row.terms.get("room_type", "")),
        "times": times_text(PricePer(row.price_per), row.unit, row.quantity, desk.hotel.currency, language)
        if kind is not OfferKind.UPGRADE
        else "",
        "texts": told_texts(row.texts, language),
        "taxes": _tax_lines(row, desk),
        "payment": payment_text(OrderPayment(row.payment), language),
        "waits_for_money": row.payment == OrderPayment.TO_PAY and status is OrderStatus.UNCONFIRMED,
        "free_until": free_until(row.had_at, cancels) if cancels is not None else None,
        "when_stay_changes": when_stay_changes_text(
            WhenStayChanges(row.terms["when_stay_changes"]), language
        ),
        "posting": posting,
        "has_posting": is_one_way(desk) or posting is not Posting.NOT_NEEDED,
        "pms": panel_of(desk, row, number=number, wrong=no_such),
        "product": row.offer.terms.get("pms_product", ""),
        "steps": steps_of(
            desk, OrderEvent.objects.of(desk.property).filter(order_id=id).order_by("-at", "-id")
        ),
        "mails": _mails(desk, row),
        "may_confirm": desk.may_change and status is OrderStatus.UNCONFIRMED,
        "may_cancel": desk.may_change and status.counts,
        "reason": reason,
        "wrong": wrong,
        "most_reason": MOST_REASON,
    }
    return show(request, desk, "kunjae/orders/order.html", content, status=422 if wrong or no_such else 200)


def _row(property: Property, id: UUID) -> Order | None:
    rows = Order.objects.of(property).select_related(
        "offer", "booking__booker", "stay__guest", "stay__room", "stay__room_type"
    )
    return rows.filter(id=id).first()


def _type_name(desk: Desk, code: str) -> Any:
    """The names of the room type that an upgrade leads to."""
    if not code:
        return ""
    found = RoomType.objects.of(desk.property).filter(code=code).values_list("name", flat=True).first()
    return found or code


def _tax_lines(row: Order, desk: Desk) -> list[Any]:
    split = row.taxes
    fees = tuple(split["fees"])
    wanted = len(desk.hotel.taxes.further_fees)
    fees = (*fees, *(0,) * wanted)[:wanted]  # the hotel's fees may have changed since
    return split_lines(
        TaxSplit(split["net"], split["service_charge"], fees, split["vat"]), desk.hotel, desk.language
    )


def _mails(desk: Desk, row: Order) -> list[dict[str, Any]]:
    """The mails about this order, newest first, in one query."""
    rows = (
        Mail.objects.of(desk.property)
        .filter(booking_id=row.booking_id, about__order=row.id.hex)
        .order_by("-written_at", "-id")
        .defer("text", "html")[:MOST_MAILS]
    )
    return [
        {
            "id": mail.id,
            "what": str(KINDS[mail.kind]),
            "reader": str(READERS[mail.reader]),
            "to": ", ".join(mail.to),
            "at": mail.sent_at or mail.written_at,
            "badge": BADGES[MailState(mail.state)],
            "state": str(STATES[mail.state]),
        }
        for mail in rows
    ]
