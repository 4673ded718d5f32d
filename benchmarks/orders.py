"""The list of orders at a thousand and at a million orders: how much slower, in the query and as a whole page.

Each hotel has four orders for each of its bookings, of twelve offers and three room upgrades, the newest of them
unanswered. They are loaded straight into their table, behind the bookings of `chain`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from benchmarks import chain
from benchmarks.asked import Asked, Staff, answered
from benchmarks.figures import Row, Work, alternate, milliseconds
from benchmarks.hotel import open_doors
from benchmarks.server import serving
from kunjae.bookings.models import Booking, Stay
from kunjae.concierge.asked import OrdersWanted
from kunjae.concierge.facts import OfferType, OrderStatus
from kunjae.concierge.listing import Place, order_list
from kunjae.concierge.models import Offer, Order
from kunjae.extranet.orders.listing import PAGE_SIZE
from kunjae.kernel.moments import local_date
from kunjae.pages.paging import cursor_of
from kunjae.properties.models import Property, RoomType
from kunjae.tenancy.ids import new_id

if TYPE_CHECKING:
    from benchmarks.hotel import Access
    from benchmarks.run import Run

TARGET = 1.3
EACH = 4
"""Orders for each booking."""
A_DAY = 80
"""Bookings made a day."""
UNANSWERED = 200
"""Of the newest orders, of which one of three waits: whatever is not answered in time expires."""
OFFERS, UPGRADES = 12, 3
DEEP = 0.8
VARIANTS = 10


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for; `place`: after which order the page begins."""

    wanted: OrdersWanted
    place: Place | None = None

    def page(self, staff: Staff) -> Asked:
        """The same on the list's page."""
        wanted = self.wanted
        given = {
            "q": wanted.text,
            "status": wanted.status and wanted.status.value,
            "type": wanted.type and wanted.type.value,
            "offer": wanted.offer,
            "after": self.place and cursor_of(self.place),
        }
        asked = "&".join(f"{name}={value}" for name, value in given.items() if value)
        return staff.page(f"orders/{'?' * bool(asked)}{asked}")


@dataclass(frozen=True, slots=True)
class House:
    """One of the hotels."""

    database: str
    hotel: Property
    access: Access
    questions: dict[str, list[Question]]


def measure(run: Run) -> Iterator[Row]:
    """Each question of the two hotels in turns, first its query, then its page of a server for each."""
    few = _house(run, "few-orders", run.size.few_orders)
    many = _house(run, "many-orders", run.size.many_orders)
    for what in few.questions:
        yield _row(run, f"{what}, query", [_asking(run, house, what) for house in (few, many)])
    with serving(run.databases.url(few.database)) as one, serving(run.databases.url(many.database)) as other:
        clients = [(few, Staff(few.access), one.client()), (many, Staff(many.access), other.client())]
        for what in few.questions:
            ways = [
                _repeated(
                    [partial(answered, client, each.page(staff)) for each in house.questions[what]],
                    run.size.searches,
                )
                for house, staff, client in clients
            ]
            yield _row(run, f"{what}, page", ways)
    for house in (few, many):
        run.databases.drop(house.database)


def _house(run: Run, name: str, orders: int) -> House:
    today = local_date(timezone.now(), "Asia/Bangkok")
    began, bookings = time.monotonic(), orders // EACH
    chain.load(run.databases, name, bookings, max(1, round(bookings / A_DAY)), today)
    run.databases.use(name)
    hotel = Property.objects.get()
    access = open_doors(hotel)
    _load(run, name, hotel, orders, today)
    run.databases.use(name)
    run.say(
        f"  {orders:,} orders loaded in {time.monotonic() - began:.0f} s: {run.databases.megabytes(name):,.0f} MB"
    )
    return House(name, hotel, access, _questions(hotel, orders))


