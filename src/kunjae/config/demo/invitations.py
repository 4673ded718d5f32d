"""The mail before arrival as if it had been on all the time: whom the demo hotel wrote to, and who opened its Concierge."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from django.db.models import Min

from kunjae.accounts.facts import Actor
from kunjae.bookings.models import Stay
from kunjae.concierge.models import Invitation, Order
from kunjae.kernel.moments import moment_of
from kunjae.messages.pre_arrival.commands import Campaign, save_campaign
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows

DAYS_BACK = 40
CAMPAIGN = Campaign(enabled=True)
SENT_AT = time(10)
OPENED = 0.4
"""How many open it though they order nothing."""


def invite_guests(property: Property, today: date, actor: Actor, now: datetime) -> None:
    """Note the mails of the last weeks, and switch the campaign on: from now on the worker sends them. Inside a
    transaction."""
    dice = Random(f"baan-talay invitations {today.isoformat()}")  # noqa: S311 - a demo, no secret
    stays = (
        Stay.objects.of(property)
        .filter(
            check_in__gte=today - timedelta(days=DAYS_BACK),
            check_in__lte=today + timedelta(days=CAMPAIGN.earliest_days),
        )
        .exclude(booking__booker__email="")
        .exclude(status="cancelled")
        .order_by("check_in", "booking__code", "number")
    )
    ordered = dict(
        Order.objects.of(property)
        .filter(by_guest=True)
        .order_by()
        .values_list("stay_id")
        .annotate(first=Min("ordered_at"))
    )
    rows = []
    for id, booking, check_in, booked_at in stays.values_list(
        "id", "booking_id", "check_in", "booking__booked_at"
    ):
        sent = moment_of(check_in - timedelta(days=CAMPAIGN.earliest_days), SENT_AT, property.timezone)
        sent = max(sent, booked_at + timedelta(hours=1))
        latest = moment_of(check_in - timedelta(days=CAMPAIGN.latest_days), time(23), property.timezone)
        first = ordered.get(id)
        if sent > min(latest, now) or (first is not None and first < sent):
            continue
        opened = sent + timedelta(minutes=dice.randrange(5, 600)) if dice.random() < OPENED else None
        if first is not None:
            opened = max(sent, first - timedelta(minutes=dice.randrange(2, 15)))
        if opened is not None and opened > now:
            opened = None
        rows.append({"stay_id": id, "booking_id": booking, "invited_at": sent, "opened_at": opened})
    insert_rows(Invitation, property.id, rows)
    save_campaign(property=property, campaign=CAMPAIGN, actor=actor, now=now)
