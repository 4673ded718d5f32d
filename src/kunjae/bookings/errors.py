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


class NoSuchStay(KunjaeError):
    """The booking has no stay of that number."""

    code = "no_such_stay"

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"The booking has no stay {number}.")

    def text(self, language: str) -> str:
        return f"การจองนี้ไม่มีรายการที่ {self.number}" if language == "th" else str(self)


class RegistrationsMoved(KunjaeError):
    """Somebody else has changed who is registered in the stay since it was shown."""

    code = "registrations_moved"

    def text(self, language: str) -> str:
        if language == "th":
            return "มีผู้แก้ไขข้อมูลลงทะเบียนของห้องนี้ไปแล้ว กรุณาตรวจสอบก่อนบันทึกอีกครั้ง"
        return "Somebody else has changed the registration meanwhile. Please check before saving again."
