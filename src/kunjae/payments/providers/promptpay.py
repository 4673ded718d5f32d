"""PromptPay without a gateway: a QR code of our own. It proves nothing: the hotel looks at its bank."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kunjae.kernel.errors import FieldError
from kunjae.payments.facts import Capabilities, Method
from kunjae.payments.ports import Event, Forged, KeyField, Keys, Order, ProviderRefused, RefundAnswer, Started
from kunjae.payments.providers.emvco import (
    CURRENCY,
    bill_payload,
    is_phone,
    is_reference,
    is_tax_id,
    transfer_payload,
)
from kunjae.payments.providers.fields import missing, wrong


class PromptPay:
    """A QR to the hotel's phone number or tax id, or to its biller id, where the payment's code arrives as reference."""

    code = "promptpay"
    name: Mapping[str, str] = {"en": "PromptPay QR", "th": "QR พร้อมเพย์"}
    can = Capabilities(promptpay=True, currencies=(CURRENCY,))
    fields: tuple[KeyField, ...] = (
        KeyField(
            "number",
            {"en": "PromptPay number", "th": "หมายเลขพร้อมเพย์"},
            {
                "en": "A mobile number (0812345678), a tax id of 13 digits, or a biller id of 15 digits.",
                "th": "เบอร์มือถือ (0812345678) เลขประจำตัวผู้เสียภาษี 13 หลัก หรือ Biller ID 15 หลัก",
            },
        ),
        KeyField(
            "account_name",
            {"en": "Name shown by the bank", "th": "ชื่อที่ธนาคารแสดง"},
            {
                "en": "Guests compare it with what their bank shows before they confirm.",
                "th": "ผู้เข้าพักใช้เทียบกับชื่อที่แอปธนาคารแสดงก่อนยืนยัน",
            },
        ),
        KeyField(
            "reference_2",
            {"en": "Second reference", "th": "รหัสอ้างอิง 2"},
            {
                "en": "Only with a biller id, if the bank asks for one: capital letters and digits.",
                "th": "เฉพาะเมื่อใช้ Biller ID และธนาคารกำหนด: ตัวอักษรอังกฤษพิมพ์ใหญ่และตัวเลข",
            },
            required=False,
        ),
    )

    def check(self, values: Mapping[str, str]) -> list[FieldError]:
        found = missing(self.fields, values)
        number, reference = plain_number(values.get("number", "")), values.get("reference_2", "")
        if number and not (is_phone(number) or is_tax_id(number) or _is_biller(number)):
            found.append(
                wrong(
                    "number",
                    "invalid_promptpay",
                    "is not a mobile number, a tax id of 13 digits or a biller id of 15 digits",
                    "ไม่ใช่เบอร์มือถือ เลขประจำตัวผู้เสียภาษี 13 หลัก หรือ Biller ID 15 หลัก",
                )
            )
        if reference and not (_is_biller(number) and is_reference(reference)):
            found.append(
                wrong(
                    "reference_2",
                    "invalid_reference",
                    "goes with a biller id only: at most 20 capital letters and digits",
                    "ใช้กับ Biller ID เท่านั้น: ตัวอักษรอังกฤษพิมพ์ใหญ่และตัวเลขไม่เกิน 20 ตัว",
                )
            )
        return found

    def is_real(self, keys: Keys) -> bool:
        return True

    def methods(self, keys: Keys) -> tuple[Method, ...]:
        return (Method.PROMPTPAY,) if keys.currency == CURRENCY else ()

    def start(self, order: Order, keys: Keys) -> Started:
        """`data`: `qr` (the text of the code), `number`, `account_name`, and `code`, what the guest writes with it; with
        a biller id the code is in the QR already."""
        if order.currency != CURRENCY:
            raise ProviderRefused("currency_not_taken")
        number = plain_number(str(keys.details.get("number", "")))
        data = {
            "qr": payload(keys.details, order.code, order.amount),
            "number": number,
            "account_name": str(keys.details.get("account_name", "")),
            "code": order.code,
        }
        return Started(ref="", data=data)

    def expire(self, ref: str, keys: Keys) -> None:
        """A QR that was seen can be paid for ever."""

    def refund(self, payment_ref: str, amount: int, refund: UUID, keys: Keys) -> RefundAnswer:
        raise ProviderRefused("by_hand")

    def capture(self, payment_ref: str, amount: int, checkout: UUID, keys: Keys) -> None:
        raise ProviderRefused("keeps_nothing")

    def release(self, payment_ref: str, keys: Keys) -> None:
        raise ProviderRefused("keeps_nothing")

    def event(self, headers: Mapping[str, str], body: bytes, keys: Keys, now: datetime) -> Event:
        raise Forged


def payload(details: Mapping[str, object], code: str, amount: int | None) -> str:
    """The QR's text for what the hotel entered; `code`: the payment's, for a biller id."""
    number = plain_number(str(details.get("number", "")))
    if not _is_biller(number):
        return transfer_payload(number, amount)
    reference = re.sub(r"[^A-Z0-9]", "", code.upper())[:20] or "0"
    return bill_payload(number, reference, str(details.get("reference_2", "")), amount)


def plain_number(number: str) -> str:
    """The digits of what was entered: `081-234 5678` and `+66 81 234 5678` are `0812345678`."""
    digits = re.sub(r"[\s().\-]", "", number)
    return "0" + digits.removeprefix("+66") if digits.startswith("+66") else digits


def _is_biller(number: str) -> bool:
    return re.fullmatch(r"\d{15}", number, re.ASCII) is not None
