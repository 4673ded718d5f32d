"""Why something about an endpoint could not be done."""

from __future__ import annotations

from kunjae.kernel.errors import KunjaeError


class NoSuchEndpoint(LookupError):
    """The property has no endpoint of this id."""


class NoSuchDelivery(LookupError):
    """Nothing is known of such a message to this endpoint."""


class EndpointChanged(KunjaeError):
    """Somebody else saved this since it was shown; nothing was saved."""

    code = "edited_meanwhile"

    def text(self, language: str) -> str:
        if language == "th":
            return "มีผู้อื่นแก้ไขข้อมูลนี้ระหว่างดำเนินการ ยังไม่ได้บันทึก กรุณาตรวจสอบข้อมูลล่าสุด"
        return "Somebody else changed this meanwhile; nothing was saved. Look at it as it is now."


class SecretUnreadable(KunjaeError):
    """The secret was encrypted under another secret key of the house, as after a restored backup."""

    code = "secret_unreadable"

    def text(self, language: str) -> str:
        if language == "th":
            return "อ่านรหัสลับที่บันทึกไว้ไม่ได้ กรุณาสร้างรหัสลับใหม่ก่อน"
        return "Its secret cannot be read any more; make a new one first."


class EndpointOff(KunjaeError):
    """Nothing is sent to it at the moment."""

    code = "endpoint_disabled"

    def text(self, language: str) -> str:
        if language == "th":
            return "ปลายทางนี้ปิดอยู่ กรุณาเปิดใช้งานก่อนส่งอีกครั้ง"
        return "Nothing is sent to this address at the moment: switch it on first."
