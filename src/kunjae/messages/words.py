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
    "service_charge_of_rooms": {"en": "Service charge of the rooms", "th": "รวมค่าบริการของห้องพัก"},
    "vat_of_rooms": {"en": "VAT of the rooms", "th": "รวมภาษีมูลค่าเพิ่มของห้องพัก"},
    "further_fee_of_rooms": {"en": "{name} of the rooms", "th": "รวม{name}ของห้องพัก"},
    "orders": {"en": "Orders in it", "th": "รวมคำสั่งซื้อ"},
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
    "booking_number": {"en": "Booking number", "th": "หมายเลขการจอง"},
    "room_number": {"en": "Room number", "th": "หมายเลขห้อง"},
    "for_room": {"en": "For", "th": "สำหรับ"},
    "new_room_type": {"en": "New room type", "th": "ประเภทห้องใหม่"},
    "day": {"en": "Day", "th": "วันที่"},
    "time": {"en": "Time", "th": "เวลา"},
    "check_out_until": {"en": "Check-out until", "th": "เช็คเอาท์ได้ถึง"},
    "check_in_from": {"en": "Check-in from", "th": "เช็คอินได้ตั้งแต่"},
    "number": {"en": "Number", "th": "จำนวน"},
    "piece": {"en": "{n} piece", "th": "{n} ชิ้น"},
    "pieces": {"en": "{n} pieces", "th": "{n} ชิ้น"},
    "person": {"en": "{n} person", "th": "{n} ท่าน"},
    "persons": {"en": "{n} persons", "th": "{n} ท่าน"},
    "answer": {"en": "Answer", "th": "คำตอบ"},
    "payment": {"en": "Payment", "th": "การชำระเงิน"},
    "with_service_charge": {"en": "with service charge {amount}", "th": "รวมค่าบริการ {amount}"},
    "with_vat": {"en": "with VAT {amount}", "th": "รวมภาษีมูลค่าเพิ่ม {amount}"},
    "with_fee": {"en": "with {name} {amount}", "th": "รวม{name} {amount}"},
    "order_on_booking": {"en": "on the booking, with the room", "th": "รวมในบิลห้องพัก"},
    "order_to_pay": {"en": "to be paid now", "th": "รอชำระทันที"},
    "order_authorised": {
        "en": "kept on the card, taken when the hotel confirms",
        "th": "กันวงเงินไว้แล้ว จะเรียกเก็บเมื่อที่พักยืนยัน",
    },
    "order_paid": {"en": "paid", "th": "ชำระแล้ว"},
    "order_released": {"en": "not charged; what was kept is let go", "th": "ไม่มีการเรียกเก็บ ปล่อยวงเงินที่กันไว้แล้ว"},
    "order_returned": {"en": "goes back the way it was paid", "th": "คืนเงินตามช่องทางที่ชำระมา"},
    "my_orders": {"en": "See my orders", "th": "ดูคำสั่งซื้อของฉัน"},
    "open_order": {"en": "Open the order", "th": "เปิดคำสั่งซื้อ"},
    "confirm_order": {"en": "Confirm", "th": "ยืนยัน"},
    "cancel_order": {"en": "Cancel order", "th": "ยกเลิกคำสั่งซื้อ"},
    "open_concierge": {"en": "See all offers", "th": "ดูข้อเสนอทั้งหมด"},
    "see_offer": {"en": "See the offer", "th": "ดูข้อเสนอนี้"},
    "price_from": {"en": "from {amount}", "th": "เริ่มต้น {amount}"},
    "price_per_order": {"en": "{amount}", "th": "{amount}"},
    "price_per_room": {"en": "{amount} per room", "th": "{amount} ต่อห้อง"},
    "price_per_night": {"en": "{amount} per night", "th": "{amount} ต่อคืน"},
    "price_per_person": {"en": "{amount} per person", "th": "{amount} ต่อท่าน"},
    "price_per_person_night": {"en": "{amount} per person and night", "th": "{amount} ต่อท่านต่อคืน"},
    "price_per_piece": {"en": "{amount} each", "th": "{amount} ต่อชิ้น"},
    "no_more_offers": {
        "en": "No more mails of offers for this booking",
        "th": "ไม่รับอีเมลข้อเสนอของการจองนี้อีก",
    },
    "test_subject": {
        "en": "Test: mails about orders reach this address",
        "th": "ทดสอบ: อีเมลคำสั่งซื้อส่งถึงที่อยู่นี้",
    },
    "test_body": {
        "en": "This is a test. Orders of guests of {hotel} are told to this address. There is nothing to do.",
        "th": "นี่คืออีเมลทดสอบ อีเมลคำสั่งซื้อของผู้เข้าพักของ {hotel} จะส่งมาที่อยู่นี้ ไม่ต้องดำเนินการใดๆ",
    },
    "why": {"en": "Why", "th": "สาเหตุ"},
    "foot_test": {"en": "Sent by Kunjae.", "th": "ส่งโดย Kunjae"},
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
