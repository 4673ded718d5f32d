"""The text of PromptPay codes, against payloads that were published, and what hotels may enter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kunjae.payments.facts import Method
from kunjae.payments.ports import Keys, Order, ProviderRefused
from kunjae.payments.providers.bank_transfer import BankTransfer
from kunjae.payments.providers.emvco import (
    bill_payload,
    crc,
    is_tax_id,
    transfer_payload,
)
from kunjae.payments.providers.promptpay import PromptPay, payload, plain_number

KEYS = Keys(
    property_id=uuid4(),
    slug="baan-talay",
    currency="THB",
    details={"number": "081-234 5678", "account_name": "Baan Talay"},
)
ORDER = Order(
    id=uuid4(),
    code="KJ1B2C3-XYZ",
    booking="KJ1B2C3",
    amount=300_050,
    currency="THB",
    language="th",
    hotel="",
    description="",
    method=Method.PROMPTPAY,
    return_url="",
    expires_at=datetime(2026, 12, 1, tzinfo=UTC),
)


def parsed(text: str) -> dict[str, str]:
    """EMVCo's tags and values, read by the rule alone: two digits of tag, two of length, the value."""
    found = {}
    while text:
        tag, length = text[:2], int(text[2:4])
        assert tag not in found
        found[tag], text = text[4 : 4 + length], text[4 + length :]
        assert len(found[tag]) == length
    return found


def test_the_checksum_is_crc_16_ccitt_false() -> None:
    assert crc("123456789") == "29B1"  # the check value of its definition


@pytest.mark.parametrize(
    ("target", "amount", "published"),
    [
        ("0801234567", None, "00020101021129370016A000000677010111011300668012345675802TH530376463046197"),
        ("1111111111111", None, "00020101021129370016A000000677010111021311111111111115802TH530376463047B5A"),
        ("0000000000", None, None),
    ],
)
def test_codes_are_those_that_others_publish(target: str, amount: int | None, published: str | None) -> None:
    if published:
        assert transfer_payload(target, amount) == published
    else:  # ten zeros are a phone number only in the published example
        assert crc("00020101021129370016A000000677010111011300660000000005802TH53037646304") == "8956"
        example = "00020101021229370016A000000677010111011300660000000005802TH530376454044.226304"
        assert crc(example) == "E469"


def test_an_amount_makes_it_a_code_for_one_payment() -> None:
    found = parsed(transfer_payload("0812345678", 300_050))
    assert next(iter(found)) == "00"
    assert list(found)[-1] == "63"
    assert found | {"63": ""} == {
        "00": "01",
        "01": "12",
        "29": "0016A00000067701011101130066812345678",
        "53": "764",
        "54": "3000.50",
        "58": "TH",
        "63": "",
    }


def test_a_biller_gets_the_payments_code_as_reference() -> None:
    text = payload({"number": "099400016550100", "reference_2": "ROOM"}, "KJ1B2C3-XYZ", 100)
    assert text == bill_payload("099400016550100", "KJ1B2C3XYZ", "ROOM", 100)
    account = parsed(parsed(text)["30"])
    assert account == {
        "00": "A000000677010112",
        "01": "099400016550100",
        "02": "KJ1B2C3XYZ",
        "03": "ROOM",
    }


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(st.integers(1, 10**11), st.integers(0, 10**8 - 1))
def test_every_code_can_be_read_back(amount: int, last_digits: int) -> None:
    phone = f"08{last_digits:08}"
    text = transfer_payload(phone, amount)
    found = parsed(text)
    assert found["63"] == crc(text[:-4])
    whole, part = found["54"].split(".")
    assert int(whole) * 100 + int(part) == amount
    assert parsed(found["29"])["01"] == "0066" + phone[1:]


@pytest.mark.parametrize(
    ("number", "fine"),
    [
        ("0812345678", True),
        ("081-234-5678", True),
        ("+66 81 234 5678", True),
        ("0994000165510", True),
        ("0994000165502", False),
        ("021234567", False),
        ("099400016550100", True),
        ("๐๘๑๒๓๔๕๖๗๘", False),
        ("", False),
    ],
)
def test_numbers_are_checked_before_a_guest_pays_to_nobody(number: str, fine: bool) -> None:
    errors = PromptPay().check({"number": number, "account_name": "Baan Talay"})
    assert not errors if fine else errors[0].path == "number"


def test_a_tax_id_proves_itself() -> None:
    assert is_tax_id("0000000000001")
    assert not is_tax_id("0000000000002")
    assert plain_number("0-9940-00165-51-0") == "0994000165510"


def test_a_guest_gets_the_code_its_name_and_what_to_write() -> None:
    started = PromptPay().start(ORDER, KEYS)
    assert started.data == {
        "qr": transfer_payload("0812345678", 300_050),
        "number": "0812345678",
        "account_name": "Baan Talay",
        "code": "KJ1B2C3-XYZ",
    }
    assert (started.ref, started.url) == ("", "")
    with pytest.raises(ProviderRefused):
        PromptPay().start(replace(ORDER, currency="JPY"), KEYS)


def test_a_transfer_shows_the_account_and_what_to_write() -> None:
    details = {"bank": "Example Bank", "account_name": "Baan Talay", "account_number": "1-2"}
    started = BankTransfer().start(ORDER, replace(KEYS, details=details))
    assert started.data == details | {"swift": "", "code": "KJ1B2C3-XYZ"}
    with pytest.raises(ProviderRefused):
        BankTransfer().refund("", 1, uuid4(), KEYS)
