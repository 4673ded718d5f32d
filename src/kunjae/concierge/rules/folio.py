"""What an order's place on the guest's folio in the hotel's PMS means for it (rules.md 8 and 9.6). Pure."""

from __future__ import annotations

from kunjae.concierge.facts import OrderPayment, OrderStatus, Posting

OUR_MONEY = (OrderPayment.PAID, OrderPayment.AUTHORISED)
"""Paid, or about to be, through Kunjae: it stands against the order's value, wherever else the order is billed."""


def counts_now(status: OrderStatus, payment: OrderPayment, *, on_folio: bool) -> bool:
    """Whether it counts in its booking's value: from its confirmation or its money, whichever is first, until it ends. What the
    hotel's PMS bills does not, unless it was paid here. `on_folio`: the PMS has it, in whatever amount."""
    stands = status is OrderStatus.CONFIRMED or (
        status is OrderStatus.UNCONFIRMED and payment is OrderPayment.PAID
    )
    return stands and not (on_folio and payment not in OUR_MONEY)


def first_posting(pms: str, payment: OrderPayment) -> Posting:
    """How a confirmed order begins: `pms` as in the hotel's details. What was paid here a clerk adds in a two-way PMS too, with
    its payment: posted by itself, the PMS would ask for the money again."""
    if pms == "one_way":
        return Posting.TO_DO
    if pms == "two_way":
        return Posting.TO_DO if payment in OUR_MONEY else Posting.WAITING
    return Posting.NOT_NEEDED


def posting_when_ended(posting: Posting, *, on_folio: bool) -> Posting:
    """Cancelled: what a clerk was to type is not any more; what was typed, in whatever amount, is to be taken off."""
    if posting is not Posting.TO_DO:
        return posting
    return Posting.BY_HAND if on_folio else Posting.NOT_NEEDED
