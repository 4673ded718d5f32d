"""Check-out, on the last day or before, and no-show: what it costs is previewed like any change."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts.roles import may_change_bookings
from kunjae.changes import commands
from kunjae.changes.errors import BalanceOpen, EarlyDeparture, PlanOutdated, PlanRefused
from kunjae.changes.facts import ChangePlan
from kunjae.changes.operations import NoShow, Operation
from kunjae.changes.queries import load_operations
from kunjae.changes.rules import plan
from kunjae.changes.rules.course import check_departure, check_no_show, early_departure, others_in_house
from kunjae.changes.wording import money_text
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.booking.forms import PaymentForm
from kunjae.extranet.day.stays import MOST_REASON, AtStay, at_stay, pay, payment_form, to_the_day
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.parsing import parse_text
from kunjae.pages.presentation import stay_cards


@staff_page(allowed=may_change_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def check_out(request: HttpRequest, desk: Desk, *, code: str, number: int) -> HttpResponse:
    """The page of a check-out. `do=pay` records money and stays here, `do=check_out` checks out."""
    at = at_stay(request, desk, code, number)
    verb = at.posted.get("do", "")
    if request.method == "POST" and verb == "pay":
        wrong = pay(at)
        return _check_out_page(at.again(), payment=wrong, status=422 if wrong else 200)
    if request.method != "POST" or verb != "check_out":
        return _check_out_page(at)
    try:
        commands.depart(
            property=desk.property,
            code=at.opened.booking.row.code,
            stay=number,
            actor=desk.actor,
            now=desk.now,
            reason=_reason(at),
            digest=at.posted.get("digest", "") or None,
            record=_record(at),
        )
    except KunjaeError as error:
        return _check_out_page(at.again(), error=error, status=_status(error))
    messages.success(request, _("%(name)s is checked out.") % {"name": at.name})
    return to_the_day(desk)


def _check_out_page(
    at: AtStay, *, payment: PaymentForm | None = None, error: KunjaeError | None = None, status: int = 200
) -> HttpResponse:
    desk, stay = at.desk, at.stay
    content = at.content(payment)
    try:
        check_departure(stay)
    except KunjaeError as refusal:
        content["refusal"] = refusal.text(desk.language)
        return show(at.request, desk, "kunjae/day/not_now.html", content, status=status)
    dropping = early_departure(stay, desk.today)
    others_stay = others_in_house(at.booking, stay.number)
    content |= _shown(at, [dropping] if dropping else [], error) | {
        "is_early": dropping is not None,
        "late_nights": max(0, (desk.today - stay.check_out).days),
        "others_stay": others_stay,
    }
    # Who pays before leaving early pays for the nights slept and the fee, not for those that are dropped.
    owed = content["plan"].money.balance
    content["owed"] = owed
    content["must_settle"] = owed > 0 and not others_stay
    if payment is None:
        content["payment_form"] = payment_form(at, owed)
    return show(at.request, desk, "kunjae/day/check_out.html", content, status=status)


@staff_page(allowed=may_change_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def no_show(request: HttpRequest, desk: Desk, *, code: str, number: int) -> HttpResponse:
    """The page of a no-show; `do=no_show` records it."""
    at = at_stay(request, desk, code, number)
    if request.method != "POST" or at.posted.get("do", "") != "no_show":
        return _no_show_page(at)
    try:
        commands.no_show(
            property=desk.property,
            code=at.opened.booking.row.code,
            stay=number,
            actor=desk.actor,
            now=desk.now,
            digest=at.posted.get("digest", ""),
            record=_record(at),
            reason=_reason(at),
        )
    except KunjaeError as error:
        return _no_show_page(at.again(), error=error, status=_status(error))
    messages.success(request, _("%(name)s is recorded as a no-show.") % {"name": at.name})
    return to_the_day(desk)


def _no_show_page(at: AtStay, *, error: KunjaeError | None = None, status: int = 200) -> HttpResponse:
    desk, stay = at.desk, at.stay
    content = at.content()
    try:
        check_no_show(stay, desk.today)
    except KunjaeError as refusal:
        content["refusal"] = refusal.text(desk.language)
        return show(at.request, desk, "kunjae/day/not_now.html", content, status=status)
    content |= _shown(at, [NoShow(stay.number)], error) | {"is_arrival_day": stay.check_in == desk.today}
    return show(at.request, desk, "kunjae/day/no_show.html", content, status=status)


def _shown(at: AtStay, operations: Sequence[Operation], error: KunjaeError | None) -> dict[str, object]:
    """The preview, and what is in the way of confirming it."""
    desk = at.desk
    planned: ChangePlan = plan(
        load_operations(at.opened, operations).facts, operations, desk.now, record=_record(at)
    )
    cards = stay_cards(planned, desk.language)
    words = error.text(desk.language) if error else ""
    about_reason = _is_about_the_reason(error)
    return {
        "plan": planned,
        "card": next(card for card in cards if card.number == at.stay.number),
        "listed": [card for card in cards if card.state != "gone"],
        "money_words": money_text(planned, desk.language),
        "record": _record(at),
        "reason": at.posted.get("reason", ""),
        "reason_error": words if about_reason else "",
        "outdated": isinstance(error, PlanOutdated | EarlyDeparture),
        "refusal": "" if about_reason or isinstance(error, PlanOutdated | EarlyDeparture) else words,
    }


def _record(at: AtStay) -> bool:
    """Ticked, unless the page was sent without the tick."""
    return at.request.method != "POST" or "record" in at.posted or "recording" not in at.posted


def _reason(at: AtStay) -> str:
    return parse_text(at.posted.get("reason", ""), "reason", most=MOST_REASON, blank=True)


def _is_about_the_reason(error: KunjaeError | None) -> bool:
    return isinstance(error, BalanceOpen) or (
        isinstance(error, InvalidInput) and all(wrong.path == "reason" for wrong in error.errors)
    )


def _status(error: KunjaeError) -> int:
    return 422 if isinstance(error, BalanceOpen | InvalidInput | PlanRefused) else 409
