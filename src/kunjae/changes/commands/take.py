"""Taking a booking at the desk: booked once however often the button was pressed, with the money that came with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from kunjae.accounts.facts import Actor
from kunjae.bookings.commands import Booker
from kunjae.bookings.models import Booking
from kunjae.changes.commands.book import book
from kunjae.changes.operations import AddStay
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import run_in_transaction

KEY_PREFIX = "desk:"
"""Before the keys of forms, so that none is that of an imported booking."""


@dataclass(frozen=True, slots=True)
class Received:
    """Money that the guest hands over while booking, in minor units."""

    method: Method
    amount: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The booking's code, and whether it was made now: False when this form had made it before."""

    code: str
    made: bool


def take_booking(
    *,
    property: Property,
    form: str,
    booker: Booker,
    stays: Sequence[AddStay],
    source: str,
    actor: Actor,
    now: datetime,
    notes: str = "",
    received: Received | None = None,
    hold: UUID | None = None,
    terms: str | None = None,
) -> Taken:
    """Book these stays and record what was `received`, both or neither.

    `form`: the random name of the form that asks for it, at most 50 characters; the same form books once. Raises what
    `book` and `record_payment` raise.
    """
    key = f"{KEY_PREFIX}{form}"

    def carry_out() -> Taken:
        before = Booking.objects.of(property).filter(import_key=key).values_list("code", flat=True).first()
        if before is not None:
            return Taken(before, made=False)
        booked = book(
            property=property,
            booker=booker,
            stays=stays,
            source=source,
            actor=actor,
            now=now,
            notes=notes,
            import_key=key,
            hold=hold,
            terms=terms,
        )
        if received is not None:
            record_payment(
                property=property,
                code=booked.code,
                method=received.method,
                amount=received.amount,
                reference=received.reference,
                actor=actor,
                now=now,
            )
        return Taken(booked.code, made=True)

    # Again after an IntegrityError: as for `book`, and when the form was pressed twice at once.
    return run_in_transaction(carry_out, again_after=(IntegrityError,))
