"""A new booking at the desk: what can be had, the rooms chosen, who books, what is paid; one button that books.

What is chosen travels in the page. Every button posts the whole page with `do` naming what it does (`add:STD BAR`,
`remove:1`, `book`), and the answer is the page anew: with or without JavaScript.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from kunjae.accounts.roles import may_change_bookings
from kunjae.bookings.commands import Booker
from kunjae.changes.commands.take import Received, Taken, take_booking
from kunjae.changes.errors import PlanOutdated, PlanRefused
from kunjae.extranet.access import Desk, staff_page
from kunjae.extranet.new_booking.actions import press
from kunjae.extranet.new_booking.content import show_page
from kunjae.extranet.new_booking.page import Page, hold_is_gone, page_opened, page_posted, read_shown
from kunjae.inventory.blocking import NoSuchBlock
from kunjae.inventory.releasing import release_ended_holds
from kunjae.kernel.errors import InvalidInput, KunjaeError


@staff_page(allowed=may_change_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def new_booking(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page; a POST does what its button says and shows the page again, until `book` succeeds.

    An address may ask for `check_in`, `check_out`, `adults`, `children`, `room_type`, `room` and a `hold` to turn into
    a booking.
    """
    verb, _colon, rest = request.POST.get("do", "").partition(":")
    if verb == "book":
        return _book(page_posted(request, desk))
    release_ended_holds(property=desk.property, now=desk.now)
    if request.method != "POST":
        return show_page(page_opened(request, desk))
    page = page_posted(request, desk)
    press(page, verb, rest)
    if verb == "find" and request.htmx.target == "people":  # type: ignore[attr-defined]
        return render(request, "kunjae/new_booking/people.html", {"page": page, "era": desk.hotel.era})
    return show_page(page)


def _book(page: Page) -> HttpResponse:
    """Book what the page showed; on success to the confirmation, else the page with what is in the way."""
    if not page.basket.rooms:
        page.say("refuse", _("Please choose a room first."), _("Not booked yet"))
        return show_page(page, status=422, complete=True)
    guest, money = page.guest.is_valid(), page.money.is_valid()
    if page.plan is None or not guest or not money:
        page.say("refuse", _("Please see to the marked fields."), _("Not booked yet"))
        return show_page(page, status=422, complete=True)
    try:
        taken = _take(page)
    except KunjaeError as error:
        return _not_booked(page, error)
    request, slug = page.request, page.desk.property.slug
    if not taken.made:
        messages.info(request, _("This form had been booked before; nothing was booked a second time."))
    address = reverse("extranet:booked", kwargs={"slug": slug, "code": taken.code})
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


def _take(page: Page) -> Taken:
    desk, given, paid = page.desk, page.guest.cleaned_data, page.money.cleaned_data
    received = None
    if paid["method"] and desk.may_record_payments:
        received = Received(paid["method"], paid["amount"], paid["reference"])
    return take_booking(
        property=desk.property,
        form=page.form,
        booker=Booker(**{name: given[name] for name in ("name", "email", "phone", "language", "country")}),
        stays=page.basket.stays,
        source=given["source"],
        actor=desk.actor,
        now=desk.now,
        notes=given["notes"],
        received=received,
        hold=page.hold.id if page.hold else None,
        terms=page.values.get("terms", ""),
    )


def _not_booked(page: Page, error: KunjaeError) -> HttpResponse:
    """The page as things stand now, with what is in the way and all that was typed."""
    title, language = _("Nothing was booked"), page.desk.language
    if isinstance(error, PlanOutdated):
        page.outdated = read_shown(page.values.get("shown", ""))
        text = _(
            "Prices or terms are others than the page showed. Please look at the marked rooms and book again."
        )
    elif isinstance(error, PlanRefused):
        text = _("A room can't be had as it was chosen; please see the marked rooms.")
    elif isinstance(error, NoSuchBlock):
        text = hold_is_gone()
    else:
        text = error.text(language)
    page.replan()
    if page.plan is None or isinstance(error, InvalidInput):
        text = error.text(language)
    if isinstance(error, InvalidInput):
        page.basket.show(error, language)
    page.say("refuse", text, title)
    return show_page(page, status=422 if isinstance(error, InvalidInput) else 409, complete=True)
