"""To add in the PMS: what a clerk types into a one-way PMS by hand, takes off again when it is cancelled, and ticks with
name and time (rules.md 9.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kunjae.bookings.registers import csv_text
from kunjae.concierge.asked import offer_names
from kunjae.concierge.facts import OfferKind
from kunjae.concierge.to_add import Side, ToAdd, ToAddLists
from kunjae.concierge.totals import waiting
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.files import csv_file
from kunjae.extranet.orders.answers import answers_when, times_text
from kunjae.extranet.orders.filters import ToAddFilter, side_words
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.formats import format_date_range, format_money
from kunjae.kernel.money import amount_text
from kunjae.kernel.texts import in_language
from kunjae.ordering.commands import tick_order, untick_order
from kunjae.pages.paging import address_with, cursor_of, read_cursor

PAGE_SIZE = 100
MOST_ADDED = 20
"""Of what was added lately, below what is to be done."""
AT_ONCE = 500
"""Rows of the file that are read together."""


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
    """The lists, narrowed by the form; a POST ticks one, or takes a tick back, and comes back to what was looked at."""
    here = reverse("extranet:to_add", args=[desk.property.slug])
    if request.method == "POST":
        if not desk.may_change:
            raise PermissionDenied
        do, _colon, id = request.POST.get("one", "").partition(":")
        order = _id_of(id)
        if do in ("tick", "untick") and order:
            press_tick(request, desk, order, do)
        else:
            messages.error(request, _("This button is not known. Please try again."))
        return redirect(here + address_with(request.GET))
    form = ToAddFilter(request.GET, offers=offer_names(desk.property), language=desk.language)
    content: dict[str, Any] = {
        "form": form,
        "here": here,
        "query": address_with(request.GET),
        "is_filtered": form.is_used,
        "is_later_page": False,
        "waiting_orders": waiting(desk.property),
        "is_one_way": is_one_way(desk),
        "sides": [
            {
                "text": text,
                "url": address_with(request.GET, after=None, side=side),
                "is_current": request.GET.get("side", "") == side,
            }
            for side, text in side_words()
        ],
    }
    if form.is_valid():
        content |= _found(request, desk, form)
    return show(request, desk, "kunjae/orders/to_add.html", content, status=200 if form.is_valid() else 422)


def _found(request: HttpRequest, desk: Desk, form: ToAddFilter) -> dict[str, Any]:
    """What the page shows: of all lists what comes first, or a page of one."""
    lists, only = ToAddLists(desk.property, form.wanted), form.only
    after = read_cursor(request.GET.get("after", "")) if only else None
    asked = request.GET.copy()
    asked.pop("after", None)
    sections = []
    for side in Side:
        if only not in (None, side):
            continue
        most = MOST_ADDED if side is Side.ADDED and only is None else PAGE_SIZE
        rows = lists.rows(side, most=most + 1, after=after)
        last = rows[most - 1].place if len(rows) > most else None
        sections.append(
            {
                "side": side.value,
                "lines": [_line(desk, each) for each in rows[:most]],
                "count": lists.count(side) if last or after else len(rows),
                "next_url": address_with(asked, side=side.value, after=cursor_of(last)) if last else "",
            }
        )
    return {
        "sections": sections,
        "is_later_page": after is not None,
        "first_url": address_with(asked),
        "has_any": any(each["lines"] for each in sections),
        "file_query": address_with(asked),
    }


@staff_page()
@require_safe
def to_add_file(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The same as CSV with the same filters, sent as it is read: without a list chosen, what is to be done."""
    form = ToAddFilter(request.GET, offers=offer_names(desk.property), language=desk.language)
    if not form.is_valid():
        return to_add(request, slug=desk.property.slug)
    lists = ToAddLists(desk.property, form.wanted)
    sides = (form.only,) if form.only else (Side.TO_ADD, Side.TO_TAKE_OFF)
    name = f"{desk.property.slug}-to-add-in-the-pms-{desk.today.isoformat()}.csv"
    return csv_file(name, csv_text(_headings(), _file(desk, lists, sides)))


def _headings() -> list[str]:
    return [
        _("To do"),
        _("Since"),
        _("Booking number"),
        _("Guest"),
        _("Room"),
        _("Check-in"),
        _("Check-out"),
        _("Product in the PMS"),
        _("Offer"),
        _("Day"),
        _("Time"),
        _("How many"),
        _("Amount"),
        _("Currency"),
        _("By"),
    ]


def _file(desk: Desk, lists: ToAddLists, sides: Iterable[Side]) -> Iterator[list[str]]:
    """Its rows, amounts as plain decimals."""
    zone, currency, words = ZoneInfo(desk.hotel.timezone), desk.hotel.currency, dict(side_words())
    for side in sides:
        after = None
        while rows := lists.rows(side, most=AT_ONCE, after=after):
            for row in rows:
                day, at = row.answers.day, row.answers.at
                number = row.answers.number if row.answers.number is not None else row.quantity
                yield [
                    str(words[side.value]),
                    f"{row.since.astimezone(zone):%Y-%m-%d %H:%M:%S}" if row.since else "",
                    row.booking,
                    row.guest,
                    row.room,
                    row.check_in.isoformat(),
                    row.check_out.isoformat(),
                    row.product,
                    in_language(row.name, desk.language),
                    day.isoformat() if day else "",
                    f"{at:%H:%M}" if at else "",
                    str(number),
                    amount_text(row.amount, currency),
                    currency,
                    row.added_by,
                ]
            after = rows[-1].place
            if len(rows) < AT_ONCE:
                break


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
