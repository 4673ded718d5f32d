"""The change page in Thai."""

import pytest

from tests.extranet.change.pressing import ChangePage
from tests.hotel import book_stays, book_two_rooms

pytestmark = pytest.mark.django_db

NEW_DATES = {"check_in": "2026-12-20", "check_out": "2026-12-22"}


# Thai


def test_the_page_in_thai(hotel):
    book_stays(hotel, NEW_DATES | {"room": "001"})
    page = ChangePage(hotel, book_two_rooms(hotel), language="th")
    for words in ("เปลี่ยนแปลง/ยกเลิก", "กลับไปยังรายละเอียดการจอง", "ห้องที่ 1/2", "เรทราคาและเงื่อนไข", "สรุปการเงิน", "บันทึกประวัติและค่าชาร์จ",
                  "ยังไม่มีการบันทึกข้อมูล", "รวมยอดที่เปลี่ยนแปลง", "ย้ายไปการจองอื่น", "เพิ่มห้อง", "10–12 ธ.ค. 2569"):  # fmt: skip
        assert words in page.words
    page.press("edit:1")
    for words in (
        "วันเช็คอิน",
        "วันเช็คเอาท์",
        "ประเภทห้อง",
        "หมายเลขห้อง",
        "ผู้ใหญ่",
        "ใช้ราคาเดิม",
        "ใช้ราคาวันนี้",
        "กำหนดราคาเอง",
        "พรีวิว",
        "เลือกห้องภายหลัง",
    ):
        assert words in page.words
    page.press("stage", **NEW_DATES)
    assert "ห้อง 001 ไม่ว่างในคืนที่เลือก" in page.words
    page.press("edit:1").press("stage", room="003").press("cancel:2")
    for words in (
        "ก่อนเปลี่ยนแปลง",
        "หลังเปลี่ยนแปลง",
        "เปลี่ยนแปลงอีกครั้ง",
        "รีเซ็ต",
        "ปัจจุบัน",
        "ใหม่",
        "ค่าธรรมเนียม",
        "เตียงไม่เหมือนห้องเดิม",
    ):
        assert words in page.words
    page.press("confirm").press("save")
    booking = page.client.get(page.answer["Location"]).content.decode()
    assert "ไม่มียอดที่ต้องชำระหรือคืน" in booking
    assert "−3,000" in booking


def test_no_word_of_the_thai_page_is_left_in_english(hotel):
    """Every word in Latin letters is a code, a name or one that the glossary keeps Latin."""
    page = ChangePage(hotel, book_two_rooms(hotel), language="th")
    pages = [page.words, page.press("edit:1").words, page.press("close").press("move:1").words]
    pages += [
        page.press("close").press("add").words,
        page.press("close").press("cancel:1").press("confirm").words,
    ]
    known = {"Kunjae", "English", "Extranet", "Standard", "clerk", "example", "com", "Somchai", "Jaidee", "double",
             "single", "king", "VAT", page.code}  # fmt: skip
    import re

    found = {word for words in pages for word in re.findall(r"[A-Za-z][A-Za-z0-9]{2,}", words)}
    assert found - known == set()
