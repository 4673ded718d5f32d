"""How guests of the demo pay: on the page of Test payments, by PromptPay, or by bank transfer. The numbers are nobody's."""

from __future__ import annotations

from datetime import datetime

from kunjae.payments.providers.accounts import save_account
from kunjae.properties.models import Property

WAYS = {
    "test": {},
    "promptpay": {"number": "0000000000001", "account_name": "Baan Talay Co., Ltd. (demo)"},
    "bank_transfer": {
        "bank": "ธนาคารตัวอย่าง (Example Bank)",
        "account_name": "Baan Talay Co., Ltd. (demo)",
        "account_number": "000-0-00000-0",
    },
}
"""In the order that guests see."""


def open_ways_to_pay(hotel: Property, now: datetime) -> None:
    """Switch them on; done twice it changes nothing."""
    for code, values in WAYS.items():
        save_account(property=hotel, code=code, values=values, enabled=True, now=now)
