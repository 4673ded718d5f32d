"""`kunjae demo --with-pms` as a newcomer meets it: processes of their own, a confirmed order, a folio."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from tests.backups.houses import House, with_tables
from tests.hotel import FAR
from tests.migrated import KUNJAE

from kunjae.accounts.commands import create_token
from kunjae.accounts.facts import Actor
from kunjae.bookings.commands import Booker
from kunjae.bookings.models import Booking
from kunjae.changes.commands import book
from kunjae.changes.operations import AddStay
from kunjae.concierge.models import Order
from kunjae.concierge.rules.pricing import Wanted
from kunjae.config import demo as demo_folder
from kunjae.config.demo.front_office.house import House as FrontOffice
from kunjae.config.demo.front_office.server import open_front_office
from kunjae.config.demo.hotel import picture
from kunjae.config.demo.with_pms import FILE, check_everybody_in, connect, furnish, has_front_office
from kunjae.imports.hotel import import_hotel
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.kernel.moments import local_date
from kunjae.kernel.stay_dates import StayDates
from kunjae.ordering.commands import place_orders
from kunjae.pms.connections import connection_of
from kunjae.pms.maps import maps_of
from kunjae.pms.reservations.facts import Naming
from kunjae.properties.models import Property

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
PATIENCE = 120
"""Seconds until a test no longer waits for what should take a few."""
DESK = Actor("staff", "front@baantalay.example")


def small_demo(now: datetime) -> Property:
    """The demo's hotel with prices for a month and two guests: one of them is in no hurry to be answered."""
    today = local_date(now, "Asia/Bangkok")
    base = Path(demo_folder.__file__).with_name("baan-talay.toml").read_text(encoding="utf-8")
    prices = f"""
[[prices]]
rate_plan = "BAR"
room_type = "STD"
from = {today.isoformat()}
to = {(today + timedelta(days=30)).isoformat()}
price = "1800"
extra_adult = "600"
extra_child = "300"
"""
    file = read_hotel_file(parse_toml((base + prices).encode()))
    hotel = import_hotel(file=file, now=now, beside=picture).property
    for name in ("สมชาย ใจดี", "Emma Lindqvist"):
        dates = StayDates(today + timedelta(days=10), today + timedelta(days=12))
        book(
            property=hotel,
            booker=Booker(name=name, email="guest@example.com"),
            stays=[AddStay("STD", "BAR", dates, 2)],
            source="website",
            actor=DESK,
            now=now,
        )
    return hotel


def order_a_massage(hotel: Property, code: str, now: datetime) -> Order:
    arrival = Booking.objects.of(hotel).get(code=code).arrival
    answers = {"day": (arrival + timedelta(days=1)).isoformat(), "slot": "10:00", "number": 2}
    (order,) = place_orders(
        property=hotel, code=code, wanted=[Wanted(1, "massage", answers)], actor=DESK, now=now, by_staff=True
    )
    return order


def codes(hotel: Property) -> list[str]:
    return list(Booking.objects.of(hotel).order_by("booked_at", "code").values_list("code", flat=True))


def test_the_front_office_knows_everybody_and_the_house_knows_the_front_office() -> None:
    hotel = small_demo(FAR)
    first, second = codes(hotel)
    order_a_massage(hotel, first, FAR)
    order_a_massage(hotel, second, FAR + timedelta(minutes=1))
    house = FrontOffice(clock=lambda: FAR)
    furnish(house, hotel)
    check_everybody_in(house, hotel, local_date(FAR, hotel.timezone))
    rows = house.reservations()
    assert {row["code"] for row in rows} == {first, second, ""}
    (ours,) = [row for row in rows if row["code"] == first]
    assert ours["guest"]["first"] in ("สมชาย", "Emma")
    assert [(room["room_type"], room["rate"], room["prices"]) for room in ours["rooms"]] == [
        ("STD", "Flexible with breakfast", [180000, 180000])
    ]
    with open_front_office(house) as office, led_to(office.address):
        connect(house, hotel, FAR)
    there = connection_of(hotel)
    assert (there.enabled, there.stopped_because, there.has_hook) == (True, "", True)
    naming = Naming.from_json(there.mapping)
    assert (naming.room_type("SEA"), naming.plan("Flexible with breakfast")) == ("SEA", "BAR")
    assert maps_of(hotel)["massage"] == {"product": "SPA", "category": "Wellness"}
    assert hotel.details["pms"] == "two_way"
    statuses = Order.objects.of(hotel).order_by("ordered_at").values_list("status", flat=True)
    assert list(statuses) == ["confirmed", "unconfirmed"]  # something is left to be tried


@contextmanager
def led_to(address: str) -> Iterator[None]:
    with override_settings(PMS_ADDRESSES={"cloudbeds": address}):
        yield


def test_a_newcomer_confirms_an_order_and_sees_it_on_the_folio(tmp_path: Path) -> None:
    place = with_tables(House(tmp_path, None))
    now = timezone.now()
    with place.entered():
        hotel = small_demo(now)
        guest, other = codes(hotel)
        example = {"example": guest, "check_in": "2026-12-20", "check_out": "2026-12-22", "guest": ""}
        hotel.details["demo"] = example
        hotel.save(update_fields=["details"])
        orders = [order_a_massage(hotel, code, now) for code in (guest, other)]
        token = create_token(name="newcomer", property_id=hotel.id, role="manager", now=now).secret
    with demo(place) as (house, office):
        assert "สมชาย ใจดี" in read(office)
        waits = [
            each
            for each in orders
            if ask(f"{house}/api/v1/orders/{each.id}", token)["status"] == "unconfirmed"
        ]
        assert len(waits) == 1
        confirmed = ask(f"{house}/api/v1/orders/{waits[0].id}/confirm", token, b"{}")
        assert confirmed["status"] == "confirmed"
        # One was confirmed when it was connected, the other just now: both are on their folios.
        wait_until(lambda: read(office).count('class="check"') == 2)
        assert read(office).count("1,800.00 THB") == 4
    kept = json.loads((tmp_path / FILE).read_text())
    assert sorted(each["amount"] for each in kept["checks"].values()) == [180000, 180000]
    with override_settings(DATA_DIR=tmp_path):
        assert has_front_office()  # started with it once, it always is


@contextmanager
def demo(place: House) -> Iterator[tuple[str, str]]:
    """`kunjae demo` at work: the addresses of house and front office."""
    port = free_ports()
    log = (place.data / "demo.log").open("ab")
    process = subprocess.Popen(
        [KUNJAE, "demo", "--with-pms", "--port", str(port)],
        env=place.environment(),
        cwd=place.data,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        house, office = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}/"
        wait_until(lambda: answers(f"{house}/readyz") and answers(office), process, log.name)
        yield house, office
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
    finally:
        log.close()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)


def free_ports() -> int:
    """One whose next is free, too."""
    while True:
        with socket.socket() as one, socket.socket() as next_to_it:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
            try:
                next_to_it.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return str(answer.read().decode())


def answers(address: str) -> bool:
    try:
        read(address)
    except OSError:
        return False
    return True


def ask(address: str, token: str, body: bytes | None = None) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=PATIENCE) as answer:
        return json.loads(answer.read())


def wait_until(
    fulfilled: Callable[[], bool], process: subprocess.Popen[bytes] | None = None, log: str = ""
) -> None:
    until = time.monotonic() + PATIENCE
    while not fulfilled():
        said = Path(log).read_text() if log else "waited too long"
        assert time.monotonic() < until, said
        assert process is None or process.poll() is None, said
        time.sleep(0.1)
