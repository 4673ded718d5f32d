"""What happens to the money of a guest's change, in one sentence (rules.md 7 and 8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunjae.changes.facts import ChangePlan, GuestPlan
from kunjae.changes.operations import Cancel
from kunjae.kernel.formats import format_money
from kunjae.payments.commands.refund_states import can_refund
from kunjae.payments.facts import Method
from kunjae.payments.models import Payment, Refund
from kunjae.payments.rules import Refundable, allocate_refund
from kunjae.properties.models import Property
from kunjae.tenancy.prepared import Rows

_PAYMENTS = Rows(lambda hotel, booking: Payment.objects.of(hotel).filter(booking_id=booking))

TRANSFERRED = (Method.BANK_TRANSFER, Method.PROMPTPAY)


@dataclass(frozen=True, slots=True)
class WayBack:
    """Where money to refund goes, minor units. `to_card`: all that goes back by machine goes to cards; `by_transfer`:
    all that the hotel returns by hand came by a transfer."""

    by_itself: int = 0
    by_hand: int = 0
    to_card: bool = True
    by_transfer: bool = True


def way_back(property: Property, booking_id: UUID, amount: int) -> WayBack:
    """How this much would go back: to the payments it came from, newest first, as the refund itself will. One query."""
    if not amount:
        return WayBack()
    payments = {row.id: row for row in _PAYMENTS(property.id, booking_id)}
    refundable = [Refundable(row.id, row.received_at, row.amount - row.refunded) for row in payments.values()]
    return _way([(payments[id], part) for id, part in allocate_refund(refundable, amount)], property.currency)


def way_of(property: Property, refunds: Sequence[Refund]) -> WayBack:
    """The way that these refunds go; one query if there are any."""
    if not refunds:
        return WayBack()
    payments = {row.id: row for row in _PAYMENTS(property.id, refunds[0].booking_id)}
    return _way([(payments[refund.payment_id], refund.amount) for refund in refunds], property.currency)


def _way(parts: Iterable[tuple[Payment, int]], currency: str) -> WayBack:
    parts = list(parts)
    by_machine = [(payment, part) for payment, part in parts if can_refund(payment, part, currency)]
    by_hand = [(payment, part) for payment, part in parts if not can_refund(payment, part, currency)]
    return WayBack(
        by_itself=sum(part for _payment, part in by_machine),
        by_hand=sum(part for _payment, part in by_hand),
        to_card=all(payment.method == Method.CARD for payment, _part in by_machine),
        by_transfer=all(payment.method in TRANSFERRED for payment, _part in by_hand),
    )


def money_sentence(guest: GuestPlan, back: WayBack, language: str) -> str:
    """The one sentence before a guest confirms."""
    plan = guest.plan
    if guest.to_pay:
        return _to_pay(plan, guest.to_pay, language)
    if guest.to_refund:
        return back_sentence(back, plan.facts.property.currency, language)
    later = max(0, plan.money.value - plan.money.paid)
    if later:
        return _("Nothing to pay now; %(amount)s is left to pay for your booking.") % {
            "amount": _amount(later, plan, language)
        }
    return _("Nothing to pay, and nothing goes back.")


def _to_pay(plan: ChangePlan, amount: int, language: str) -> str:
    values = {"amount": _amount(amount, plan, language), "time": time_text(plan.facts.property.payment_hold)}
    if all(isinstance(operation, Cancel) for operation in plan.operations):
        return _("Pay %(amount)s within %(time)s, and the cancellation is confirmed by itself.") % values
    return (
        _("Pay %(amount)s now, then it is confirmed by itself; the room is kept for you for %(time)s.")
        % values
    )


def time_text(time: timedelta) -> str:
    """`30 minutes`, `2 hours`, `1 day`: in the largest unit that says it whole."""
    minutes = int(time.total_seconds()) // 60
    if minutes % (24 * 60) == 0:
        days = minutes // (24 * 60)
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def back_sentence(back: WayBack, currency: str, language: str) -> str:
    """How money goes back; empty when none does."""
    values = {
        "itself": format_money(back.by_itself, currency, language, unit=True),
        "hand": format_money(back.by_hand, currency, language, unit=True),
    }
    if back.by_itself and back.by_hand:
        return (
            _("%(itself)s goes back by itself the way it was paid, and the hotel returns %(hand)s.") % values
        )
    if back.by_itself and back.to_card:
        return _("%(itself)s goes back to your card by itself.") % values
    if back.by_itself:
        return _("%(itself)s goes back by itself the way it was paid.") % values
    if back.by_hand and back.by_transfer:
        return _("The hotel returns %(hand)s to you by transfer.") % values
    return _("The hotel returns %(hand)s to you.") % values if back.by_hand else ""


def _amount(amount: int, plan: ChangePlan, language: str) -> str:
    return format_money(amount, plan.facts.property.currency, language, unit=True)
