"""The page of a change that waits for its money: what waits, how long, the way to pay, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.changes.commands.pending import BY_GUEST, drop_pending_change, end_if_over
from kunjae.changes.models import PendingChange, PendingState
from kunjae.changes.operations_text import operations_from_json
from kunjae.changes.queries import open_booking
from kunjae.guest.access import GuestDesk, guest_page, show
from kunjae.guest.change.staging import Staged
from kunjae.guest.paying.countdown import Countdown
from kunjae.guest.paying.reading import change_to_pay
from kunjae.kernel.stay_dates import StayDates
from kunjae.kernel.texts import in_language
from kunjae.tenancy.prepared import Rows

_NEWEST = Rows(
    lambda hotel, booking: (
        PendingChange.objects.of(hotel).filter(booking_id=booking).order_by("-asked_at", "-id")[:1]
    )
)


@dataclass(frozen=True, slots=True)
class WaitingStay:
    """One stay that the change is about: its place, what it has now and what it gets; `after` None: it is cancelled."""

    position: int
    before: StayDates
    before_type: str
    after: StayDates | None
    after_type: str


@guest_page
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """What became of the guest's last change. A page that asks by itself whether anything moved says what it `saw`, and
    is answered with nothing while all is still so."""
    if request.method == "POST":
        return _drop(request, desk)
    if desk.booking_id is not None:
        end_if_over(property=desk.property, code=desk.code, now=desk.now)
    pending = _NEWEST.first(desk.property.id, desk.booking_id)
    if pending is None:
        return redirect(_booking_address(desk))
    if request.GET.get("saw") == _state(pending):
        return HttpResponse(status=204)
    return show(request, desk, "kunjae/guest/change/waiting.html", _content(desk, pending))


def _state(pending: PendingChange) -> str:
    """What a page that shows this change has seen of it."""
    return f"{pending.id.hex}-{pending.state}"


def _content(desk: GuestDesk, pending: PendingChange) -> dict[str, object]:
    state = PendingState(pending.state)
    is_open = state in (PendingState.WAITING, PendingState.SLIP)
    return {
        "pending": pending,
        "state": state.value,
        "saw": _state(pending),
        "is_open": is_open,
        "stays": _stays(desk, pending) if is_open else (),
        "waits": change_to_pay(desk.property, pending) if is_open else None,
        "countdown": Countdown(pending.held_until, desk.now),
        "dropped_words": _dropped_text(pending.dropped_because),
    }


def _stays(desk: GuestDesk, pending: PendingChange) -> list[WaitingStay]:
    """The stays that the change is about, as they are and as they will be."""
    opened = open_booking(desk.property, desk.code)
    staged = Staged.of(operations_from_json(pending.operations, desk.hotel.currency))

    def name(code: str) -> str:
        return in_language(opened.house.by_code[code].name, desk.language)

    found = []
    for position, stay in enumerate(opened.booking.facts.stays, start=1):
        if stay.number not in staged.wishes:
            continue
        wish = staged.of_stay(stay.number)
        room_type = wish.room_type or stay.room_type
        found.append(
            WaitingStay(
                position,
                stay.dates,
                name(stay.room_type),
                wish.dates_as(stay, room_type),
                name(room_type),
            )
        )
    return found


def _dropped_text(because: str) -> str:
    """Why a change was dropped, for its guest."""
    return {
        "expired": _("The time to pay is over."),
        "by_guest": _("You dropped this change."),
        "by_staff": _("The hotel dropped this change."),
        "booking_changed": _("The hotel changed your booking meanwhile, so this change could not be made."),
        "slip_refused": _("The hotel did not find the money of your slip."),
        "does_not_fit": _("The money came after the time was over, and the rooms were gone."),
    }.get(because, "")


def _drop(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """Drop the change that the page showed, and no other; not once a slip says that its money is on the way."""
    pending = _NEWEST.first(desk.property.id, desk.booking_id)
    asked = request.POST.get("do") == "drop" and pending and _is(pending, request.POST.get("pending", ""))
    if asked and pending and pending.state == PendingState.WAITING:
        dropped = drop_pending_change(
            property=desk.property, code=desk.code, because=BY_GUEST, actor=desk.actor, now=desk.now
        )
        if dropped:
            messages.success(request, _("The change is dropped. Your booking stays as it was."))
            return redirect(_booking_address(desk))
    return redirect(reverse("guest:waiting", kwargs=_named(desk)))


def _is(pending: PendingChange, text: str) -> bool:
    try:
        seen = UUID(text)
    except ValueError:
        return False
    return bool(seen == pending.id)


def _booking_address(desk: GuestDesk) -> str:
    return reverse("guest:booking", kwargs=_named(desk))


def _named(desk: GuestDesk) -> dict[str, str]:
    return {"slug": desk.property.slug, "code": desk.code}
