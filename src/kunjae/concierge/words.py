"""What the codes of offers and orders say, in Thai and English: one place for pages, mails and the API. Pure."""

from __future__ import annotations

from kunjae.concierge.facts import (
    Category,
    DayChoice,
    NumberOf,
    OfferKind,
    OfferType,
    OrderPayment,
    OrderStatus,
    PayWhen,
    Posting,
    PricePer,
    QuestionKind,
    TaxTreatment,
    WhenStayChanges,
)

type _Words = dict[str, str]

REASONS: dict[str, _Words] = {
    "not_live": {"en": "The stay has ended or was cancelled.", "th": "การเข้าพักสิ้นสุดหรือถูกยกเลิกแล้ว"},
    "not_on_sale": {"en": "It is not on sale at the moment.", "th": "ขณะนี้ยังไม่เปิดขาย"},
    "not_valid": {"en": "It is not offered on the days of this stay.", "th": "ไม่เปิดให้สั่งในช่วงวันที่เข้าพัก"},
    "weekday": {"en": "It is not offered on these days of the week.", "th": "ไม่เปิดให้สั่งในวันของสัปดาห์นี้"},
    "before_arrival": {"en": "It can be ordered once the stay has begun.", "th": "สั่งได้เมื่อเช็คอินแล้ว"},
    "during_stay": {"en": "It can be ordered before arrival only.", "th": "สั่งได้ก่อนเข้าพักเท่านั้น"},
    "too_early": {"en": "It is too early to order it.", "th": "ยังไม่ถึงเวลาเปิดให้สั่ง"},
    "too_late": {"en": "It had to be ordered earlier.", "th": "เลยเวลาที่ต้องสั่งล่วงหน้าแล้ว"},
    "past": {"en": "Its time has passed.", "th": "เลยเวลาใช้บริการแล้ว"},
    "room_type": {"en": "It is not for this room type.", "th": "ไม่มีสำหรับประเภทห้องนี้"},
    "rate_plan": {"en": "It is not for this rate plan.", "th": "ไม่มีสำหรับเรทนี้"},
    "source": {"en": "It is not for bookings from this source.", "th": "ไม่มีสำหรับช่องทางการจองนี้"},
    "language": {"en": "It is not offered in the booking's language.", "th": "ไม่มีสำหรับภาษาของการจองนี้"},
    "adults": {"en": "It does not fit the number of adults.", "th": "ไม่ตรงกับจำนวนผู้ใหญ่"},
    "children": {"en": "It does not fit the number of children.", "th": "ไม่ตรงกับจำนวนเด็ก"},
    "nights": {"en": "It does not fit the number of nights.", "th": "ไม่ตรงกับจำนวนคืน"},
    "sold_out": {"en": "It is sold out.", "th": "จำหน่ายหมดแล้ว"},
    "no_room": {"en": "The stay has no room number yet.", "th": "ยังไม่ได้กำหนดหมายเลขห้อง"},
    "room_taken": {
        "en": "The room is taken by another stay right before or after.",
        "th": "มีผู้เข้าพักท่านอื่นใช้ห้องนี้ต่อเนื่องกัน",
    },
    "not_higher": {"en": "The room type is not higher than the stay's.", "th": "ไม่ใช่ประเภทห้องที่สูงกว่าห้องที่จอง"},
    "no_higher_room": {
        "en": "No room of the higher type is free on all nights.",
        "th": "ห้องประเภทที่สูงกว่าไม่ว่างครบทุกคืน",
    },
    "already_ordered": {"en": "It has been ordered already.", "th": "สั่งซื้อไว้แล้ว"},
    "change_pending": {
        "en": "A change of this booking waits for its payment.",
        "th": "มีการเปลี่ยนแปลงที่รอชำระเงินอยู่",
    },
    "no_payments": {
        "en": "It is paid when it is ordered, and the hotel takes no payments at the moment.",
        "th": "ต้องชำระเงินเมื่อสั่ง และขณะนี้ที่พักยังไม่เปิดรับชำระเงิน",
    },
    "no_price": {"en": "A night has no price to compare.", "th": "มีคืนที่ยังไม่ได้ตั้งราคา"},
}
"""Why an offer cannot be ordered (`rules.shelf`)."""

