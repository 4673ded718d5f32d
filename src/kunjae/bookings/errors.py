"""What can be wrong with asking for a booking."""

from __future__ import annotations

from kunjae.kernel.errors import KunjaeError


class NoSuchBooking(KunjaeError):
    """The property has no booking of that code."""

    code = "no_such_booking"

    def __init__(self, booking: str) -> None:
        self.booking = booking
        super().__init__(f"There is no booking {booking}.")

    def text(self, language: str) -> str:
        return f"ไม่พบการจองหมายเลข {self.booking}" if language == "th" else str(self)
