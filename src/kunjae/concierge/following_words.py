"""What becomes of an order when its stay changes, in Thai and English: on previews, in mails and in the API. Pure."""

from __future__ import annotations

from kunjae.concierge.rules.following import Does, OrderEffect
from kunjae.kernel.formats import format_date, format_money
from kunjae.kernel.texts import in_language

_BECAUSE: dict[str, dict[str, str]] = {
    "stay_cancelled": {"en": "The stay is cancelled.", "th": "การเข้าพักถูกยกเลิก"},
    "outside_stay": {
        "en": "Its day lies outside the new dates of the stay.",
        "th": "วันที่สั่งไว้อยู่นอกช่วงวันเข้าพักใหม่",
    },
    "room_type": {"en": "The stay gets another room type.", "th": "การเข้าพักเปลี่ยนเป็นประเภทห้องอื่น"},
    "by_rule": {
        "en": "It is cancelled when the stay changes.",
        "th": "ข้อเสนอนี้ยกเลิกเมื่อการเข้าพักเปลี่ยนแปลง",
    },
    "sold_out": {"en": "It is sold out on the new day.", "th": "วันใหม่จำหน่ายหมดแล้ว"},
    "room_taken": {
        "en": "The room is taken right before or after the new dates.",
        "th": "ห้องไม่ว่างในคืนที่ติดกับวันเข้าพักใหม่",
    },
    "no_room": {"en": "The stay has no room number any more.", "th": "การเข้าพักยังไม่มีหมายเลขห้อง"},
    "no_higher_room": {
        "en": "No room of the higher type is free on all new nights.",
        "th": "ห้องประเภทที่สูงกว่าไม่ว่างครบทุกคืนของวันเข้าพักใหม่",
    },
}
"""Why a change of its stay cancels an order (`rules.following`)."""


def because_text(code: str, language: str) -> str:
    """Why it is cancelled, in one sentence."""
    return in_language(_BECAUSE[code], language)


_DOES: dict[Does, dict[str, str]] = {
    Does.KEPT: {"en": "kept as it is", "th": "คงเดิม"},
    Does.GOES: {"en": "goes with its room to the other booking", "th": "ย้ายไปการจองอื่นพร้อมกับห้อง"},
    Does.CANCELLED: {"en": "cancelled free of charge", "th": "ยกเลิกโดยไม่มีค่าใช้จ่าย"},
}


def effect_text(effect: OrderEffect, language: str, currency: str, *, era: str = "buddhist") -> str:
    """What becomes of the order, and why, without its name: `moved to 20 Dec 2026, 1,200.00 baht instead of 900.00`."""
    thai = language == "th"
    if effect.does is Does.CANCELLED:
        said = in_language(_DOES[effect.does], language)
        because = because_text(effect.because, language)
        return f"{said} ({because})" if thai else f"{said}: {because[0].lower()}{because[1:].rstrip('.')}"
    before, after = effect.order, effect.after
    day = after.answers.day if after else None
    parts = []
    if day is not None and day != before.answers.day:
        shown = format_date(day, language, era=era)
        parts.append(f"ย้ายไปวันที่ {shown}" if thai else f"moved to {shown}")
    if after is not None and after.amount != before.amount:
        old = format_money(before.amount, currency, language)
        new = format_money(after.amount, currency, language, unit=True)
        parts.append(f"ราคาใหม่ {new} (เดิม {old})" if thai else f"{new} instead of {old}")
    return (" " if thai else ", ").join(parts) or in_language(
        _DOES.get(effect.does, _DOES[Does.KEPT]), language
    )
