"""Why a provider's account could not be used or saved."""

from __future__ import annotations

from kunjae.kernel.errors import KunjaeError


class NoSuchProvider(LookupError):
    """No provider has this code."""


class NoKeys(KunjaeError):
    """The hotel has entered nothing for this provider, or not all that it needs."""

    code = "provider_not_set_up"

    def text(self, language: str) -> str:
        if language == "th":
            return "ที่พักยังไม่ได้ตั้งค่าช่องทางชำระเงินนี้"
        return "The hotel has not set up this way to pay."


class KeysUnreadable(NoKeys):
    """What the hotel entered was encrypted under another secret key of the house, as after a restored backup."""

    code = "provider_keys_unreadable"

    def text(self, language: str) -> str:
        if language == "th":
            return "อ่านกุญแจที่บันทึกไว้ไม่ได้ กรุณากรอกใหม่"
        return "The keys that are kept cannot be read any more; please enter them again."


class KeysHeld(NoKeys):
    """The house came out of a backup: nobody pays here until it is the one at work."""

    code = "provider_held"

    def text(self, language: str) -> str:
        if language == "th":
            return "ช่องทางนี้ถูกพักไว้หลังกู้คืนข้อมูลสำรอง กรุณาเปิดใช้งานใหม่"
        return "This way to pay is held back since a backup was restored; please switch it on again."


class AccountChanged(KunjaeError):
    """Somebody else saved this since it was shown; nothing was saved."""

    code = "edited_meanwhile"

    def text(self, language: str) -> str:
        if language == "th":
            return "มีผู้อื่นแก้ไขข้อมูลนี้ระหว่างดำเนินการ ยังไม่ได้บันทึก กรุณาตรวจสอบข้อมูลล่าสุด"
        return "Somebody else changed this meanwhile; nothing was saved. Look at it as it is now."


class AccountInUse(KunjaeError):
    """A guest may be paying through it at this moment; nothing was done. Switched off, nobody begins to."""

    code = "provider_in_use"

    def text(self, language: str) -> str:
        if language == "th":
            return "อาจมีผู้เข้าพักกำลังชำระผ่านช่องทางนี้ ยังไม่ได้ลบ กรุณาปิดใช้งานก่อน แล้วลบอีกครั้งหลังจากนั้นหนึ่งชั่วโมง"
        return (
            "A guest may be paying this way at this moment; nothing was removed. "
            "Switch it off, and remove it an hour later."
        )
