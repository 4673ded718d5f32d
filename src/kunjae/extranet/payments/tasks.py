"""Money tasks: what staff must do about money themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kunjae.extranet.access import Desk, show, staff_page
from kunjae.payments.queries import MoneyTask, TaskKind, money_tasks


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, with the page where it is done; minor units."""

    url: str
    at: datetime
    booking: str
    booker: str
    amount: int
    method: str
    code: str
    cause: str
    error: str


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one kind. `action`: what the button of each says."""

    key: str
    title: str
    help: str
    action: str
    tasks: Sequence[Task]


@staff_page()
@require_safe
def tasks(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All of them by kind, what waits longest first."""
    return show(request, desk, "kunjae/payments/tasks.html", {"groups": groups_of(desk)})


def groups_of(desk: Desk) -> list[Group]:
    """The kinds of which something waits, in two queries."""
    found: dict[TaskKind, list[Task]] = {}
    for task in money_tasks(desk.property):
        found.setdefault(task.kind, []).append(_task(desk, task))
    return [
        Group(kind.value.replace("_", "-"), *words, tasks=found[kind])
        for kind, words in _words().items()
        if kind in found
    ]


def _words() -> dict[TaskKind, tuple[str, str, str]]:
    """Title, help and button of each kind, the most urgent first."""
    return {
        TaskKind.SLIP: (
            _("Transfers to check"),
            _("A guest sent a slip: look at the bank, then accept or refuse it."),
            _("Check"),
        ),
        TaskKind.LATE_MONEY: (
            _("Late money"),
            _("It came for a change whose time was over. Give it back, then tick it as done."),
            _("Give back"),
        ),
        TaskKind.BY_HAND: (
            _("Refunds by hand"),
            _("No machine can do these: give the money back, then tick it as done."),
            _("Give back"),
        ),
        TaskKind.FAILED: (
            _("Failed refunds"),
            _("The money is still here: try again, or give it back by hand."),
            _("Look at it"),
        ),
        TaskKind.UNANSWERED: (
            _("Refunds without an answer"),
            _("The provider never answered: look there whether the money has gone."),
            _("Look at it"),
        ),
    }


def _task(desk: Desk, task: MoneyTask) -> Task:
    page = "transfer" if task.kind is TaskKind.SLIP else "refund_state"
    return Task(
        url=reverse(f"extranet:{page}", args=[desk.property.slug, task.booking, task.id]),
        at=task.at,
        booking=task.booking,
        booker=task.booker,
        amount=task.amount,
        method=task.method.value if task.method else "",
        code=task.code,
        cause=task.cause,
        error=task.error,
    )
