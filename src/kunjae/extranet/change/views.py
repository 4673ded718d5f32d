"""The change page: stage, preview, reset, and one confirmation at the end (rules.md 5 and 6).

What is staged travels in the page. Every button posts the whole page with `do` naming what it does (`edit:1`,
`stage`, `cancel:2`, `save`), and the answer is the page anew: with or without JavaScript.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from kunjae.accounts.roles import may_change_bookings
from kunjae.bookings.errors import NoSuchBooking
from kunjae.changes.commands import Confirmed, confirm_change
from kunjae.changes.errors import PlanOutdated, PlanRefused, ReasonRequired
from kunjae.changes.queries import open_booking
from kunjae.changes.wording import money_text
from kunjae.extranet.access import Desk, staff_page
from kunjae.extranet.change.actions import press
from kunjae.extranet.change.content import show_page
from kunjae.extranet.change.page import Page
from kunjae.extranet.change.presentation import Seen
from kunjae.extranet.change.staging import MOST_REASON, Staging
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.formats import format_money
from kunjae.kernel.parsing import parse_text


@staff_page(allowed=may_change_bookings)
def change(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """The page; a POST does what its button says and shows the page again, until `save` succeeds."""
    try:
        opened = open_booking(desk.property, code)
    except NoSuchBooking as error:
        raise Http404 from error
    staging = (
        Staging.from_post(request.POST).usable(desk.hotel.currency) if request.method == "POST" else Staging()
    )
    page = Page(request, desk, opened, staging, month=request.POST.get("month", ""))
    verb, _colon, rest = request.POST.get("do", "").partition(":")
    if verb == "save":
        return _save(page)
    if request.method == "POST":
        press(page, verb, rest)
    return show_page(page)


def _save(page: Page) -> HttpResponse:
    """Confirm what the page showed; on success back to the booking, else the page with what is in the way."""
    desk, code = page.desk, page.opened.booking.row.code
    try:
        confirmed = confirm_change(
            property=desk.property,
            code=code,
            operations=page.staging.parsed(desk.hotel.currency),
            digest=page.posted.get("digest", ""),
            record=page.staging.record,
            actor=desk.actor,
            now=desk.now,
            reason=parse_text(page.staging.reason, "reason", most=MOST_REASON, blank=True),
        )
    except PlanOutdated:
        page.outdated = Seen.from_text(page.posted.get("seen", ""))
        page.opened = open_booking(desk.property, code)
        return show_page(page, status=409)
    except (PlanRefused, ReasonRequired, InvalidInput) as error:
        words = error.text(desk.language)
        if isinstance(error, ReasonRequired) or _is_about_the_reason(error):
            page.confirming, page.reason_error = True, words
        else:
            page.refusals.append(words)
        return show_page(page, status=422)
    except KunjaeError as error:
        page.refusals.append(error.text(desk.language))
        return show_page(page, status=409)
    _tell(page, confirmed)
    address = reverse("extranet:booking", kwargs={"slug": desk.property.slug, "code": code})
    return HttpResponseClientRedirect(address) if page.request.htmx else redirect(address)  # type: ignore[attr-defined]


def _is_about_the_reason(error: KunjaeError) -> bool:
    return isinstance(error, InvalidInput) and all(wrong.path == "reason" for wrong in error.errors)


def _tell(page: Page, confirmed: Confirmed) -> None:
    """What was saved, and what to do about money next: nothing moves by itself (rules.md 6.4)."""
    desk, plan = page.desk, confirmed.plan
    figure = format_money(plan.total.change, desk.hotel.currency, desk.language, signed=True, unit=True)
    saved = _("The change is saved. Change in value: %(figure)s. The old booking is kept in the history.") % {
        "figure": figure
    }
    messages.success(page.request, saved)
    messages.info(page.request, money_text(plan, desk.language), extra_tags="next")
