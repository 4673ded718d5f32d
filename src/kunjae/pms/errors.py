"""Why a hotel's PMS could not be reached or set up. What the PMS itself says stands in `ports`."""

from __future__ import annotations

from kunjae.kernel.errors import KunjaeError


class NoSuchPms(LookupError):
    """No PMS has this code."""


class NotConnected(KunjaeError):
    """The hotel has no PMS, or another one than was asked for."""

    code = "pms_not_connected"

    def text(self, language: str) -> str:
        if language == "th":
            return "ที่พักยังไม่ได้เชื่อมต่อกับ PMS นี้"
        return "The hotel is not connected to this PMS."


class KeysUnreadable(NotConnected):
    """What the hotel entered was encrypted under another secret key of the house, as after a restored backup."""

    code = "pms_keys_unreadable"

    def text(self, language: str) -> str:
        if language == "th":
            return "อ่านข้อมูลเชื่อมต่อ PMS ที่บันทึกไว้ไม่ได้ กรุณากรอกใหม่"
        return "What was entered for the PMS cannot be read any more; please enter it again."


class Held(NotConnected):
    """The house came out of a backup: nothing is told to the PMS until it is the one at work."""

    code = "pms_held"

    def text(self, language: str) -> str:
        if language == "th":
            return "การเชื่อมต่อ PMS ถูกพักไว้หลังกู้คืนข้อมูลสำรอง กรุณาเปิดใช้งานใหม่"
        return "The connection is held back since a backup was restored; please save it again."


class ConnectionChanged(KunjaeError):
    """Somebody else saved the connection since it was shown; nothing was saved."""

    code = "edited_meanwhile"

    def text(self, language: str) -> str:
        if language == "th":
            return "มีผู้อื่นแก้ไขข้อมูลนี้ระหว่างดำเนินการ ยังไม่ได้บันทึก กรุณาตรวจสอบข้อมูลล่าสุด"
        return "Somebody else changed this meanwhile; nothing was saved. Look at it as it is now."


class NoSuchPosting(KunjaeError):
    """The property has no such posting, or it can no longer be acted on in this way."""

    code = "no_such_posting"

    def text(self, language: str) -> str:
        if language == "th":
            return "ไม่พบรายการนี้ หรือรายการนี้ทำไม่ได้แล้ว"
        return "There is no such posting, or nothing is to be done for it any more."


class ReservationTaken(KunjaeError):
    """The PMS's reservation is another booking already."""

    code = "reservation_taken"

    def text(self, language: str) -> str:
        if language == "th":
            return "หมายเลขการจองนี้ใน PMS ถูกผูกกับการจองอื่นแล้ว"
        return "This reservation of the PMS belongs to another booking already."


class PostingInHand(KunjaeError):
    """It is on its way to the PMS at this moment: done by hand beside that, it could be there twice."""

    code = "posting_in_hand"

    def text(self, language: str) -> str:
        if language == "th":
            return "กำลังส่งรายการนี้ไป PMS อยู่ กรุณาลองใหม่ในอีกสักครู่"
        return "This is being sent to the PMS at this moment. Please look again in a minute or two."
