"""The booking calendar: rooms down, days across. Looking is for all; booking, blocking and holding for who may change.

A bar that is dragged, or moved by keyboard, leads to the change page with that operation staged: nothing is ever saved
from here. Without JavaScript a bar is a link to its booking, a room's number one to its free nights.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from kunjae.bookings.calendar import stay_on_card
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.calendar.content import calendar_of
from kunjae.extranet.calendar.drawing import drawn
from kunjae.extranet.calendar.forms import SPANS, WindowForm
from kunjae.extranet.calendar.layout import Window
from kunjae.extranet.calendar.legend import DUE, WORDS
from kunjae.extranet.calendar.states import is_due, state_of_stay
from kunjae.kernel.stay_dates import EARLIEST_DATE, LATEST_DATE
from kunjae.properties.queries import house


@staff_page()
@require_safe
def calendar(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The calendar of 14 or 30 days (`?start=`, `?days=`), from yesterday if nothing is asked for."""
    form = WindowForm(request.GET)
    window = form.window(desk.today)
    found = calendar_of(desk.property, house(desk.property), window, now=desk.now, today=desk.today)
    content = {
        "form": form,
        "window": window,
        "last": window.until - timedelta(days=1),
        "grid": drawn(found, desk.hotel, language=desk.language, may_change=desk.may_change),
        "has_rooms": bool(found.types),
        "legend": [*WORDS.items(), ("due", DUE)],
        "spans": [
            {"days": days, "url": _address(window.first, days), "is_current": days == window.days}
            for days in SPANS
        ],
        "earlier": _address(window.first - timedelta(days=window.days // 2), window.days),
        "later": _address(window.first + timedelta(days=window.days // 2), window.days),
        "now": _address(None, window.days),
    }
    return show(request, desk, "kunjae/calendar/page.html", content, status=200 if form.is_valid() else 422)


@staff_page()
@require_safe
def stay(request: HttpRequest, desk: Desk, *, code: str, number: int) -> HttpResponse:
    """What a bar's card says of its stay: as a page, or only the card when the calendar's script asks."""
    found = stay_on_card(desk.property, code.upper(), number)
    if found is None:
        raise Http404
    state = state_of_stay(
        found.status, found.check_out, desk.today, value=found.value, paid=found.paid, waits=found.waits
    )
    due = is_due(state, value=found.value, paid=found.paid)
    content = {"stay": found, "state": state, "word": WORDS[state], "due": DUE if due else ""}
    return partly(request, desk, "kunjae/calendar/stay.html", content)


def partly(
    request: HttpRequest, desk: Desk, template: str, content: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page, or only its part `panel` when the calendar's script asks for it."""
    wanted = template + ("#panel" if request.headers.get("HX-Request") else "")
    answer = show(request, desk, wanted, content, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _address(start: date | None, days: int) -> str:
    """The calendar from that day on, as far as there are days; None: from yesterday."""
    asked: dict[str, object] = {} if start is None else {"start": min(max(start, EARLIEST_DATE), LATEST_DATE)}
    return f"?{urlencode(asked | {'days': days})}"


def window_address(start: str, days: str) -> str:
    """What a form carried of the window that it was opened from; nothing else comes of it than a window."""
    form = WindowForm({"start": start, "days": days})
    if not form.is_valid() or not form.cleaned_data["start"]:
        return ""
    window: Window = form.window(form.cleaned_data["start"])
    return _address(window.first, window.days)
