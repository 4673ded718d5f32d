"""One answer of the change page while it is being made, and what its open editor says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.http import Http404, HttpRequest, QueryDict

from kunjae.changes.facts import ChangePlan, StayPlan
from kunjae.changes.queries import OpenedBooking, load_operations
from kunjae.changes.rules import plan as plan_change
from kunjae.extranet.access import Desk
from kunjae.extranet.change.editor import Editor
from kunjae.extranet.change.forms import MoveForm
from kunjae.extranet.change.staging import Operations, Staging
from kunjae.kernel.errors import InvalidInput
from kunjae.pages.presentation import Seen


@dataclass
class Page:
    """One answer of the change page while it is being made."""

    request: HttpRequest
    desk: Desk
    opened: OpenedBooking
    staging: Staging
    editor: Editor | None = None
    moving: tuple[int, MoveForm] | None = None
    confirming: bool = False
    outdated: Seen | None = None
    refusals: list[str] = field(default_factory=list)
    reason_error: str = ""
    month: str = ""
    turned_to: str = ""
    """Which card the answer turns to: a stay's number, `new`, or nothing."""
    planned: tuple[OpenedBooking, Staging, ChangePlan] | None = None

    @property
    def posted(self) -> QueryDict:
        return self.request.POST

    def plan(self, operations: Operations | None = None) -> ChangePlan:
        """The plan of what is staged, or of these operations. Raises InvalidInput.

        The newest one is kept: what was just staged is shown without reading it again.
        """
        staging = self.staging if operations is None else replace(self.staging, operations=operations)
        if self.planned and self.planned[0] is self.opened and self.planned[1] == staging:
            return self.planned[2]
        parsed = staging.parsed(self.desk.hotel.currency)
        facts = load_operations(self.opened, parsed).facts
        plan = plan_change(facts, parsed, self.desk.now, record=staging.record)
        self.planned = self.opened, staging, plan
        return plan

    def planned_or_reset(self) -> ChangePlan:
        """The plan of what is staged; what can no longer be planned is dropped, and the page says so."""
        try:
            return self.plan()
        except InvalidInput as error:
            self.refusals.append(error.text(self.desk.language))
            self.staging = replace(self.staging, operations=())
            return self.plan()


def stay_number(page: Page, text: str) -> int:
    """The number of a stay that the booking has. Raises Http404 for a made-up one."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    if page.opened.booking.facts.stay(number) is None:
        raise Http404
    return number


def index_of(text: str) -> int | None:
    """The place of an added room; None for one more."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def with_operations(page: Page, operations: Operations) -> Staging:
    editor = page.editor
    if editor is not None and editor.number is not None:
        return page.staging.staged(editor.number, operations)
    return page.staging.with_added(editor.index if editor else None, operations[0])


def typed_operations(page: Page) -> Operations | None:
    """What the editor says, planned once to see that it can be; None with the errors shown beside its fields."""
    editor = page.editor
    if editor is None:
        return None

    def suggested(operations: Operations) -> StayPlan | None:
        return edited_stay(page, page.plan(with_operations(page, operations).operations))

    try:
        operations = editor.operations(suggested)
        if operations is None:
            return None
        editor.stay = edited_stay(page, page.plan(with_operations(page, operations).operations))
    except InvalidInput as error:
        editor.show_errors(error)
        return None
    return operations


def edited_stay(page: Page, plan: ChangePlan) -> StayPlan | None:
    """The editor's stay within a plan; an added one is found by its place."""
    editor = page.editor
    if editor is None:
        return None
    number = editor.number
    if number is None:
        index = len(page.staging.added) if editor.index is None else editor.index
        number = plan.facts.booking.last_number + index + 1
    return next((stay for stay in plan.stays if stay.number == number), None)


def with_free_rooms(page: Page, stay: StayPlan) -> StayPlan:
    """A stay that nothing is asked of yet, with the rooms that it could have: those that it is offered when its own is
    given up."""
    if stay.before is None or not stay.before.status.is_live:
        return stay
    giving_up = {"op": "assign_room", "stay": stay.number, "room": None}
    parsed = page.staging.staged(stay.number, (giving_up,)).parsed(page.desk.hotel.currency)
    planned = plan_change(load_operations(page.opened, parsed).facts, parsed, page.desk.now)
    free = next((each.rooms_free for each in planned.stays if each.number == stay.number), ())
    return replace(stay, rooms_free=free)
