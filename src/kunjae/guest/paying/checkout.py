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
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from kunjae.changes.commands.pending import end_if_over
from kunjae.guest.access import show
from kunjae.guest.paying.admission import Payer, payer_page
from kunjae.guest.paying.attempts import known_provider, provider_name
from kunjae.guest.paying.countdown import Countdown, look_of, pause_before
from kunjae.guest.paying.reading import Found, found_attempt
from kunjae.guest.paying.states import (
    CAN_BE_TRIED_AGAIN,
    HURRIES,
    LOOKED_AT_AGAIN,
    NEEDS_A_CALL,
    OVER,
    Outcome,
    outcome,
)
from kunjae.guest.paying.words import Speaker, Told, told
from kunjae.kernel.money import amount_text
from kunjae.payments.pictures import MOST_BYTES
from kunjae.payments.ports import Provider

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
        return self.outcome in (Outcome.TRANSFER, Outcome.AWAITED, Outcome.SLIP_REFUSED) and (
            self.found.row.closed_at is None
        )

    @property
    def may_leave(self) -> bool:
        """Whether the provider's page is still to be gone to."""
        return self.outcome is Outcome.AWAITED and bool(self.found.row.url) and not self.found.attempt.came


def standing(payer: Payer) -> Standing:
    """All that is known of the attempt now."""
    desk = payer.desk
    if payer.checkout.pending_id == payer.checkout.booking.pending_id is not None:
        end_if_over(property=desk.property, code=payer.checkout.booking.code, now=desk.now)
    known = known_provider(payer.checkout.provider)
    found = found_attempt(desk.property, payer.checkout, proves=bool(known and known.can.proves))
    what = outcome(found.attempt, desk.now)
    note = found.slip.note if found.slip else ""
    return Standing(found, what, told(found.attempt, what, Speaker(desk.hotel, desk.language), note), known)


@payer_page
@require_safe
def checkout(request: HttpRequest, payer: Payer) -> HttpResponse:
    """The whole page."""
    return checkout_page(request, payer)


def checkout_page(
    request: HttpRequest, payer: Payer, *, slip_error: str = "", status: int = 200
) -> HttpResponse:
    """The page; `slip_error`: what was wrong with the slip that was just sent."""
    content = _content(payer, standing(payer)) | {"slip_error": slip_error}
    return show(request, payer.desk, "kunjae/guest/paying/checkout.html", content, status=status)


@payer_page
@require_safe
def outcome_part(request: HttpRequest, payer: Payer) -> HttpResponse:
    """What became of it, for the page that asks again and again, less often each time. While nothing has happened, the
    question alone is drawn anew, and what the guest is doing stays; then the payment as it stands now."""
    look = look_of(request.GET.get("look"))
    at = standing(payer)
    if request.GET.get("was") == at.outcome.value:
        content = _looking(payer, at, look=look)
        return show(request, payer.desk, "kunjae/guest/paying/look.html", content)
    response = show(request, payer.desk, "kunjae/guest/paying/happened.html", _content(payer, at))
    response["HX-Retarget"] = "#payment"
    response["HX-Reswap"] = "outerHTML show:window:top"
    return response


def _content(payer: Payer, at: Standing) -> dict[str, Any]:
    return _looking(payer, at, look=0) | {
        "checkout": at.found.row,
        "attempt": at.found.attempt,
        "told": at.told,
        "booking_code": at.found.row.booking.code,
        "way_name": provider_name(payer.checkout.provider, payer.desk.language),
        "plain_amount": amount_text(at.found.row.amount, payer.desk.hotel.currency),
        "countdown": _countdown(payer, at),
        "how": _how(payer, at),
        "takes_slip": at.takes_slip,
        "most_bytes": MOST_BYTES,
        "slip_address": payer.address("slip"),
        "pay_address": payer.pay_address,
        "leave_address": payer.address("checkout_leave") if at.may_leave else "",
        "can_try_again": at.outcome in CAN_BE_TRIED_AGAIN,
        "needs_call": at.outcome in NEEDS_A_CALL,
        "is_over": at.outcome in OVER,
    }


def _looking(payer: Payer, at: Standing, *, look: int) -> dict[str, Any]:
    """What asking again needs."""
    again = at.outcome in LOOKED_AT_AGAIN
    return {
        "outcome": at.outcome.value,
        "link": payer.link,
        "looks": again,
        "pause": pause_before(look) if again else None,
        "next_look": look + 1,
        "outcome_address": payer.address("checkout_outcome"),
        "checkout_address": payer.address("checkout"),
    }


def _countdown(payer: Payer, at: Standing) -> Countdown | None:
    """What is left of the hold of a change that this pays for; other payments have no hurry."""
    change = at.found.attempt.change
    if change is None or not change.is_open or at.outcome not in HURRIES:
        return None
    return Countdown(change.held_until, payer.desk.now)


def _how(payer: Payer, at: Standing) -> dict[str, Any] | None:
    """The code, the account, and what to write; None where there is nothing of the kind."""
    if not at.shows_how:
        return None
    data = at.found.row.data
    lines = [(name, str(data[name])) for name in COPIED if data.get(name)]
    if not lines and not data.get("qr") and not data.get("qr_picture"):
        return None
    return {
        "qr": payer.address("qr") if data.get("qr") or data.get("qr_picture") else "",
        "qr_picture": payer.address("qr_picture") if data.get("qr") else "",
        "lines": lines,
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
        "way_name": provider_name(payer.checkout.provider, payer.desk.language),
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
