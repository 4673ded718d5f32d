"""The list of bookings: newest first, searched and filtered, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.listing import Place, Wanted, newest_rows
from kunjae.bookings.models import Booking, Stay
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.booking.forms import BookingFilter
from kunjae.kernel.moments import local_date
from kunjae.kernel.texts import in_language
from kunjae.pages.paging import address_with, cursor_of, read_cursor
from kunjae.tenancy.prepared import Rows

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class RoomsTaken:
    """What a booking's stays take: type names with how many of each, and the numbers assigned so far."""

    types: tuple[tuple[str, int], ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One booking of the list, all that its row shows; amounts in minor units."""

    code: str
    url: str
    booker: str
    is_erased: bool
    arrival: date
    departure: date
    rooms: RoomsTaken
    status: str
    value: int
    paid: int
    booked_on: date
    source: str
    waits: bool
    """Whether a change of the guest's waits for its money."""

    @property
    def nights(self) -> int:
        return (self.departure - self.arrival).days

    @property
    def balance(self) -> int:
        """Above zero the guest owes, below zero the hotel does."""
        return self.value - self.paid

    @property
    def has_ended(self) -> bool:
        return not StayStatus(self.status).is_live

    def shown(self, currency: str, era: str) -> SafeString:
        """Its table row in the language of the page."""
        return _row(self, currency, era, get_language())


@lru_cache(maxsize=4_000)
def _row(line: Line, currency: str, era: str, language: str | None) -> SafeString:
    """A row is drawn once for what it shows: a list is looked at far more often than its bookings change."""
    return render_to_string("kunjae/booking/list_row.html", {"line": line, "currency": currency, "era": era})


@staff_page()
@require_safe
def bookings(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page, or only its results when htmx asks while somebody types."""
    form = BookingFilter(request.GET)
    rows: list[SafeString] = []
    next_page = ""
    after = read_cursor(request.GET.get("after", ""))
    if form.is_valid():
        found = newest_rows(desk.property, _wanted(form), most=PAGE_SIZE + 1, below=after)
        lines = _lines(desk, found[:PAGE_SIZE])
        rows = [line.shown(desk.hotel.currency, desk.hotel.era) for line in lines]
        last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
        next_page = cursor_of(Place(last.booked_at, last.id)) if last else ""
    content = {
        "form": form,
        "rows": rows,
        "is_filtered": form.is_used,
        "is_later_page": after is not None,
        "next_url": address_with(request.GET, after=next_page) if next_page else "",
        "first_url": address_with(request.GET, after=None),
        "chips": _chips(desk, request.GET),
    }
    partly = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    template = "kunjae/booking/list.html" + ("#results" if partly else "")
    answer = show(request, desk, template, content, status=200 if form.is_valid() else 422)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _wanted(form: BookingFilter) -> Wanted:
    given = form.cleaned_data
    return Wanted(
        arriving_from=given["arriving_from"],
        arriving_to=given["arriving_to"],
        status=StayStatus(given["status"]) if given["status"] else None,
        text=given["q"],
    )


_STAYS = Rows(
    lambda hotel, bookings: (
        Stay.objects.of(hotel)
        .filter(booking_id__in=bookings)
        .order_by("booking_id", "number")
        .values_list("booking_id", "status", "room_type__name", "room__number")
    )
)


def _lines(desk: Desk, rows: Sequence[Booking]) -> list[Line]:
    stays: dict[UUID, list[tuple[bool, str, str | None]]] = {row.id: [] for row in rows}
    for booking_id, status, name, room in _STAYS(desk.property.id, list(stays)):
        stays[booking_id].append((StayStatus(status).is_live, in_language(name, desk.language), room))
    address = reverse("extranet:booking", args=[desk.property.slug, "CODE"])
    return [
        Line(
            code=row.code,
            url=address.replace("CODE", row.code),
            booker=row.booker.name,
            is_erased=row.booker.erased_at is not None,
            arrival=row.arrival,
            departure=row.departure,
            rooms=_rooms(stays[row.id]),
            status=row.status,
            value=row.value,
            paid=row.paid,
            booked_on=local_date(row.booked_at, desk.property.timezone),
            source=row.source,
            waits=row.pending_id is not None,
        )
        for row in rows
    ]


def _rooms(stays: Iterable[tuple[bool, str, str | None]]) -> RoomsTaken:
    """Of the stays that count; of all when none does."""
    stays = list(stays)
    counted = [stay for stay in stays if stay[0]] or stays
    types = Counter(stay[1] for stay in counted)
    return RoomsTaken(tuple(types.items()), tuple(room for *_rest, room in counted if room))


def _chips(desk: Desk, given: QueryDict) -> list[dict[str, object]]:
    """Filters that are one touch away. They replace dates and status, and keep the search."""
    today = desk.today.isoformat()
    chips: list[tuple[str, dict[str, str]]] = [
        (_("All"), {}),
        (_("Arriving today"), {"arriving_from": today, "arriving_to": today, "status": "reserved"}),
        (_("Checked in"), {"status": "in_house"}),
        (_("Cancelled"), {"status": "cancelled"}),
    ]
    names = ("arriving_from", "arriving_to", "status")
    return [
        {
            "text": text,
            "url": address_with(given, after=None, **{name: wanted.get(name) for name in names}),
            "is_current": all(given.get(name, "") == wanted.get(name, "") for name in names),
        }
        for text, wanted in chips
    ]
