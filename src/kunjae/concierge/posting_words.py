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
    "no_room_left": {
        "en": "The PMS has no free room of that type.",
        "th": "PMS ไม่มีห้องว่างของประเภทนี้",
    },
    "room_locked": {"en": "The room is fixed in the PMS.", "th": "ห้องถูกล็อกไว้ใน PMS"},
    "checked_in": {
        "en": "The guest has checked in in the PMS already.",
        "th": "ผู้เข้าพักเช็คอินใน PMS แล้ว",
    },
    "net_pricing": {
        "en": "The PMS prices this rate without taxes, which is not understood.",
        "th": "เรทนี้ใน PMS เป็นราคาก่อนภาษี ระบบยังไม่รองรับ",
    },
    "no_matching_rate": {
        "en": "The PMS has no rate for the room type that fits.",
        "th": "PMS ไม่มีเรทที่ตรงกับประเภทห้องนี้",
    },
    "may_not_upgrade": {
        "en": "The credentials are not allowed to change reservations in the PMS.",
        "th": "ข้อมูลเชื่อมต่อไม่มีสิทธิ์เปลี่ยนการจองใน PMS",
    },
    "may_not_cancel": {
        "en": "The credentials are not allowed to take charges off in the PMS.",
        "th": "ข้อมูลเชื่อมต่อไม่มีสิทธิ์นำค่าใช้จ่ายออกใน PMS",
    },
    "may_not_post": {
        "en": "The credentials are not allowed to post charges in the PMS.",
        "th": "ข้อมูลเชื่อมต่อไม่มีสิทธิ์ลงบัญชีใน PMS",
    },
    "service_unclear": {
        "en": "The PMS has several services that could be meant: choose one under Settings > PMS > Offers in the PMS.",
        "th": "PMS มีบริการที่ตรงกันหลายรายการ เลือกที่ การตั้งค่า > PMS > ข้อเสนอใน PMS",
    },
    "no_such_house": {
        "en": "The credentials do not belong to this hotel in the PMS.",
        "th": "ข้อมูลเชื่อมต่อนี้ไม่ใช่ของที่พักนี้ใน PMS",
    },
    "no_folio": {"en": "The reservation has no folio in the PMS.", "th": "การจองนี้ไม่มีบัญชีใน PMS"},
    "folio_closed": {"en": "The folio is closed in the PMS.", "th": "บัญชีของผู้เข้าพักใน PMS ปิดแล้ว"},
    "name_taken": {
        "en": "The PMS has another product of this name.",
        "th": "PMS มีสินค้าอื่นที่ใช้ชื่อนี้อยู่แล้ว",
    },
    "wrong_currency": {
        "en": "The PMS bills this reservation in another currency.",
        "th": "การจองนี้ใน PMS ใช้สกุลเงินอื่น",
    },
    "other_content": {
        "en": "The PMS knows this order with other contents.",
        "th": "PMS มีรายการนี้อยู่แล้วแต่ข้อมูลไม่ตรงกัน",
    },
    "other_pms": {
        "en": "It was sent to another PMS, which is no longer connected: look there.",
        "th": "รายการนี้ส่งไป PMS อื่นที่ไม่ได้เชื่อมต่อแล้ว กรุณาตรวจสอบที่นั่น",
    },
    "cannot_be_asked": {
        "en": "The PMS can't be asked what stands on the folio.",
        "th": "ไม่สามารถถาม PMS ได้ว่ามีรายการใดในบัญชี",
    },
    "reservation_taken": {
        "en": "The reservation in the PMS belongs to another booking here.",
        "th": "การจองนี้ใน PMS ผูกกับการจองอื่นแล้ว",
    },
    "worker_lost": {
        "en": "It was interrupted while being sent; the PMS is asked before it is sent again.",
        "th": "การส่งหยุดกลางคัน ระบบจะตรวจสอบกับ PMS ก่อนส่งอีกครั้ง",
    },
    "slow": {"en": "The PMS took too long to answer.", "th": "PMS ตอบช้าเกินไป"},
    "refused": {"en": "The PMS refused it.", "th": "PMS ปฏิเสธรายการนี้"},
}


def error_text(code: str, language: str) -> str:
    """Why the last attempt came to nothing; empty for none. What is not known is named."""
    if not code:
        return ""
    if found := _ERRORS.get(code):
        return found["th" if language == "th" else "en"]
    return f"PMS ไม่รับรายการนี้ ({code})" if language == "th" else f"The PMS did not take it ({code})."
