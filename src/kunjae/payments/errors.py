"""Why money was not recorded."""

from __future__ import annotations

from kunjae.kernel.errors import KunjaeError


class BookingMoved(KunjaeError):
    """The booking has changed since it was shown: nothing was recorded."""

    code = "booking_moved"

    def text(self, language: str) -> str:
        if language == "th":
            return "การจองนี้เปลี่ยนไประหว่างดำเนินการ ยังไม่ได้บันทึก กรุณาตรวจสอบรายการรับชำระก่อนบันทึกอีกครั้ง"
        return (
            "The booking has changed meanwhile and nothing was recorded; please check its payments "
            "before recording again."
        )
