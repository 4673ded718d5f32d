"""An order's life in words: who did what when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from kunjae.concierge.facts import OrderPayment
from kunjae.concierge.models import OrderEvent
from kunjae.concierge.words import payment_text
from kunjae.extranet.access import Desk
from kunjae.kernel.formats import format_money
from kunjae.ordering.commands.paying import OPENED

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STEPS: dict[str, _StrPromise] = {
    "placed": pgettext_lazy("order", "Ordered"),
    "confirmed": pgettext_lazy("order", "Confirmed"),
    "cancelled": pgettext_lazy("order", "Cancelled"),
    "expired": pgettext_lazy("order", "Expired unanswered"),
    "repriced": pgettext_lazy("order", "Priced anew with the stay"),
    "moved": pgettext_lazy("order", "Moved with the stay"),
    "paid": pgettext_lazy("order", "Paid"),
    "authorised": pgettext_lazy("order", "Amount reserved on the card"),
    "captured": pgettext_lazy("order", "Reserved amount taken"),
    "released": pgettext_lazy("order", "Reserved amount released"),
    "ticked": pgettext_lazy("order", "Added in the PMS"),
    "unticked": pgettext_lazy("order", "Mark “added in the PMS” taken back"),
    "posted": pgettext_lazy("order", "Posted to the folio in the PMS"),
    "post_failed": pgettext_lazy("order", "Could not be posted to the PMS"),
    "reversed": pgettext_lazy("order", "Taken off the folio in the PMS"),
    "reminded": pgettext_lazy("order", "Hotel reminded"),
}
ENDED = ("cancelled", "expired", "post_failed")
DONE = ("confirmed", "ticked", "paid", "captured", "posted")


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the page shows it. `mark`: what the timeline makes of it: done, refuse or nothing."""

    what: str
    at: datetime
    by: str
    reason: str
    amount: str
    mark: str


def steps_of(desk: Desk, events: Iterable[OrderEvent]) -> list[Step]:
    """The events in words, in their order; but when the hotel heard of an order that was paid first: its money says so."""
    return [_step(desk, event) for event in events if event.step != OPENED]


def _step(desk: Desk, event: OrderEvent) -> Step:
    amount = event.values.get("amount_after", event.values.get("amount"))
    return Step(
        what=_what(event.step, desk.language),
        at=event.at,
        by=_who(event),
        reason=event.reason,
        amount=format_money(amount, desk.hotel.currency, desk.language, unit=True)
        if isinstance(amount, int)
        else "",
        mark="refuse" if event.step in ENDED else "done" if event.step in DONE else "",
    )


def _what(step: str, language: str) -> str:
    """A step of the money that has no words of its own is what the order's payment says from then on."""
    if step not in STEPS and step in set(OrderPayment):
        return payment_text(OrderPayment(step), language)
    return str(STEPS.get(step, step))


def _who(event: OrderEvent) -> str:
    if event.actor_kind == "guest":
        return _("Guest")
    return _("by itself") if event.actor_kind == "system" else event.actor_name
