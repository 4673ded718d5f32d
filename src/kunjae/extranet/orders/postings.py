"""What an order has brought into a two-way PMS, in words: the panel of its page, and its buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunjae.accounts.roles import may_manage
from kunjae.concierge.facts import OrderStatus, Posting
from kunjae.concierge.models import Order
from kunjae.concierge.posting_words import error_text
from kunjae.extranet.access import Desk
from kunjae.extranet.settings.pms.words import trouble
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.texts import in_language
from kunjae.pms.commands import link_reservation, mark_by_hand, retry
from kunjae.pms.facts import PostingKind, PostingState
from kunjae.pms.models import Reservation
from kunjae.pms.ports import PmsError
from kunjae.pms.queries import PostingShown, postings_of
from kunjae.pms.reservations.there import reservation_there

BUTTONS = ("retry", "by_hand", "link")
UNDER_WAY = (Posting.WAITING, Posting.UNKNOWN, Posting.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingLine:
    """One thing that is brought into the PMS, as pages show it. `amount` in minor units, None for a room type."""

    id: UUID
    what: str
    amount: int | None
    badge: str
    state: str
    why: str
    tries: str
    wanted: bool
    is_open: bool
    reservation: str
    ref: str
    folio: str
    sent_at: datetime | None
    next_try_at: datetime | None
    done_at: datetime | None
    done_by: str


def is_two_way(desk: Desk) -> bool:
    """Whether orders get onto the folio in the hotel's PMS by themselves."""
    return bool(desk.property.details.get("pms") == "two_way")


def line_of(posting: PostingShown, desk: Desk) -> PostingLine:
    """A posting in words."""
    badge, state = _standing(posting)
    return PostingLine(
        id=posting.id,
        what=_("Charge") if posting.kind is PostingKind.CHARGE else _("Room type of the reservation"),
        amount=posting.amount if posting.kind is PostingKind.CHARGE else None,
        badge=badge,
        state=state,
        why=error_text(posting.error, desk.language) if posting.is_open else "",
        tries=ngettext("%(count)s attempt", "%(count)s attempts", posting.tries) % {"count": posting.tries}
        if posting.tries
        else "",
        wanted=posting.wanted,
        is_open=posting.is_open,
        reservation=posting.reservation,
        ref=posting.ref,
        folio=posting.folio,
        sent_at=posting.sent_at,
        next_try_at=posting.next_try_at
        if posting.is_open and posting.next_try_at and posting.next_try_at > desk.now
        else None,
        done_at=posting.posted_at if posting.wanted else posting.reversed_at,
        done_by=posting.done_by,
    )


def _standing(posting: PostingShown) -> tuple[str, str]:
    """(role of a badge, words)."""
    state = posting.state
    if not posting.wanted and posting.is_open:
        failing = bool(posting.error)
        return ("warn" if failing else "waiting"), _("To be taken off")
    match state:
        case PostingState.WAITING:
            return ("warn", _("Not posted")) if posting.error else ("waiting", _("On its way"))
        case PostingState.UNKNOWN:
            return "warn", _("Sent, no answer yet")
        case PostingState.FAILED:
            return "warn", _("Not posted")
        case PostingState.POSTED:
            return "done", _("On the folio")
        case PostingState.BY_HAND:
            return ("done", _("Added by hand")) if posting.wanted else ("warn", _("To be taken off by hand"))
        case _:
            return "cancelled", _("Taken off") if posting.posted_at else _("Never posted")


def panel_of(
    desk: Desk, order: Order, *, number: str | None = None, wrong: str = ""
) -> dict[str, Any] | None:
    """What the order's page shows of the PMS, in two queries; None where the hotel has no two-way PMS and never brought it
    there. `number`, `wrong`: what was typed for the reservation, and what is wrong with it."""
    postings = [line_of(each, desk) for each in postings_of(desk.property, order.id)]
    if not postings and not is_two_way(desk):
        return None
    there = Reservation.objects.of(desk.property).filter(booking_id=order.booking_id)
    reservation, is_theirs = there.values_list("number", "is_theirs").first() or ("", False)
    open_ones = [each for each in postings if each.is_open]
    is_over = not OrderStatus(order.status).counts and not open_ones
    return {
        "postings": postings,
        "is_coming": not open_ones and Posting(order.posting) in UNDER_WAY,
        "may_retry": desk.may_change and bool(open_ones),
        "may_take_off": desk.may_change and bool(open_ones) and not any(each.wanted for each in open_ones),
        "may_add": desk.may_change
        and Posting(order.posting) in UNDER_WAY
        and (any(each.wanted for each in open_ones) or not open_ones),
        "reservation": reservation,
        "may_link": desk.may_change and not is_theirs and is_two_way(desk) and not is_over,
        "number": reservation if number is None else number,
        "wrong": wrong,
        "may_dry_run": may_manage(desk.role) and is_two_way(desk) and not is_over,
    }


def press_posting(request: HttpRequest, desk: Desk, order: Order, do: str) -> str:
    """Try all again that is open of the order, say that it was done by hand, or which reservation it is; said on the page that
    follows. What is wrong with the number of a reservation is returned."""
    if do == "retry":
        ids = [each.id for each in postings_of(desk.property, order.id) if each.is_open]
        tried = [
            id for id in ids if retry(property=desk.property, posting=id, actor=desk.actor, now=desk.now)
        ]
        if tried:
            messages.success(request, _("It is being tried again; this page shows what becomes of it."))
        else:
            messages.info(request, _("There is nothing to try again."))
        return ""
    if do == "by_hand":
        said(
            request,
            desk,
            lambda: mark_by_hand(property=desk.property, order=order.id, actor=desk.actor, now=desk.now),
            _("Kept: it was done in the PMS by hand."),
        )
        return ""
    return _link(request, desk, order)


def _link(request: HttpRequest, desk: Desk, order: Order) -> str:
    """A wrong number would take off what stands where it belongs: the PMS is asked first."""
    try:
        there = reservation_there(desk.property, request.POST.get("number", ""))
        link_reservation(
            property=desk.property,
            booking=order.booking.code,
            number=there.number,
            actor=desk.actor,
            now=desk.now,
        )
    except InvalidInput as error:
        return " ".join(in_language(each.message, desk.language) for each in error.errors)
    except PmsError as error:
        return trouble(error, desk.language)
    except KunjaeError as error:
        return error.text(desk.language)
    whose = there.name or there.number
    messages.success(
        request, _("Kept: orders of this booking go to that reservation, of %(name)s.") % {"name": whose}
    )
    return ""


def said(request: HttpRequest, desk: Desk, command: Callable[[], Any], done: str) -> bool:
    """Carry it out and say what became of it, on the page that follows; whether it was done."""
    try:
        command()
    except KunjaeError as error:
        messages.error(request, error.text(desk.language))
        return False
    messages.success(request, done)
    return True
