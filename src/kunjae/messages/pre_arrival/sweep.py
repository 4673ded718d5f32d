"""Who is written to before arrival: looked for once an hour, then each booking by itself, so that none stands in another's
way."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Stay
from kunjae.bookings.queries import booking_row
from kunjae.concierge.models import Invitation, Offer, PreArrival
from kunjae.kernel.moments import moment_text
from kunjae.messages.compose import write
from kunjae.messages.drafts import Draft
from kunjae.messages.facts import Kind, Reader
from kunjae.messages.invited import fitting
from kunjae.messages.pre_arrival.commands import SWEEP
from kunjae.messages.pre_arrival.rules import arrivals, may_send, next_sweep
from kunjae.messages.recipients import recipients
from kunjae.outbox.commands import put
from kunjae.outbox.facts import Answer, Received
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.transactions import one_transaction

INVITE = "pre_arrival.invite"


@one_transaction
def sweep(message: Received) -> Answer:
    """Handler: a message for each booking that may be due, and the next sweep; nothing once the campaign is off."""
    property = Property.objects.get(id=message.property_id)
    campaign = PreArrival.objects.of(property).filter(enabled=True).first()
    if campaign is None:
        return None
    hour = next_sweep(message.now)
    put(property, SWEEP, f"{SWEEP}:{moment_text(hour)}", {}, message.now, due_at=hour)
    if not Offer.objects.of(property).filter(enabled=True, retired=False).exists():
        return None
    found = due_stays(property, campaign, message.now).exclude(booking__booker__email="")
    codes = {code for code, check_in in found.values_list("booking__code", "check_in")
             if may_send(_local(property, message.now), check_in, campaign.latest_days)}  # fmt: skip
    for code in sorted(codes):
        put(property, INVITE, f"{INVITE}:{code}:{moment_text(hour)}", {"booking": code}, message.now)
    return None


@one_transaction
def invite(message: Received) -> Answer:
    """Handler: write to the guest of one booking if there is still something to buy. Handled twice, it writes once."""
    property = Property.objects.get(id=message.property_id)
    campaign = PreArrival.objects.of(property).filter(enabled=True).first()
    if campaign is None:
        return None
    booking = booking_row(property, message.payload["booking"], lock=True)
    due = {
        stay.number: stay.id
        for stay in due_stays(property, campaign, message.now).filter(booking_id=booking.id)
    }
    to = recipients(property, booking, Reader.GUEST, {})
    if not due or not to:
        return None
    stays = sorted({each.stay for each in fitting(property, booking.code, due, message.now)})
    if not stays:
        return None
    rows = [{"stay_id": due[number], "booking_id": booking.id, "invited_at": message.now} for number in stays]
    insert_rows(Invitation, property.id, rows)
    key = f"pre_arrival:{booking.code}:{'-'.join(map(str, stays))}"
    draft = Draft(Kind.PRE_ARRIVAL, {"booking": booking.code, "stays": stays}, key)
    write(property, booking, draft, Reader.GUEST, to, message)
    return None


def due_stays(property: Property, campaign: PreArrival, now: datetime) -> QuerySet[Stay]:
    """The stays to come whose arrival is near enough and not too near, that nobody was written to about, and whose guest
    has not said: no more."""
    today = _local(property, now).date()
    first, last = arrivals(today, campaign.earliest_days, campaign.latest_days)
    known = Invitation.objects.of(property).filter(stay_id=OuterRef("id"))
    left = Invitation.objects.of(property).filter(
        booking_id=OuterRef("booking_id"), unsubscribed_at__isnull=False
    )
    return (
        Stay.objects.of(property)
        .filter(status=StayStatus.RESERVED.value, check_in__gte=first, check_in__lte=last)
        .exclude(Exists(known))
        .exclude(Exists(left))
    )


def _local(property: Property, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(property.timezone))
