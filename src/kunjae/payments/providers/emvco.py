"""The text inside a PromptPay QR code: EMVCo's merchant-presented mode (integrations.md 2)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable

from kunjae.kernel.money import amount_text

CREDIT_TRANSFER = "A000000677010111"
"""AID of a transfer to a phone number or tax id (tag 29)."""
BILL_PAYMENT = "A000000677010112"
"""AID of a bill payment with references (tag 30)."""
CURRENCY = "THB"
_NUMERIC_CODE, _COUNTRY = "764", "TH"
_ONE_TIME, _AGAIN_AND_AGAIN = "12", "11"
_REFERENCE = re.compile(r"[A-Z0-9]{1,20}", re.ASCII)


def is_phone(number: str) -> bool:
    """A Thai mobile number as people write it, without spaces: `0812345678`."""
    return re.fullmatch(r"0[689]\d{8}", number, re.ASCII) is not None


def is_tax_id(number: str) -> bool:
    """A Thai tax or citizen id of thirteen digits, whose last one proves the others."""
    if not re.fullmatch(r"\d{13}", number, re.ASCII):
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(number, range(13, 1, -1), strict=False))
    return (11 - weighed % 11) % 10 == int(number[12])


def is_reference(text: str) -> bool:
    """What a bill's reference may be: capital letters and digits, at most twenty."""
    return _REFERENCE.fullmatch(text) is not None


def transfer_payload(target: str, amount: int | None = None) -> str:
    """The QR that transfers to a phone number or tax id; `amount` in satang makes it for this payment alone."""
    account = _field("01", f"0066{target[1:]}") if is_phone(target) else _field("02", target)
    return _payload("29", [_field("00", CREDIT_TRANSFER), account], amount)


def bill_payload(biller: str, reference: str, reference_2: str = "", amount: int | None = None) -> str:
    """The QR that pays a bill of a biller (a tax id and a suffix of two digits); the references arrive at the bank."""
    parts = [_field("00", BILL_PAYMENT), _field("01", biller), _field("02", reference)]
    if reference_2:
        parts.append(_field("03", reference_2))
    return _payload("30", parts, amount)


def _payload(tag: str, account: Iterable[str], amount: int | None) -> str:
    fields = [
        _field("00", "01"),
        _field("01", _AGAIN_AND_AGAIN if amount is None else _ONE_TIME),
        _field(tag, "".join(account)),
        _field("58", _COUNTRY),
        _field("53", _NUMERIC_CODE),
    ]
    if amount is not None:
        fields.append(_field("54", amount_text(amount, CURRENCY)))
    text = "".join(fields) + "6304"
    return text + crc(text)


def _field(tag: str, value: str) -> str:
    """Tag, length, value."""
    if not 0 < len(value) < 100:
        raise ValueError(f"tag {tag}: a value has 1 to 99 characters")
    return f"{tag}{len(value):02}{value}"


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE in four hexadecimal digits."""
    return f"{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"
