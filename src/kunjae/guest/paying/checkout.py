"""One attempt to pay: what to do, the page that a browser comes back to, and what became of it.

That a browser comes back confirms nothing. The page waits for the word of the bank or the hotel and tells it by itself;
without a script it is read again by pressing a button.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kunjae.guest.access import show
from kunjae.guest.paying.admission import Payer, payer_page
from kunjae.guest.paying.countdown import Countdown, look_of, pause_before
from kunjae.guest.paying.reading import Found, found_attempt
from kunjae.guest.paying.states import CAN_BE_TRIED_AGAIN, LOOKED_AT_AGAIN, Outcome, outcome
from kunjae.guest.paying.words import Speaker, Told, told
from kunjae.kernel.texts import in_language
from kunjae.payments.ports import Provider
from kunjae.payments.providers.errors import NoSuchProvider
from kunjae.payments.providers.registry import provider

MOST_BYTES = 8 * 1024 * 1024

COPIED = ("bank", "account_name", "account_number", "swift", "number", "code")
"""What a provider's data may hold for the guest's banking app, in the order of its form."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an attempt stands at one moment."""

    found: Found
    outcome: Outcome
    told: Told
    provider: Provider | None

    @property
    def is_by_hand(self) -> bool:
        return self.provider is not None and not self.provider.can.proves

    @property
    def takes_slip(self) -> bool:
        """Whether a slip may be sent, also a better one after the first, also a new one after a refused one."""
        open_for_it = (Outcome.TRANSFER, Outcome.SLIP_SENT, Outcome.SLIP_REFUSED)
        return self.is_by_hand and self.found.row.closed_at is None and self.outcome in open_for_it

    @property
    def shows_how(self) -> bool:
        """Whether the code or the account is still to be shown."""
        return self.outcome in (Outcome.TRANSFER, Outcome.AWAITED) and bool(self.found.row.data)

    @property
    def may_leave(self) -> bool:
        """Whether the provider's page is still to be gone to."""
        return self.outcome is Outcome.AWAITED and bool(self.found.row.url) and not self.found.attempt.came


def standing(payer: Payer) -> Standing:
    """All that is known of the attempt now."""
    desk = payer.desk
    known = _provider(payer.checkout.provider)
    found = found_attempt(desk.property, payer.checkout, proves=bool(known and known.can.proves))
    what = outcome(found.attempt, desk.now)
    note = found.slip.note if found.slip else ""
    return Standing(found, what, told(found.attempt, what, Speaker(desk.hotel, desk.language), note), known)


def _provider(code: str) -> Provider | None:
    try:
        return provider(code)
    except NoSuchProvider:
        return None


@payer_page
@require_safe
def checkout(request: HttpRequest, payer: Payer) -> HttpResponse:
    """The whole page."""
    return checkout_page(request, payer)


def checkout_page(
    request: HttpRequest, payer: Payer, *, slip_error: str = "", status: int = 200
) -> HttpResponse:
    """The page; `slip_error`: what was wrong with the slip that was just sent."""
    at = standing(payer)
    content = _outcome(payer, at, look=0) | {
        "how": _how(payer, at),
        "takes_slip": at.takes_slip,
        "slip_error": slip_error,
        "most_bytes": MOST_BYTES,
        "slip_address": payer.address("slip"),
        "way_name": in_language(at.provider.name, payer.desk.language) if at.provider else "",
    }
    return show(request, payer.desk, "kunjae/guest/paying/checkout.html", content, status=status)


@payer_page
@require_safe
def outcome_part(request: HttpRequest, payer: Payer) -> HttpResponse:
    """What became of it, as a part of the page: asked for again and again, less often each time. Once something has
    happened, the whole page is read anew."""
    look = look_of(request.GET.get("look"))
    at = standing(payer)
    if request.GET.get("was") != at.outcome.value:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    content = _outcome(payer, at, look=look)
    return render(request, "kunjae/guest/paying/outcome.html", content | {"desk": payer.desk})


def _outcome(payer: Payer, at: Standing, *, look: int) -> dict[str, Any]:
    change = at.found.attempt.change
    waits_for_change = change is not None and change.is_open
    ends = change.held_until if change and waits_for_change else at.found.row.expires_at
    return {
        "checkout": at.found.row,
        "attempt": at.found.attempt,
        "outcome": at.outcome.value,
        "told": at.told,
        "link": payer.link,
        "booking_code": at.found.row.booking.code,
        "pay_address": payer.pay_address,
        "checkout_address": payer.address("checkout"),
        "leave_address": payer.address("checkout_leave") if at.may_leave else "",
        "outcome_address": payer.address("checkout_outcome"),
        "can_try_again": at.outcome in CAN_BE_TRIED_AGAIN,
        "countdown": Countdown(ends, payer.desk.now)
        if at.outcome in (Outcome.TRANSFER, Outcome.AWAITED, Outcome.PART, Outcome.DECLINED)
        and waits_for_change
        else None,
        "pause": pause_before(look) if at.outcome in LOOKED_AT_AGAIN else None,
        "next_look": look + 1,
        "looks": at.outcome in LOOKED_AT_AGAIN,
    }


def _how(payer: Payer, at: Standing) -> dict[str, Any] | None:
    """The code, the account, and what to write; None where there is nothing of the kind."""
    if not at.shows_how:
        return None
    data = at.found.row.data
    return {
        "qr": payer.address("qr") if data.get("qr") else "",
        "qr_picture": payer.address("qr_picture") if data.get("qr") else "",
        "lines": [(name, str(data[name])) for name in COPIED if data.get(name)],
        "by_hand": at.is_by_hand,
    }


@payer_page
@require_safe
def leave(request: HttpRequest, payer: Payer) -> HttpResponse:
    """The way to the provider's page.

    The answer to a form must not lead out of the house: `form-action 'self'` holds for every redirect behind it, and no
    list of hosts would be complete, as a bank's own page may be the next. So the form leads here, and this page, which no
    form is on, leads on by itself, with a link for whoever is not led.
    """
    at = standing(payer)
    if not at.may_leave or not _is_a_page(at.found.row.url):
        return redirect(payer.address("checkout"))
    content = {
        "checkout": at.found.row,
        "url": at.found.row.url,
        "way_name": in_language(at.provider.name, payer.desk.language) if at.provider else "",
    }
    response = show(request, payer.desk, "kunjae/guest/paying/leave.html", content)
    response["Refresh"] = f"0; url={at.found.row.url}"
    return response


def _is_a_page(url: str) -> bool:
    """An address of the web, as providers give them, or one of our own: never another scheme, never a header's end."""
    if any(sign.isspace() or not sign.isprintable() for sign in url):
        return False
    parts = urlsplit(url)
    if not parts.scheme and not parts.netloc:
        return url.startswith("/")
    return bool(parts.netloc) and parts.scheme in ("https", urlsplit(settings.BASE_URL).scheme)
