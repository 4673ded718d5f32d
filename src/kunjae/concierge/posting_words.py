"""Why an order does not stand where it should in the hotel's PMS, in Thai and English: one place for pages, mails and the API.
Pure."""

from __future__ import annotations

from kunjae.kernel.texts import LocalText

_ERRORS: dict[str, LocalText] = {
    "not_connected": {
        "en": "The hotel is not connected to a PMS.",
        "th": "ที่พักยังไม่ได้เชื่อมต่อกับ PMS",
    },
    "not_enabled": {"en": "The connection with the PMS is switched off.", "th": "การเชื่อมต่อกับ PMS ปิดอยู่"},
    "held": {
        "en": "The connection is held back since a backup was restored.",
        "th": "การเชื่อมต่อถูกพักไว้หลังกู้คืนข้อมูลสำรอง",
    },
    "paused": {
        "en": "The connection is paused, as the PMS lets nobody in.",
        "th": "การเชื่อมต่อหยุดไว้ชั่วคราว เพราะ PMS ไม่อนุญาตให้เข้า",
    },
    "keys_unreadable": {
        "en": "The credentials have to be entered again.",
        "th": "ต้องกรอกข้อมูลเชื่อมต่อใหม่",
    },
    "not_let_in": {"en": "The PMS does not accept the credentials.", "th": "PMS ไม่ยอมรับข้อมูลเชื่อมต่อ"},
    "busy": {"en": "The PMS asks for patience.", "th": "PMS ขอให้รอสักครู่"},
    "no_reservation": {
        "en": "No reservation of this booking was found in the PMS.",
        "th": "ไม่พบการจองนี้ใน PMS",
    },
    "no_room": {
        "en": "The room of this stay was not found in the reservation in the PMS.",
        "th": "ไม่พบห้องของการเข้าพักนี้ในการจองใน PMS",
    },
    "not_mapped": {
        "en": "Nobody has said what this offer is in the PMS.",
        "th": "ยังไม่ได้ระบุว่าข้อเสนอนี้คือรายการใดใน PMS",
    },
    "unreachable": {"en": "The PMS could not be reached.", "th": "เชื่อมต่อ PMS ไม่ได้"},
    "timeout": {"en": "The PMS did not answer in time.", "th": "PMS ไม่ตอบภายในเวลาที่กำหนด"},
    "broken_off": {"en": "The answer of the PMS broke off.", "th": "คำตอบจาก PMS ขาดหาย"},
    "answer_too_large": {"en": "The PMS answered more than is read.", "th": "คำตอบจาก PMS ใหญ่เกินไป"},
    "unreadable_answer": {
        "en": "The answer of the PMS could not be understood.",
        "th": "อ่านคำตอบของ PMS ไม่ได้",
    },
    "server_error": {"en": "The PMS had trouble of its own.", "th": "ระบบ PMS ขัดข้อง"},
    "redirected": {
        "en": "The PMS answered with another address.",
        "th": "PMS ตอบกลับด้วยที่อยู่อื่น",
    },
    "checked_out": {
        "en": "The guest has checked out in the PMS.",
        "th": "ผู้เข้าพักเช็คเอาท์ใน PMS แล้ว",
    },
    "reservation_cancelled": {
        "en": "The reservation is cancelled in the PMS.",
        "th": "การจองถูกยกเลิกใน PMS แล้ว",
    },
    "folio_locked": {
        "en": "The folio is locked in the PMS.",
        "th": "บัญชีของผู้เข้าพักใน PMS ถูกล็อกอยู่",
    },
    "other_payload": {
        "en": "The PMS knows this order with other contents.",
        "th": "PMS มีรายการนี้อยู่แล้วแต่ข้อมูลไม่ตรงกัน",
    },
    "no_folio": {"en": "The reservation has no folio in the PMS.", "th": "การจองนี้ไม่มีบัญชีของผู้เข้าพักใน PMS"},
    "wrong_currency": {"en": "The PMS keeps this folio in another currency.", "th": "บัญชีนี้ใน PMS ใช้สกุลเงินอื่น"},
    "refused": {"en": "The PMS did not take it.", "th": "PMS ไม่รับรายการนี้"},
    "reservation_taken": {
        "en": "The reservation in the PMS belongs to another booking here.",
        "th": "การจองใน PMS ผูกกับการจองอื่นแล้ว",
    },
    "other_pms": {
        "en": "It was sent to the PMS that the hotel had before.",
        "th": "รายการนี้ส่งไปยัง PMS เดิมของที่พัก",
    },
    "slow": {"en": "The PMS took too long to be asked.", "th": "PMS ใช้เวลาตอบนานเกินไป"},
    "may_not_cancel": {
        "en": "The PMS lets this connection take nothing off. Take it off there, and say so here.",
        "th": "PMS ไม่อนุญาตให้การเชื่อมต่อนี้ลบรายการ กรุณาลบใน PMS แล้วบันทึกไว้ที่นี่",
    },
    "may_not_upgrade": {
        "en": "The PMS lets this connection change no room. Move the guest there, and say so here.",
        "th": "PMS ไม่อนุญาตให้การเชื่อมต่อนี้เปลี่ยนห้อง กรุณาย้ายห้องใน PMS แล้วบันทึกไว้ที่นี่",
    },
    "checked_in": {
        "en": "The guest lives in the room already: move them in the PMS.",
        "th": "ผู้เข้าพักเช็คอินแล้ว กรุณาย้ายห้องใน PMS",
    },
    "room_locked": {"en": "The guest's room is fixed in the PMS.", "th": "ห้องของผู้เข้าพักถูกล็อกไว้ใน PMS"},
    "no_room_left": {
        "en": "The PMS has no room of this type left for the stay.",
        "th": "PMS ไม่มีห้องประเภทนี้ว่างตลอดการเข้าพัก",
    },
    "no_matching_rate": {
        "en": "The PMS sells this room type under no rate with the same code.",
        "th": "ใน PMS ประเภทห้องนี้ไม่มีเรทรหัสเดียวกัน",
    },
    "no_such_house": {
        "en": "The PMS shows no property with this id to the credentials.",
        "th": "ไม่พบที่พักรหัสนี้ใน PMS ด้วยข้อมูลเชื่อมต่อนี้",
    },
    "service_unclear": {
        "en": "Several services are sold by the night in the PMS: enter the name of that of the rooms.",
        "th": "PMS มีหลายบริการที่ขายเป็นคืน กรุณากรอกชื่อบริการของห้องพัก",
    },
    "net_pricing": {
        "en": "The PMS works with prices without tax; only prices with tax can be posted.",
        "th": "PMS ใช้ราคาไม่รวมภาษี ระบบส่งได้เฉพาะราคารวมภาษี",
    },
}


def error_text(code: str, language: str) -> str:
    """Why the last attempt came to nothing; empty for none. What is not known is named."""
    if not code:
        return ""
    if found := _ERRORS.get(code):
        return found["th" if language == "th" else "en"]
    return f"PMS ไม่รับรายการนี้ ({code})" if language == "th" else f"The PMS did not take it ({code})."
