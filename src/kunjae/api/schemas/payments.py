"""Money received."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from kunjae.api.schemas.values import Money, Price, Shape
from kunjae.payments.facts import Method as MethodOf


class PaymentRequest(Shape):
    method: MethodOf
    amount: Price = Field(description="More than zero.")
    reference: Annotated[str | None, Field(max_length=100)] = None


class Payment(Shape):
    id: UUID
    method: MethodOf
    amount: Money
    currency: str
    reference: str
    received_at: dt.datetime
    recorded_by: str


class PaymentPage(Shape):
    items: list[Payment]
    next_cursor: str | None
