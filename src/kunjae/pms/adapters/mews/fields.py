"""What a hotel enters for Mews, and chooses for each offer."""

from __future__ import annotations

from kunjae.payments.ports import KeyField
from kunjae.pms.facts import MapField

FIELDS: tuple[KeyField, ...] = (
    KeyField(
        "client_token",
        {"en": "Client token", "th": "Client token"},
        {"en": "From Mews, for the integration.", "th": "ได้จาก Mews สำหรับการเชื่อมต่อนี้"},
        secret=True,
    ),
    KeyField(
        "access_token",
        {"en": "Access token", "th": "Access token"},
        {
            "en": "From Mews: Marketplace, My subscriptions, the integration.",
            "th": "ดูใน Mews ที่ Marketplace, My subscriptions แล้วเลือกการเชื่อมต่อ",
        },
        secret=True,
    ),
    KeyField(
        "service",
        {"en": "Service of the rooms", "th": "บริการของห้องพัก"},
        {
            "en": "Its name in Mews, such as Accommodation. Only needed where several are sold by the night.",
            "th": "ชื่อใน Mews เช่น Accommodation กรอกเมื่อมีหลายบริการที่ขายเป็นคืน",
        },
        required=False,
    ),
)

MAP_FIELDS: tuple[MapField, ...] = (
    MapField(
        "service",
        {"en": "Service", "th": "บริการ"},
        {"en": "That the order belongs to, such as Restaurant.", "th": "บริการที่คำสั่งซื้อสังกัด เช่น Restaurant"},
    ),
    MapField(
        "tax",
        {"en": "Tax rate", "th": "อัตราภาษี"},
        {"en": "The tax that is inside the offer's price.", "th": "ภาษีที่รวมอยู่ในราคาข้อเสนอแล้ว"},
    ),
    MapField(
        "category",
        {"en": "Accounting category", "th": "หมวดบัญชี"},
        {"en": "Where Mews counts the revenue.", "th": "หมวดที่ Mews ใช้บันทึกรายได้"},
        required=False,
    ),
)
