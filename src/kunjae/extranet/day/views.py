"""The day: arrivals, departures, the house, and what waits. A property's pages begin here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kunjae.accounts.roles import may_change_bookings
from kunjae.bookings import day as days
from kunjae.bookings.day import SOON_DAYS, DayStay
from kunjae.bookings.facts import StayStatus
from kunjae.bookings.registrations import complete_registrations
from kunjae.changes.commands.pending import end_all_over
from kunjae.changes.waiting import waiting_changes
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.day.lines import Line, Lines
from kunjae.extranet.payments.tasks import groups_of
from kunjae.inventory.queries import type_counts
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.stay_dates import EARLIEST_DATE, LATEST_DATE, StayDates, parse_date
from kunjae.properties.cleaning import mark_cleaned, rooms_to_clean
from kunjae.properties.queries import house

TO_COME = (StayStatus.RESERVED,)
HERE = (StayStatus.IN_HOUSE,)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that somebody at the desk has to look at."""

    key: str
    title: str
    help: str
    lines: list[Line]


@staff_page()
@require_safe
def day(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Today; with `?day=` another day."""
    wanted, complaint = _wanted_day(request, desk)
    lines = Lines(desk)
    arriving = days.arrivals(desk.property, wanted, until=wanted + timedelta(days=SOON_DAYS))
    leaving = [stay for stay in days.departures(desk.property, wanted) if stay.status.is_live]
    arrivals = [
        stay for stay in arriving if stay.check_in == wanted and stay.status is not StayStatus.CANCELLED
    ]
    is_today = wanted == desk.today
    content: dict[str, Any] = {
        "day": wanted,
        "is_today": is_today,
        "complaint": complaint,
        "typed": request.GET.get("day", wanted.isoformat()),
        "earlier": wanted - timedelta(days=1),
        "later": wanted + timedelta(days=1),
        "arrivals": lines.of(_first(arrivals, TO_COME)),
        "departures": lines.of(_first(leaving, HERE)),
        "to_come": _count(arrivals, StayStatus.RESERVED),
        "to_leave": _count(leaving, StayStatus.IN_HOUSE),
        **_rooms_sold(desk, wanted),
    }
    if is_today:
        content |= _now(desk, lines, arriving, leaving)
    return show(request, desk, "kunjae/day/day.html", content, status=422 if complaint else 200)


def _wanted_day(request: HttpRequest, desk: Desk) -> tuple[date, str]:
    """The day that the address asks for, or today with what is wrong with it."""
    asked = request.GET.get("day")
    if not asked:
        return desk.today, ""
    try:
        wanted = parse_date(asked, "day")
    except InvalidInput as error:
        return desk.today, f"{_('Day')}: {error.text(desk.language)}"
    if not EARLIEST_DATE <= wanted <= LATEST_DATE - timedelta(days=SOON_DAYS):
        return desk.today, f"{_('Day')}: {_('is not a date a stay can have')}"
    return wanted, ""


def _first(stays: list[DayStay], statuses: tuple[StayStatus, ...]) -> list[DayStay]:
    """Those still to be dealt with before the others, each part in its order."""
    return sorted(stays, key=lambda stay: stay.status not in statuses)


def _count(stays: list[DayStay], status: StayStatus) -> int:
    return sum(stay.status is status for stay in stays)


def _rooms_sold(desk: Desk, night: date) -> dict[str, int]:
    """How many rooms are sold for the night, of how many."""
    found = house(desk.property)
    counts = type_counts(
        desk.property,
        {id: kind.code for id, kind in found.types.items()},
        [StayDates(night, night + timedelta(days=1))],
    )
    return {
        "rooms": sum(found.capacities.values()),
        "rooms_sold": sum(count.sold for count in counts.values()),
    }


def _now(desk: Desk, lines: Lines, arriving: list[DayStay], leaving: list[DayStay]) -> dict[str, Any]:
    """Who is in the house, and what waits."""
    present = days.in_house(desk.property)
    complete = complete_registrations(desk.property, [stay.id for stay in present])
    unregistered = [stay for stay in present if complete[stay.id] < max(stay.adults, 1)]
    unassigned = [
        stay for stay in arriving if stay.status is StayStatus.RESERVED and stay.room_number is None
    ]
    owing = {stay.booking: stay for stay in leaving if stay.status in HERE and stay.balance > 0}
    waiting = [
        Waiting(
            "no-show",
            _("Arrivals overdue"),
            _("Should have arrived before today: check in, or record a no-show."),
            lines.of(days.overdue_arrivals(desk.property, desk.today)),
        ),
        Waiting(
            "overdue",
            _("Departures overdue"),
            _("Should have left before today: check out, or move the dates."),
            lines.of(stay for stay in present if stay.check_out < desk.today),
        ),
        Waiting("owing", _("Leaving today with a balance"), "", lines.of(owing.values())),
        Waiting(
            "unregistered",
            _("Registration incomplete"),
            _("The law wants every guest's name, nationality and document."),
            lines.of(unregistered),
        ),
        Waiting(
            "unassigned",
            _("Arriving soon without a room number"),
            ngettext("Within %(days)s day.", "Within %(days)s days.", SOON_DAYS) % {"days": SOON_DAYS},
            lines.of(unassigned),
        ),
    ]
    to_clean = rooms_to_clean(desk.property)
    changes, tasks = waiting_changes(desk.property), groups_of(desk)
    if any(change.held_until <= desk.now for change in changes):  # no worker has dropped it yet
        end_all_over(property=desk.property, now=desk.now)
        changes = waiting_changes(desk.property)
    return {
        "in_house": lines.of(present),
        "waiting": [each for each in waiting if each.lines],
        "changes": changes,
        "tasks": tasks,
        "rooms_to_clean": to_clean,
        "waits": sum(len(each.lines) for each in waiting)
        + len(changes)
        + sum(len(group.tasks) for group in tasks)
        + len(to_clean),
    }


@staff_page(allowed=may_change_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def cleaned(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Rooms are cleaned: those ticked, or the one whose button was pressed."""
    if request.method != "POST":
        return redirect("extranet:day", slug=desk.property.slug)
    done = mark_cleaned(property=desk.property, rooms=request.POST.getlist("room"))
    if done:
        rooms = ", ".join(done)
        messages.success(
            request,
            ngettext("Room %(rooms)s is ready.", "Rooms %(rooms)s are ready.", len(done)) % {"rooms": rooms},
        )
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect("extranet:day", slug=desk.property.slug)
