"""Three workers, each a process, killed -9 while orders go to a PMS over HTTP that loses answers: each confirmed order is on its
folio once, each cancelled one is off it. `make soak` sends 500."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db.models import Q, QuerySet
from django.utils import timezone

from kunjae.concierge.models import Order
from kunjae.ordering.commands import cancel_order, place_orders
from kunjae.outbox.models import Message
from kunjae.pms.commands import link_reservation
from kunjae.pms.connections import save_connection
from kunjae.pms.facts import HouseThere
from kunjae.pms.maps import save_map
from kunjae.pms.models import Connection, FolioPosting
from kunjae.pms.opening import OPEN
from kunjae.properties.models import Property
from tests.backups.houses import House, new_database, with_tables
from tests.hotel import CLERK, FAR
from tests.migrated import KUNJAE
from tests.ordering.the_counter import TAXI, broken, make_resort, stayed, wants
from tests.pms.fakes.cloudbeds import API_KEY, HOTEL, CloudbedsServer
from tests.pms.fakes.mews import ACCESS, CLIENT, RESTAURANT, ROOMS, FakeMews
from tests.pms.fakes.server import LOST, SILENT, Answer, FakePms, busy, running

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = int(os.environ.get("KUNJAE_TEST_POSTINGS", "24"))
ROUNDS = max(2, ORDERS // 60)
"""How often all three are killed."""
WORKERS = 3
LONG = 300
"""Seconds until a test no longer waits."""
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
EACH = 8
"""Orders of one booking."""


@dataclass
class There:
    """A PMS: what a hotel enters, and how often each key stands on a folio."""

    server: FakePms
    code: str
    values: dict[str, str]
    mapping: dict[str, str]
    add: Callable[[str], str]
    """A reservation of this number; what the house calls it."""
    standing: Callable[[], Counter[str]]


@contextmanager
def cloudbeds() -> Iterator[There]:
    with running(CloudbedsServer) as server:

        def standing() -> Counter[str]:
            return Counter(each["id"] for each in server.house.data["checks"].values() if not each["voided"])

        values = {"api_key": API_KEY, "property_id": HOTEL}
        add: Callable[[str], str] = lambda number: str(server.book(number)["number"])  # noqa: E731
        yield There(server, "cloudbeds", values, {}, add, standing)


@contextmanager
def mews() -> Iterator[There]:
    with running(FakeMews) as server:

        def standing() -> Counter[str]:
            items = [each for each in server.items if each["Type"] != "SpaceOrder"]
            return Counter(
                each["ExternalIdentifier"] for each in items if each["AccountingState"] != "Canceled"
            )

        values = {"client_token": CLIENT, "access_token": ACCESS, "service": ROOMS}
        mapping = {"service": RESTAURANT, "tax": "TH-7"}
        yield There(
            server, "mews", values, mapping, lambda number: server.add(number, date(2026, 12, 10)), standing
        )


@pytest.fixture
def house(tmp_path, pytestconfig):
    """An installation of its own."""
    if pytestconfig.getoption("--db") == "sqlite":
        yield with_tables(House(tmp_path, None))
    else:
        with new_database(os.environ["KUNJAE_DATABASE_URL"]) as url:
            yield with_tables(House(tmp_path, url))


def furnished(there: There) -> Property:
    """A hotel that posts to that PMS, with orders that have just confirmed themselves."""
    hotel = make_resort(offered=(TAXI,))
    known = HouseThere("1", "Baan Talay", "THB")
    save_connection(property=hotel, pms=there.code, values=there.values, enabled=True, now=FAR, house=known)
    if there.mapping:
        save_map(property=hotel, offer=None, values=there.mapping, now=FAR)
    for index in range(0, ORDERS, EACH):
        month, place = divmod(index // EACH, 25)
        dates = {"check_in": f"2026-12-{place + 1:02}", "check_out": f"2026-12-{place + 2:02}"}
        code = stayed(hotel, **dates, room=f"00{month + 1}")
        wanted = [wants("taxi")] * min(EACH, ORDERS - index)
        place_orders(property=hotel, code=code, wanted=wanted, actor=CLERK, now=FAR, by_staff=True)
        number = there.add(str(7000 + index))
        link_reservation(property=hotel, booking=code, number=number, actor=CLERK, now=FAR)
    time_passes(hotel)
    return hotel


def waiting(hotel: Property) -> QuerySet[Message]:
    return Message.objects.of(hotel).filter(topic__startswith="pms.", state="waiting")


def time_passes(hotel: Property) -> None:
    """Nobody is at work, and everything that waits for a moment has its moment now."""
    waiting(hotel).update(due_at=LONG_AGO)
    postings = FolioPosting.objects.of(hotel)
    postings.update(next_try_at=None)
    postings.filter(hand__isnull=False).update(hand_until=LONG_AGO)
    postings.filter(sent_at__isnull=False).update(sent_at=LONG_AGO)
    Connection.objects.of(hotel).update(quiet_until=None)


@contextmanager
def at_work(house: House, there: There) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Three workers; whoever is left is killed at the end."""
    environment = house.environment() | {"KUNJAE_PMS_ADDRESSES": f"{there.code}={there.server.url}"}
    started = [
        subprocess.Popen([KUNJAE, "worker"], env=environment, cwd=house.data, start_new_session=True)
        for _ in range(WORKERS)
    ]
    try:
        yield started
    finally:
        for each in started:
            if each.poll() is None:
                os.killpg(each.pid, signal.SIGKILL)
            each.wait(LONG)


