"""What a guest has to pay for the own booking, and how."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from kunjae.bookings.facts import pms_of
from kunjae.changes.commands.pending import end_if_over
from kunjae.changes.models import PendingChange
from kunjae.changes.queries import OpenedBooking, open_booking, pending_change
from kunjae.guest.access import GuestDesk, guest_page, show
from kunjae.guest.paying.amounts import Amount, Bill, bill, entered_amount, too_much
from kunjae.guest.paying.attempts import shown_attempts
from kunjae.guest.paying.countdown import Countdown
from kunjae.guest.paying.reading import change_to_pay, under_way
from kunjae.guest.paying.starting import new_mark, start
from kunjae.guest.paying.states import WaitingChange
from kunjae.guest.paying.ways import chosen_way, ways_to_pay
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.money import amount_text, parse_amount
from kunjae.payments.errors import CannotStartPayment
from kunjae.payments.facts import CheckoutState, Purpose
from kunjae.payments.models import Checkout
from kunjae.payments.providers.accounts import enabled_providers
from kunjae.payments.queries import refunds_under_way
from kunjae.payments.rules import MoneyDue, money_due


@guest_page
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, desk: GuestDesk) -> HttpResponse:
    """The pay page, and the beginning of a payment by one of its buttons."""
    found, pending = _opened(desk)
    if request.method != "POST":
        return _page(request, desk, found, pending)
    waiting = change_to_pay(desk.property, pending) if pending else None
    try:
        due = _due(found, refunds_under_way(desk.property, found.booking.row.id))
        amount = _posted_amount(request, desk, due, waiting)
        way = chosen_way(
            ways_to_pay(enabled_providers(desk.property), amount, desk.hotel.currency, desk.language),
            request.POST.get("way", ""),
        )
        return start(
            desk,
            code=desk.code,
            amount=amount,
            way=way,
            mark=request.POST.get("mark", ""),
            purpose=Purpose.CHANGE if pending else Purpose.BALANCE,
            pending=pending,
        )
    except Moved as moved:
        return _page(request, desk, found, pending, error=moved.text(desk.language), status=409)
    except InvalidInput as error:
        words = "; ".join(each.message.get(desk.language, each.message["en"]) for each in error.errors)
        return _page(request, desk, found, pending, error=words, status=422)
    except CannotStartPayment as trouble:
        status = 503 if trouble.down else 422
        return _page(request, desk, found, pending, error=trouble.text(desk.language), status=status)
    except KunjaeError as error:
        return _page(request, desk, found, pending, error=error.text(desk.language), status=409)


def _opened(desk: GuestDesk) -> tuple[OpenedBooking, PendingChange | None]:
    """The booking, and its change that waits; one whose time is over is dropped first, worker or not."""
    found = open_booking(desk.property, desk.code)
    if found.booking.row.pending_id is None:
        return found, None
    pending = pending_change(desk.property, found.booking.row.id)
    if pending is not None and Countdown(pending.held_until, desk.now).over:
        end_if_over(property=desk.property, code=desk.code, now=desk.now)
        return open_booking(desk.property, desk.code), None
    return found, pending


class Moved(KunjaeError):
    """What was to be paid is another amount than the page said."""

    code = "amount_moved"

    def text(self, language: str) -> str:
        if language == "th":
            return "ยอดที่ต้องชำระเปลี่ยนไปแล้ว ยังไม่มีการเรียกเก็บเงิน กรุณาตรวจสอบยอดใหม่"
        return "What is to be paid has changed. Nothing was charged; please check the amount."


def _due(found: OpenedBooking, going_back: int) -> MoneyDue:
    """What is owed once the refunds that are under way have arrived: that money is the guest's again. Nothing for what lives
    in the hotel's own PMS, which alone knows what was paid there."""
    facts = found.booking.facts
    if pms_of(facts.source):
        return money_due((), fees=0, orders=0, paid=0)
    return money_due(facts.stays, fees=facts.fees, orders=facts.orders, paid=facts.paid - going_back)


def _posted_amount(
    request: HttpRequest, desk: GuestDesk, due: MoneyDue, waiting: WaitingChange | None
) -> int:
    """The amount that the pressed button said. Raises Moved when that is not what is to be paid any more, and
    InvalidInput."""
    amount = parse_amount(request.POST.get("amount", ""), desk.hotel.currency, "amount")
    if waiting is not None:
        if amount != waiting.missing or not amount:
            raise Moved
        return amount
    if request.POST.get("kind") == Amount.OTHER.value and 0 < amount > due.balance > 0:
        raise too_much(due.balance, desk.hotel.currency)
    if not 0 < amount <= due.balance:
        raise Moved
    return amount


def _page(
    request: HttpRequest,
    desk: GuestDesk,
    found: OpenedBooking,
    pending: PendingChange | None,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; `error`: why nothing was begun. What was chosen and typed stays."""
    going_back = refunds_under_way(desk.property, found.booking.row.id)
    due = _due(found, going_back)
    waiting = change_to_pay(desk.property, pending) if pending else None
    asked = request.POST if request.method == "POST" else request.GET
    entered, wrong = _entered(desk, due, asked.get("kind", ""), asked.get("amount", ""))
    chosen = bill(due, asked.get("kind", ""), entered) if waiting is None else None
    amount = _amount(waiting, chosen)
    ways = (
        ways_to_pay(enabled_providers(desk.property), amount, desk.hotel.currency, desk.language)
        if amount
        else ()
    )
    attempts = under_way(desk.property, found.booking.row.id, desk.now)
    content = {
        "due": due,
        "going_back": going_back,
        "waiting": waiting,
        "countdown": Countdown(waiting.held_until, desk.now) if waiting else None,
        "bill": chosen,
        "typed": asked.get("amount", "")[:40] if chosen and chosen.has_other else "",
        "wrong_amount": wrong if chosen and chosen.has_other and not error else "",
        "amount": amount,
        "amount_text": amount_text(amount, desk.hotel.currency),
        "ways": ways,
        "can_be_paid": any(way.refusal is None for way in ways),
        "attempts": shown_attempts(_of_this(attempts, pending), desk),
        "checks": any(each.state == CheckoutState.SLIP.value for each in _same(attempts, pending)),
        "mark": new_mark(),
        "error": error,
    }
    if content["wrong_amount"]:
        status = 422
    return show(request, desk, "kunjae/guest/paying/pay.html", content, status=status)


def _same(attempts: list[Checkout], pending: PendingChange | None) -> list[Checkout]:
    """Those for the same as this page: the change that waits, else the balance."""
    purpose = Purpose.CHANGE if pending else Purpose.BALANCE
    return [each for each in attempts if each.purpose == purpose.value]


def _of_this(attempts: list[Checkout], pending: PendingChange | None) -> list[Checkout]:
    """Those that the guest should know of here: also a slip for something else is money on its way."""
    same = _same(attempts, pending)
    return [each for each in attempts if each in same or each.state == CheckoutState.SLIP.value]


def _entered(desk: GuestDesk, due: MoneyDue, kind: str, text: str) -> tuple[int, str]:
    """The other amount as it was typed, or 0 and what is wrong with it; neither while nothing is typed."""
    if kind != Amount.OTHER.value or not text.strip():
        return 0, ""
    try:
        return entered_amount(text, due.balance, desk.hotel.currency), ""
    except InvalidInput as error:
        return 0, error.text(desk.language)


def _amount(waiting: WaitingChange | None, chosen: Bill | None) -> int:
    """What the buttons are for; 0: nothing, or not known yet."""
    if waiting is not None:
        return waiting.missing
    return chosen.amount if chosen else 0
