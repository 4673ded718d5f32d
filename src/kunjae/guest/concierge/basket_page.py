"""The basket: what it costs, part by part, and the one button that orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kunjae.concierge.errors import OfferRefused, PriceChanged
from kunjae.concierge.facts import OrderPayment, OrderStatus
from kunjae.concierge.models import Order
from kunjae.guest.access import GuestDesk, guest_page, show
from kunjae.guest.concierge.basket import Basket, basket_of, forget_basket, keep_basket
from kunjae.guest.concierge.opening import open_shelf
from kunjae.guest.concierge.quoting import Line, priced, total_of
from kunjae.kernel.errors import InvalidInput
from kunjae.ordering.commands import place_orders
from kunjae.pages.shown import TaxLine, split_lines
from kunjae.properties.rules import sum_of_splits

CONFLICT = 409


@guest_page
@require_http_methods(["GET", "HEAD", "POST"])
def basket(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """What is chosen. A POST takes something out (`do=remove:<name>`), or orders all of it (`do=order`)."""
    held = basket_of(request, desk)
    verb, _colon, rest = request.POST.get("do", "").partition(":")
    if request.method == "POST" and verb == "remove":
        response = redirect("guest:basket", slug=desk.property.slug, code=desk.code)
        keep_basket(response, desk, held.without(rest))
        return response
    if request.method == "POST" and verb == "order":
        return _order(request, desk, held)
    return _shown(request, desk, held)


def _order(request: HttpRequest, desk: GuestDesk, held: Basket) -> HttpResponse:
    """Order what the page showed, at the prices that it showed: all or nothing."""
    seen = _seen(request.POST.get("seen", ""))
    if not held.items or {item.name for item in held.items} != set(seen):
        changed = _("Your basket changed meanwhile. Nothing was ordered yet; please look at it again.")
        return _shown(request, desk, held, trouble=changed, status=CONFLICT)
    wanted = [replace(item.wanted, expected=seen[item.name]) for item in held.items]
    try:
        orders = place_orders(
            property=desk.property,
            code=desk.code,
            wanted=wanted,
            actor=desk.actor,
            now=desk.now,
            basket=held.id,
        )
    except PriceChanged:
        changed = _("A price changed meanwhile. Nothing was ordered yet; please look at it again.")
        return _shown(request, desk, held, trouble=changed, status=CONFLICT, seen=seen)
    except (OfferRefused, InvalidInput):
        gone = _("Not everything can be ordered any more. Nothing was ordered yet.")
        return _shown(request, desk, held, trouble=gone, status=CONFLICT)
    slug, code = desk.property.slug, desk.code
    if any(order.payment == OrderPayment.TO_PAY.value for order in orders):
        response = redirect("guest:pay_orders", slug=slug, code=code, basket=held.id)
    else:
        messages.success(request, _ordered_text(orders))
        response = redirect("guest:orders", slug=slug, code=code)
    forget_basket(response, desk)
    return response


def _ordered_text(orders: Sequence[Order]) -> str:
    count = len(orders)
    if all(order.status == OrderStatus.CONFIRMED.value for order in orders):
        return ngettext("Your order is confirmed.", "Your orders are confirmed.", count)
    return ngettext(
        "Your order is received. The hotel will confirm it and write to you.",
        "Your orders are received. The hotel will confirm them and write to you.",
        count,
    )


def _shown(
    request: HttpRequest,
    desk: GuestDesk,
    held: Basket,
    *,
    trouble: str = "",
    seen: dict[str, int] | None = None,
    status: int = 200,
) -> HttpResponse:
    opened = open_shelf(desk)
    lines = priced(opened, held, seen)
    quotes = [line.quoted for line in lines if line.quoted]
    content = {
        "booking": opened.booking,
        "stays": opened.stays,
        "lines": lines,
        "can_order": bool(lines) and all(line.quoted for line in lines),
        "total": total_of(lines),
        "taxes": _taxes(lines, desk),
        "seen": ",".join(f"{line.item.name}:{line.quoted.amount}" for line in lines if line.quoted),
        "to_pay_now": sum(each.amount for each in quotes if each.wanted.pay_now),
        "waits_for_hotel": any(not each.on.offer.auto_confirm for each in quotes),
        "trouble": trouble,
        "room_types": opened.facts.room_types,
    }
    return show(request, desk, "kunjae/guest/concierge/basket.html", content, status=status)


def _taxes(lines: Sequence[Line], desk: GuestDesk) -> list[TaxLine]:
    """What the total holds, as a booking's page says it of rooms."""
    splits = [line.quoted.split for line in lines if line.quoted]
    total = sum_of_splits(splits, len(desk.hotel.taxes.further_fees))
    return split_lines(total, desk.hotel, desk.language)


def _seen(text: str) -> dict[str, int]:
    """Each item's amount as the page showed it; none for anything that no page of ours says."""
    found: dict[str, int] = {}
    for part in text.split(",")[:50]:
        name, _colon, amount = part.partition(":")
        if not amount.isascii() or not amount.isdigit() or len(amount) > 15:
            return {}
        found[name] = int(amount)
    return found
