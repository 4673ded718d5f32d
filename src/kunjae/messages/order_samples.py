"""Something to show the mails of orders and offers with: what there is of a booking, else made up for the eyes only."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from kunjae.concierge.facts import (
    Answers,
    Category,
    OfferFacts,
    OfferKind,
    OrderFacts,
    OrderPayment,
    OrderStatus,
    Posting,
    PricePer,
)
from kunjae.concierge.models import Order
from kunjae.concierge.queries import load_shelf, offers, orders_of
from kunjae.concierge.rules.shelf import OnShelf, shelf
from kunjae.concierge.rules.taxes import tax_split
from kunjae.kernel.money import decimals_of
from kunjae.messages.facts import Kind
from kunjae.messages.invited import best_of
from kunjae.messages.orders import OrderMatter, order_matter
from kunjae.properties.models import Property
from kunjae.properties.queries import property_facts

_NOBODY = UUID(int=0)
_STATUS = {
    Kind.ORDER_CONFIRMED: OrderStatus.CONFIRMED,
    Kind.ORDER_CHANGED: OrderStatus.CONFIRMED,
    Kind.ORDER_CANCELLED: OrderStatus.CANCELLED,
    Kind.ORDER_EXPIRED: OrderStatus.EXPIRED,
}


def sample_order(property: Property, kind: Kind, booking: UUID, day: date, now: datetime) -> OrderMatter:
    """The newest order of a booking; one of the hotel's first offer, made up, where there is none."""
    there = orders_of(property, booking)
    if there:
        return order_matter(property, booking, there[0].id)
    sold = next((offer for offer in offers(property) if offer.kind is OfferKind.OFFER), _made_up(property))
    amount = sold.price or 0
    split = tax_split(amount, sold.taxes, property_facts(property).taxes)
    facts = OrderFacts(
        id=_NOBODY,
        stay=1,
        offer=sold.code,
        kind=sold.kind,
        name=sold.name,
        status=_STATUS.get(kind, OrderStatus.UNCONFIRMED),
        payment=OrderPayment.ON_BOOKING,
        posting=Posting.NOT_NEEDED,
        per=sold.price_per,
        unit=amount,
        quantity=1,
        amount=amount,
        counted=0,
        taxes=sold.taxes,
        answers=Answers(day, time(15), 1),
        when_stay_changes=sold.when_stay_changes,
        guest_cancels_until=sold.guest_cancels_until,
        had_at=now + timedelta(days=7),
        ordered_at=now,
    )
    row = Order(
        texts={},
        reason="…" if kind is Kind.ORDER_CANCELLED else "",
        auto_confirmed=False,
        taxes={"service_charge": split.service_charge, "fees": list(split.fees), "vat": split.vat},
    )
    return OrderMatter(row, facts, sold)


def sample_offers(property: Property, code: str, now: datetime) -> tuple[OnShelf, ...]:
    """What the mail before arrival would show of this booking: what fits best, else whatever the hotel sells, else
    something made up."""
    facts = load_shelf(property, code, now).facts
    every = shelf(facts, now, everything=True)
    fitting = best_of(each for each in every if not each.reasons)
    sold = _made_up(property)
    return fitting or best_of(every) or (OnShelf(stay=1, offer=sold, unit=sold.price or 0, days=()),)


def _made_up(property: Property) -> OfferFacts:
    return OfferFacts(
        id=_NOBODY,
        code="massage",
        kind=OfferKind.OFFER,
        name={"th": "นวดแผนไทย", "en": "Thai massage"},
        description={"th": "นวดผ่อนคลาย 60 นาที", "en": "60 minutes"},
        mail_text={"th": "…", "en": "…"},
        category=Category.WELLNESS,
        price=900 * 10 ** decimals_of(property.currency),
        price_per=PricePer.PERSON,
    )
