"""What the hotel does beside its guest: takes money, changes the booking."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kunjae.changes.commands import confirm_change
from kunjae.changes.commands.money_in import receive_payment
from kunjae.changes.operations_text import operations_from_json
from kunjae.changes.queries import load_change
from kunjae.changes.rules import plan
from kunjae.payments.facts import Method
from kunjae.properties.models import Property
from tests.hotel import CLERK, FAR


def pay(hotel: Property, code: str, amount: int, now: datetime = FAR) -> None:
    """A transfer that the hotel found at its bank, in whole units of two decimals."""
    receive_payment(
        property=hotel, code=code, method=Method.BANK_TRANSFER, amount=amount * 100, actor=CLERK, now=now
    )


def staff_change(hotel: Property, code: str, *operations: dict[str, Any]) -> None:
    """A recorded change of the hotel's, as in the API."""
    read = operations_from_json(list(operations), hotel.currency)
    digest = plan(load_change(hotel, code, read).facts, read, FAR).digest
    confirm_change(
        property=hotel, code=code, operations=read, digest=digest, record=True, actor=CLERK, now=FAR
    )
