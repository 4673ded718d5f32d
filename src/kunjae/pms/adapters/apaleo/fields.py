"""What a hotel enters for Apaleo, and chooses for each offer."""

from __future__ import annotations

from kunjae.payments.ports import KeyField
from kunjae.pms.facts import Choice, MapField

FIELDS: tuple[KeyField, ...] = (
    KeyField(
        "property_id",
        {"en": "Property id", "th": "รหัสที่พัก (Property ID)"},
        {"en": "As Apaleo writes it, such as BER.", "th": "ตามที่แสดงใน Apaleo เช่น BER"},
    ),
    KeyField(
        "client_id",
        {"en": "Client id", "th": "Client ID"},
        {
            "en": "Of the custom app that you add in Apaleo for Kunjae.",
            "th": "ของแอปที่เพิ่มไว้ใน Apaleo สำหรับ Kunjae",
        },
    ),
    KeyField(
        "client_secret",
        {"en": "Client secret", "th": "Client secret"},
        {"en": "Shown by Apaleo once, when the app is made.", "th": "Apaleo แสดงครั้งเดียวตอนสร้างแอป"},
        secret=True,
    ),
)

SERVICE_TYPE, VAT_TYPE, SUB_ACCOUNT = "service_type", "vat_type", "sub_account"

MAP_FIELDS: tuple[MapField, ...] = (
    MapField(
        SERVICE_TYPE,
        {"en": "Service type", "th": "ประเภทบริการ"},
        {"en": "Where Apaleo counts the revenue.", "th": "หมวดที่ Apaleo ใช้บันทึกรายได้"},
    ),
    MapField(
        VAT_TYPE,
        {"en": "VAT type", "th": "ประเภทภาษีมูลค่าเพิ่ม"},
        {
            "en": "The tax that is inside the offer's price.",
            "th": "ภาษีที่รวมอยู่ในราคาข้อเสนอแล้ว",
        },
    ),
    MapField(
        SUB_ACCOUNT,
        {"en": "Sub-account", "th": "บัญชีย่อย"},
        {"en": "Of the chosen service type, where the hotel has any.", "th": "ของประเภทบริการที่เลือก หากที่พักมี"},
        required=False,
    ),
)

SERVICE_TYPES = (
    Choice("FoodAndBeverages", "Food and beverages"),
    Choice("Accommodation", "Accommodation"),
    Choice("Other", "Other"),
)
"""Those that a charge of another program may have."""