def _load(run: Run, name: str, hotel: Property, orders: int, today: date) -> None:
    offers = _offers(hotel)
    codes = dict(Booking.objects.of(hotel).values_list("id", "arrival"))
    stays = [
        (stay.hex, booking.hex, codes[booking])
        for stay, booking in Stay.objects.of(hotel)
        .filter(number=1)
        .order_by("id")
        .values_list("id", "booking_id")
    ]
    days = max(1, round(orders / EACH / A_DAY))
    first = datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(days=days)
    step = timedelta(days=days) / orders
    with run.databases.loading(name) as loader:
        for start in range(0, orders, chain.PART):
            end = min(start + chain.PART, orders)
            table = chain.Table(Order, hotel.id.hex)
            random = Random(f"orders {start}")
            for place in range(start, end):
                newest = orders - place <= UNANSWERED
                _order(table, random, offers, stays[place // EACH], first + step * place, newest=newest)
            loader(table.name, table.columns, run.databases.packed(table.rows))
    run.databases.settle(name)


def _offers(hotel: Property) -> list[tuple[str, str, str]]:
    """Made ready to be ordered: id, kind and name of each."""
    highest = RoomType.objects.of(hotel).order_by("-rank", "code")[0]
    rows = [
        Offer(
            id=new_id(),
            property=hotel,
            code=f"offer-{number}",
            kind="upgrade" if number > OFFERS else "offer",
            to_type=highest if number > OFFERS else None,
            name={"th": f"ข้อเสนอ {number}", "en": f"Offer {number}"},
            position=number,
        )
        for number in range(1, OFFERS + UPGRADES + 1)
    ]
    Offer.objects.bulk_create(rows)
    return [(row.id.hex, row.kind, json.dumps(row.name, ensure_ascii=False)) for row in rows]


def _order(
    table: chain.Table,
    random: Random,
    offers: Sequence[tuple[str, str, str]],
    stay: tuple[str, str, date],
    at: datetime,
    *,
    newest: bool,
) -> None:
    offer, kind, name = random.choice(offers)
    chance = random.random()
    status = "cancelled" if chance < 0.12 else "expired" if chance < 0.16 else "confirmed"
    if newest and random.random() < 1 / 3:
        status = "unconfirmed"
    amount = random.choice((50_000, 90_000, 120_000, 350_000))
    moment = str(at.replace(tzinfo=None))
    table.add(
        new_id().hex,
        booking_id=stay[1],
        stay_id=stay[0],
        offer_id=offer,
        kind=kind,
        offer_name=name,
        basket=new_id().hex,
        status=status,
        payment="on_booking",
        posting="not_needed",
        price_per="order",
        unit=amount,
        quantity=1,
        amount=amount,
        counted=amount if status == "confirmed" else 0,
        tax_treatment="as_rooms",
        taxes='{"net": 0, "service_charge": 0, "fees": [], "vat": 0}',
        texts="{}",
        terms='{"when_stay_changes": "default"}',
        day=stay[2].isoformat(),
        had_at=moment,
        ordered_at=moment,
        ordered_by="guest",
        acted_at=None if status == "unconfirmed" else moment,
    )


def _questions(hotel: Property, orders: int) -> dict[str, list[Question]]:
    random = Random("questions of orders")
    rows = Order.objects.of(hotel).order_by("-ordered_at", "-id")
    codes = list(rows.values_list("booking__code", flat=True)[: min(orders, 2_000)])
    upgrades = OrdersWanted(type=OfferType.ROOM_UPGRADE)
    return {
        "orders, list": [Question(OrdersWanted())],
        "orders, deep page": [Question(OrdersWanted(), _deep(rows, orders))],
        "orders, unconfirmed": [Question(OrdersWanted(status=OrderStatus.UNCONFIRMED))],
        "orders, cancelled": [Question(OrdersWanted(status=OrderStatus.CANCELLED))],
        "orders, of an offer": [Question(OrdersWanted(offer="offer-3"))],
        "orders, room upgrades": [Question(upgrades)],
        "orders, by a booking's code": [
            Question(OrdersWanted(text=code)) for code in random.sample(codes, VARIANTS)
        ],
    }


def _deep(rows: Any, orders: int) -> Place:
    """After eight of ten, with a whole page to come."""
    at, id = rows.values_list("ordered_at", "id")[max(0, min(int(orders * DEEP), orders - PAGE_SIZE - 2))]
    return Place(at, id)


def _asking(run: Run, house: House, what: str) -> list[Work]:
    def ask(question: Question) -> None:
        run.databases.use(house.database)
        order_list(house.hotel, question.wanted, most=PAGE_SIZE + 1, below=question.place)

    return _repeated([partial(ask, question) for question in house.questions[what]], run.size.searches)


def _repeated(works: Sequence[Work], times: int) -> list[Work]:
    return (list(works) * (times // len(works) + 1))[:times]


def _row(run: Run, what: str, ways: Sequence[Sequence[Work]]) -> Row:
    alternate(*(works[:VARIANTS] for works in ways))
    less, more = alternate(*ways, batch=10)
    ratio = more.median / less.median
    return Row(
        what=f"{what}: {run.size.many_orders:,} orders against {run.size.few_orders:,}",
        target=f"≤ {TARGET:g} ×",
        figure=f"{ratio:.2f} × ({milliseconds(more.median)} / {milliseconds(less.median)} ms)",
        reached=ratio <= TARGET,
        raw={"ratio": ratio, "few": less.raw(), "many": more.raw()},
    )
