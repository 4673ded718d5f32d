"""The change page: stage, preview, reset, and one confirmation at the end (rules.md 5 and 6).

What is staged travels in the page. Every button posts the whole page with `do` naming what it does (`edit:1`,
`stage`, `cancel:2`, `save`), and the answer is the page anew: with or without JavaScript.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from kunjae.accounts.roles import may_change_bookings
from kunjae.bookings.errors import NoSuchBooking
from kunjae.changes.commands import Confirmed, confirm_change
from kunjae.changes.errors import PlanOutdated, PlanRefused, ReasonRequired
from kunjae.changes.facts import ChangePlan
from kunjae.changes.queries import open_booking
from kunjae.changes.wording import money_text
from kunjae.extranet.access import Desk, staff_page
from kunjae.extranet.change.actions import press
from kunjae.extranet.change.content import show_page
from kunjae.extranet.change.page import Page
from kunjae.extranet.change.staging import MOST_REASON, Staging
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.formats import format_money
from kunjae.kernel.parsing import parse_text
from kunjae.pages.presentation import Seen
from kunjae.payments.queries import refunds_under_way


@staff_page(allowed=may_change_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """The page; a POST does what its button says and shows the page again, until `save` succeeds.

    `?stage=` with operations as JSON (api.md) opens it with these staged and previewed, as the calendar does.
    """
    carried = (
        Staging.from_post(request.POST) if request.method == "POST" else Staging.from_address(request.GET)
    )
    staging = carried.usable(desk.hotel.currency)
    verb, _colon, rest = request.POST.get("do", "").partition(":")
    if verb == "save":
        return _save(request, desk, code, staging)
    page = _page(request, desk, code, staging)
    if request.method == "POST":
        press(page, verb, rest)
    return show_page(page)


def _page(request: HttpRequest, desk: Desk, code: str, staging: Staging) -> Page:
    """The page with the booking as it is now; 404 when the property has none of that code."""
    try:
        opened = open_booking(desk.property, code)
    except NoSuchBooking as error:
        raise Http404 from error
    return Page(request, desk, opened, staging, month=request.POST.get("month", ""))


def _save(request: HttpRequest, desk: Desk, code: str, staging: Staging) -> HttpResponse:
    """Confirm what the page showed; on success back to the booking, else the page with what is in the way."""
    try:
        confirmed = confirm_change(
            property=desk.property,
            code=code,
            operations=staging.parsed(desk.hotel.currency),
            digest=request.POST.get("digest", ""),
            record=staging.record,
            actor=desk.actor,
            now=desk.now,
            reason=parse_text(staging.reason, "reason", most=MOST_REASON, blank=True),
        )
    except KunjaeError as error:
        return _not_saved(_page(request, desk, code, staging), error)
    _tell(request, desk, confirmed)
    code = confirmed.plan.facts.booking.code
    address = reverse("extranet:booking", kwargs={"slug": desk.property.slug, "code": code})
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


def _not_saved(page: Page, error: KunjaeError) -> HttpResponse:
    """The page as things stand now, with what is in the way and all that was staged."""
    words = error.text(page.desk.language)
    if isinstance(error, PlanOutdated):
        page.outdated = Seen.from_text(page.posted.get("seen", ""))
        return show_page(page, status=409)
    if isinstance(error, ReasonRequired) or _is_about_the_reason(error):
        page.confirming, page.reason_error = True, words
        return show_page(page, status=422)
    page.refusals.append(words)
    return show_page(page, status=422 if isinstance(error, PlanRefused | InvalidInput) else 409)


def _is_about_the_reason(error: KunjaeError) -> bool:
    return isinstance(error, InvalidInput) and all(wrong.path == "reason" for wrong in error.errors)


def _tell(request: HttpRequest, desk: Desk, confirmed: Confirmed) -> None:
    """What was saved, and what to do about money next: nothing moves by itself (rules.md 6.4)."""
    plan = confirmed.plan
    figure = format_money(plan.total.change, desk.hotel.currency, desk.language, signed=True, unit=True)
    saved = _("The change is saved. Change in value: %(figure)s. The old booking is kept in the history.") % {
        "figure": figure
    }
    messages.success(request, saved)
    messages.info(request, _next_step(desk, plan), extra_tags="next")


def _next_step(desk: Desk, plan: ChangePlan) -> str:
    """What to do about money, with a button that leads there: its page proposes that amount and no more."""
    words, money = money_text(plan, desk.language), plan.money
    name, text, amount = "", "", 0
    if money.collect_now:
        name, text, amount = "request_payment", _("Send payment request for %(amount)s"), money.collect_now
    elif money.to_return:
        under_way = refunds_under_way(desk.property, plan.facts.booking.id)
        name, text, amount = "refund", _("Refund %(amount)s"), money.to_return - under_way
    if amount <= 0 or not desk.may_record_payments:
        return words
    return format_html(
        '{}<br><a class="button button--small" href="{}">{}</a>',
        words,
        reverse(f"extranet:{name}", args=[desk.property.slug, plan.facts.booking.code]),
        text % {"amount": format_money(amount, desk.hotel.currency, desk.language, unit=True)},
    )
