"""The registers that the law asks for: who arrived, what is missing, and the file.

Only roles that may change bookings, who check guests in and so register them, see these pages: a viewer may see what is
booked and earned, but takes home no list of passport numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from kunjae.accounts import roles
from kunjae.bookings.arrivals import arrivals
from kunjae.bookings.registers import (
    RR4_HEADINGS,
    TM30_HEADINGS,
    Arrival,
    Gap,
    Register,
    csv_text,
    gaps,
    is_foreign,
    rr4_rows,
    tm30_rows,
)
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.files import csv_file
from kunjae.extranet.guests.forms import RegisterDays

log = structlog.get_logger("kunjae.registers")
MOST_SHOWN = 100
"""Stays on the page; the file has all of them."""
FIELDS = {
    "name": pgettext_lazy("register", "name"),
    "first_name": pgettext_lazy("register", "first name"),
    "sex": pgettext_lazy("register", "sex (M or F)"),
    "nationality": pgettext_lazy("register", "nationality"),
    "document_number": pgettext_lazy("register", "number of ID card or passport"),
    "address": pgettext_lazy("register", "address"),
    "occupation": pgettext_lazy("register", "occupation"),
    "coming_from": pgettext_lazy("register", "coming from"),
    "going_to": pgettext_lazy("register", "going to"),
}
"""What a register wants to know of a guest."""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One stay on the page: what of its guests is missing."""

    arrival: Arrival
    day: date
    gaps: tuple[Gap, ...]

    @property
    def is_complete(self) -> bool:
        return not self.gaps and not self.arrival.unregistered

    @property
    def missing(self) -> list[tuple[str, str]]:
        """Guests with what is missing of each, in words."""
        return [(gap.name, ", ".join(str(FIELDS[field]) for field in gap.fields)) for gap in self.gaps]

    @property
    def names(self) -> str:
        """Who came, as registered, else as booked."""
        return ", ".join(guest.name for guest in self.arrival.guests if guest.name) or self.arrival.booked_as


@dataclass(slots=True)
class Summary:
    """What the register of some days holds. `people`: rows of the file. `shown`: what is incomplete stands first."""

    stays: int = 0
    complete: int = 0
    people: int = 0
    shown: list[RegisterLine] = field(default_factory=list)

    @property
    def incomplete(self) -> int:
        return self.stays - self.complete

    @property
    def left_out(self) -> int:
        return self.stays - len(self.shown)


@staff_page(allowed=roles.may_change_bookings)
@require_safe
def registers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page of one register: which days, what is missing, the file."""
    register = _register(request.GET.get("register", "")) or Register.TM30
    if "first" in request.GET or "last" in request.GET:
        form = RegisterDays(request.GET.dict() | {"register": register})
    else:
        first, last = _days_at_first(register, desk.today)
        form = RegisterDays({"register": register, "first": first.isoformat(), "last": last.isoformat()})
    return _page(request, desk, register, form)


def _page(request: HttpRequest, desk: Desk, register: Register, form: RegisterDays) -> HttpResponse:
    is_valid = form.is_valid()
    content: dict[str, Any] = {"form": form, "register": register.value, "is_valid": is_valid}
    if is_valid:
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        content |= {"first": first, "last": last, "summary": _summary(desk, register, first, last)}
    return show(request, desk, "kunjae/guests/registers.html", content, status=200 if is_valid else 422)


def _days_at_first(register: Register, today: date) -> tuple[date, date]:
    """ตม.30 is told within a day of the arrival, ร.ร.4 kept by the month."""
    if register is Register.TM30:
        return (today - timedelta(days=1),) * 2
    return today.replace(day=1), today


def _summary(desk: Desk, register: Register, first: date, last: date) -> Summary:
    found, zone = Summary(), ZoneInfo(desk.hotel.timezone)
    complete: list[RegisterLine] = []
    for arrival in arrivals(desk.property, first, last):
        people = _people(register, arrival)
        line = RegisterLine(arrival, arrival.day(zone), tuple(gaps(register, arrival)))
        if register is Register.TM30 and not people and line.is_complete:
            continue  # Thai guests alone
        found.stays += 1
        found.people += people
        found.complete += line.is_complete
        lines = complete if line.is_complete else found.shown
        if len(lines) < MOST_SHOWN:
            lines.append(line)
    found.shown += complete[: MOST_SHOWN - len(found.shown)]
    return found


def _people(register: Register, arrival: Arrival) -> int:
    """How many rows of the file are theirs."""
    if register is Register.TM30:
        return sum(is_foreign(guest) for guest in arrival.guests)
    return max(1, len(arrival.guests))


@staff_page(allowed=roles.may_change_bookings)
@require_safe
def register_file(request: HttpRequest, desk: Desk, *, register: str) -> HttpResponseBase:
    """The register as CSV, sent as it is read. Who took it is kept in the log, without a name of anybody in it."""
    wanted = _register(register)
    if wanted is None:
        raise Http404
    form = RegisterDays(request.GET.dict() | {"register": wanted})
    if not form.is_valid():
        return _page(request, desk, wanted, form)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    if request.method == "GET":  # HEAD takes nothing away
        log.info(
            "register_downloaded",
            register=wanted.value,
            first=first.isoformat(),
            last=last.isoformat(),
            property=desk.property.slug,
            user=str(desk.actor.id),
        )
    name = f"{desk.property.slug}-{wanted.value}-{first.isoformat()}-{last.isoformat()}.csv"
    return csv_file(name, _file(desk, wanted, first, last))


def _file(desk: Desk, register: Register, first: date, last: date) -> Iterator[str]:
    came = arrivals(desk.property, first, last)
    if register is Register.TM30:
        return csv_text(TM30_HEADINGS, tm30_rows(came, desk.hotel.timezone))
    return csv_text(RR4_HEADINGS, rr4_rows(came, desk.hotel.timezone, desk.hotel.era))


def _register(code: str) -> Register | None:
    return next((each for each in Register if each.value == code), None)