_KINDS: dict[str, _Words] = {
    "offer": {"en": "Offer", "th": "ข้อเสนอ"},
    "late_check_out": {"en": "Late check-out", "th": "เช็คเอาท์ล่าช้า"},
    "early_check_in": {"en": "Early check-in", "th": "เช็คอินก่อนเวลา"},
    "upgrade": {"en": "Room upgrade", "th": "อัพเกรดห้องพัก"},
}
_TYPES: dict[str, _Words] = {
    "offer": {"en": "Offer", "th": "ข้อเสนอ"},
    "room_upgrade": {"en": "Room upgrade", "th": "อัพเกรดห้องพัก"},
}
_STATUSES: dict[str, _Words] = {
    "unconfirmed": {"en": "Unconfirmed", "th": "รอยืนยัน"},
    "confirmed": {"en": "Confirmed", "th": "ยืนยันแล้ว"},
    "cancelled": {"en": "Cancelled", "th": "ยกเลิกแล้ว"},
    "expired": {"en": "Expired", "th": "หมดอายุ"},
}
_PAYMENTS: dict[str, _Words] = {
    "on_booking": {"en": "On the booking", "th": "รวมในบิลห้องพัก"},
    "to_pay": {"en": "To be paid", "th": "รอชำระเงิน"},
    "authorised": {"en": "Amount reserved on the card", "th": "กันวงเงินแล้ว"},
    "paid": {"en": "Paid", "th": "ชำระแล้ว"},
    "released": {"en": "Reserved amount released", "th": "คืนวงเงินแล้ว"},
    "returned": {"en": "Refunded", "th": "คืนเงินแล้ว"},
}
_POSTINGS: dict[str, _Words] = {
    "not_needed": {"en": "Not needed", "th": "ไม่ต้องเพิ่มใน PMS"},
    "to_do": {"en": "To add in the PMS", "th": "รอเพิ่มใน PMS"},
    "by_hand": {"en": "Added by hand", "th": "เพิ่มใน PMS แล้ว"},
    "waiting": {"en": "On its way to the PMS", "th": "กำลังส่งไป PMS"},
    "posted": {"en": "On the folio in the PMS", "th": "ลงบัญชีใน PMS แล้ว"},
    "unknown": {"en": "Sent to the PMS, no answer yet", "th": "ส่งไป PMS แล้ว ยังไม่ได้รับคำตอบ"},
    "failed": {"en": "Not posted to the PMS", "th": "ลงบัญชีใน PMS ไม่สำเร็จ"},
    "reversed": {"en": "Taken off the folio in the PMS", "th": "กลับรายการใน PMS แล้ว"},
}
_PER: dict[str, _Words] = {
    "order": {"en": "per order", "th": "ต่อครั้ง"},
    "room": {"en": "per room", "th": "ต่อห้อง"},
    "night": {"en": "per night", "th": "ต่อคืน"},
    "person": {"en": "per person", "th": "ต่อคน"},
    "person_night": {"en": "per person and night", "th": "ต่อคนต่อคืน"},
    "piece": {"en": "per piece", "th": "ต่อชิ้น"},
}
_CATEGORIES: dict[str, _Words] = {
    "food": {"en": "Food and drink", "th": "อาหารและเครื่องดื่ม"},
    "wellness": {"en": "Spa and wellness", "th": "สปาและสุขภาพ"},
    "transport": {"en": "Transport", "th": "รถรับส่งและการเดินทาง"},
    "activity": {"en": "Activities", "th": "กิจกรรม"},
    "celebration": {"en": "Celebrations", "th": "โอกาสพิเศษ"},
    "room": {"en": "Room and stay", "th": "ห้องพักและการเข้าพัก"},
    "other": {"en": "More", "th": "อื่น ๆ"},
}
_TAXES: dict[str, _Words] = {
    "as_rooms": {
        "en": "As rooms: service charge, VAT and fees",
        "th": "เหมือนห้องพัก (ค่าบริการ ภาษี และค่าธรรมเนียม)",
    },
    "vat_only": {"en": "VAT only", "th": "เฉพาะภาษีมูลค่าเพิ่ม"},
    "none": {"en": "No taxes", "th": "ไม่มีภาษี"},
}
_PAY: dict[str, _Words] = {
    "on_booking": {"en": "On the booking", "th": "รวมในบิลห้องพัก"},
    "either": {
        "en": "On the booking or now, as the guest chooses",
        "th": "รวมในบิลห้องพักหรือชำระทันที ให้ผู้เข้าพักเลือก",
    },
    "now": {"en": "Now", "th": "ชำระทันที"},
}
_WHEN_STAY_CHANGES: dict[str, _Words] = {
    "default": {
        "en": "As usual: a price by night follows the nights, all else is kept; dated outside the stay it is cancelled",
        "th": "ตามปกติ: ราคาต่อคืนคิดใหม่ตามจำนวนคืน อย่างอื่นคงเดิม ถ้าวันที่อยู่นอกการเข้าพักจะยกเลิก",
    },
    "keep": {"en": "Keep it as it is", "th": "คงไว้ตามเดิม"},
    "reprice": {"en": "Work its price out anew", "th": "คิดราคาใหม่"},
    "move": {"en": "Move it with the arrival, by as many days", "th": "เลื่อนตามวันเช็คอินเท่าจำนวนวันที่เลื่อน"},
    "cancel": {"en": "Cancel it free of charge", "th": "ยกเลิกโดยไม่มีค่าธรรมเนียม"},
}
_QUESTIONS: dict[str, _Words] = {
    "day": {"en": "Day", "th": "วันที่"},
    "slot": {"en": "Time", "th": "เวลา"},
    "number": {"en": "How many", "th": "จำนวน"},
    "text": {"en": "Your answer", "th": "คำตอบ"},
}
_DAYS: dict[str, _Words] = {
    "arrival": {"en": "Day of arrival", "th": "วันเช็คอิน"},
    "departure": {"en": "Day of departure", "th": "วันเช็คเอาท์"},
    "any": {"en": "Any day of the stay", "th": "วันใดก็ได้ระหว่างเข้าพัก"},
}
_NUMBERS: dict[str, _Words] = {
    "pieces": {"en": "Number of pieces", "th": "จำนวนชิ้น"},
    "persons": {"en": "Number of persons", "th": "จำนวนคน"},
}
_HOURS: dict[OfferKind, _Words] = {
    OfferKind.LATE_CHECK_OUT: {"en": "Check-out until", "th": "เช็คเอาท์ได้ถึง"},
    OfferKind.EARLY_CHECK_IN: {"en": "Check-in from", "th": "เช็คอินได้ตั้งแต่"},
}


