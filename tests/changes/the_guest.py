"""What a guest does with a booking, and the money that comes for it, in the shortest words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from kunjae.accounts.facts import Actor
from kunjae.bookings.models import Booking
from kunjae.changes.commands.guest import GuestOutcome, confirm_guest_change, preview_guest_change
from kunjae.changes.commands.money_in import receive_payment, take_provider_payment
from kunjae.changes.commands.pending import END_PENDING, end_due
from kunjae.changes.models import PendingChange
from kunjae.changes.operations_text import operations_from_json
from kunjae.checks.proof import prove
from kunjae.outbox.dispatcher import Dispatcher, Subscription
from kunjae.outbox.models import Message
from kunjae.payments.facts import CheckoutState, Method, Purpose
from kunjae.payments.models import Checkout, Payment, Refund
from kunjae.properties.models import Property
from kunjae.rates.models import RatePlan
from tests.hotel import CLERK, FAR, book_stays, make_hotel
from tests.outbox.desk import Clock

GUEST = Actor("guest", "Somchai Jaidee")


def asked(hotel: Property, *operations: dict[str, Any]) -> Any:
    return operations_from_json(list(operations), hotel.currency)


def preview(hotel: Property, code: str, *operations: dict[str, Any], now=FAR):
    return preview_guest_change(property=hotel, code=code, operations=asked(hotel, *operations), now=now)


def confirm(hotel: Property, code: str, *operations: dict[str, Any], now=FAR, digest=None) -> GuestOutcome:
    """The guest sees the preview and confirms it; `digest`: that of an older one."""
    digest = digest or preview(hotel, code, *operations, now=now).digest
    return confirm_guest_change(
        property=hotel, code=code, operations=asked(hotel, *operations), digest=digest, actor=GUEST, now=now
    )


def cancel(stay: int = 1) -> dict[str, Any]:
    return {"op": "cancel", "stay": stay}


def move(check_in: str, check_out: str, stay: int = 1) -> dict[str, Any]:
    return {
        "op": "move_dates",
        "stay": stay,
        "check_in": f"2026-{check_in}",
        "check_out": f"2026-{check_out}",
    }


def to_type(room_type: str, stay: int = 1) -> dict[str, Any]:
    return {"op": "change_room_type", "stay": stay, "room_type": room_type}


def checkout_for(hotel: Property, pending: PendingChange, amount: int | None = None, **given: Any) -> UUID:
    """An attempt of the guest to pay for the change that waits, as the provider's page stands open."""
    row = Checkout(
        property=hotel,
        booking_id=pending.booking_id,
        purpose=Purpose.CHANGE.value,
        pending_id=pending.id,
        provider=given.pop("provider", "stripe"),
        amount=amount or pending.to_pay,
        state=given.pop("state", CheckoutState.OPEN.value),
        started_at=pending.asked_at,
        expires_at=pending.held_until,
        **given,
    )
    row.save(force_insert=True)
    id: UUID = row.id
    return id


def pay(hotel: Property, checkout: UUID, amount: int, now, ref: str = "") -> Payment | None:
    """The provider tells that the guest paid."""
    return take_provider_payment(
        property=hotel,
        checkout=checkout,
        amount=amount,
        method=Method.CARD,
        provider="stripe",
        provider_ref=ref or f"pay-{checkout}",
        now=now,
    )


def pay_cash(hotel: Property, code: str, amount: int, now=FAR) -> Payment:
    return receive_payment(property=hotel, code=code, method=Method.CASH, amount=amount, actor=CLERK, now=now)


def booking(hotel: Property, code: str) -> Booking:
    return Booking.objects.of(hotel).get(code=code)


def told(hotel: Property, *topics: str) -> list[tuple[str, dict[str, Any]]]:
    """What was put into the outbox, by topic, in the order of its making."""
    rows = Message.objects.of(hotel).filter(topic__in=topics).order_by("created_at", "id")
    return list(rows.values_list("topic", "payload"))


def broken(now=FAR) -> list[str]:
    """What `kunjae check` would find."""
    return [f"{proof.code}: {proof.examples[:3]}" for proof in prove(today=now.date()) if not proof.holds]


def worker_at(now) -> None:
    """The worker ends what is over by then; nobody else's messages are touched."""
    Dispatcher({END_PENDING: Subscription(end_due)}, clock=Clock(now), spread=lambda: 0.0).run()


def later(now, **by: int):
    return now + timedelta(**by)


def state_of(pending: PendingChange) -> tuple[str, str]:
    """Where the change stands, and why it was dropped."""
    pending.refresh_from_db()
    return pending.state, pending.dropped_because


def refunds(hotel: Property) -> list[tuple[int, str]]:
    """Amount and cause of each, the smallest first."""
    return sorted(Refund.objects.of(hotel).values_list("amount", "cause"))


def prepaid_hotel() -> Property:
    """A hotel where everything is paid in advance."""
    hotel = make_hotel()
    RatePlan.objects.of(hotel).update(prepay_percent=100)
    return hotel


def paid_nights(hotel: Property) -> str:
    """The code of a booking of two nights in room 001, paid."""
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"})
    pay_cash(hotel, code, 3000_00)
    return code
