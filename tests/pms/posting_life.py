"""A hotel whose guests order, whose clerks confirm, cancel and change, and whose PMS fails in every way, one thing after the other
as chance will have it; and what must hold whatever happens (issue 7, "Must hold")."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

from kunjae.changes.commands import change_at_once
from kunjae.changes.operations_text import operations_from_json
from kunjae.concierge.facts import OrderStatus
from kunjae.concierge.models import Order
from kunjae.kernel.errors import KunjaeError
from kunjae.ordering.commands import cancel_order, confirm_order
from kunjae.outbox.models import Message
from kunjae.outbox.topics import ORDER_NOT_POSTED
from kunjae.pms.commands import resume, retry, retry_all
from kunjae.pms.models import Connection, FolioPosting
from kunjae.pms.opening import OPEN
from tests.hotel import CLERK, book_stays
from tests.ordering.the_counter import GUEST, broken, massage, order, wants
from tests.pms.front_desk import OURS, FrontDesk

FAULTS = ("lost", "late", "nothing", "killed", "killed_before", "down", "busy", "locked", "no", "401")
DATES = [("12-10", "12-12"), ("12-11", "12-13"), ("12-10", "12-13"), ("12-10", "12-11")]
THINGS = ("taxi", "breakfast", "to-deluxe", "spa")


DONE: Counter[str] = Counter()
"""How often each verb went through, in all lives."""


def agrees() -> None:
    found = broken()
    assert not found, found


class PostingLife:
    """All that happens. Every verb takes two numbers that chance gives, and does nothing where it makes no sense."""

    def __init__(self, desk: FrontDesk) -> None:
        self.desk, self.hotel, self.pms = desk, desk.hotel, desk.pms
        two_nights = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
        self.codes = [
            book_stays(self.hotel, two_nights | {"room": "001"}, two_nights | {"room": "002"}),
            book_stays(self.hotel, two_nights | {"room": "003"}),
        ]
        self.pms.knows(self.codes[0], "std", "std")
        self.pms.knows(self.codes[1], "std")

    def does(self, verb: str, which: int, what: int) -> None:
        with suppress(KunjaeError):
            getattr(self, verb)(which, what)
            DONE[verb] += 1

    # People

    def orders(self, which, what):
        thing = THINGS[what % len(THINGS)]
        stay = 1 + which % 2 if which % 3 else 1
        wanted = massage(persons=1 + which % 2, stay=stay) if thing == "spa" else wants(thing, stay)
        (row,) = order(self.hotel, self.codes[which % 2], wanted, actor=GUEST, now=self.desk.clock.now)
        if what % 3:
            confirm_order(property=self.hotel, order=row.id, actor=CLERK, now=self.desk.clock.now)

    def confirms(self, which, what):
        if row := self._order(which, what):
            confirm_order(property=self.hotel, order=row.id, actor=CLERK, now=self.desk.clock.now)

    def cancels(self, which, what):
        if row := self._order(which, what):
            cancel_order(property=self.hotel, order=row.id, actor=CLERK, now=self.desk.clock.now)

    def cancels_in_the_middle(self, which, what):
        def meanwhile() -> None:
            self.does("cancels", which, what)
            if what % 2:
                self.desk.works()

        self.pms.during = meanwhile

    def changes(self, which, what):
        """Other nights: what is priced by night costs something else."""
        first, last = DATES[what % len(DATES)]
        self._carry_out(
            self.codes[which % 2],
            {"op": "move_dates", "stay": 1, "check_in": f"2026-{first}", "check_out": f"2026-{last}"},
        )

    def changes_in_the_middle(self, which, what):
        self.pms.during = lambda: self.does("changes", which, what)

    def moves_a_stay(self, which, what):
        upgrades = Order.objects.of(self.hotel).filter(kind="upgrade", booking__code=self.codes[0])
        stay = 1 + which % 2
        if not upgrades.exists():
            self._carry_out(self.codes[0], {"op": "move_to_booking", "stay": stay, "booking": self.codes[1]})
            here, there = (self.pms.rooms[self.pms.codes[code]] for code in self.codes)
            room = f"{self.pms.codes[self.codes[0]]}-{stay}"
            there[room] = here.pop(room)  # the PMS's clerks do the same

    def retries(self, which, what):
        rows = list(FolioPosting.objects.of(self.hotel).filter(OPEN).order_by("id"))
        if rows:
            each = rows[(which + what) % len(rows)]
            retry(property=self.hotel, posting=each.id, actor=CLERK, now=self.desk.clock.now)

    def retries_in_the_middle(self, which, what):
        """Another worker looks at the same moment."""

        def rival() -> None:
            self.does("retries", which, what)
            self.desk.works()

        self.pms.during = rival

    def resumes(self, which, what):
        resume(property=self.hotel, now=self.desk.clock.now)

    # The PMS, the worker and time

    def goes_wrong(self, which, what):
        self.pms.faults.extend([""] * (which % 3) + [FAULTS[what % len(FAULTS)]])

    def works(self, which, what):
        self.desk.works()

    def passes(self, which, what):
        self.desk.passes(seconds=(3, 20, 70, 200, 900, 4000, 9000, 30000)[what % 8])

    def hears_twice(self, which, what):
        """A message that was done comes once more: its worker died before it could say so."""
        rows = list(Message.objects.of(self.hotel).filter(topic__in=OURS, state="done").order_by("id"))
        if rows:
            row = rows[(which * 8 + what) % len(rows)]
            Message.objects.of(self.hotel).filter(id=row.id).update(
                state="waiting", done_at=None, due_at=self.desk.clock.now, attempts=0
            )

    VERBS = {
        "orders": 6, "confirms": 2, "cancels": 3, "cancels_in_the_middle": 2, "changes": 2, "changes_in_the_middle": 1,
        "moves_a_stay": 1, "retries": 1, "retries_in_the_middle": 2, "resumes": 1, "goes_wrong": 8, "works": 6,
        "passes": 6, "hears_twice": 1,
    }  # fmt: skip

    # What must hold

    def comes_to_its_end(self) -> None:
        """Nothing waits unseen. The PMS behaves, staff look at what they were told of, and all is as it should be."""
        agrees()
        self.pms.behaves()
        if Connection.objects.of(self.hotel).get().paused_at:
            resume(property=self.hotel, now=self.desk.clock.now)
        self.desk.passes(days=1)
        unseen = [each for each in self.desk.open() if each.told_at is None]
        assert not unseen, [(each.state, each.wanted, each.error, each.next_try_at) for each in unseen]
        assert self.desk.told(ORDER_NOT_POSTED) >= len(self.desk.open())
        retry_all(property=self.hotel, now=self.desk.clock.now)
        self.desk.passes(days=1)
        assert self.desk.open() == []
        self._is_on_the_folio()
        self._has_its_room_type()
        agrees()

    def _is_on_the_folio(self) -> None:
        confirmed = Order.objects.of(self.hotel).filter(status=OrderStatus.CONFIRMED.value)
        expected = confirmed.values_list("booking__code", "amount")
        standing, wanted = self.pms.standing(), sorted((f"R-{code}", amount) for code, amount in expected)
        assert standing == wanted, (standing, wanted)
        assert set(confirmed.values_list("posting", "counted")) <= {("posted", 0)}
        others = Order.objects.of(self.hotel).exclude(status=OrderStatus.CONFIRMED.value)
        assert set(others.values_list("posting", "counted")) <= {("reversed", 0), ("not_needed", 0)}

    def _has_its_room_type(self) -> None:
        upgrades = Order.objects.of(self.hotel).filter(kind="upgrade", status=OrderStatus.CONFIRMED.value)
        types = [type for rooms in self.pms.rooms.values() for type in rooms.values()]
        assert types.count("dlx") == upgrades.count(), (types, upgrades.count())

    def _carry_out(self, code, asked):
        change_at_once(
            property=self.hotel,
            code=code,
            operations=operations_from_json([asked], self.hotel.currency),
            actor=CLERK,
            now=self.desk.clock.now,
            record=False,
            reason="",
        )

    def _order(self, which, what):
        rows = list(Order.objects.of(self.hotel).order_by("ordered_at", "id"))
        return rows[(which * 8 + what) % len(rows)] if rows else None
