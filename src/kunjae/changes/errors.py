"""Why a change was not saved."""

from __future__ import annotations

from datetime import date

from kunjae.changes.facts import ChangePlan, GuestPlan, GuestRefusal
from kunjae.changes.wording import problem_text, refusal_text
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.formats import format_date, format_money


class PlanOutdated(KunjaeError):
    """Something moved since the preview: nothing was saved. Carries the fresh plan."""

    code = "plan_outdated"

    def __init__(self, plan: ChangePlan) -> None:
        self.plan = plan
        super().__init__("Something moved meanwhile and nothing was saved; please check the new preview.")

    def text(self, language: str) -> str:
        return "ข้อมูลเปลี่ยนไประหว่างดำเนินการ ยังไม่ได้บันทึก กรุณาตรวจสอบพรีวิวใหม่" if language == "th" else str(self)


class PlanRefused(KunjaeError):
    """The plan has problems that cannot be passed: nothing was saved. Carries the plan with its problems."""

    code = "plan_refused"

    def __init__(self, plan: ChangePlan) -> None:
        self.plan = plan
        super().__init__(
            "; ".join(problem_text(problem, "en") for problem in plan.problems)
            or "There is nothing to change."
        )

    def text(self, language: str) -> str:
        problems = "; ".join(problem_text(problem, language) for problem in self.plan.problems)
        return problems or ("ไม่มีอะไรให้เปลี่ยนแปลง" if language == "th" else str(self))


class GuestPlanOutdated(PlanOutdated):
    """The same for a guest's change: `guest` is the fresh plan with what is to pay or refund."""

    def __init__(self, guest: GuestPlan) -> None:
        self.guest = guest
        super().__init__(guest.plan)


class GuestRefused(KunjaeError):
    """The guest may not change this (rules.md 7): nothing was saved. Carries the reasons of each stay."""

    code = "guest_refused"

    def __init__(self, plan: GuestPlan) -> None:
        self.plan = plan
        self.refusals: tuple[GuestRefusal, ...] = plan.refusals
        super().__init__("; ".join(refusal_text(refusal.code, "en") for refusal in plan.refusals))

    def text(self, language: str) -> str:
        codes = dict.fromkeys(refusal.code for refusal in self.refusals)
        return "; ".join(refusal_text(code, language) for code in codes)


class SlipChecked(KunjaeError):
    """Somebody has looked at the bank for this slip already."""

    code = "slip_checked"

    def text(self, language: str) -> str:
        return "สลิปนี้ได้รับการตรวจสอบแล้ว" if language == "th" else "This slip was checked already."


class ReasonRequired(KunjaeError):
    """The change corrects nights already slept, which needs a reason (rules.md 2.6)."""

    code = "reason_required"

    def text(self, language: str) -> str:
        if language == "th":
            return "การเปลี่ยนแปลงนี้แก้ไขคืนที่ผ่านไปแล้ว กรุณาระบุเหตุผล"
        return "The change corrects nights that have passed; please give a reason."


class TypeTaken(KunjaeError):
    """An upgrade cannot be taken back: no room of the type that the stay was sold as is free on all its nights."""

    code = "type_taken"

    def __init__(self, room_type: str) -> None:
        self.room_type = room_type
        super().__init__(f"No room of type {room_type} is free on all nights any more.")

    def text(self, language: str) -> str:
        return f"ห้องประเภท {self.room_type} ไม่ว่างครบทุกคืนแล้ว" if language == "th" else str(self)


class WrongStatus(KunjaeError):
    """The stay is not in a state for this: only a reserved stay is checked in, only one in house checked out."""

    code = "wrong_status"

    def text(self, language: str) -> str:
        return "ทำรายการนี้กับสถานะปัจจุบันไม่ได้" if language == "th" else "The stay's status does not allow this."


class TooEarly(KunjaeError):
    """The stay's day of arrival has not come: nobody can arrive yet, nor fail to."""

    code = "too_early"

    def __init__(self, check_in: date) -> None:
        self.check_in = check_in
        super().__init__(f"The stay does not begin before {format_date(check_in, 'en')}.")

    def text(self, language: str) -> str:
        if language == "th":
            return f"ยังไม่ถึงวันเช็คอิน ({format_date(self.check_in, 'th')})"
        return str(self)


class RoomRequired(KunjaeError):
    """Guests are checked in to a room: the stay has no number yet, and none was chosen."""

    code = "room_required"

    def text(self, language: str) -> str:
        return "กรุณาเลือกหมายเลขห้องก่อนเช็คอิน" if language == "th" else "Please choose a room number first."


class BalanceOpen(KunjaeError):
    """The booking owes money, and nobody else of it is still in house to pay: a reason lets the guests go."""

    code = "balance_open"

    def __init__(self, balance: int, currency: str) -> None:
        self.balance = balance
        self.currency = currency
        super().__init__(f"{format_money(balance, currency, 'en', unit=True)} are still owed.")

    def text(self, language: str) -> str:
        owed = format_money(self.balance, self.currency, language, unit=True)
        if language == "th":
            return f"ยังค้างชำระ {owed} กรุณารับชำระ หรือระบุเหตุผลที่ให้เช็คเอาท์โดยยังไม่ชำระ"
        return f"{owed} are still owed: take the payment, or say why the guests may leave without it."


class EarlyDeparture(KunjaeError):
    """Nights are left: leaving now is a change that drops them. Carries its plan; nothing was saved."""

    code = "early_departure"

    def __init__(self, plan: ChangePlan) -> None:
        self.plan = plan
        super().__init__("Nights are left: confirm the preview that drops them.")

    def text(self, language: str) -> str:
        if language == "th":
            return "ยังเหลือคืนที่จองไว้ กรุณายืนยันพรีวิวการเช็คเอาท์ก่อนกำหนด"
        return str(self)


class TooLateToUndo(KunjaeError):
    """What the desk pressed can be taken back on the same hotel day only."""

    code = "too_late_to_undo"

    def text(self, language: str) -> str:
        if language == "th":
            return "ย้อนรายการได้เฉพาะภายในวันเดียวกันเท่านั้น"
        return "This could be undone on the same day only."


class ChangedSince(KunjaeError):
    """The stay was changed after what is to be undone."""

    code = "changed_since"

    def text(self, language: str) -> str:
        if language == "th":
            return "รายการนี้ถูกเปลี่ยนแปลงหลังจากนั้นแล้ว จึงย้อนไม่ได้ กรุณาใช้หน้าเปลี่ยนแปลง/ยกเลิก"
        return "The stay was changed since, so this can't be undone; please use Change/cancel."
