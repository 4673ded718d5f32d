"""Why an account could not be made."""

from kunjae.kernel.errors import KunjaeError


class InvalidEmail(KunjaeError):
    """This is not an e-mail address."""

    code = "invalid_email"


class WeakPassword(KunjaeError):
    """This password is too easy to guess."""

    code = "weak_password"


class UnknownRole(KunjaeError):
    """There is no such role."""

    code = "unknown_role"


class AlreadyMember(KunjaeError):
    """This person works for the property already."""

    code = "already_member"


class _ToldInBoth(KunjaeError):
    """An error of the staff's pages, in the words of its class."""

    en, th = "", ""

    def text(self, language: str) -> str:
        return self.th if language == "th" else self.en


class NotYours(_ToldInBoth):
    """Who asks may not do this to this person: they manage nobody, or the person is an owner and they are not."""

    code = "not_yours"
    en = "Only an owner can do this."
    th = "เฉพาะเจ้าของที่พักเท่านั้นที่ทำรายการนี้ได้"


class OwnAccess(_ToldInBoth):
    """Nobody changes their own role or takes away their own access: so there is always an owner."""

    code = "own_access"
    en = "Nobody changes their own access. Ask somebody else who manages the hotel."
    th = "ไม่สามารถเปลี่ยนสิทธิ์ของตนเองได้ กรุณาให้ผู้จัดการท่านอื่นดำเนินการ"


class WorksElsewhere(_ToldInBoth):
    """The person works for another hotel too, which who asks does not manage."""

    code = "works_elsewhere"
    en = "This person works for another hotel, too: only somebody who manages both can do this."
    th = "บุคคลนี้ทำงานให้ที่พักอื่นด้วย ต้องให้ผู้ที่จัดการทั้งสองแห่งดำเนินการ"


class NoSuchPerson(_ToldInBoth):
    """Nobody of that id works for the hotel."""

    code = "no_such_person"
    en = "This person does not work here any more."
    th = "บุคคลนี้ไม่ได้ทำงานที่นี่แล้ว"


class StaffChanged(_ToldInBoth):
    """Somebody else changed this person's access since it was shown; nothing was saved."""

    code = "staff_changed"
    en = "Somebody else changed this person's access meanwhile; nothing was saved. Look at it as it is now."
    th = "มีผู้อื่นเปลี่ยนสิทธิ์ของบุคคลนี้ระหว่างดำเนินการ ยังไม่ได้บันทึก กรุณาตรวจสอบข้อมูลล่าสุด"
