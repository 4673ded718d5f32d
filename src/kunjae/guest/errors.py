"""Why a guest does not get in."""

from __future__ import annotations

from datetime import datetime

from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.texts import in_language


class WrongSignIn(KunjaeError):
    """Booking number and PIN do not belong together, whether there is such a booking or not."""

    code = "wrong_sign_in"

    def text(self, language: str) -> str:
        return in_language(
            {
                "en": "Booking number and PIN do not match. Both are in the booking's confirmation.",
                "th": "หมายเลขการจองหรือรหัส PIN ไม่ถูกต้อง ท่านดูได้ในอีเมลยืนยันการจอง",
            },
            language,
        )


class SlowedDown(KunjaeError):
    """Too many tries failed: the next one is let through after `wait` seconds."""

    code = "slowed_down"

    def __init__(self, until: datetime, now: datetime) -> None:
        self.until = until
        self.wait = max(1, round((until - now).total_seconds() + 0.5))
        super().__init__(f"{self.wait} s")

    def text(self, language: str) -> str:
        minutes = (self.wait + 59) // 60
        if self.wait < 90:
            words = {
                "en": f"Too many tries. Please wait {self.wait} seconds.",
                "th": f"ลองหลายครั้งเกินไป กรุณารอ {self.wait} วินาที",
            }
        else:
            words = {
                "en": f"Too many tries. Please wait {minutes} minutes.",
                "th": f"ลองหลายครั้งเกินไป กรุณารอ {minutes} นาที",
            }
        return in_language(words, language)


class LinkOver(KunjaeError):
    """The link was used before, its time is over, or it never was one."""

    code = "link_over"

    def text(self, language: str) -> str:
        return in_language(
            {
                "en": "This link was used already or is too old.",
                "th": "ลิงก์นี้ถูกใช้แล้วหรือหมดอายุแล้ว",
            },
            language,
        )