def _said(words: _Words, language: str) -> str:
    return words.get(language) or words["en"]


def reason_text(reason: str, language: str) -> str:
    """Why it cannot be ordered, in one sentence; a code that is not known as itself."""
    return _said(REASONS[reason], language) if reason in REASONS else reason


def kind_text(kind: OfferKind, language: str) -> str:
    return _said(_KINDS[kind], language)


def type_text(type: OfferType, language: str) -> str:
    """The type of the list of orders: offer or room upgrade."""
    return _said(_TYPES[type], language)


def status_text(status: OrderStatus, language: str) -> str:
    return _said(_STATUSES[status], language)


def payment_text(payment: OrderPayment, language: str) -> str:
    return _said(_PAYMENTS[payment], language)


def posting_text(posting: Posting, language: str) -> str:
    return _said(_POSTINGS[posting], language)


def per_text(per: PricePer, language: str) -> str:
    """`per person`."""
    return _said(_PER[per], language)


def category_text(category: Category, language: str) -> str:
    return _said(_CATEGORIES[category], language)


def taxes_text(taxes: TaxTreatment, language: str) -> str:
    return _said(_TAXES[taxes], language)


def pay_text(pay: PayWhen, language: str) -> str:
    """How an offer may be paid, as staff choose it."""
    return _said(_PAY[pay], language)


def when_stay_changes_text(rule: WhenStayChanges, language: str) -> str:
    """What becomes of an order when its stay changes, as staff choose it."""
    return _said(_WHEN_STAY_CHANGES[rule], language)


def question_text(kind: QuestionKind, language: str, number_of: NumberOf | None = None) -> str:
    """The house's own words for a question that has no label."""
    if kind is QuestionKind.NUMBER and number_of is not None:
        return _said(_NUMBERS[number_of], language)
    return _said(_QUESTIONS[kind], language)


def day_choice_text(days: DayChoice, language: str) -> str:
    return _said(_DAYS[days], language)


def number_of_text(number_of: NumberOf, language: str) -> str:
    return _said(_NUMBERS[number_of], language)


def hour_text(kind: OfferKind, language: str) -> str:
    """What stands before the hour of a late check-out or an early check-in; empty for other kinds."""
    return _said(_HOURS[kind], language) if kind in _HOURS else ""
