"""Why a change was not saved."""

from __future__ import annotations

from kunjae.changes.facts import ChangePlan
from kunjae.changes.wording import problem_text
from kunjae.kernel.errors import KunjaeError


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


class ReasonRequired(KunjaeError):
    """The change corrects nights already slept, which needs a reason (rules.md 2.6)."""

    code = "reason_required"

    def text(self, language: str) -> str:
        if language == "th":
            return "การเปลี่ยนแปลงนี้แก้ไขคืนที่ผ่านไปแล้ว กรุณาระบุเหตุผล"
        return "The change corrects nights that have passed; please give a reason."


class WrongStatus(KunjaeError):
    """The stay is not in a state for this: only a reserved stay is checked in, only one in house checked out."""

    code = "wrong_status"

    def text(self, language: str) -> str:
        return "ทำรายการนี้กับสถานะปัจจุบันไม่ได้" if language == "th" else "The stay's status does not allow this."