def wait_until(fulfilled: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + LONG
    while not fulfilled():
        assert time.monotonic() < deadline, f"waited too long for {what}"
        time.sleep(0.01)


def kill_at_work(house: House, hotel: Property, there: There, chance: random.Random) -> None:
    """Each worker dies at a moment of its own, while the PMS is asked, and loses answers."""
    with at_work(house, there) as workers:
        for worker in workers:
            misbehave(there.server, chance)
            asked = len(there.server.asked) + chance.randint(3, max(4, ORDERS // (3 * ROUNDS)))
            wait_until(lambda: len(there.server.asked) >= asked or is_done(hotel), "the PMS to be asked")  # noqa: B023
            os.killpg(worker.pid, signal.SIGKILL)


def misbehave(server: FakePms, chance: random.Random) -> None:
    kinds = (LOST, LOST, SILENT, Answer(500, {"message": "oops"}), busy(1))
    server.then(*(chance.choice(kinds) for _ in range(3)))


def is_done(hotel: Property) -> bool:
    return not waiting(hotel).exists()


def nothing_is_due(hotel: Property) -> bool:
    """What is left waits for a moment of its own."""
    return not waiting(hotel).filter(Q(claim__isnull=False) | Q(due_at__lte=timezone.now())).exists()


@pytest.mark.parametrize("opened", [cloudbeds, mews])
def test_killed_at_random_each_order_is_on_its_folio_once(house, opened):
    chance = random.Random(ORDERS)
    with opened() as there, house.entered():
        hotel = furnished(there)
        for _round in range(ROUNDS):
            kill_at_work(house, hotel, there, chance)
            cancel_some(hotel, chance)
            time_passes(hotel)
        there.server.behave()
        for _ in range(20):  # what failed once waits for its next moment
            with at_work(house, there):
                wait_until(lambda: nothing_is_due(hotel), "all that is due")
            if is_done(hotel):
                break
            time_passes(hotel)
        everything_is_there_once(hotel, there)


def cancel_some(hotel: Property, chance: random.Random) -> None:
    standing = Order.objects.of(hotel).filter(status="confirmed").order_by("id").values_list("id", flat=True)
    for id in chance.sample(list(standing), ORDERS // (4 * ROUNDS)):
        cancel_order(property=hotel, order=id, actor=CLERK, now=FAR)


def everything_is_there_once(hotel: Property, there: There) -> None:
    assert there.server.complaints == []
    left = FolioPosting.objects.of(hotel).filter(OPEN).values_list("state", "wanted", "error")
    assert list(left) == []
    confirmed = Order.objects.of(hotel).filter(status="confirmed")
    assert set(confirmed.values_list("posting", "counted")) == {("posted", 0)}
    wanted = FolioPosting.objects.of(hotel).filter(wanted=True).values_list("order_id", "values__key")
    assert {order for order, _ in wanted} == set(confirmed.values_list("id", flat=True))
    assert there.standing() == Counter(key for _, key in wanted)
    cancelled = Order.objects.of(hotel).filter(status="cancelled")
    assert cancelled.exists()
    assert set(cancelled.values_list("posting", flat=True)) <= {"reversed", "not_needed"}
    assert broken() == []
