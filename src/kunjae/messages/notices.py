"""Mails to the hotel about its own machinery: the PMS lets nobody in, an order does not reach it, a webhook was stopped. About
no guest, so without templates: the house's own words, the same for every hotel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from kunjae.concierge.posting_words import error_text
from kunjae.concierge.queries import order_row
from kunjae.kernel.texts import LocalText, in_language
from kunjae.messages.blocks import Button, Facts, Paragraph, clean, mark
from kunjae.messages.compose import SEND
from kunjae.messages.facts import Kind, MailState, Reader, hotel_language
from kunjae.messages.models import Mail
from kunjae.messages.recipients import offer_confirmation, reservations
from kunjae.messages.rendering import Rendered, laid_out
from kunjae.messages.values import EXTRANET
from kunjae.messages.words import say
from kunjae.outbox.commands import put
from kunjae.outbox.facts import Answer, Received
from kunjae.outbox.topics import ORDER_NOT_POSTED, PMS_PAUSED, WEBHOOK_STOPPED
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.transactions import one_transaction

KINDS = {
    PMS_PAUSED: Kind.PMS_PAUSED,
    ORDER_NOT_POSTED: Kind.ORDER_NOT_POSTED,
    WEBHOOK_STOPPED: Kind.WEBHOOK_STOPPED,
}
TOPICS = tuple(KINDS)
NOTICES = tuple(KINDS.values())


@dataclass(frozen=True, slots=True)
class _Notice:
    """What a notice says; `page`: the staff page that helps, below the hotel's address."""

    subject: LocalText
    body: LocalText
    button: LocalText
    page: str


_NOTICES = {
    Kind.PMS_PAUSED: _Notice(
        {"en": "The PMS no longer lets Kunjae in", "th": "PMS ไม่อนุญาตให้ Kunjae เชื่อมต่อแล้ว"},
        {
            "en": "The PMS of {hotel} does not accept the credentials any more, so the connection is paused. Orders wait "
            "until somebody enters new credentials or tries again. Nothing is lost, and nothing is posted twice.",
            "th": "PMS ของ {hotel} ไม่ยอมรับข้อมูลเชื่อมต่อแล้ว การเชื่อมต่อจึงหยุดไว้ชั่วคราว คำสั่งซื้อจะรอจนกว่าจะกรอกข้อมูลใหม่"
            "หรือลองอีกครั้ง ไม่มีรายการใดหายและไม่มีรายการใดลงซ้ำ",
        },
        {"en": "Open Settings > PMS", "th": "เปิดการตั้งค่า > PMS"},
        "settings/pms/",
    ),
    Kind.ORDER_NOT_POSTED: _Notice(
        {
            "en": "An order is not on the guest's account in the PMS: {offer}",
            "th": "คำสั่งซื้อยังไม่ลงบัญชีของผู้เข้าพักใน PMS: {offer}",
        },
        {
            "en": "It was tried several times. Look at it before the guest checks out: try again, or add it by hand.",
            "th": "ระบบลองแล้วหลายครั้ง กรุณาตรวจสอบก่อนผู้เข้าพักเช็คเอาท์ ลองอีกครั้งหรือเพิ่มใน PMS เอง",
        },
        {"en": "Open what is not posted", "th": "เปิดรายการที่ยังไม่ลงบัญชี"},
        "orders/not-posted/",
    ),
    Kind.WEBHOOK_STOPPED: _Notice(
        {"en": "A webhook was stopped", "th": "เว็บฮุคถูกหยุดแล้ว"},
        {
            "en": "A program that {hotel} tells of its bookings has not answered for long, or does not want to hear any more. "
            "It gets nothing until somebody switches it on again; what happens meanwhile it is not told of. What failed stands in "
            "the log and can be sent again.",
            "th": "โปรแกรมที่ {hotel} แจ้งข้อมูลการจองให้ ไม่ตอบรับเป็นเวลานาน หรือไม่ต้องการรับแล้ว ระบบจะไม่ส่งอีกจนกว่าจะเปิดใหม่ "
            "เหตุการณ์ระหว่างนั้นจะไม่ส่งย้อนหลัง รายการที่ส่งไม่สำเร็จอยู่ในบันทึกและส่งใหม่ได้",
        },
        {"en": "Open Settings > Webhooks", "th": "เปิดการตั้งค่า > เว็บฮุค"},
        "settings/webhooks/",
    ),
}


@one_transaction
def tell_hotel(event: Received) -> Answer:
    """One mail to all addresses at which the hotel hears of bookings and orders. Handled twice, it is written once; nobody is
    told where no address is known: the pages say it, too."""
    property = Property.objects.get(id=event.property_id)
    to = list(dict.fromkeys([*reservations(property), *offer_confirmation(property)]))
    if not to:
        return None
    kind, key, id = KINDS[event.topic], event.key[:200], new_id()
    order = event.payload.get("order")
    row = {
        "id": id,
        "booking_id": order_row(property, UUID(order)).booking_id if order else None,
        "key": key,
        "kind": kind.value,
        "reader": Reader.HOTEL.value,
        "language": hotel_language(property.languages),
        "about": dict(event.payload),
        "to": to,
        "state": MailState.WAITING.value,
        "written_at": event.now,
    }
    insert_rows(Mail, property.id, [row], ignore_conflicts=True)
    put(property, SEND, f"{SEND}:{key}"[:200], {"mail": id.hex}, event.now)
    return None


def notice(
    property: Property, kind: Kind, about: Mapping[str, Any], language: str
) -> tuple[Rendered, Mapping[str, str]]:
    """The mail, and what its mark stands for: the staff page, where whoever follows it signs in first. Raises NoSuchOrder."""
    said = _NOTICES[kind]
    hotel = clean(in_language(property.name, language), one_line=True)
    order = order_row(property, UUID(about["order"])) if "order" in about else None
    offer = clean(in_language(order.offer_name, language), one_line=True) if order else ""
    body: list[Any] = [Paragraph((in_language(said.body, language).format(hotel=hotel),))]
    if order:
        pairs = (
            (say("booking_number", language), about["booking"]),
            (say("why", language), error_text(about.get("error", ""), language)),
        )
        body.append(Facts(offer, pairs))
    body.append(Button(in_language(said.button, language), mark(EXTRANET)))
    subject = in_language(said.subject, language).format(offer=offer)
    rendered = laid_out(property, language, subject, body, [say("foot_test", language)])
    return rendered, {EXTRANET: f"{settings.BASE_URL}/extranet/{property.slug}/{said.page}"}
