"""A hotel with things to order and a PMS on paper, and its worker, in the shortest words."""

from __future__ import annotations

from datetime import timedelta

from kunjae.concierge.models import Order
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.outbox.models import Message
from kunjae.pms.models import Connection, FolioPosting
from kunjae.pms.opening import OPEN
from kunjae.properties.models import Property
from tests.ordering.the_counter import confirm, make_resort, order
from tests.outbox.desk import Clock
from tests.pms.paper import DEDUPS, Paper, connected

OURS = {topic: each for topic, each in SUBSCRIPTIONS.items() if topic in ("pms.folio", "pms.settle")}


class FrontDesk:
    """Time stands still until it is let pass; whoever works does so when asked."""

    def __init__(self, can=DEDUPS, **settings) -> None:
        self.clock = Clock()
        self.pms = Paper(self.clock, can)
        self.hotel: Property = make_resort(**settings)
        self.worker = Dispatcher(OURS, clock=self.clock, spread=lambda: 0.0)

    def starts_anew(self, now) -> None:
        """The PMS forgets everything, and it is as early as it was."""
        self.clock.now = now
        fresh = Paper(self.clock, self.pms.can)
        self.pms.__dict__.update(fresh.__dict__)

    def opens(self) -> None:
        connected(self.hotel, self.pms, self.clock.now)
        mapping = {"room_types": {"std": "STD", "dlx": "DLX", "sui": "SUI"}}
        Connection.objects.of(self.hotel).update(mapping=mapping)

    def ordered(self, code: str, *wanted, confirmed: bool = True) -> list[Order]:
        rows = order(self.hotel, code, *wanted, now=self.clock.now)
        if confirmed:
            for row in rows:
                confirm(self.hotel, row, now=self.clock.now)
        return [Order.objects.of(self.hotel).get(id=row.id) for row in rows]

    def works(self) -> None:
        """All that is due now."""
        self.worker.run()

    def passes(self, **by: float) -> None:
        """Time goes by, and the worker with it, at every moment at which something is due."""
        until = self.clock.now + timedelta(**by)
        while True:
            self.works()
            rows = Message.objects.of(self.hotel).filter(state="waiting", topic__in=OURS, due_at__lte=until)
            following = rows.order_by("due_at").values_list("due_at", flat=True).first()
            if following is None:
                break
            self.clock.now = max(following, self.clock.now)
        self.clock.now = until

    def open(self) -> list[FolioPosting]:
        return list(FolioPosting.objects.of(self.hotel).filter(OPEN).order_by("made_at", "id"))

    def postings(self, order: Order) -> list[tuple[str, bool, str]]:
        """Kind, whether wanted, state."""
        rows = FolioPosting.objects.of(self.hotel).filter(order_id=order.id).order_by("kind", "number")
        return list(rows.values_list("kind", "wanted", "state"))

    def told(self, topic: str) -> int:
        return Message.objects.of(self.hotel).filter(topic=topic).count()
