"""The few words that mails need beside their templates, in each language."""

from __future__ import annotations

from kunjae.kernel.texts import LocalText, in_language

_WORDS: dict[str, LocalText] = {
    "room_1": {"en": "Room", "th": "ห้องพัก"},
    "room": {"en": "Room {n}", "th": "ห้องที่ {n}"},
    "dates": {"en": "Dates", "th": "วันที่เข้าพัก"},
    "room_type": {"en": "Room type", "th": "ประเภทห้อง"},
    "people": {"en": "Guests", "th": "จำนวนผู้เข้าพัก"},
    "guest": {"en": "Guest", "th": "ชื่อผู้เข้าพัก"},
    "plan": {"en": "Rate", "th": "เรท"},
    "meal": {"en": "Meals", "th": "อาหาร"},
    "policy": {"en": "Changes and cancellation", "th": "นโยบายการยกเลิก"},
    "conditions": {"en": "Conditions", "th": "เงื่อนไข"},
    "total": {"en": "Price", "th": "ราคา"},
    "status": {"en": "Status", "th": "สถานะ"},
    "before": {"en": "Before", "th": "เดิม"},
    "after": {"en": "Now", "th": "ใหม่"},
    "after_waiting": {"en": "Wanted", "th": "ที่ขอเปลี่ยน"},
    "cancelled": {"en": "Cancelled", "th": "ยกเลิกแล้ว"},
    "no_show": {"en": "No-show", "th": "ไม่มาเข้าพัก"},
    "cancel": {"en": "To be cancelled", "th": "ขอยกเลิก"},
    "reserved": {"en": "Confirmed", "th": "ยืนยันแล้ว"},
    "in_house": {"en": "Staying", "th": "กำลังเข้าพัก"},
    "checked_out": {"en": "Checked out", "th": "เช็คเอาท์แล้ว"},
    "moved": {"en": "Moved to another booking", "th": "ย้ายไปอีกการจองหนึ่ง"},
    "night": {"en": "{n} night", "th": "{n} คืน"},
    "nights": {"en": "{n} nights", "th": "{n} คืน"},
    "adult": {"en": "{n} adult", "th": "ผู้ใหญ่ {n} ท่าน"},
    "adults": {"en": "{n} adults", "th": "ผู้ใหญ่ {n} ท่าน"},
    "child": {"en": "{n} child", "th": "เด็ก {n} ท่าน"},
    "children": {"en": "{n} children", "th": "เด็ก {n} ท่าน"},
    "value": {"en": "Total price", "th": "มูลค่ารวม"},
    "service_charge": {"en": "Service charge in it", "th": "รวมค่าบริการ"},
    "vat": {"en": "VAT in it", "th": "รวมภาษีมูลค่าเพิ่ม"},
    "further_fee": {"en": "{name} in it", "th": "รวม{name}"},
    "fees": {"en": "Change fees in it", "th": "รวมค่าธรรมเนียมการเปลี่ยนแปลง"},
    "fee": {"en": "Fee of this change", "th": "ค่าธรรมเนียมครั้งนี้"},
    "paid": {"en": "Paid", "th": "ชำระแล้ว"},
    "to_pay_now": {"en": "To pay now", "th": "ยอดที่ต้องชำระตอนนี้"},
    "later": {"en": "To pay at the hotel", "th": "ยอดชำระที่โรงแรม"},
    "to_return": {"en": "To be returned", "th": "ยอดที่จะคืน"},
    "settled": {"en": "Settled", "th": "ไม่มียอดค้าง"},
    "open": {"en": "See and change the booking", "th": "ดูและจัดการการจอง"},
    "pay": {"en": "Pay {amount}", "th": "ชำระ {amount}"},
    "extranet": {"en": "Open the booking", "th": "เปิดรายการจอง"},
    "meal_none": {"en": "No meals", "th": "ไม่รวมอาหาร"},
    "meal_breakfast": {"en": "Breakfast included", "th": "รวมอาหารเช้า"},
    "meal_half_board": {"en": "Half board", "th": "รวมอาหารเช้าและเย็น"},
    "meal_full_board": {"en": "Full board", "th": "รวมอาหารสามมื้อ"},
    "meal_all_inclusive": {"en": "All inclusive", "th": "รวมอาหารและเครื่องดื่มทั้งหมด"},
    "method_cash": {"en": "cash", "th": "เงินสด"},
    "method_bank_transfer": {"en": "bank transfer", "th": "โอนเงิน"},
    "method_card_terminal": {"en": "card terminal", "th": "เครื่องรูดบัตร"},
    "method_promptpay": {"en": "PromptPay", "th": "พร้อมเพย์"},
    "method_agency": {"en": "travel agency", "th": "เอเจนซี่"},
    "method_card": {"en": "card", "th": "บัตร"},
    "because_expired": {
        "en": "it was not paid in time",
        "th": "ไม่ได้ชำระเงินภายในเวลาที่กำหนด",
    },
    "because_by_guest": {"en": "the guest dropped it", "th": "ผู้เข้าพักขอยกเลิกการเปลี่ยนแปลง"},
    "because_by_staff": {"en": "the hotel dropped it", "th": "โรงแรมยกเลิกการเปลี่ยนแปลงนี้"},
    "because_booking_changed": {
        "en": "the hotel changed the booking in the meantime",
        "th": "โรงแรมเปลี่ยนแปลงการจองในระหว่างนั้น",
    },
    "because_slip_refused": {
        "en": "the hotel could not find the transfer",
        "th": "โรงแรมไม่พบยอดเงินโอน",
    },
    "because_does_not_fit": {
        "en": "the rooms or the booking had changed by then",
        "th": "ห้องพักหรือการจองเปลี่ยนไปแล้วในตอนนั้น",
    },
    "because": {"en": "it could not be carried out", "th": "ไม่สามารถดำเนินการได้"},
    "foot": {
        "en": "This mail was sent by {hotel}. A reply reaches the hotel.",
        "th": "อีเมลนี้ส่งโดย {hotel} หากตอบกลับ อีเมลจะถึงโรงแรมโดยตรง",
    },
    "foot_hotel": {
        "en": "Sent by Kunjae. A reply reaches the guest.",
        "th": "ส่งโดย Kunjae หากตอบกลับ อีเมลจะถึงผู้เข้าพักโดยตรง",
    },
}


def say(word: str, language: str, **values: object) -> str:
    """The words, `{name}` filled in."""
    return in_language(_WORDS[word], language).format(**values)


def knows(word: str) -> bool:
    """Whether there are words for it."""
    return word in _WORDS


def counted(one: str, many: str, n: int, language: str) -> str:
    """A number of things."""
    return say(one if n == 1 else many, language, n=n)
