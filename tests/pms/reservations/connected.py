"""A hotel that is connected with a PMS, and a worker that looks at its reservations when told to."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kunjae.bookings.models import Booking
from kunjae.changes.queries import open_booking
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.outbox.models import Message
from kunjae.pms.connections import save_connection
from kunjae.pms.facts import HouseThere
from kunjae.pms.models import Connection, Reservation
from kunjae.pms.registry import registered
from kunjae.pms.reservations.asking import LOOK, LOOK_AT, LOOK_THROUGH
from tests.pms.reservations.sketches import NAMING
from tests.pms.reservations.their_pms import TheirPms

NOW = datetime(2026, 11, 25, 9, 2, tzinfo=ZoneInfo("Asia/Bangkok")).astimezone(UTC)
LOOKS = (LOOK, LOOK_THROUGH, LOOK_AT)


class Connected:
    """`with Connected(hotel, pms) as house:`."""

    def __init__(self, hotel, pms: TheirPms | None = None) -> None:
        self.hotel, self.pms, self.now = hotel, pms or TheirPms(), NOW
        self._stack = ExitStack()

    def __enter__(self) -> Connected:
        self._stack.enter_context(registered(self.pms))
        self.enter()
        Connection.objects.of(self.hotel).update(mapping=NAMING.to_json())
        return self

    def __exit__(self, *error) -> None:
        self._stack.close()

    def enter(self, enabled: bool = True) -> None:
        """The hotel enters its credentials."""
        save_connection(
            property=self.hotel,
            pms=self.pms.code,
            values={},
            enabled=enabled,
            now=self.now,
            house=HouseThere("h", "Theirs", self.hotel.currency),
        )

    def work(self, minutes: float = 0, topics: Sequence[str] = LOOKS) -> None:
        """The worker works until nothing is due, so many minutes later."""
        self.now += timedelta(minutes=minutes)
        ours = {topic: SUBSCRIPTIONS[topic] for topic in topics}
        Dispatcher(ours, clock=lambda: self.now, spread=lambda: 0.0).run()

    @property
    def connection(self) -> Connection:
        return Connection.objects.of(self.hotel).get()

    def booking(self, number: str = "5001"):
        """The facts of a reservation's booking; None: there is none."""
        row = Reservation.objects.of(self.hotel).filter(number=number).first()
        if row is None or row.booking_id is None:
            return None
        code = Booking.objects.of(self.hotel).values_list("code", flat=True).get(id=row.booking_id)
        return open_booking(self.hotel, code).booking.facts

    def waiting(self, topic: str) -> list[Message]:
        rows = Message.objects.of(self.hotel).filter(topic=topic, state="waiting")
        return list(rows.order_by("due_at", "id"))
