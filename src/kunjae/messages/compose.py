"""What the outbox tells becomes mails: who is to hear of it, each mail written down once, and put into the outbox
again, to be sent.

A guest hears of all that happens to the booking, its money and its orders; the hotel of what a guest did
(`recipients` says at which addresses). Nothing is rendered here: `about` names what it tells of, and whoever sends it reads the rest.
"""

from __future__ import annotations

from uuid import UUID

from kunjae.bookings.facts import pms_of
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_row
from kunjae.changes.models import EntryKind, HistoryEntry, PendingChange, PendingState
from kunjae.concierge.commands.telling import TOPICS as ORDER_TOPICS
from kunjae.messages.difference import guest_sees_a_difference
from kunjae.messages.drafts import Draft
from kunjae.messages.facts import Kind, MailState, Reader
from kunjae.messages.models import Mail
from kunjae.messages.order_drafts import order_draft
from kunjae.messages.recipients import answers_to, language_for, recipients
from kunjae.outbox.commands import put
from kunjae.outbox.facts import Answer, Received
from kunjae.payments.facts import Method, RefundState
from kunjae.payments.models import Payment, Refund
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.transactions import one_transaction

SEND = "mail.send"
UPGRADE = "upgrade_room"
"""The operation of a room upgrade, in a history entry."""
CREATED, CHANGED, CANCELLED = "booking.created", "booking.changed", "booking.cancelled"
WAITING, DROPPED, LATE = "change.waiting", "change.dropped", "money.late"
REQUESTED, RECEIVED = "payment.requested", "payment.received"
REFUND_REQUESTED, REFUND_DONE = "refund.requested", "refund.done"
TOPICS = (
    CREATED,
    CHANGED,
    CANCELLED,
    WAITING,
    DROPPED,
    LATE,
    REQUESTED,
    RECEIVED,
    REFUND_REQUESTED,
    REFUND_DONE,
    *ORDER_TOPICS,
)
"""What mails are written about."""
STAFF_DID_IT = ("by_staff", "booking_changed")
"""Why a change was dropped, where the hotel did so itself."""


@one_transaction
def compose(event: Received) -> Answer:
    """Write the mails that an event calls for. Handled twice, it writes them once."""
    property = Property.objects.get(id=event.property_id)
    booking = booking_row(property, event.payload["booking"])
    draft = _draft(property, booking, event)
    if draft is None:
        return None
    for reader in Reader:
        if not (draft.to_guest if reader is Reader.GUEST else draft.to_hotel):
            continue
        to = recipients(property, booking, reader, draft.about)
        if to:
            write(property, booking, draft, reader, to, event)
    return None


def write(
    property: Property, booking: Booking, draft: Draft, reader: Reader, to: list[str], event: Received
) -> None:
    """One mail to one reader, and the message that sends it. A key that was used before is passed over."""
    id, key = new_id(), f"{draft.key}:{reader.value}"
    row = {
        "id": id,
        "booking_id": booking.id,
        "key": key,
        "kind": draft.kind.value,
        "reader": reader.value,
        "language": language_for(property, booking, reader),
        "about": draft.about,
        "to": to,
        "reply_to": answers_to(property, booking, reader),
        "state": MailState.WAITING.value,
        "written_at": event.now,
    }
    insert_rows(Mail, property.id, [row], ignore_conflicts=True)
    put(property, SEND, f"{SEND}:{key}", {"mail": id.hex}, event.now)


