"""Trying the addresses at which a hotel hears of its orders."""

from __future__ import annotations

from datetime import datetime

from kunjae.kernel.errors import KunjaeError
from kunjae.messages.compose import SEND
from kunjae.messages.facts import Kind, MailState, Reader, hotel_language
from kunjae.messages.models import Mail
from kunjae.messages.recipients import offer_confirmation, reservations
from kunjae.outbox.commands import put
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.transactions import one_transaction

_RECENT = 200
"""Tests that are looked through for the newest to each address."""


class NoSuchAddress(KunjaeError):
    """It is none of the addresses at which the hotel hears of orders."""

    code = "no_such_address"

    def text(self, language: str) -> str:
        return "ไม่มีที่อยู่อีเมลนี้แล้ว" if language == "th" else "This address is not on the list any more."


@one_transaction
def send_test(*, property: Property, address: str, now: datetime) -> None:
    """Send a mail that only shows that it arrives; pressed again within the same minute it is the same one. Raises
    NoSuchAddress."""
    if address not in (*offer_confirmation(property), *reservations(property)):
        raise NoSuchAddress
    id, key = new_id(), f"address_test:{now:%Y%m%d%H%M}:{address}"
    row = {
        "id": id,
        "key": key[:200],
        "kind": Kind.ADDRESS_TEST.value,
        "reader": Reader.HOTEL.value,
        "language": hotel_language(property.languages),
        "to": [address],
        "state": MailState.WAITING.value,
        "written_at": now,
    }
    insert_rows(Mail, property.id, [row], ignore_conflicts=True)
    written = Mail.objects.of(property).values_list("id", flat=True).get(key=key[:200])
    put(property, SEND, f"{SEND}:{written.hex}", {"mail": written.hex}, now)


def newest_tests(property: Property) -> dict[str, Mail]:
    """Address -> the newest test of it; one query."""
    rows = Mail.objects.of(property).filter(kind=Kind.ADDRESS_TEST.value).defer("text", "html")
    found: dict[str, Mail] = {}
    for row in rows.order_by("-written_at", "-id")[:_RECENT]:
        found.setdefault(row.to[0], row)
    return found
