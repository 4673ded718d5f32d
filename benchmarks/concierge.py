"""The guest's Concierge page with sixty offers: how many queries it asks, and how long a whole page takes.

Thirty guests look at offers of every kind: plain ones, with questions about days and hours, with a stock, late check-outs,
and upgrades. Each guest is signed in as guests are, by number and PIN.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.utils import timezone

from benchmarks.asked import Asked, InProcess, Unexpected, answered
from benchmarks.bare_sql import record, statements_of
from benchmarks.figures import Row, Work, alternate, milliseconds
from benchmarks.hotel import DESK, SLUG
from benchmarks.hotel_text import TYPES
from benchmarks.requests import BARE, WARM_UP
from benchmarks.server import serving
from kunjae.accounts.encryption import decrypt
from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking
from kunjae.concierge.commands.catalogue import save_offer
from kunjae.concierge.offer_text import Known, offer_from_json
from kunjae.kernel.moments import local_date
from kunjae.properties.models import Property
from kunjae.properties.queries import house
from kunjae.rates.models import RatePlan

if TYPE_CHECKING:
    from benchmarks.run import Run

OFFERS, GUESTS = 60, 30
MOST_QUERIES, TARGET = 12, 60.0
"""Milliseconds: half of what seems to come at once. Each offer is priced for the stay, with its days and hours."""


def measure(run: Run) -> Iterator[Row]:
    """One row: the page of several guests, one after the other, of a server as in production."""
    name = run.copied_hotel("concierge")
    run.databases.use(name)
    hotel = run.hotel()
    _offer(hotel)
    asked = [_page(hotel, code) for code in _codes(hotel)]
    queries = statements_of(record(partial(answered, InProcess(), asked[0])))
    with serving(run.databases.url(name)) as server:
        client = server.client()
        rounds = (run.size.requests + WARM_UP) // len(asked) + 1
        pages: list[Work] = [partial(_sixty, client, each) for each in asked]
        pages *= rounds
        bare: list[Work] = [partial(answered, client, BARE)] * len(pages)
        alternate(pages[:WARM_UP], bare[:WARM_UP])
        ours, nothing = alternate(*(works[WARM_UP : WARM_UP + run.size.requests] for works in (pages, bare)))
    run.databases.drop(name)
    yield Row(
        what=f"Concierge page of {OFFERS} offers",
        target=f"≤ {MOST_QUERIES} queries, ≤ {TARGET:g} ms",
        figure=f"{queries} queries, {milliseconds(ours.median)} ms (bare view {milliseconds(nothing.median)})",
        reached=queries <= MOST_QUERIES and ours.median <= TARGET,
        raw={"whole": ours.raw(), "bare_view": nothing.raw(), "statements": queries},
    )


def _sixty(client: Any, asked: Asked) -> bytes:
    """The page, with something on it. Raises Unexpected."""
    body = answered(client, asked)
    if body.count(b"offer-") < OFFERS // 2:
        raise Unexpected(f"{asked.path} shows hardly any offers")
    return body


def _offer(hotel: Property) -> None:
    known = Known(
        house(hotel).by_code,
        set(RatePlan.objects.of(hotel).values_list("code", flat=True)),
        tuple(hotel.languages),
    )
    now = timezone.now()
    for number in range(1, OFFERS + 1):
        facts = offer_from_json(_written(number), hotel.currency, "offer", known=known)
        save_offer(property=hotel, offer=facts, version=None, actor=DESK, now=now)


def _written(number: int) -> dict[str, Any]:
    """One offer as it stands in a hotel file: every tenth an upgrade, every tenth a late check-out, every second with a day
    and an hour to choose, every third with a stock."""
    offer: dict[str, Any] = {
        "code": f"offer-{number}",
        "name": {"th": f"ข้อเสนอ {number}", "en": f"Offer {number}"},
        "description": {"th": "รายละเอียดของข้อเสนอนี้", "en": "What this offer is about"},
    }
    if number % 10 == 0:
        return offer | {"kind": "upgrade", "to_type": list(TYPES)[-1], "amount": "700"}
    if number % 10 == 1:
        return offer | {
            "kind": "late_check_out",
            "steps": [{"at": "14:00", "amount": "500"}, {"at": "18:00", "amount": "1000"}],
        }
    if number % 2 == 0:
        return offer | {"price": "900", "price_per": ("order", "person", "night")[number % 3]}
    offer |= {"price": "1200", "price_per": ("order", "person", "room")[number % 3]}
    offer["questions"] = [
        {"kind": "day", "days": "any"},
        {"kind": "slot", "times": ["10:00", "14:00", "16:00"]},
    ]
    if number % 3 == 0:
        offer["stock"] = 20
    return offer


def _codes(hotel: Property) -> list[str]:
    """Bookings of some days ahead."""
    soon = local_date(timezone.now(), hotel.timezone) + timedelta(days=5)
    rows = Booking.objects.of(hotel).filter(arrival__gte=soon, status=StayStatus.RESERVED.value)
    return list(rows.order_by("arrival", "id").values_list("code", flat=True)[:GUESTS])


def _page(hotel: Property, code: str) -> Asked:
    """The page of a guest who has signed in."""
    client = Client(headers={"host": "127.0.0.1"})
    pin = decrypt(Booking.objects.of(hotel).values_list("pin", flat=True).get(code=code))
    answer = client.post(f"/g/{SLUG}/", {"code": code, "pin": pin})
    if answer.status_code != 302:
        raise Unexpected(f"the guest of {code} is not let in: {answer.status_code}")
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return Asked("GET", f"/g/{SLUG}/{code}/concierge/", headers={"Cookie": cookies})