def _draft(property: Property, booking: Booking, event: Received) -> Draft | None:
    """The mail that an event calls for; None: nobody needs to hear of it."""
    told, about = event.payload, {"booking": booking.code}
    if event.topic in ORDER_TOPICS:
        return order_draft(property, booking, event)
    if event.topic in (CREATED, CHANGED, CANCELLED) and pms_of(booking.source):
        return None  # whoever sold it has told its guest
    match event.topic:
        case "booking.created":
            return Draft(Kind.BOOKING_CONFIRMED, about, event.key)
        case "booking.changed" | "booking.cancelled":
            return _change(property, booking, event)
        case "change.waiting":
            return Draft(Kind.CHANGE_WAITING, about | {"pending": told["pending"]}, event.key, to_hotel=True)
        case "change.dropped":
            if _counts_by_now(property, UUID(told["pending"])):
                return None  # late money confirmed it before anybody was told
            because = told.get("because", "")
            dropped = about | {"pending": told["pending"], "because": because}
            return Draft(Kind.CHANGE_DROPPED, dropped, event.key, to_hotel=because not in STAFF_DID_IT)
        case "money.late":
            late = about | {"pending": told["pending"], "payment": told["payment"]}
            return Draft(Kind.LATE_MONEY, late, event.key, to_hotel=True)
        case "payment.requested":
            return Draft(Kind.PAYMENT_REQUEST, about | {"request": told["request"]}, event.key)
        case "payment.received":
            return _payment(property, booking, event)
        case _:
            return _refund(property, booking, event)


def _counts_by_now(property: Property, pending: UUID) -> bool:
    return PendingChange.objects.of(property).filter(id=pending, state=PendingState.CONFIRMED.value).exists()


def _change(property: Property, booking: Booking, event: Received) -> Draft | None:
    """Check-ins, edited details, mere room numbers, and what the mail about an order tells, are no news for a guest."""
    number = event.payload["entry"]
    entry = HistoryEntry.objects.of(property).get(booking_id=booking.id, number=number)
    if entry.kind != EntryKind.CHANGE or _is_of_an_order(entry):
        return None
    if entry.operations and all(operation["op"] == "upgrade_room" for operation in entry.operations):
        return None  # the mails of the order tell of its upgrade
    cancelled = event.topic == CANCELLED
    if not cancelled and not guest_sees_a_difference(entry.before, entry.after):
        return None
    return Draft(
        Kind.BOOKING_CANCELLED if cancelled else Kind.BOOKING_CHANGED,
        {"booking": booking.code, "entry": number},
        event.key,
        to_hotel=entry.actor_kind == "guest",
    )


def _is_of_an_order(entry: HistoryEntry) -> bool:
    """A room upgrade that moved its stay: the mail about the order says so."""
    return bool(entry.operations) and all(each["op"] == UPGRADE for each in entry.operations)


def _payment(property: Property, booking: Booking, event: Received) -> Draft | None:
    """What an agency collected, the guest has paid long before. The hotel hears of what came without its doing."""
    payments = Payment.objects.of(property).filter(booking_id=booking.id)
    if id := event.payload.get("payment"):
        payment = payments.get(id=UUID(id))
    else:
        found = payments.filter(received_at=event.created_at).order_by("-id").first()
        if found is None:
            return None
        payment = found
    if payment.method == Method.AGENCY:
        return None
    return Draft(
        Kind.PAYMENT_RECEIVED,
        {"booking": booking.code, "payment": payment.id.hex},
        event.key,
        to_hotel=bool(payment.provider) and bool(payment.provider_ref),
    )


def _refund(property: Property, booking: Booking, event: Received) -> Draft | None:
    """A guest hears once of all that goes back at one moment: when it is asked for, or, where a person does it, when
    it is done."""
    refund = Refund.objects.of(property).get(id=UUID(event.payload["refund"]))
    if refund.state == RefundState.FAILED and event.topic == REFUND_REQUESTED:
        return None  # called off, or it came to nothing, before anybody was told
    by_hand = refund.state == RefundState.BY_HAND or bool(refund.done_by)
    if by_hand != (event.topic == REFUND_DONE):
        return None
    moment = refund.done_at if by_hand else refund.requested_at
    about = {
        "booking": booking.code,
        "moment": moment and moment.isoformat(),
        "by_hand": by_hand,
    }
    key = f"refund:{booking.code}:{'done' if by_hand else 'asked'}:{moment and moment.isoformat()}"
    return Draft(Kind.REFUND_ON_ITS_WAY, about, key)
