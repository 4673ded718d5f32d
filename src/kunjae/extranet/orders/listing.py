"""The list of orders (Guest activity > Orders): newest first, filtered, a page at a time, with what they come to, as a file,
and new ones appearing by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kunjae.bookings.registers import csv_text
from kunjae.concierge.asked import OrdersWanted, offer_names
from kunjae.concierge.facts import OrderStatus
from kunjae.concierge.listing import OrderRow, Place, order_list
from kunjae.concierge.totals import OrderTotals, order_totals, waiting
from kunjae.concierge.words import payment_text, posting_text, status_text, type_text
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.files import csv_file
from kunjae.extranet.orders.acting import act
from kunjae.extranet.orders.filters import OrderFilter, status_words
from kunjae.extranet.orders.lines import lines_of
from kunjae.extranet.orders.to_add import is_one_way
from kunjae.extranet.payments.filters import spans
from kunjae.kernel.money import amount_text
from kunjae.kernel.texts import in_language
from kunjae.pages.paging import address_with, cursor_of, read_cursor

PAGE_SIZE = 50
AT_ONCE = 500
"""Rows of the file that are read together."""


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
def orders(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The page; only its results when htmx asks; nothing (204) when it asks whether there is news and there is none. A
    press of its buttons is a POST."""
    if request.method == "POST":
        if not desk.may_change:
            raise PermissionDenied
        return act(request, desk)
    form = OrderFilter(request.GET, offers=offer_names(desk.property), language=desk.language)
    below = read_cursor(request.GET.get("after", ""))
    content: dict[str, Any] = {
        "form": form,
        "waiting_orders": waiting(desk.property),
        "is_filtered": form.is_used,
        "is_later_page": below is not None,
        "is_one_way": is_one_way(desk),
        "without_address": not _addresses(desk),
        "chips": _chips(desk, request.GET),
        "query": address_with(_own(request.GET)),
    }
    if form.is_valid():
        content |= _found(request, desk, form.wanted, below)
    partly = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    content["partly"] = partly
    if partly and content.get("stamp") and request.GET.get("stamp") == content["stamp"]:
        answer = HttpResponse(status=204)
    else:
        template = "kunjae/orders/list.html" + ("#results" if partly else "")
        answer = show(request, desk, template, content, status=200 if form.is_valid() else 422)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _found(request: HttpRequest, desk: Desk, wanted: OrdersWanted, below: Place | None) -> dict[str, Any]:
    """What the page shows of the orders. `stamp`: the same as long as nothing of it changes; `since`: the newest order when
    the page was opened."""
    rows = order_list(desk.property, wanted, most=PAGE_SIZE + 1, below=below)
    totals = order_totals(desk.property, wanted)
    since = read_cursor(request.GET.get("since", ""))
    lines = lines_of(desk, rows[:PAGE_SIZE], since=since)
    newest = since or (rows[0].place if rows else Place(desk.now, desk.property.id))
    stamp = sha256(repr((lines, totals)).encode()).hexdigest()[:16]
    asked = _own(request.GET)
    more = len(rows) > PAGE_SIZE
    return {
        "rows": [line.shown(desk.hotel.currency, desk.hotel.timezone, desk.hotel.era) for line in lines],
        "has_choice": any(line.may_cancel for line in lines),
        "news": sum(line.is_new for line in lines),
        "totals": totals,
        "statuses": _statuses(desk, asked, wanted, totals),
        "next_url": address_with(asked, after=cursor_of(rows[PAGE_SIZE - 1].place)) if more else "",
        "first_url": address_with(asked, after=None),
        "file_query": address_with(asked, after=None),
        "stamp": stamp,
        "poll_url": "" if below else address_with(asked, stamp=stamp, since=cursor_of(newest)),
    }


def _own(given: QueryDict) -> QueryDict:
    """What narrows the list, without what only the page asks itself."""
    parts = given.copy()
    for name in ("stamp", "since"):
        parts.pop(name, None)
    return parts


def _addresses(desk: Desk) -> list[str]:
    """Where mails of new orders go to, when the hotel says so (Settings > E-mail > Notifications)."""
    found: list[str] = desk.property.details.get("email", {}).get("offer_confirmation", [])
    return found


def _statuses(
    desk: Desk, asked: QueryDict, wanted: OrdersWanted, totals: OrderTotals | None
) -> list[dict[str, Any]]:
    """All of them, then each status with how many there are."""
    counts: Mapping[OrderStatus, int | None] = totals.counts if totals else dict.fromkeys(OrderStatus)
    every = [(None, _("All"), totals and totals.count)]
    each = [(status, text, counts[status]) for status, text in status_words(desk.language).items()]
    return [
        {
            "text": text,
            "count": count,
            "url": address_with(asked, after=None, status=status and status.value),
            "is_current": wanted.status is status,
        }
        for status, text, count in [*every, *each]
    ]


def _chips(desk: Desk, given: QueryDict) -> list[dict[str, object]]:
    """Days that are one touch away; what else is asked for stays."""
    asked = _own(given)
    return [
        {
            "text": text,
            "url": address_with(asked, after=None, first=days.get("first"), last=days.get("last")),
            "is_current": all(given.get(name, "") == days.get(name, "") for name in ("first", "last")),
        }
        for text, days in spans(desk.today)
    ]


@staff_page()
@require_safe
def orders_file(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The list as CSV with the same filters, sent as it is read."""
    form = OrderFilter(request.GET, offers=offer_names(desk.property), language=desk.language)
    if not form.is_valid():
        return orders(request, slug=desk.property.slug)
    name = f"{desk.property.slug}-orders-{desk.today.isoformat()}.csv"
    return csv_file(name, csv_text(_headings(), _file(desk, form.wanted)))


def _headings() -> list[str]:
    return [
        _("Ordered on"),
        _("Booking number"),
        _("Guest"),
        _("Room"),
        _("Offer"),
        _("Type"),
        _("Status"),
        _("Day"),
        _("Time"),
        _("How many"),
        _("Revenue"),
        _("Not counted"),
        _("Currency"),
        _("Payment"),
        _("PMS"),
        _("Reason"),
        _("By"),
    ]


def _file(desk: Desk, wanted: OrdersWanted) -> Iterator[list[str]]:
    """Its rows, amounts as plain decimals; what was cancelled or expired is no revenue."""
    zone, currency, language, below = ZoneInfo(desk.hotel.timezone), desk.hotel.currency, desk.language, None

    def rows() -> Iterator[OrderRow]:
        nonlocal below
        while found := order_list(desk.property, wanted, most=AT_ONCE, below=below):
            yield from found
            if len(found) < AT_ONCE:
                return
            below = found[-1].place

    for row in rows():
        amount = amount_text(row.amount, currency)
        yield [
            f"{row.ordered_at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            row.booking,
            row.guest,
            row.room,
            in_language(row.name, language),
            type_text(row.kind.type, language),
            status_text(row.status, language),
            row.day.isoformat() if row.day else "",
            f"{row.at:%H:%M}" if row.at else "",
            str(row.number if row.number is not None else row.quantity),
            amount if row.status.counts else "",
            "" if row.status.counts else amount,
            currency,
            payment_text(row.payment, language),
            posting_text(row.posting, language),
            row.reason,
            row.acted_by,
        ]
