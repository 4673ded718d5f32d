"""What the tests of Apaleo have in common."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from kunjae.pms.facts import Charge, Line
from tests.pms.fakes.apaleo import CLIENT, HOUSE, SECRET, FakeApaleo

DAY = date(2026, 11, 25)
KEY = "kunjae-0192f0c1d2e37a4b9c5d6e7f80910111"
IDA = {"lastName": "Müller", "firstName": "Ida", "email": "ida@example.com"}
MAPPED = {"service_type": "FoodAndBeverages", "vat_type": "Normal"}


class Clock:
    """Seconds."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def line_to(there: FakeApaleo, **secrets: str) -> Line:
    return Line(
        property_id=uuid4(),
        address=there.url,
        currency=there.currency,
        timezone="Asia/Bangkok",
        secrets={"client_secret": SECRET, **secrets},
        details={"property_id": HOUSE, "client_id": CLIENT},
    )


def charge(**other: object) -> Charge:
    values = {
        "key": KEY,
        "reservation": "XPGM-1",
        "room": "XPGM-1",
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
