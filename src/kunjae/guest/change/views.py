"""The guest's change page: choose for each stay, see what it would do, confirm once (rules.md 5 and 7).

What is chosen travels in the page. Every button posts the whole page with `do` naming what it does (`dates:1`,
`stage`, `cancel:2`, `confirm`), and the answer is the page anew: with or without JavaScript. A link may open it turned
to a stay, `?stay=1`, or at what to do with it: `?do=dates:1`, `?do=type:1`, `?do=cancel:1`.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from kunjae.bookings.errors import NoSuchBooking
from kunjae.changes.commands.guest import GuestOutcome, confirm_guest_change
from kunjae.changes.commands.pending import end_if_over
from kunjae.changes.errors import GuestPlanOutdated, GuestRefused, PlanRefused
from kunjae.changes.queries import OpenedBooking, open_booking
from kunjae.guest.access import GuestDesk, guest_page
from kunjae.guest.change.actions import INVALID, press
from kunjae.guest.change.content import show_overview
from kunjae.guest.change.money import back_sentence, way_of
from kunjae.guest.change.page import Page
from kunjae.guest.change.staging import Staged
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.pages.presentation import Seen

CONFLICT = 409
OPENED_BY_LINK = ("dates", "type", "cancel")


@guest_page
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """The page; a POST does what its button says and shows the page again, until `confirm` succeeds."""
    carried = Staged.from_text(request.POST.get("staged", ""), desk.hotel.currency)
    verb, _colon, rest = (request.POST or request.GET).get("do", "").partition(":")
    page = _page(request, desk, carried)
    if request.method == "POST" and verb == "confirm":
        return _confirm(page)
    if request.method == "POST":
        return press(page, verb, rest)
    if stay := request.GET.get("stay", ""):
        page.turned_to = page.stay(stay).number
    return press(page, verb if verb in OPENED_BY_LINK else "", rest)


@guest_page
@require_safe
def cancel(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """The same page with every stay cancelled in its preview, or the one that `?stay=` names."""
    page = _page(request, desk, Staged())
    stay = request.GET.get("stay", "")
    return press(page, "cancel", stay) if stay else press(page, "cancel_all", "")


def _page(request: HttpRequest, desk: GuestDesk, carried: Staged) -> Page:
    """The page with the booking as it is now; what was chosen before and cannot be asked any more is dropped."""
    opened = _opened(desk)
    page = Page(request, desk, opened, carried.fitting(opened.booking.facts, opened.house.by_code))
    if page.staged != carried:
        page.troubles.append(_("Your booking changed meanwhile. Please look at it again: nothing was saved."))
    return page


def _opened(desk: GuestDesk) -> OpenedBooking:
    """The booking; a change of it whose time to pay is over is dropped first."""
    try:
        opened = open_booking(desk.property, desk.code)
        waits = opened.booking.facts.pending_id is not None
        if waits and end_if_over(property=desk.property, code=desk.code, now=desk.now):
            opened = open_booking(desk.property, desk.code)
    except NoSuchBooking as error:
        raise Http404 from error
    return opened


def _confirm(page: Page) -> HttpResponse:
    """Confirm what the page showed. With something to pay, on to the page that waits for it; without, back to the
    booking. What is in the way is shown on the page as things stand now, and nothing is saved."""
    desk = page.desk
    if page.troubles:
        page.status = CONFLICT
        return show_overview(page)
    try:
        outcome = confirm_guest_change(
            property=desk.property,
            code=desk.code,
            operations=page.staged.operations,
            digest=page.posted.get("digest", ""),
            actor=desk.actor,
            now=desk.now,
        )
    except KunjaeError as error:
        return _not_saved(page, error)
    name = "guest:waiting" if outcome.pending else "guest:booking"
    if outcome.entry:
        messages.success(page.request, _saved_text(page, outcome))
    address = reverse(name, kwargs={"slug": desk.property.slug, "code": desk.code})
    return HttpResponseClientRedirect(address) if page.request.htmx else redirect(address)  # type: ignore[attr-defined]


def _not_saved(page: Page, error: KunjaeError) -> HttpResponse:
    """The page as things stand now, with what is in the way and all that was chosen."""
    desk = page.desk
    fresh = _page(page.request, desk, page.staged)
    fresh.status = CONFLICT
    if isinstance(error, GuestPlanOutdated):
        fresh.outdated = Seen.from_text(page.posted.get("seen", ""))
        return show_overview(fresh)
    if isinstance(error, PlanRefused) and not page.staged.operations:
        fresh.status = INVALID
        fresh.troubles.append(_("Nothing is chosen yet."))
    elif isinstance(error, GuestRefused | PlanRefused):
        fresh.troubles.append(_("Nothing was saved: please see below what is in the way."))
    else:
        fresh.status = INVALID if isinstance(error, InvalidInput) else CONFLICT
        fresh.troubles.append(error.text(desk.language))
    return show_overview(fresh)


def _saved_text(page: Page, outcome: GuestOutcome) -> str:
    """What was saved, and what becomes of the money."""
    plan = outcome.plan.plan
    if all(stay.ends for stay in plan.stays):
        saved = _("Your booking is cancelled.")
    elif all(stay.ends for stay in plan.touched):
        saved = _("The room is cancelled.")
    else:
        saved = _("Your change is confirmed.")
    way = way_of(page.desk.property, outcome.refunds)
    return " ".join(filter(None, (saved, back_sentence(way, page.desk.hotel.currency, page.desk.language))))
