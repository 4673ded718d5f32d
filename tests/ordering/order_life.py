"""A hotel with things to order, its guests, clerks and worker, who do one thing after the other, as chance will have it; and
what must hold whatever they do (issue of the Concierge, "Must hold")."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from kunjae.bookings.models import Booking, Stay
from kunjae.changes.commands import arrive, change_at_once, depart, no_show
from kunjae.changes.commands.guest import confirm_guest_change, preview_guest_change
from kunjae.changes.commands.pending import drop_pending_change
from kunjae.changes.operations_text import operations_from_json
from kunjae.checks.proof import prove
from kunjae.concierge.commands.catalogue import save_offer, switch
from kunjae.concierge.facts import OfferKind, OrderStatus
from kunjae.concierge.models import Offer, OfferDay, Order
from kunjae.concierge.queries import offer_facts
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.inventory.models import Option
from kunjae.kernel.errors import KunjaeError
from kunjae.ordering.commands import cancel_order, cancel_own_order, confirm_order, place_orders
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.outbox.models import Message
from kunjae.payments.models import LedgerEntry
from kunjae.properties.queries import house
from tests.changes.the_guest import checkout_for, pay, pay_cash
from tests.hotel import CLERK, book_stays
from tests.ordering.the_counter import GUEST, massage, wants

OURS = ("payments.", "changes.", "ordering.")
DATES = [("12-10", "12-12"), ("12-11", "12-13"), ("12-20", "12-23"), ("12-09", "12-10")]
ENDED = {OrderStatus.CANCELLED.value, OrderStatus.EXPIRED.value}


def _thing(kind, what):
    """Something to order."""
    if kind == 0:
        return massage(f"2026-12-{10 + what % 3}", ("10:00", "14:00")[what // 4 % 2], 1 + what % 4)
    if kind == 3:
        return wants("late", hour=("14:00", "18:00")[what % 2])
    if kind == 4:
        return wants("early", hour="10:00")
    return wants({1: "taxi", 2: "breakfast", 6: "to-suite"}.get(kind, "to-deluxe"))


class Life:
    """All that happens. Every verb takes two numbers that chance gives, and does nothing where it makes no sense."""

    def __init__(self, hotel, now):
        self.hotel, self.now = hotel, now
        two_nights = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
        self.codes = [
            book_stays(hotel, two_nights | {"room": "001"}, two_nights | {"room": "002"}),
            book_stays(
                hotel, two_nights | {"room": "003"}, {"check_in": "2026-12-20", "check_out": "2026-12-22"}
            ),
        ]
        self.seen: dict[object, str] = {}
        """Of each order that has ended, how."""

    # The guest

    def orders(self, which, what):
        """One thing; of two bookings and two stays each."""
        code, wanted = self._place(which)[0], _thing(what, which + what)
        wanted = replace(wanted, stay=self._place(which)[1])
        place_orders(property=self.hotel, code=code, wanted=[wanted], actor=GUEST, now=self.now)

    def orders_two(self, which, what):
        code, stay = self._place(which)
        wanted = [replace(_thing(each % 8, what), stay=stay) for each in (what, what + 3)]
        place_orders(property=self.hotel, code=code, wanted=wanted, actor=CLERK, now=self.now, by_staff=True)

    def gives_up(self, which, what):
        if (row := self._order(which, what)) is not None:
            code = Booking.objects.of(self.hotel).get(id=row.booking_id).code
            cancel_own_order(property=self.hotel, code=code, order=row.id, actor=GUEST, now=self.now)

    def asks(self, which, what):
        """For other nights or to cancel; where money is to come first, it does or does not."""
        code, stay = self._place(which)
        asked = self._change(stay, what, "STD")
        change = {
            "property": self.hotel,
            "code": code,
            "operations": operations_from_json([asked], self.hotel.currency),
            "now": self.now,
        }
        seen = preview_guest_change(**change)
        done = confirm_guest_change(**change, digest=seen.digest, actor=GUEST)
        if done.pending is not None and what % 2:
            pay(self.hotel, checkout_for(self.hotel, done.pending), done.pending.to_pay, self.now)

    # The hotel

    def confirms(self, which, what):
        if (row := self._order(which, what)) is not None:
            confirm_order(property=self.hotel, order=row.id, actor=CLERK, now=self.now)

    def cancels(self, which, what):
        if (row := self._order(which, what)) is not None:
            cancel_order(property=self.hotel, order=row.id, actor=CLERK, now=self.now, reason="No")

    def changes(self, which, what):
        code, stay = self._place(which)
        asked = self._change(stay, what, ("DLX", "STD", "SUI")[which % 3])
        self._carry_out(code, asked)

    def moves_a_stay(self, which, what):
        code, stay = self._place(which)
        there = self.codes[self.codes.index(code) - 1]
        self._carry_out(code, {"op": "move_to_booking", "stay": stay, "booking": there})

    def reinstates(self, which, what):
        code, stay = self._place(which)
        self._carry_out(code, {"op": "reinstate", "stay": stay})

    def desk(self, which, what):
        code, stay = self._place(which)
        given = {"property": self.hotel, "code": code, "actor": CLERK, "now": self.now, "stay": stay}
        if what < 4:
            arrive(**given, room=(None, "001", "002", "003")[what])
        elif what == 4:
            no_show(**given)
        elif what == 5:
            depart(**given, reason="let go")
        else:
            drop_pending_change(property=self.hotel, code=code, because="by_staff", actor=CLERK, now=self.now)

    def sells(self, which, what):
        """To others, who stand in the way."""
        room_type = ("STD", "DLX", "SUI")[which % 3]
        check_in, check_out = DATES[what % 4]
        stay = {"check_in": f"2026-{check_in}", "check_out": f"2026-{check_out}", "room_type": room_type}
        book_stays(self.hotel, stay, now=self.now)

    def is_paid(self, which, what):
        code = self._place(which)[0]
        row = Booking.objects.of(self.hotel).get(code=code)
        if row.value > row.paid:
            pay_cash(self.hotel, code, row.value - row.paid, self.now)

    def saves(self, which, what):
        """Another stock, none, or off sale for a while."""
        if what == 7:
            switch(property=self.hotel, code="taxi", enabled=bool(which % 2))
            return
        row = Offer.objects.of(self.hotel).get(code=("spa", "taxi")[which % 2])
        facts = replace(offer_facts(row, house(self.hotel), "THB"), stock=(None, 1, 3, 8)[what % 4])
        save_offer(property=self.hotel, offer=facts, version=row.version, actor=CLERK, now=self.now)

    # Time

    def passes(self, which, what):
        self.now += (timedelta(minutes=31), timedelta(hours=5), timedelta(days=1), timedelta(days=3))[
            what % 4
        ]

    def worker(self, which=0, what=0):
        ours = {topic: how for topic, how in SUBSCRIPTIONS.items() if topic.startswith(OURS)}
        Dispatcher(ours, clock=lambda: self.now).run()

    VERBS = {
        "orders": 9, "orders_two": 3, "gives_up": 2, "asks": 3, "confirms": 7, "cancels": 3, "changes": 6,
        "moves_a_stay": 2, "reinstates": 1, "desk": 3, "sells": 1, "is_paid": 1, "saves": 1, "passes": 3, "worker": 2,
    }  # fmt: skip
    """How often, compared to others."""

    def does(self, verb, which, what):
        with suppress(KunjaeError):  # refused, and said so
            getattr(self, verb)(which, what)
        self.holds()

    def comes_to_its_end(self):
        """Time passes until nothing waits any more."""
        for _ in range(6):
            self.now += timedelta(days=8)
            self.worker()
        self.holds()
        assert not Order.objects.of(self.hotel).filter(status="unconfirmed").exists()
        today = self.hotel_today()
        broken = [(proof.code, proof.examples) for proof in prove(today=today) if not proof.holds]
        assert broken == []

    def hotel_today(self):
        return self.now.date()

    # What must hold

    def holds(self):
        """After every step. Few and plain reads: it is asked a thousand times."""
        orders = list(Order.objects.of(self.hotel).order_by("id"))
        stays = {row.id: row for row in Stay.objects.of(self.hotel).select_related("room_type")}
        bookings = {row.id: row for row in Booking.objects.of(self.hotel)}
        self._what_has_ended_stays_ended(orders)
        self._stock_is_what_is_ordered(orders)
        self._holds_are_those_of_orders(orders, stays, bookings)
        self._value_is_what_counts(orders, bookings)
        self._stays_are_upgraded_by_their_orders(orders, stays)
        self._each_end_is_told_once(orders)

    def _what_has_ended_stays_ended(self, orders):
        for row in orders:
            assert self.seen.setdefault(row.id, row.status) == row.status or self.seen[row.id] not in ENDED
            self.seen[row.id] = row.status

    def _stock_is_what_is_ordered(self, orders):
        stock = dict(Offer.objects.of(self.hotel).values_list("id", "stock"))
        counted: Counter[object] = Counter()
        for row in orders:
            if row.stock_day and row.status not in ENDED and stock[row.offer_id] is not None:
                counted[row.offer_id, row.stock_day] += row.pieces
        days = OfferDay.objects.of(self.hotel).values_list("offer_id", "day", "ordered", "most")
        assert +counted == {(offer, day): number for offer, day, number, _ in days if number}
        assert all(most == max(stock[offer], number) for offer, _, number, most in days)

    def _holds_are_those_of_orders(self, orders, stays, bookings):
        holding = {
            row.id: row.booking_id
            for row in orders
            if row.status not in ENDED
            and (
                row.kind in (OfferKind.LATE_CHECK_OUT.value, OfferKind.EARLY_CHECK_IN.value)
                or (row.kind == OfferKind.UPGRADE.value and row.status == "unconfirmed")
            )
        }
        waiting = {row.pending_id: row.id for row in bookings.values() if row.pending_id}
        options = dict(Option.objects.of(self.hotel).values_list("id", "booking_id"))
        assert options == holding | waiting
        assert all(stays[row.stay_id].booking_id == row.booking_id for row in orders)

    def _value_is_what_counts(self, orders, bookings):
        entered: Counter[object] = Counter()
        for order, booking, amount in (
            LedgerEntry.objects.of(self.hotel)
            .filter(kind="order")
            .values_list("order_id", "booking_id", "amount")
        ):
            entered[order, booking] += amount
        counted: Counter[object] = Counter()
        for row in orders:
            assert row.counted == (row.amount if row.status == "confirmed" else 0)
            counted[row.id, row.booking_id] += row.counted
        assert {key: sum for key, sum in entered.items() if sum} == {
            key: sum for key, sum in counted.items() if sum
        }
        for row in bookings.values():
            assert row.orders == sum(sum_ for (_, booking), sum_ in counted.items() if booking == row.id)

    def _stays_are_upgraded_by_their_orders(self, orders, stays):
        for row in stays.values():
            upgrades = [
                each.terms["room_type"]
                for each in orders
                if each.stay_id == row.id
                and each.kind == OfferKind.UPGRADE.value
                and each.status == "confirmed"
            ]
            if row.status in ("reserved", "in_house"):
                assert upgrades == ([row.room_type.code] if row.sold_as_id else [])
            elif row.status in ("cancelled", "no_show"):
                assert upgrades == []

    def _each_end_is_told_once(self, orders):
        told: Counter[object] = Counter()
        for topic, payload in (
            Message.objects.of(self.hotel).filter(topic__startswith="order.").values_list("topic", "payload")
        ):
            told[topic, payload["order"]] += 1
        for row in orders:
            ends = told["order.cancelled", row.id.hex], told["order.expired", row.id.hex]
            assert ends == (int(row.status == "cancelled"), int(row.status == "expired"))
            assert told["order.placed", row.id.hex] == 1
            assert told["order.confirmed", row.id.hex] <= 1

    # In words

    def _place(self, which):
        """A booking and the number of one of its stays, also those that have moved there."""
        row = Booking.objects.of(self.hotel).get(code=self.codes[which % 2])
        numbers = list(
            Stay.objects.of(self.hotel)
            .filter(booking_id=row.id)
            .order_by("number")
            .values_list("number", flat=True)
        )
        return row.code, numbers[which // 2 % len(numbers)] if numbers else 1

    def _order(self, which, what):
        """Mostly one that stands."""
        orders = list(Order.objects.of(self.hotel).order_by("id"))
        standing = [row for row in orders if row.status not in ENDED]
        choice = standing if standing and what < 7 else orders
        return choice[-1 - which % len(choice)] if choice else None

    def _change(self, stay, what, room_type):
        check_in, check_out = DATES[what % 4]
        return [
            {
                "op": "move_dates",
                "stay": stay,
                "check_in": f"2026-{check_in}",
                "check_out": f"2026-{check_out}",
            },
            {"op": "move_dates", "stay": stay, "check_in": "2026-12-10", "check_out": "2026-12-11"},
            {"op": "move_dates", "stay": stay, "check_in": "2026-12-10", "check_out": "2026-12-13"},
            {"op": "change_room_type", "stay": stay, "room_type": room_type},
            {"op": "change_guests", "stay": stay, "adults": 1 + what % 3, "children": 0},
            {"op": "assign_room", "stay": stay, "room": "002"},
            {"op": "cancel", "stay": stay},
            {"op": "move_dates", "stay": stay, "check_in": "2026-12-11", "check_out": "2026-12-14"},
        ][what]

    def _carry_out(self, code, asked):
        if asked["op"] in ("move_dates", "change_room_type", "reinstate"):
            asked = asked | {"room": None}
        change_at_once(
            property=self.hotel,
            code=code,
            operations=operations_from_json([asked], self.hotel.currency),
            actor=CLERK,
            now=self.now,
            reason="asked",
        )
