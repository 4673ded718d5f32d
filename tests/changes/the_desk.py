"""A stay at the desk, for the tests of check-in, check-out, no-show and their undoing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kunjae.bookings.facts import BookingFacts, Document, RegisteredGuest, StayFacts
from kunjae.bookings.models import Stay
from kunjae.changes import commands
from kunjae.changes.errors import EarlyDeparture
from kunjae.changes.models import HistoryEntry
from kunjae.changes.queries import load_change
from kunjae.checks.proof import prove
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from kunjae.properties.models import Property, Room
from tests.hotel import BANGKOK, CLERK, book_stays

ARRIVAL = datetime(2026, 12, 10, 15, tzinfo=BANGKOK).astimezone(UTC)
SECOND_DAY = ARRIVAL + timedelta(days=1)
LAST_DAY = datetime(2026, 12, 13, 11, tzinfo=BANGKOK).astimezone(UTC)
SOMCHAI = RegisteredGuest(
    first_name="Somchai",
    last_name="Jaidee",
    nationality="THA",
    document=Document.ID_CARD,
    document_number="1101700230708",
)
ANNA = RegisteredGuest(
    first_name="Anna",
    last_name="Berg",
    nationality="SWE",
    document=Document.PASSPORT,
    document_number="AA1234567",
)


@dataclass
class AtDesk:
    """A stay of three nights, 10 to 13 December at 1,500, in room 001, and what the desk does with it."""

    hotel: Property
    code: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        dates = {"check_in": "2026-12-10", "check_out": "2026-12-13", "room": "001"}
        self.code = self.code or book_stays(self.hotel, dates | self.more)

    def do(self, verb: str, now: datetime, **more: Any) -> Any:
        given = {"property": self.hotel, "code": self.code, "stay": 1, "actor": CLERK, "now": now} | more
        return getattr(commands, verb)(**given)

    def arrive(self, now: datetime = ARRIVAL, **more: Any) -> Any:
        return self.do("arrive", now, **more)

    def depart(self, now: datetime = LAST_DAY, **more: Any) -> Any:
        return self.do("depart", now, **more)

    def leave_early(self, now: datetime = SECOND_DAY, **more: Any) -> Any:
        """Look at the preview, and confirm it."""
        try:
            self.depart(now, **more)
        except EarlyDeparture as shown:
            return self.depart(now, digest=shown.plan.digest, **more)
        raise AssertionError("nights are left")

    def pay(self, amount: int, now: datetime = ARRIVAL) -> None:
        record_payment(
            property=self.hotel, code=self.code, method=Method.CASH, amount=amount, actor=CLERK, now=now
        )

    @property
    def booking(self) -> BookingFacts:
        return load_change(self.hotel, self.code).facts.booking

    @property
    def stay(self) -> StayFacts:
        return self.booking.stays[0]

    @property
    def row(self) -> Stay:
        return Stay.objects.of(self.hotel).get(booking__code=self.code, number=1)

    def to_clean(self, room: str = "001") -> bool:
        return Room.objects.of(self.hotel).get(number=room).to_clean

    def told(self) -> list[str]:
        """The kinds of the history's entries, oldest first."""
        entries = HistoryEntry.objects.of(self.hotel).filter(booking__code=self.code)
        return list(entries.order_by("number").values_list("kind", flat=True))

    def agrees(self) -> None:
        """`kunjae check` has nothing to say."""
        broken = [proof for proof in prove(today=date(2026, 12, 13), slug=self.hotel.slug) if not proof.holds]
        assert broken == []
