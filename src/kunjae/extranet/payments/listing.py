"""The list of payments and refunds: newest first, filtered, a page at a time, with what they come to, and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kunjae.bookings.registers import csv_text
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.files import csv_file
from kunjae.extranet.payments.filters import KINDS, PaymentFilter, spans
from kunjae.extranet.payments.panel import told_state
from kunjae.kernel.money import amount_text
from kunjae.pages import words
from kunjae.pages.paging import address_with, cursor_of, read_cursor
from kunjae.payments.commands.refund_states import CALLED_OFF
from kunjae.payments.facts import RefundState
from kunjae.payments.queries import MoneyKind, MoneyRow, MoneyWanted, count_money_tasks, money_list
from kunjae.payments.totals import money_totals

PAGE_SIZE = 50
AT_ONCE = 500
"""Rows of the file that are read together."""


@dataclass(frozen=True, slots=True)
class Line:
    """One movement of the list, all that its row shows; minor units, a refund's below zero."""

    url: str
    booking_url: str
    booking: str
    booker: str
    at: datetime
    is_refund: bool
    method: str
    provider: str
    amount: int
    reference: str
    by: str
    state: str
    refunded: int

    @property
    def is_void(self) -> bool:
        return self.state in (RefundState.FAILED, CALLED_OFF)


@staff_page()
@require_safe
def payments(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page, or only its results when htmx asks."""
    form = PaymentFilter(request.GET)
    below = read_cursor(request.GET.get("after", ""))
    lines: list[Line] = []
    next_url, totals = "", None
    if form.is_valid():
        found = money_list(desk.property, form.wanted, most=PAGE_SIZE + 1, below=below)
        lines = _lines(desk, found[:PAGE_SIZE])
        if len(found) > PAGE_SIZE:
            next_url = address_with(request.GET, after=cursor_of(found[PAGE_SIZE - 1].place))
        totals = money_totals(desk.property, form.wanted)
    content = {
        "form": form,
        "lines": lines,
        "totals": totals,
        "tasks": count_money_tasks(desk.property),
        "is_filtered": form.is_used,
        "is_later_page": below is not None,
        "next_url": next_url,
        "first_url": address_with(request.GET, after=None),
        "file_query": address_with(request.GET, after=None),
        "chips": _chips(desk, request.GET),
    }
    partly = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    template = "kunjae/payments/list.html" + ("#results" if partly else "")
    answer = show(request, desk, template, content, status=200 if form.is_valid() else 422)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _lines(desk: Desk, rows: list[MoneyRow]) -> list[Line]:
    slug, zero = desk.property.slug, "00000000-0000-0000-0000-000000000000"
    booking = reverse("extranet:booking", args=[slug, "CODE"])
    refund = reverse("extranet:refund_state", args=[slug, "CODE", zero])

    def line(row: MoneyRow) -> Line:
        is_refund = row.kind is MoneyKind.REFUND
        about = booking.replace("CODE", row.booking)
        return Line(
            url=refund.replace("CODE", row.booking).replace(zero, str(row.id))
            if is_refund
            else f"{about}#money",
            booking_url=about,
            booking=row.booking,
            booker=row.booker,
            at=row.at,
            is_refund=is_refund,
            method=row.method.value,
            provider=row.provider,
            amount=row.amount,
            reference=row.reference,
            by=row.by,
            state=told_state(row.state.value, row.error) if row.state else "",
            refunded=row.refunded,
        )

    return [line(row) for row in rows]


def _chips(desk: Desk, given: QueryDict) -> list[dict[str, object]]:
    """Days that are one touch away; what else is asked for stays."""
    return [
        {
            "text": text,
            "url": address_with(given, after=None, first=days.get("first"), last=days.get("last")),
            "is_current": all(given.get(name, "") == days.get(name, "") for name in ("first", "last")),
        }
        for text, days in spans(desk.today)
    ]


@staff_page()
@require_safe
def payments_file(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The list as CSV with the same filters, sent as it is read."""
    form = PaymentFilter(request.GET)
    if not form.is_valid():
        return payments(request, slug=desk.property.slug)
    name = f"{desk.property.slug}-payments-{desk.today.isoformat()}.csv"
    return csv_file(name, csv_text(_headings(), _file(desk, form.wanted)))


def _headings() -> list[str]:
    return [
        _("Date and time"),
        _("Kind"),
        _("Booking number"),
        _("Booker"),
        _("Method"),
        _("Provider"),
        _("Received"),
        _("Refunded"),
        _("Currency"),
        _("Refund"),
        _("Reference"),
        _("By"),
    ]


def _file(desk: Desk, wanted: MoneyWanted) -> Iterator[list[str]]:
    """Its rows, amounts as plain decimals; a refund that failed comes with none."""
    zone, currency, below = ZoneInfo(desk.hotel.timezone), desk.hotel.currency, None
    # Said now: by the time the rows are sent, the language of the request has passed.
    kinds = {kind: str(text) for kind, text in KINDS.items()}
    methods = {code: str(text) for code, text in words.METHODS.items()}
    states = {code: str(text) for code, text in words.REFUNDS.items()}

    def rows() -> Iterator[MoneyRow]:
        nonlocal below
        while found := money_list(desk.property, wanted, most=AT_ONCE, below=below):
            yield from found
            if len(found) < AT_ONCE:
                return
            below = found[-1].place

    def cells() -> Iterator[list[str]]:
        for row in rows():
            is_refund = row.kind is MoneyKind.REFUND
            failed = row.state is RefundState.FAILED
            yield [
                f"{row.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
                kinds[row.kind],
                row.booking,
                row.booker,
                methods[row.method],
                row.provider,
                "" if is_refund else amount_text(row.amount, currency),
                amount_text(-row.amount, currency) if is_refund and not failed else "",
                currency,
                states[told_state(row.state.value, row.error)] if row.state else "",
                row.reference,
                row.by,
            ]

    return cells()
