"""A payment request's page: whoever holds the link pays, without a sign-in, and sees as little as that takes.

The hotel is told that its request was seen when somebody touches, scrolls or types on the page, or presses a button to
pay. Reading the page is not enough: programs that guard mailboxes open every link before the reader does, and a request
that is seen but not by its guest would leave the hotel waiting for nothing.
"""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST

from kunjae.guest.access import GuestDesk, show, visitor_page
from kunjae.guest.paying.attempts import shown_attempts
from kunjae.guest.paying.countdown import Countdown
from kunjae.guest.paying.reading import FoundRequest, found_request
from kunjae.guest.paying.starting import new_mark, start
from kunjae.guest.paying.ways import chosen_way, ways_to_pay
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.money import amount_text, parse_amount
from kunjae.payments.commands.requests import see_payment_request
from kunjae.payments.errors import CannotStartPayment
from kunjae.payments.facts import CheckoutState, Purpose, RequestState
from kunjae.payments.links import read_request_token
from kunjae.payments.providers.accounts import enabled_providers


@visitor_page
@require_http_methods(["GET", "HEAD", "POST"])
def payment_request(request: HttpRequest, desk: GuestDesk, *, token: str) -> HttpResponse:
    """What is asked for, and the ways to pay it."""
    found = _found(desk, token)
    if request.method != "POST":
        return _first_seen(request, desk, found, token)
    _mark_seen(desk, found)
    try:
        amount = parse_amount(request.POST.get("amount", ""), desk.hotel.currency, "amount")
        if not found.can_be_paid or amount != found.missing:
            return _page(request, desk, found, token, status=409)
        way = chosen_way(
            ways_to_pay(enabled_providers(desk.property), amount, desk.hotel.currency, desk.language),
            request.POST.get("way", ""),
        )
        return start(
            desk,
            code=found.row.booking.code,
            amount=amount,
            way=way,
            mark=request.POST.get("mark", ""),
            purpose=Purpose.REQUEST,
            request=found.row,
            link=token,
        )
    except InvalidInput as error:
        words = "; ".join(each.message.get(desk.language, each.message["en"]) for each in error.errors)
        return _page(request, desk, found, token, error=words, status=422)
    except CannotStartPayment as trouble:
        status = 503 if trouble.down else 422
        return _page(request, desk, found, token, error=trouble.text(desk.language), status=status)
    except KunjaeError as error:
        return _page(request, desk, _found(desk, token), token, error=error.text(desk.language), status=409)


def _first_seen(request: HttpRequest, desk: GuestDesk, found: FoundRequest, token: str) -> HttpResponse:
    """The page in the language of the booking, until whoever looks chooses another."""
    language = found.row.booking.language
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or language not in dict(settings.LANGUAGES):
        return _page(request, desk, found, token)
    with translation.override(language):
        response = _page(request, replace(desk, language=language), found, token)
    response["Content-Language"] = language
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@visitor_page
@require_POST
def seen(request: HttpRequest, desk: GuestDesk, *, token: str) -> HttpResponse:
    """Somebody is looking at the page."""
    _mark_seen(desk, _found(desk, token))
    return HttpResponse(status=204)


def _found(desk: GuestDesk, token: str) -> FoundRequest:
    """404 for a link that the house did not sign, or for another hotel's."""
    id = read_request_token(token)
    found = found_request(desk.property, id, desk.now) if id else None
    if found is None:
        raise Http404
    return found


def _mark_seen(desk: GuestDesk, found: FoundRequest) -> None:
    if found.state is RequestState.SENT:
        see_payment_request(property=desk.property, request=found.row.id, now=desk.now)


def _page(
    request: HttpRequest,
    desk: GuestDesk,
    found: FoundRequest,
    token: str,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    amount = found.missing if found.can_be_paid else 0
    ways = (
        ways_to_pay(enabled_providers(desk.property), amount, desk.hotel.currency, desk.language)
        if amount
        else ()
    )
    content = {
        "request_row": found.row,
        "found": found,
        "state": found.state.value,
        "token": token,
        "booking_code": found.row.booking.code,
        "amount": amount,
        "amount_text": amount_text(amount, desk.hotel.currency),
        "countdown": Countdown(found.row.expires_at, desk.now),
        "ways": ways,
        "can_be_paid": any(way.refusal is None for way in ways),
        "attempts": shown_attempts(found.under_way, desk, token),
        "checks": any(each.state == CheckoutState.SLIP.value for each in found.under_way),
        "mark": new_mark(),
        "error": error,
    }
    return show(request, desk, "kunjae/guest/paying/request.html", content, status=status)
