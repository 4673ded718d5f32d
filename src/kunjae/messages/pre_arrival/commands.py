"""What people do with the mail before arrival: the hotel switches it on and says when; a guest wants no more of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kunjae.accounts.facts import Actor
from kunjae.bookings.models import Stay
from kunjae.concierge.models import Invitation, PreArrival
from kunjae.kernel.errors import InvalidInput, KunjaeError, invalid
from kunjae.kernel.moments import moment_text
from kunjae.messages.pre_arrival.rules import MOST_DAYS
from kunjae.outbox.commands import put
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.transactions import one_transaction

SWEEP = "pre_arrival.sweep"
"""Once an hour: who is to be written to now?"""


class CampaignMoved(KunjaeError):
    """Somebody else has changed the campaign in the meantime; nothing was saved."""

    code = "stale"

    def text(self, language: str) -> str:
        if language == "th":
            return "มีผู้อื่นแก้ไขการตั้งค่านี้ไปแล้ว ยังไม่ได้บันทึก โปรดตรวจดูแล้วบันทึกอีกครั้ง"
        return (
            "Somebody else has changed this in the meantime. Nothing was saved: look at it, then save again."
        )


@dataclass(frozen=True, slots=True)
class Campaign:
    """Whether the mail is sent, and between how many days before arrival."""

    enabled: bool = False
    earliest_days: int = 7
    latest_days: int = 1


@one_transaction
def save_campaign(
    *, property: Property, campaign: Campaign, actor: Actor, now: datetime, seen: str | None = None
) -> None:
    """Bring the hotel's campaign to this. `seen`: `seen_campaign` as whoever changed it saw it; None: whatever it was.
    Raises CampaignMoved, and InvalidInput naming `earliest_days` or `latest_days`."""
    _check(campaign)
    row = PreArrival.objects.of(property).select_for_update().first()
    if seen is not None and seen != _seen(row):
        raise CampaignMoved
    values = {
        "enabled": campaign.enabled,
        "earliest_days": campaign.earliest_days,
        "latest_days": campaign.latest_days,
        "changed_at": now,
        "changed_by": actor.name,
    }
    insert_rows(PreArrival, property.id, [values], unique=("property_id",))
    if campaign.enabled:
        put(property, SWEEP, f"{SWEEP}:{moment_text(now)}", {}, now)


def campaign_of(property: Property) -> Campaign:
    """As it is; off where nobody ever said anything."""
    row = PreArrival.objects.of(property).first()
    return Campaign(row.enabled, row.earliest_days, row.latest_days) if row else Campaign()


def seen_campaign(property: Property) -> str:
    """What says whether the campaign is still the one that somebody saw."""
    return _seen(PreArrival.objects.of(property).first())


def _seen(row: PreArrival | None) -> str:
    return row.changed_at.isoformat() if row else ""


def _check(campaign: Campaign) -> None:
    wrong = [
        error
        for name, days in (("earliest_days", campaign.earliest_days), ("latest_days", campaign.latest_days))
        if not 0 <= days <= MOST_DAYS
        for error in invalid(
            name,
            "out_of_range",
            "must be from 0 to {most}",
            "ต้องอยู่ระหว่าง 0 ถึง {most}",
            most=MOST_DAYS,
        ).errors
    ]
    if wrong:
        raise InvalidInput(*wrong)
    if campaign.latest_days > campaign.earliest_days:
        raise invalid(
            "latest_days",
            "days_reversed",
            "must not be more days before arrival than the earliest",
            "ต้องไม่มากกว่าจำนวนวันที่เริ่มส่ง",
        )


@one_transaction
def unsubscribe(*, property: Property, booking: UUID, now: datetime) -> bool:
    """No more mails of offers for the stays of this booking. False where there is no such booking any more."""
    stays = list(
        Stay.objects.of(property).filter(booking_id=booking).order_by("number").values_list("id", flat=True)
    )
    rows = [{"stay_id": stay, "booking_id": booking, "unsubscribed_at": now} for stay in stays]
    if not rows:
        return False
    insert_rows(Invitation, property.id, rows, ignore_conflicts=True)
    wanting = Invitation.objects.of(property).filter(booking_id=booking, unsubscribed_at=None)
    wanting.update(unsubscribed_at=now)
    return True
