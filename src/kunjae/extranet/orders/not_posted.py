"""Guest activity > Not posted: everything that does not stand in the two-way PMS as it should, why, and what helps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kunjae.accounts.roles import may_manage
from kunjae.concierge.posting_words import error_text
from kunjae.concierge.totals import waiting
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.orders.postings import is_two_way, line_of, said
from kunjae.kernel.errors import KunjaeError
from kunjae.kernel.texts import in_language
from kunjae.pages.paging import address_with
from kunjae.pms.commands import mark_by_hand, retry, retry_all
from kunjae.pms.connections import connection_of
from kunjae.pms.queries import OpenPosting, count_open, open_postings

PAGE_SIZE = 50


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
def not_posted(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list, the longest waiting first. A POST (`one`) tries one again (`retry:<posting>`), all (`all`), or says that an
    order was done by hand (`by_hand:<order>`)."""
    here = reverse("extranet:not_posted", args=[desk.property.slug])
    if request.method == "POST":
        if not desk.may_change:
            raise PermissionDenied
        _press(request, desk)
        return redirect(here + address_with(request.GET))
    failed = request.GET.get("state") == "failed"
    found, following = open_postings(
        desk.property, most=PAGE_SIZE, after=request.GET.get("after", ""), failed=failed
    )
    counts, waits, connection = (
        count_open(desk.property),
        waiting(desk.property),
        connection_of(desk.property),
    )
    is_whole = not (failed or following or request.GET.get("after"))
    content: dict[str, Any] = {
        "here": here,
        "query": address_with(request.GET),
        "lines": [_line(desk, each) for each in found],
        "counts": counts,
        # Confirmed or cancelled a moment ago: nobody has looked yet at what the PMS is to have of them.
        "coming": max(0, waits.not_posted - len({each.order for each in found})) if is_whole else 0,
        "chips": [
            {
                "text": text,
                "count": count,
                "url": address_with(request.GET, after=None, state=state),
                "is_current": failed == bool(state),
            }
            for text, count, state in ((_("All"), counts.all, ""), (_("Failed"), counts.failed, "failed"))
        ],
        "next_url": address_with(request.GET, after=following) if following else "",
        "first_url": address_with(request.GET, after=None),
        "is_later_page": bool(request.GET.get("after")),
        "waiting_orders": waits,
        "is_two_way": is_two_way(desk),
        "connection": connection,
        "stopped": error_text(connection.stopped_because, desk.language) if is_two_way(desk) else "",
        "may_manage": may_manage(desk.role),
    }
    return show(request, desk, "kunjae/orders/not_posted.html", content)


def _press(request: HttpRequest, desk: Desk) -> None:
    do, _colon, text = request.POST.get("one", "").partition(":")
    id = _id_of(text)
    if do == "all":
        count = retry_all(property=desk.property, now=desk.now)
        words = ngettext("%(count)s is being tried again.", "%(count)s are being tried again.", count)
        if count:
            messages.success(request, words % {"count": count})
        else:
            messages.info(request, _("There is nothing to try again."))
    elif do == "retry" and id:
        _retry(request, desk, id)
    elif do == "by_hand" and id:
        said(
            request,
            desk,
            lambda: mark_by_hand(property=desk.property, order=id, actor=desk.actor, now=desk.now),
            _("Kept: it was done in the PMS by hand."),
        )
    else:
        messages.error(request, _("This button is not known. Please try again."))


def _retry(request: HttpRequest, desk: Desk, id: UUID) -> None:
    try:
        tried = retry(property=desk.property, posting=id, actor=desk.actor, now=desk.now)
    except KunjaeError as error:
        messages.error(request, error.text(desk.language))
        return
    if tried:
        messages.success(request, _("It is being tried again; this page shows what becomes of it."))
    else:
        messages.info(request, _("It stood so already."))


def _line(desk: Desk, each: OpenPosting) -> dict[str, Any]:
    return {
        "posting": line_of(each.posting, desk),
        "order": each.order,
        "offer": in_language(each.offer, desk.language),
        "booking": each.booking,
        "guest": each.guest,
        "room": each.room,
        "since": each.made_at,
    }


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
