"""To add in the PMS: a clerk types a confirmed order into the hotel's one-way PMS, and ticks it (rules.md 9.6). From then on the
PMS bills it, and it counts no longer in the booking's value (rules.md 8)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kunjae.accounts.facts import Actor
from kunjae.concierge.commands.counting import recount_orders
from kunjae.concierge.commands.telling import note_event, to_folio
from kunjae.concierge.errors import WrongPosting
from kunjae.concierge.facts import OrderPayment, OrderStatus, Posting
from kunjae.concierge.models import Order
from kunjae.concierge.rules.folio import first_posting
from kunjae.ordering.commands.answering import Acted, MovedAway, held_order
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import run_in_transaction


def tick_order(*, property: Property, order: UUID, actor: Actor, now: datetime) -> Acted:
    """It stands on the guest's account now. Ticked twice, the first name and time stay. Raises NoSuchOrder, WrongPosting."""

    def tick() -> Acted:
        booking, row = held_order(property, order)
        if row.posting == Posting.BY_HAND.value:
            return Acted(row, False)
        if row.posting != Posting.TO_DO.value:
            raise WrongPosting
        _write(property, row, posting=Posting.BY_HAND.value, posted_at=now, posted_by=actor.name)
        recount_orders(property, booking, [row], now)
        note_event(property, row, "ticked", actor, now)
        return Acted(row, True)

    return run_in_transaction(tick, again_after=(MovedAway,))


def untick_order(*, property: Property, order: UUID, actor: Actor, now: datetime) -> Acted:
    """It was ticked by mistake: to be added again. Raises NoSuchOrder, WrongPosting."""

    def untick() -> Acted:
        booking, row = held_order(property, order)
        if row.posting == Posting.TO_DO.value:
            return Acted(row, False)
        if row.posting != Posting.BY_HAND.value:
            raise WrongPosting
        standing = row.status == OrderStatus.CONFIRMED.value
        pms, payment = property.details.get("pms", ""), OrderPayment(row.payment)
        posting = first_posting(pms, payment) if standing else Posting.NOT_NEEDED
        _write(property, row, posting=posting.value, posted_at=None, posted_by="")
        recount_orders(property, booking, [row], now)
        note_event(property, row, "unticked", actor, now)
        to_folio(property, booking, row, now, unticked=True)
        return Acted(row, True)

    return run_in_transaction(untick, again_after=(MovedAway,))


def _write(property: Property, row: Order, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    Order.objects.of(property).filter(id=row.id).update(**values)
