"""To add in the PMS: a clerk types a confirmed order into the hotel's one-way PMS, and ticks it (rules.md 9.6)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kunjae.accounts.facts import Actor
from kunjae.concierge.commands.telling import note_event
from kunjae.concierge.errors import WrongPosting
from kunjae.concierge.facts import OrderStatus, Posting
from kunjae.concierge.models import Order
from kunjae.ordering.commands.answering import Acted, MovedAway, held_order
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import run_in_transaction


def tick_order(*, property: Property, order: UUID, actor: Actor, now: datetime) -> Acted:
    """It stands on the guest's account now. Ticked twice, the first name and time stay. Raises NoSuchOrder, WrongPosting."""

    def tick() -> Acted:
        _, row = held_order(property, order)
        if row.posting == Posting.BY_HAND.value:
            return Acted(row, False)
        if row.posting != Posting.TO_DO.value:
            raise WrongPosting
        _write(property, row, posting=Posting.BY_HAND.value, posted_at=now, posted_by=actor.name)
        note_event(property, row, "ticked", actor, now)
        return Acted(row, True)

    return run_in_transaction(tick, again_after=(MovedAway,))


def untick_order(*, property: Property, order: UUID, actor: Actor, now: datetime) -> Acted:
    """It was ticked by mistake: to be added again. Raises NoSuchOrder, WrongPosting."""

    def untick() -> Acted:
        _, row = held_order(property, order)
        if row.posting == Posting.TO_DO.value:
            return Acted(row, False)
        if row.posting != Posting.BY_HAND.value:
            raise WrongPosting
        standing = row.status == OrderStatus.CONFIRMED.value
        posting = Posting.TO_DO if standing else Posting.NOT_NEEDED
        _write(property, row, posting=posting.value, posted_at=None, posted_by="")
        note_event(property, row, "unticked", actor, now)
        return Acted(row, True)

    return run_in_transaction(untick, again_after=(MovedAway,))


def _write(property: Property, row: Order, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    Order.objects.of(property).filter(id=row.id).update(**values)
