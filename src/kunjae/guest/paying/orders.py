"""What a guest ordered together to be paid at once: until when, how much, and how."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from kunjae.concierge.models import Order
from kunjae.guest.access import GuestDesk, guest_page, show
from kunjae.guest.paying.attempts import shown_attempts
from kunjae.guest.paying.countdown import Countdown
from kunjae.guest.paying.reading import under_way
from kunjae.guest.paying.starting import new_mark, start
from kunjae.guest.paying.ways import Way, chosen_way, ways_to_pay
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.money import amount_text
from kunjae.ordering.commands.paying import unpaid_orders
from kunjae.payments.errors import CannotStartPayment
from kunjae.payments.facts import CheckoutState, Purpose
from kunjae.payments.providers.accounts import enabled_providers


@guest_page
@require_http_methods(["GET", "HEAD", "POST"])
def pay_orders(request: HttpRequest, desk: GuestDesk, *, basket: UUID) -> HttpResponse:
    """The pay page of a basket, and the beginning of a payment by one of its buttons. Where nothing is left to pay, the
    guest is led to the orders."""
    orders = _to_pay(desk, basket)
    if not orders or _until(desk, orders) <= desk.now:
        return redirect("guest:orders", desk.property.slug, desk.code)
    if request.method != "POST":
        return _page(request, desk, basket, orders)
    try:
        return start(
            desk,
            code=desk.code,
            amount=_amount(orders),
            way=chosen_way(_ways(desk, orders), request.POST.get("way", "")),
            mark=request.POST.get("mark", ""),
            purpose=Purpose.ORDER,
            basket=basket,
            until=_until(desk, orders),
        )
    except InvalidInput as wrong:
        words = "; ".join(each.message.get(desk.language, each.message["en"]) for each in wrong.errors)
        return _page(request, desk, basket, orders, error=words, status=422)
    except CannotStartPayment as trouble:
        status = 503 if trouble.down else 422
        return _page(request, desk, basket, orders, error=trouble.text(desk.language), status=status)
    except KunjaeError as refused:
        return _page(request, desk, basket, orders, error=refused.text(desk.language), status=409)


def _to_pay(desk: GuestDesk, basket: UUID) -> list[Order]:
    return unpaid_orders(desk.property, desk.code, basket)


def _until(desk: GuestDesk, orders: list[Order]) -> datetime:
    return orders[0].ordered_at + desk.hotel.payment_hold


def _amount(orders: list[Order]) -> int:
    return sum(order.amount for order in orders)


def _ways(desk: GuestDesk, orders: list[Order]) -> tuple[Way, ...]:
    providers = enabled_providers(desk.property)
    return ways_to_pay(providers, _amount(orders), desk.hotel.currency, desk.language)


def _page(
    request: HttpRequest,
    desk: GuestDesk,
    basket: UUID,
    orders: list[Order],
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    ways, amount = _ways(desk, orders), _amount(orders)
    found = under_way(desk.property, orders[0].booking_id, desk.now)
    attempts = [row for row in found if row.basket == basket]
    content = {
        "orders": [
            {"name": order.offer_name, "quantity": order.quantity, "amount": order.amount} for order in orders
        ],
        "basket": basket,
        "amount": amount,
        "amount_text": amount_text(amount, desk.hotel.currency),
        "countdown": Countdown(_until(desk, orders), desk.now),
        "ways": ways,
        "keeps": any(way.keeps for way in ways),
        "can_be_paid": any(way.refusal is None for way in ways),
        "attempts": shown_attempts(attempts, desk),
        "checks": any(row.state == CheckoutState.SLIP.value for row in attempts),
        "mark": new_mark(),
        "error": error,
    }
    return show(request, desk, "kunjae/guest/paying/orders.html", content, status=status)
