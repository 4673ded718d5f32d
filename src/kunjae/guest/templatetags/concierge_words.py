"""Words of offers and orders on the guest's pages: thin filters over `concierge.words`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from kunjae.concierge import words
from kunjae.concierge.facts import (
    Category,
    OfferKind,
    OrderPayment,
    OrderStatus,
    PricePer,
    Question,
)
from kunjae.concierge.pictures import picture_name
from kunjae.guest.concierge.content import UPGRADES
from kunjae.kernel.texts import in_language

register = template.Library()
BADGES = {
    OrderStatus.UNCONFIRMED: "waiting",
    OrderStatus.CONFIRMED: "done",
    OrderStatus.CANCELLED: "cancelled",
    OrderStatus.EXPIRED: "cancelled",
}
register.filter("picture_name", picture_name)


def _language() -> str:
    return "th" if (get_language() or "th").startswith("th") else "en"


@register.filter
def group_text(code: str) -> str:
    """The heading of a group of offers."""
    return gettext("Room upgrades") if code == UPGRADES else words.category_text(Category(code), _language())


@register.filter
def per_text(per: PricePer) -> str:
    """`per person`; nothing for a price of the whole order."""
    return "" if per is PricePer.ORDER else words.per_text(per, _language())


@register.filter
def reason_text(reason: str) -> str:
    return words.reason_text(reason, _language())


@register.filter
def asked(question: Question) -> str:
    """What a question says: the hotel's words, else the house's."""
    number_of = question.number_of if question.kind.value == "number" else None
    return in_language(question.label, _language()) or words.question_text(
        question.kind, _language(), number_of
    )


@register.simple_tag
def order_badge(status: OrderStatus) -> SafeString:
    """The badge of an order's status."""
    context = {"role": BADGES[status], "text": words.status_text(status, _language())}
    return render_to_string("kunjae/components/badge.html", context)


@register.filter
def order_payment(payment: OrderPayment) -> str:
    return words.payment_text(payment, _language())


@register.filter
def hour_text(kind: OfferKind) -> str:
    """What stands before the hours of a late check-out or an early check-in."""
    return words.hour_text(kind, _language())


@register.filter
def item(found: Mapping[str, Any], name: str) -> Any:
    """`{{ room_types|item:stay.room_type }}`: what stands under a name; None where nothing does."""
    return found.get(name)
