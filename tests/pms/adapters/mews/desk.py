"""What the tests of Mews have in common."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from kunjae.pms.facts import Charge, Line
from tests.pms.fakes.mews import (
    ACCESS,
    CLIENT,
    FOOD,
    RESTAURANT,
    FakeMews,
)

DAY = date(2026, 11, 25)
KEY = "kunjae-0192f0c1d2e37a4b9c5d6e7f80910111"
MAPPED = {"service": RESTAURANT, "tax": "TH-7", "category": FOOD}


class Clock:
    """Seconds."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def line_to(there: FakeMews, *, service: str = "", **secrets: str) -> Line:
    return Line(
        property_id=uuid4(),
        address=there.url,
        currency=there.currency,
        timezone="Asia/Bangkok",
        secrets={"client_token": CLIENT, "access_token": ACCESS, **secrets},
        details={"service": service},
    )


def charge(**other: object) -> Charge:
    values = {
        "key": KEY,
        "reservation": "52",
        "room": "",
        "name": "อาหารค่ำริมหาด",
        "amount": 180_000,
        "currency": "THB",
        "quantity": 2,
        "day": DAY,
        "booking": "KJ-1",
        "mapping": MAPPED,
        **other,
    }
    return Charge(**values)  # type: ignore[arg-type]
