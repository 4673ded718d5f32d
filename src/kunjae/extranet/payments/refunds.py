"""Giving money back: how much of which payment, and what becomes of each refund."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kunjae.accounts.roles import may_record_payments, may_view
from kunjae.bookings.models import Booking
from kunjae.extranet.access import Desk, staff_page
from kunjae.extranet.payments.forms import DoneForm, RefundForm, refund_of
from kunjae.extranet.payments.opened import due_of, opened, show_about
from kunjae.extranet.payments.panel import MOST_PAYMENTS, address, told_state
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.formats import format_money
from kunjae.payments.commands.refunds import (
    can_refund,
    can_refund_parts,
    mark_refund_done,
    request_refund,
    retry_refund,
    set_refund_aside,
)
from kunjae.payments.errors import RefundMoved
from kunjae.payments.facts import RefundState
from kunjae.payments.models import Payment, Refund
from kunjae.payments.queries import newest_payments, refunds_under_way
from kunjae.payments.rules import Refundable, allocate_refund
from kunjae.tenancy.transactions import one_transaction


@dataclass(frozen=True, slots=True)
class Offered:
    """A payment that something can go back of. `way`: machine, whole (a machine, but only all of it) or hand."""

    row: Payment
    way: str
    field: object

    @property
    def left(self) -> int:
        return self.row.amount - self.row.refunded


@staff_page(allowed=may_record_payments)
@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """How much of each payment goes back; `?payment=` proposes all of that one, `?amount=` is never needed: what is to
    return is proposed by itself, the newest payments first."""
    found = opened(desk, code)
    booking, due = found.booking.row, due_of(found)
    under_way = refunds_under_way(desk.property, booking.id)
    to_return = max(0, due.to_return - under_way)
    rows = [
        row
        for row in newest_payments(desk.property, booking.id, most=MOST_PAYMENTS)
        if row.amount > row.refunded
    ]
    held = [(row.id.hex, row.amount - row.refunded) for row in rows]
    currency = desk.hotel.currency
    status = 200
    if request.method == "POST":
        form = RefundForm(request.POST, payments=held, currency=currency)
        form_id = _id_of(request.POST.get("seen", ""))
        if form_id is None:
            form.add_error(None, _("This page is too old. Please look at it again."))
        if form.is_valid() and form_id is not None:
            try:
                made = _give_back(desk, form, form_id)
            except KunjaeError as error:
                form.add_error(None, error.text(desk.language))
                status = 409
            else:
                return _given(request, desk, booking, made)
        else:
            status = 422
        form.now_seen(str(form_id or uuid4()))
    else:
        proposed = _proposed(rows, request.GET.get("payment", ""), to_return)
        initial = {"seen": str(uuid4())} | refund_of([(id.hex, part) for id, part in proposed], currency)
        form = RefundForm(initial=initial, payments=held, currency=currency)
    offered = [Offered(row, _way(row, desk.hotel.currency), form.amount_of(row.id.hex)) for row in rows]
    content = {
        "form": form,
        "offered": offered,
        "due": due,
        "under_way": under_way,
        "to_return": to_return,
        "total": sum(each.left for each in offered),
        "by_hand": any(each.way != "machine" for each in offered),
    }
    return show_about(request, desk, booking, "refund.html", content, status)


def _proposed(rows: list[Payment], payment: str, to_return: int) -> list[tuple[UUID, int]]:
    """What is to return, the newest payments first; of one payment alone where it was chosen."""
    chosen = _id_of(payment)
    if chosen is not None:
        of_it = [row for row in rows if row.id == chosen]
        return [(row.id, min(to_return or row.amount, row.amount - row.refunded)) for row in of_it]
    refundable = [Refundable(row.id, row.received_at, row.amount - row.refunded) for row in rows]
    return allocate_refund(refundable, to_return)


def _way(row: Payment, currency: str) -> str:
    if not can_refund(row, row.amount, currency):
        return "hand"
    return "machine" if row.amount == 1 or can_refund_parts(row) else "whole"


def _give_back(desk: Desk, form: RefundForm, form_id: UUID) -> list[Refund]:
    """All of them or none. Each refund is named after the form: pressed twice, it is asked for once."""

    @one_transaction
    def give() -> list[Refund]:
        made = []
        for payment, amount in form.parts:
            row = request_refund(
                property=desk.property,
                payment=UUID(payment),
                amount=amount,
                reason=form.cleaned_data["reason"],
                actor=desk.actor,
                now=desk.now,
                id=uuid5(form_id, payment),
            )
            if row.amount != amount:
                raise RefundMoved  # another amount than the first time
            made.append(row)
        return made

    return give()


def _given(request: HttpRequest, desk: Desk, booking: Booking, made: list[Refund]) -> HttpResponse:
    by_hand = [row for row in made if row.state == RefundState.BY_HAND]
    total = format_money(sum(row.amount for row in made), desk.hotel.currency, desk.language, unit=True)
    messages.success(request, _("A refund of %(amount)s is on its way.") % {"amount": total})
    if by_hand:
        words = ngettext(
            "%(count)s refund has to be done by hand: give the money back, then tick it as done.",
            "%(count)s refunds have to be done by hand: give the money back, then tick each as done.",
            len(by_hand),
        )
        messages.info(request, words % {"count": len(by_hand)}, extra_tags="next")
    return redirect("extranet:booking", slug=desk.property.slug, code=booking.code)


@staff_page(allowed=may_view)
@require_http_methods(["GET", "HEAD", "POST"])
def refund_state(request: HttpRequest, desk: Desk, *, code: str, id: UUID) -> HttpResponse:
    """One refund: where it stands, and what staff can do: tick it as done, try it again, or leave the money here."""
    found = opened(desk, code)
    booking = found.booking.row
    row = _refund_of(desk, booking, id)
    form = DoneForm(initial={"seen": _seen(row)}, currency=desk.hotel.currency)
    status = 200
    if request.method == "POST":
        if not desk.may_record_payments:
            return show_about(request, desk, booking, "refund_state.html", _told(desk, row, form), 403)
        form = DoneForm(request.POST, currency=desk.hotel.currency)
        if not form.is_valid():
            status = 422
        elif form.cleaned_data["seen"] != _seen(row):
            form.add_error(None, RefundMoved().text(desk.language))
            status = 409
        else:
            try:
                said = _press(desk, row, request.POST.get("do", ""), form.cleaned_data["reference"])
            except KunjaeError as error:
                row = _refund_of(desk, booking, id)
                form.add_error(None, error.text(desk.language))
                status = 409
            else:
                messages.success(request, said)
                return redirect(address(desk, "booking", booking))
        form.now_seen(_seen(row))
    return show_about(request, desk, booking, "refund_state.html", _told(desk, row, form), status)


def _press(desk: Desk, row: Refund, do: str, reference: str) -> str:
    """Do what the button says; what to tell. Raises Http404 for a button that there is not."""
    about = {"property": desk.property, "refund": row.id, "actor": desk.actor, "now": desk.now}
    if do == "done":
        mark_refund_done(**about, reference=reference)
        return _("The refund is done.")
    if do == "retry":
        retry_refund(**about)
        return _("The refund is tried again.")
    if do == "aside":
        set_refund_aside(**about)
        return _("The refund is called off: the money stays.")
    raise Http404


def _told(desk: Desk, row: Refund, form: DoneForm) -> dict[str, object]:
    state = RefundState(row.state)
    unanswered = state is RefundState.PENDING and bool(row.error)
    open_failure = state is RefundState.FAILED and row.settled_at is None
    return {
        "refund": row,
        "told_state": told_state(row.state, row.error),
        "payment": row.payment,
        "form": form,
        "may_tick": desk.may_record_payments and (state is RefundState.BY_HAND or open_failure or unanswered),
        "may_retry": desk.may_record_payments
        and (open_failure or unanswered)
        and bool(row.payment.provider_ref),
        "may_set_aside": desk.may_record_payments and (state is RefundState.BY_HAND or open_failure),
        "open_failure": open_failure,
        "unanswered": unanswered,
    }


def _refund_of(desk: Desk, booking: Booking, id: UUID) -> Refund:
    row = (
        Refund.objects.of(desk.property)
        .filter(id=id, booking_id=booking.id)
        .select_related("payment")
        .first()
    )
    if row is None:
        raise Http404
    return row


def _seen(row: Refund) -> str:
    """Where it stood when the page was shown."""
    return f"{row.state}/{row.error}/{row.settled_at is not None}"


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
