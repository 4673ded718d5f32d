"""Buttons of the list: confirm and cancel, one order or several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunjae.concierge.errors import NoSuchOrder
from kunjae.concierge.listing import orders_named
from kunjae.extranet.access import Desk, show
from kunjae.extranet.orders.lines import lines_of
from kunjae.kernel.errors import KunjaeError
from kunjae.ordering.commands import Acted, cancel_order, confirm_order
from kunjae.pages.paging import address_with

MOST_TOGETHER = 50
MOST_REASON = 500


@dataclass(slots=True)
class Done:
    """What pressing a button came to: how many moved, how many stood so already, and what refused."""

    moved: int = 0
    before: int = 0
    refused: list[str] = field(default_factory=list)


def act(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What a button of the list does: `one` is that of a row (`confirm:<id>`), `do` that of all that are ticked. Cancelling
    asks first, and for a reason."""
    here = reverse("extranet:orders", args=[desk.property.slug]) + address_with(request.GET)
    do, ids = _pressed(request)
    if not ids:
        messages.error(request, _("Tick at least one order first."))
        return redirect(here)
    if do == "confirm":
        tell(request, confirmed(desk, ids), "confirm")
    elif do == "cancel":
        return _ask(request, desk, ids, here)
    elif do == "cancel-now":
        reason = request.POST.get("reason", "").strip()
        if len(reason) > MOST_REASON or "\0" in reason:
            return _ask(
                request, desk, ids, here, wrong=_("The reason has at most 500 letters."), reason=reason
            )
        tell(request, cancelled(desk, ids, reason), "cancel")
    else:
        messages.error(request, _("This button is not known. Please try again."))
    return redirect(here)


def _pressed(request: HttpRequest) -> tuple[str, list[UUID]]:
    one = request.POST.get("one", "")
    do, _colon, id = one.partition(":") if one else (request.POST.get("do", ""), "", "")
    given = [id] if one else request.POST.getlist("order")[:MOST_TOGETHER]
    return do, [found for each in given if (found := _id_of(each))]


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(hex=text)
    except ValueError:
        return None


def _ask(
    request: HttpRequest, desk: Desk, ids: Sequence[UUID], back: str, *, wrong: str = "", reason: str = ""
) -> HttpResponse:
    """The second confirmation: which orders are cancelled, with a reason that the guest is told."""
    found = lines_of(desk, orders_named(desk.property, ids))
    lines = [line for line in found if line.may_cancel]
    if not lines:
        messages.info(request, _("There is nothing to cancel any more."))
        return redirect(back)
    content = {
        "lines": lines,
        "left_out": len(found) - len(lines),
        "total": sum(line.amount for line in lines),
        "back": back,
        "wrong": wrong,
        "reason": reason,
        "most_reason": MOST_REASON,
    }
    return show(request, desk, "kunjae/orders/cancel.html", content, status=422 if wrong else 200)


def confirmed(desk: Desk, ids: Sequence[UUID]) -> Done:
    """Each in a transaction of its own: what refuses one does not hold up the others."""
    return _each(
        desk,
        ids,
        lambda id: confirm_order(property=desk.property, order=id, actor=desk.actor, now=desk.now),
    )


def cancelled(desk: Desk, ids: Sequence[UUID], reason: str) -> Done:
    """The same for cancelling."""
    return _each(
        desk,
        ids,
        lambda id: cancel_order(
            property=desk.property, order=id, actor=desk.actor, now=desk.now, reason=reason
        ),
    )


def _each(desk: Desk, ids: Sequence[UUID], command: Callable[[UUID], Acted]) -> Done:
    done = Done()
    for id in dict.fromkeys(ids):
        try:
            acted = command(id)
        except NoSuchOrder as error:
            done.refused.append(error.text(desk.language))
        except KunjaeError as error:
            name = _named(desk, id)
            done.refused.append(f"{name}: {error.text(desk.language)}" if name else error.text(desk.language))
        else:
            done.moved += acted.changed
            done.before += not acted.changed
    return done


def _named(desk: Desk, id: UUID) -> str:
    """`Massage, Somchai Jaidee`."""
    return next(
        (f"{line.offer}, {line.guest}" for line in lines_of(desk, orders_named(desk.property, [id]))), ""
    )


def tell(request: HttpRequest, done: Done, do: str) -> None:
    """Say what confirming or cancelling came to, on the page that follows."""
    if done.moved and do == "confirm":
        text = ngettext(
            "The order is confirmed. The guest gets a mail.",
            "%(count)s orders are confirmed. The guests get a mail.",
            done.moved,
        )
        messages.success(request, text % {"count": done.moved})
    elif done.moved:
        text = ngettext(
            "The order is cancelled. The guest gets a mail.",
            "%(count)s orders are cancelled. The guests get a mail.",
            done.moved,
        )
        messages.success(request, text % {"count": done.moved})
    if done.before:
        text = (
            ngettext("It was confirmed already.", "%(count)s were confirmed already.", done.before)
            if do == "confirm"
            else ngettext("It was cancelled already.", "%(count)s were cancelled already.", done.before)
        )
        messages.info(request, text % {"count": done.before})
    for refusal in done.refused:
        messages.error(request, refusal)
