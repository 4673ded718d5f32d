"""One answer of the guest's change page while it is being made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, QueryDict

from kunjae.bookings.facts import BookingFacts, StayFacts
from kunjae.changes.facts import ChangeFacts, GuestPlan, Severity
from kunjae.changes.operations import Operation
from kunjae.changes.queries import OpenedBooking, load_operations
from kunjae.changes.rules.guest import guest_plan, guest_refusals, money_now
from kunjae.guest.access import GuestDesk
from kunjae.guest.change.staging import Staged
from kunjae.kernel.errors import InvalidInput
from kunjae.pages.presentation import Seen
from kunjae.payments.queries import refunds_under_way

CHANGES_ALL = ("balance_mismatch", "change_pending")
"""Refusals that are about the booking, not about one of its stays."""


@dataclass
class Page:
    """One answer. `troubles`: what was in the way of what the guest pressed; `turned_to`: the stay it turns to (0: none)."""

    request: HttpRequest
    desk: GuestDesk
    opened: OpenedBooking
    staged: Staged
    troubles: list[str] = field(default_factory=list)
    outdated: Seen | None = None
    turned_to: int = 0
    status: int = 200
    loaded: dict[frozenset[Operation], ChangeFacts] = field(default_factory=dict)

    @property
    def posted(self) -> QueryDict:
        return self.request.POST

    @property
    def booking(self) -> BookingFacts:
        return self.opened.booking.facts

    @property
    def live(self) -> list[StayFacts]:
        return [stay for stay in self.booking.stays if stay.status.is_live]

    def facts(self, operations: Iterable[Operation]) -> ChangeFacts:
        """All that these operations depend on, in at most three queries; in none where it was read already, for these
        operations or for more."""
        asked = frozenset(operations)
        for read, facts in self.loaded.items():
            if asked <= read:
                return facts
        self.loaded[asked] = load_operations(self.opened, tuple(asked)).facts
        return self.loaded[asked]

    def plan(self, staged: Staged) -> GuestPlan:
        """What these wishes would do, with the money. Raises InvalidInput."""
        on_its_way = refunds_under_way(self.desk.property, self.booking.id)
        return guest_plan(
            self.facts(staged.operations), staged.operations, self.desk.now, going_back=on_its_way
        )

    def planned_or_dropped(self) -> GuestPlan:
        """The plan of what is staged; what can no longer be planned is dropped, and the page says so."""
        try:
            return self.plan(self.staged)
        except InvalidInput as error:
            self.troubles.append(error.text(self.desk.language))
            self.staged = Staged()
            return self.plan(self.staged)

    def refusals(self, stay: StayFacts, *, cancelling: bool) -> tuple[str, ...]:
        """Why the guest may not change (or cancel) this stay (rules.md 7)."""
        return guest_refusals(
            self.booking,
            stay,
            self.desk.hotel,
            money_now(self.booking),
            cancelling=cancelling,
            pending=self.booking.pending_id is not None,
            now=self.desk.now,
        )

    def stay(self, text: str) -> StayFacts:
        """The stay of that number. Raises Http404 for a made-up one."""
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
        stay = self.booking.stay(number)
        if stay is None:
            raise Http404
        return stay


def is_refused(plan: GuestPlan, number: int) -> bool:
    """Whether something is in the way of what is planned for that stay."""
    return any(
        problem.severity is not Severity.WARNING
        for stay in plan.plan.stays
        if stay.number == number
        for problem in stay.problems
    )
