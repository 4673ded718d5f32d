"""A guest pays: the ways there are, an attempt, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from kunjae.api.bodies import read_json
from kunjae.api.documented import documented, link
from kunjae.api.guest_callers import GuestBearer, GuestCaller, guest_of
from kunjae.api.guest_requests import checkout_id, read_payment_wish
from kunjae.api.language import language_of
from kunjae.api.problems import Refused, json_response
from kunjae.api.schemas.guest import Checkout as CheckoutShape
from kunjae.api.schemas.guest import PayRequest, WaysToPay
from kunjae.changes.models import PendingChange
from kunjae.changes.queries import pending_change
from kunjae.changes.rules.guest import money_now
from kunjae.guest.booking.opening import opened_now
from kunjae.guest.paying.admission import address_of
from kunjae.guest.paying.amounts import too_much
from kunjae.guest.paying.reading import change_to_pay, checkout_row, found_attempt
from kunjae.guest.paying.starting import end_of
from kunjae.guest.paying.states import outcome
from kunjae.guest.paying.ways import Way, chosen_way, ways_to_pay
from kunjae.kernel.errors import FieldError, InvalidInput, KunjaeError, invalid
from kunjae.kernel.moments import moment_text
from kunjae.kernel.money import amount_text
from kunjae.payments.commands.checkouts import begin_checkout
from kunjae.payments.errors import (
    AmountNotTaken,
    CannotStartPayment,
    CheckoutClosed,
    ProviderUnknown,
    SlipWaits,
    TooManyAttempts,
)
from kunjae.payments.facts import Purpose
from kunjae.payments.models import Checkout
from kunjae.payments.providers.accounts import enabled_providers
from kunjae.payments.providers.registry import providers
from kunjae.payments.queries import refunds_under_way
from kunjae.tenancy.ids import new_id

router = Router(tags=["Guest"])
guest = GuestBearer()
AGAIN_AFTER = timedelta(hours=1)
"""When too many attempts were begun."""


@dataclass(frozen=True, slots=True)
class Debt:
    """What the guest is to pay now, minor units: for the change that waits, else of what the booking owes. `most`: as
    much as may be paid."""

    amount: int
    most: int
    pending: PendingChange | None

    @property
    def purpose(self) -> Purpose:
        return Purpose.CHANGE if self.pending else Purpose.BALANCE


def _debt(caller: GuestCaller) -> Debt:
    found = opened_now(caller.property, caller.code, caller.now)
    pending = pending_change(caller.property, caller.session.booking_id)
    if pending is not None:
        missing = change_to_pay(caller.property, pending).missing
        return Debt(missing, missing, pending)
    # What is on its way back pays for nothing any more.
    going_back = refunds_under_way(caller.property, caller.session.booking_id)
    facts = found.booking.facts
    due = money_now(replace(facts, paid=facts.paid - going_back))
    return Debt(due.collect_now or max(0, due.balance), max(0, due.balance), None)


def _ways(caller: GuestCaller, amount: int, language: str) -> tuple[Way, ...]:
    return ways_to_pay(enabled_providers(caller.property), amount, caller.property.currency, language)


@router.get("/guest/{slug}/pay", auth=guest, **documented("Ways to pay", WaysToPay, has_roles=False))
def guest_ways_to_pay(request: HttpRequest, slug: str) -> HttpResponse:
    """What is to be paid now (for a change that waits, what is missing of it; else what is due, else the balance), and the
    ways that the hotel offers."""
    caller = guest_of(request)
    debt = _debt(caller)
    content = {
        "amount": amount_text(debt.amount, caller.property.currency),
        "purpose": debt.purpose.value,
        "ways": [
            {
                "provider": way.provider,
                "method": way.method.value,
                "name": way.name,
                "step": way.step,
                "takes_amount": way.refusal is None,
            }
            for way in _ways(caller, debt.amount, language_of(request))
        ],
    }
    return json_response(request, content)


@router.post(
    "/guest/{slug}/pay",
    auth=guest,
    **documented(
        "Begin to pay",
        CheckoutShape,
        status=201,
        body=PayRequest,
        problems=[
            "nothing_to_pay",
            "amount_moved",
            "checkout_closed",
            "slip_waits",
            "payment_not_started",
            "provider_down",
            "slowed_down",
        ],
        has_roles=False,
        links={"state": link("guest_checkout", slug="$request.path.slug", id="$response.body#/id")},
    ),
)
def guest_pay(request: HttpRequest, slug: str) -> HttpResponse:
    """One attempt to pay; an older one for the same purpose is closed. The guest pays at `url`, or, where that is empty,
    by what `data` says. Only what the provider or the hotel reports counts as paid: ask `guest_checkout`."""
    caller, language = guest_of(request), language_of(request)
    wish = read_payment_wish(read_json(request), caller.property)
    debt = _debt(caller)
    amount = _amount(debt, wish.amount, caller.property.currency)
    way = _way(_ways(caller, amount, language), f"{wish.provider}:{wish.method.value}")
    id = new_id()
    own_page = settings.BASE_URL + address_of("checkout", caller.property.slug, id)
    try:
        row = begin_checkout(
            property=caller.property,
            code=caller.code,
            purpose=debt.purpose,
            amount=amount,
            provider=way.provider,
            method=way.method,
            now=caller.now,
            expires_at=end_of(way, caller.now, debt.pending, None),
            return_url=wish.return_url or own_page,
            language=language,
            pending=debt.pending.id if debt.pending else None,
            id=id,
        )
    except CannotStartPayment as error:
        if error.down:
            raise Refused("provider_down", _in_both(error), headers={"Retry-After": "5"}) from error
        raise Refused("payment_not_started", _in_both(error)) from error
    except TooManyAttempts as error:
        wait = {"Retry-After": str(int(AGAIN_AFTER.total_seconds()))}
        raise Refused("slowed_down", _in_both(error), headers=wait) from error
    except (SlipWaits, CheckoutClosed) as error:
        raise Refused(error.code, _in_both(error)) from error
    except (ProviderUnknown, AmountNotTaken) as error:
        raise InvalidInput(FieldError("provider", error.code, _in_both(error))) from error
    return json_response(request, _checkout_json(caller, row), 201)


def _amount(debt: Debt, asked: int | None, currency: str) -> int:
    """What is to be paid. Raises Refused (`nothing_to_pay`, `amount_moved`) and InvalidInput."""
    if not debt.amount:
        raise Refused("nothing_to_pay")
    if asked is None:
        return debt.amount
    if asked == 0:
        raise invalid("amount", "amount_not_positive", "must be more than zero", "ต้องมากกว่าศูนย์")
    if debt.pending and asked != debt.amount:
        raise Refused("amount_moved", amount=amount_text(debt.amount, currency))
    if asked > debt.most:
        raise too_much(debt.most, currency)
    return asked


def _way(ways: tuple[Way, ...], value: str) -> Way:
    try:
        return chosen_way(ways, value)
    except InvalidInput as error:
        raise InvalidInput(
            *(FieldError("provider", each.code, each.message) for each in error.errors)
        ) from error


def _in_both(error: KunjaeError) -> dict[str, str]:
    return {language: error.text(language) for language in ("en", "th")}


@router.get(
    "/guest/{slug}/checkouts/{id}",
    auth=guest,
    **documented(
        "What became of an attempt to pay", CheckoutShape, problems=["no_such_checkout"], has_roles=False
    ),
)
def guest_checkout(request: HttpRequest, slug: str, id: str) -> HttpResponse:
    """`outcome` says where the guest stands. Ask again while it is `preparing`, `awaited` or `slip_sent`."""
    caller = guest_of(request)
    row = checkout_row(caller.property, checkout_id(id))
    if row is None or row.booking_id != caller.session.booking_id:
        raise Refused("no_such_checkout")
    return json_response(request, _checkout_json(caller, row))


def _checkout_json(caller: GuestCaller, row: Checkout) -> dict[str, Any]:
    currency = caller.property.currency
    known = {each.code: each for each in providers()}.get(row.provider)
    attempt = found_attempt(caller.property, row, proves=bool(known and known.can.proves)).attempt
    return {
        "id": str(row.id),
        "purpose": row.purpose,
        "outcome": outcome(attempt, caller.now).value,
        "provider": row.provider,
        "amount": amount_text(row.amount, currency),
        "missing": amount_text(attempt.missing, currency),
        "currency": currency,
        "url": row.url,
        "page": settings.BASE_URL + address_of("checkout", caller.property.slug, row.id),
        "reference": row.code,
        "data": row.data,
        "expires_at": moment_text(row.expires_at),
    }
