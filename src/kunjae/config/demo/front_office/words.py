"""The words on the front office's pages, in English and Thai."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

ENGLISH: Words = {
    "title": "Front office",
    "what": "It plays the hotel's PMS, as Cloudbeds would be. An order that is confirmed in Kunjae stands on its guest's folio "
    "here; cancelled there, it is taken off. What changes here comes into Kunjae.",
    "newest": "Newest on the folios",
    "nothing": "Nothing on any folio yet. Confirm an order in Kunjae.",
    "guests": "Guests",
    "guest": "Guest",
    "room": "Room",
    "from": "From",
    "to": "To",
    "status": "Status",
    "folio": "Folio",
    "extras": "Extras",
    "nights": "Room, {} nights",
    "total": "Total",
    "voided": "taken off {}",
    "all": "All guests",
    "confirmed": "Confirmed",
    "not_confirmed": "Not confirmed",
    "checked_in": "In house",
    "checked_out": "Checked out",
    "canceled": "Cancelled",
    "no_show": "No-show",
    "check_in": "Check in",
    "check_out": "Check out",
    "cancel": "Cancel",
    "later": "One day later",
    "lock": "Keep open on a screen",
    "unlock": "Close again",
    "locked": "Open on a clerk's screen: nothing can be posted to it.",
    "away": "It does not answer. What Kunjae sends meanwhile waits there and is tried again.",
    "go_away": "Stop answering",
    "come_back": "Answer again",
    "code": "Number in Kunjae",
    "number": "Number here",
    "email": "E-mail",
    "no_email": "none",
}
THAI: Words = {
    "title": "Front office",
    "what": "หน้านี้แสดงเป็น PMS ของที่พักแทน Cloudbeds คำสั่งซื้อที่ยืนยันใน Kunjae จะอยู่ในบัญชีของผู้เข้าพักที่นี่ "
    "หากยกเลิกจะถูกนำออก และสิ่งที่เปลี่ยนแปลงที่นี่จะเข้าไปใน Kunjae",
    "newest": "รายการล่าสุดในบัญชีผู้เข้าพัก",
    "nothing": "ยังไม่มีรายการ ลองยืนยันคำสั่งซื้อใน Kunjae",
    "guests": "ผู้เข้าพัก",
    "guest": "ผู้เข้าพัก",
    "room": "ห้อง",
    "from": "เช็คอิน",
    "to": "เช็คเอาท์",
    "status": "สถานะ",
    "folio": "บัญชี",
    "extras": "รายการเพิ่ม",
    "nights": "ห้องพัก {} คืน",
    "total": "รวม",
    "voided": "นำออกแล้ว {}",
    "all": "ผู้เข้าพักทั้งหมด",
    "confirmed": "ยืนยันแล้ว",
    "not_confirmed": "ยังไม่ยืนยัน",
    "checked_in": "เข้าพักอยู่",
    "checked_out": "เช็คเอาท์แล้ว",
    "canceled": "ยกเลิกแล้ว",
    "no_show": "ไม่มาเข้าพัก",
    "check_in": "เช็คอิน",
    "check_out": "เช็คเอาท์",
    "cancel": "ยกเลิก",
    "later": "เลื่อนไปหนึ่งวัน",
    "lock": "เปิดค้างไว้บนหน้าจอ",
    "unlock": "ปิดหน้าจอนั้น",
    "locked": "พนักงานเปิดการจองนี้ค้างไว้ จึงลงรายการไม่ได้",
    "away": "ระบบนี้ไม่ตอบอยู่ สิ่งที่ Kunjae ส่งมาจะรอและลองใหม่เอง",
    "go_away": "หยุดตอบ",
    "come_back": "ตอบอีกครั้ง",
    "code": "หมายเลขใน Kunjae",
    "number": "หมายเลขที่นี่",
    "email": "อีเมล",
    "no_email": "ไม่มี",
}


def words_for(languages: str) -> tuple[str, Words]:
    """The language that the browser would rather have (Accept-Language), and its words."""
    first = languages.split(",")[0].strip().lower()
    return ("th", THAI) if first.startswith("th") else ("en", ENGLISH)
