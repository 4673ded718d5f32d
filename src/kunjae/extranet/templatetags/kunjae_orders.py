"""Orders in templates: the badge of a status, and how many wait beside the menu."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kunjae.concierge.facts import OrderStatus
from kunjae.concierge.totals import Waiting
from kunjae.concierge.words import status_text

register = template.Library()

BADGES = {
    OrderStatus.UNCONFIRMED: "waiting",
    OrderStatus.CONFIRMED: "done",
    OrderStatus.CANCELLED: "cancelled",
    OrderStatus.EXPIRED: "no-show",
}
"""Status -> the badge's role in the design system."""


@register.simple_tag
def order_badge(status: OrderStatus | str, said: str = "") -> SafeString:
    """`{% order_badge order.status %}`: the badge of an order's status, in the language of the page."""
    status = OrderStatus(status)
    return _badge(BADGES[status], said or status_text(status, (get_language() or "th").split("-")[0]))


@lru_cache(maxsize=100)
def _badge(role: str, text: str) -> SafeString:
    return render_to_string("kunjae/components/badge.html", {"role": role, "text": text})


@register.simple_tag
def waiting_badge(waiting: Waiting, oob: int = 0) -> SafeString:
    """How many orders nobody has answered, as it stands in the menu. `oob`: in an answer of htmx, for the menus of the
    page that asked."""
    return menu_badge(waiting.unconfirmed, "orders", oob=bool(oob))


def menu_badge(count: int, name: str, *, oob: bool = False) -> SafeString:
    """A figure beside an entry of the menu; hidden for none."""
    return format_html(
        '<span class="menu-badge badge-{}"{}{}>{}</span>',
        name,
        format_html(' hx-swap-oob="outerHTML:.badge-{}"', name) if oob else "",
        "" if count else SafeString(" hidden"),
        count if count < 100 else "99+",
    )
