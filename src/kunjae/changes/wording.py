"""What the problems of a plan say, in Thai and English. Pure."""

from __future__ import annotations

from kunjae.changes.facts import ChangePlan, Problem
from kunjae.inventory.facts import Taker
from kunjae.kernel.formats import format_date, format_money
from kunjae.kernel.texts import in_language

_WORDS: dict[str, dict[str, str]] = {
    "room_taken": {
        "en": "Room {room} is taken on {nights}{by}. Please choose another room.",
        "th": "ห้อง {room} ไม่ว่างในคืนที่เลือก ({nights}){by} กรุณาเลือกห้องใหม่",
    },
    "room_of_other_type": {
        "en": "Room {room} is not of type {other_type}. Please choose a room of that type.",
        "th": "ห้อง {room} ไม่ใช่ประเภท {other_type} กรุณาเลือกห้องใหม่",
    },
    "no_single_room": {
        "en": "No single room is free on all nights; the stay keeps no room number for now.",
        "th": "ไม่มีห้องใดว่างครบทุกคืน รายการนี้จะยังไม่มีหมายเลขห้อง",
    },
    "sold_out": {
        "en": "Type {room_type} is sold out on {nights}.",
        "th": "ประเภทห้อง {room_type} เต็มในคืน {nights}",
    },
    "beds_differ": {
        "en": "Beds differ: {old_beds} before, {new_beds} now.",
        "th": "เตียงไม่เหมือนห้องเดิม: เดิม {old_beds} ใหม่ {new_beds}",
    },
    "no_price": {
        "en": "Plan {rate_plan} has no price for {room_type} on {nights}.",
        "th": "ยังไม่ได้ตั้งราคาของคืนวันที่ {nights} (เรท {rate_plan} ห้อง {room_type})",
    },
    "min_stay": {"en": "At least {n_counted} must be booked.", "th": "ต้องพักอย่างน้อย {n} คืน"},
    "closed_to_arrival": {"en": "Closed to arrival on {nights}.", "th": "ปิดรับเช็คอินวันที่ {nights}"},
    "closed_to_departure": {"en": "Closed to departure on {nights}.", "th": "ปิดรับเช็คเอาท์วันที่ {nights}"},
    "closed": {"en": "The rate plan is closed on {nights}.", "th": "เรทนี้ปิดขายในคืน {nights}"},
    "occupancy": {
        "en": "This type holds at most {adults_counted} and {children_counted}.",
        "th": "ประเภทห้องนี้พักได้ไม่เกินผู้ใหญ่ {adults} คน และเด็ก {children} คน",
    },
    "past_nights": {
        "en": "Nights that have passed are changed ({nights}); a reason is needed.",
        "th": "มีการแก้ไขคืนที่ผ่านไปแล้ว ({nights}) ต้องระบุเหตุผล",
    },
}

REFUSALS: dict[str, dict[str, str]] = {
    "policy_forbids": {
        "en": "The policy of this booking does not allow this.",
        "th": "เรทที่จองไม่สามารถเปลี่ยนแปลงหรือยกเลิกได้",
    },
    "no_policy": {
        "en": "This booking was sold without changes and cancellation.",
        "th": "เรทที่จองไม่ได้กำหนดนโยบายการยกเลิก",
    },
    "lives_in_pms": {
        "en": "Only the hotel can change or cancel this booking.",
        "th": "การจองนี้เปลี่ยนแปลงหรือยกเลิกได้โดยติดต่อที่พักเท่านั้น",
    },
    "change_limit_reached": {
        "en": "All changes that the policy allows have been made.",
        "th": "เปลี่ยนแปลงครบจำนวนครั้งที่อนุญาตแล้ว",
    },
    "past_check_in": {
        "en": "The stay has begun, or its check-in has passed.",
        "th": "เลยวันเช็คอินแล้ว",
    },
    "balance_mismatch": {
        "en": "What was paid and what is due do not agree.",
        "th": "ยอดรวมและการชำระเงินไม่สอดคล้องกัน",
    },
    "booking_cancelled": {"en": "It is cancelled.", "th": "การจองนี้ถูกยกเลิกแล้ว"},
    "change_pending": {
        "en": "Another change of this booking waits for its payment.",
        "th": "มีการเปลี่ยนแปลงที่รอชำระเงินอยู่",
    },
}
"""Why a guest may change nothing (rules.md 7)."""


def refusal_text(code: str, language: str) -> str:
    """Why a guest may not, in one sentence."""
    return in_language(REFUSALS[code], language)


_NOUNS = {"adults": ("adult", "adults"), "children": ("child", "children"), "n": ("night", "nights")}
"""What English counts by these values: one of it, several. Thai nouns have one form."""


def problem_text(problem: Problem, language: str, *, era: str = "buddhist") -> str:
    """The problem in one sentence: what is in the way, and what helps."""
    code = "room_of_other_type" if "other_type" in problem.values else problem.code
    nights = ", ".join(format_date(night, language, era=era) for night in problem.nights[:5])
    if len(problem.nights) > 5:
        nights += " …"
    words = in_language(_WORDS[code], language)
    counted = {
        f"{name}_counted": f"{number} {_NOUNS[name][number != '1']}"
        for name, number in problem.values.items()
        if name in _NOUNS
    }
    return words.format(
        room=problem.room, nights=nights, by=_by(problem.taken_by, language), **problem.values, **counted
    )


def _by(taker: Taker | None, language: str) -> str:
    if taker is None:
        return ""
    if taker.booking and taker.stay is None:
        waits = "กันไว้ให้การจอง {c}" if language == "th" else "kept for booking {c}"
        return f" ({waits.format(c=taker.booking)})"
    if taker.booking is None:
        blocked = "ปิดห้อง" if language == "th" else "blocked"
        return f" ({blocked}: {taker.reason})" if taker.reason else f" ({blocked})"
    return f" (การจอง {taker.booking})" if language == "th" else f" (booking {taker.booking})"


def money_text(plan: ChangePlan, language: str) -> str:
    """What to do about money after the change, in words (rules.md 8): collect, return, left for later."""
    money, currency = plan.money, plan.facts.property.currency

    def shown(amount: int) -> str:
        return format_money(amount, currency, language, unit=True)

    thai = language == "th"
    parts = []
    if money.collect_now:
        parts.append(
            f"ต้องเก็บเงินเพิ่มตอนนี้ {shown(money.collect_now)}"
            if thai
            else f"Collect {shown(money.collect_now)} now"
        )
    elif money.to_return:
        parts.append(
            f"ต้องคืนเงินลูกค้า {shown(money.to_return)}"
            if thai
            else f"Return {shown(money.to_return)} to the guest"
        )
    else:
        parts.append("ไม่มียอดที่ต้องชำระหรือคืน" if thai else "Nothing to settle")
    if money.later:
        parts.append(
            f"คงเหลือชำระที่โรงแรม {shown(money.later)}" if thai else f"{shown(money.later)} left for the stay"
        )
    return (" · " if thai else ", ").join(parts)
