"""What waits to leave the house, since when, and what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from kunjae.accounts import roles
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.outbox.commands import try_again
from kunjae.outbox.queries import failed_messages, standing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST = 100
LATE_AFTER = 120
"""Seconds; a worker at work takes a due message within a few."""
TOPICS: dict[str, _StrPromise] = {
    "mail.send": gettext_lazy("Mail"),
    "webhook.deliver": gettext_lazy("Webhook"),
    "payments.refund": gettext_lazy("Refund at the provider"),
    "booking.created": gettext_lazy("Telling of a new booking"),
    "booking.changed": gettext_lazy("Telling of a changed booking"),
    "booking.cancelled": gettext_lazy("Telling of a cancelled booking"),
    "payment.received": gettext_lazy("Telling of a payment"),
    "payment.requested": gettext_lazy("Telling of a payment request"),
    "order.placed": gettext_lazy("Telling of a new order"),
    "order.confirmed": gettext_lazy("Telling of a confirmed order"),
    "order.cancelled": gettext_lazy("Telling of a cancelled order"),
    "order.expired": gettext_lazy("Telling of an expired order"),
    "order.changed": gettext_lazy("Telling of a changed order"),
    "order.reminder": gettext_lazy("Telling of an order that waits"),
    "ordering.remind": gettext_lazy("Reminding of an order that waits"),
    "ordering.expire": gettext_lazy("End of an order that waits"),
    "pre_arrival.sweep": gettext_lazy("Looking for mails before arrival"),
    "pre_arrival.invite": gettext_lazy("Mail before arrival"),
    "pms.folio": gettext_lazy("Looking what of an order is to be on a folio"),
    "pms.settle": gettext_lazy("Posting to a folio in the PMS"),
    "pms.look": gettext_lazy("Looking for reservations in the PMS"),
    "pms.look_through": gettext_lazy("Looking for reservations in the PMS"),
    "pms.look_at": gettext_lazy("Looking at a reservation in the PMS"),
    "pms.paused": gettext_lazy("Telling that the PMS lets nobody in"),
    "pms.order_not_posted": gettext_lazy("Telling of an order that is not posted"),
    "webhook.stopped": gettext_lazy("Telling of a stopped webhook"),
}
STATES: dict[str, _StrPromise] = {
    "waiting": pgettext_lazy("outbox", "Waiting"),
    "failed": pgettext_lazy("outbox", "Failed"),
    "held": pgettext_lazy("outbox", "Held since the restore"),
}
BADGES = {"waiting": "waiting", "failed": "warn", "held": "cancelled"}


@staff_page(allowed=roles.may_manage)
@require_http_methods(["GET", "HEAD", "POST"])
def outbox(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page; a POST lets a message that failed be tried again (`again`)."""
    if request.method == "POST":
        return _again(request, desk, request.POST.get("again", ""))
    rows = standing(desk.property.id, now=desk.now)
    waiting = [row.since for row in rows if row.state == "waiting"]
    oldest = min(waiting) if waiting else None
    content = {
        "rows": [
            {
                "what": TOPICS.get(row.topic, row.topic),
                "state": STATES[row.state],
                "badge": BADGES[row.state],
                "count": row.count,
                "since": row.since,
            }
            for row in rows
        ],
        "oldest": oldest,
        "is_late": oldest is not None and (desk.now - oldest).total_seconds() > LATE_AFTER,
        "failed": [
            {"row": row, "what": TOPICS.get(row.topic, row.topic)}
            for row in failed_messages(desk.property.id, most=MOST)
        ],
    }
    return show(request, desk, "kunjae/settings/mails/outbox.html", content)


def _again(request: HttpRequest, desk: Desk, given: str) -> HttpResponse:
    try:
        id = UUID(given)
    except ValueError:
        raise Http404 from None
    if try_again(property_id=desk.property.id, id=id, now=desk.now):
        notices.success(request, _("It is tried again now."))
    else:
        notices.info(request, _("It has not failed, or was tried again already."))
    return redirect("extranet:outbox", slug=desk.property.slug)
