"""Sent mails: the list, overall and of one booking; one mail as it was sent; sending it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from kunjae.bookings.listing import Place
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.mails.preview import pictures_here
from kunjae.extranet.mails.words import BADGES, KINDS, READERS, STATES, error_words
from kunjae.messages.commands import NobodyToSendTo, NoSuchMail, resend, times_again
from kunjae.messages.facts import MailState
from kunjae.messages.models import Mail
from kunjae.messages.postman import sends_mails
from kunjae.messages.queries import MailsWanted, are_held, mail_row, mails
from kunjae.pages.paging import address_with, cursor_of, read_cursor

PAGE_SIZE = 50
MAIL_CSP: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "frame-ancestors": [CSP.SELF],
    "sandbox": True,
}
"""A mail's own styles stand in its tags, as mails need it; nothing in it may run or lead anywhere, or load but the
house's own pictures."""


class MailFilter(forms.Form):
    """Of which booking, and where they stand."""

    booking = forms.CharField(label=gettext_lazy("Booking number"), required=False, max_length=20)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *((state.value, STATES[state]) for state in MailState)],
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One mail of the list."""

    id: UUID
    what: str
    subject: str
    reader: str
    to: str
    booking: str
    at: datetime
    badge: str
    state: str
    error: str


@staff_page()
@require_safe
def sent_mails(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list, newest first, a page at a time."""
    form = MailFilter(request.GET)
    below = read_cursor(request.GET.get("after", ""))
    rows: list[Mail] = []
    if form.is_valid():
        state = form.cleaned_data["state"]
        wanted = MailsWanted(form.cleaned_data["booking"].strip(), MailState(state) if state else None)
        rows = mails(desk.property, wanted, most=PAGE_SIZE + 1, below=below)
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    content = {
        "form": form,
        "lines": [_line(row) for row in rows[:PAGE_SIZE]],
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "is_later_page": below is not None,
        "first_url": address_with(request.GET, after=None),
        "next_url": last and address_with(request.GET, after=cursor_of(Place(last.written_at, last.id))),
        "sends_mails": sends_mails(),
        "are_held": are_held(desk.property),
    }
    status = 200 if form.is_valid() else 422
    return show(request, desk, "kunjae/mails/list.html", content, status=status)


def _line(row: Mail) -> Line:
    return Line(
        id=row.id,
        what=str(KINDS[row.kind]),
        subject=row.subject,
        reader=str(READERS[row.reader]),
        to=", ".join(row.to),
        booking=getattr(row, "code", "") or "",
        at=row.sent_at or row.written_at,
        badge=BADGES[MailState(row.state)],
        state=str(STATES[row.state]),
        error=error_words(row.error),
    )


@staff_page()
@require_http_methods(["GET", "HEAD", "POST"])
def sent_mail(request: HttpRequest, desk: Desk, id: UUID) -> HttpResponse:
    """One mail; a POST sends it again, as a mail of its own."""
    row = mail_row(desk.property, id)
    if row is None:
        raise Http404
    if request.method == "POST":
        if not desk.may_change:
            raise PermissionDenied
        return _sent_again(request, desk, row)
    content: dict[str, Any] = {
        "mail": row,
        "line": _line(row),
        "refused": row.refused,
        "times": times_again(desk.property, row),
        "sends_mails": sends_mails(),
        "may_resend": desk.may_change and row.erased_at is None,
    }
    return show(request, desk, "kunjae/mails/mail.html", content)


def _sent_again(request: HttpRequest, desk: Desk, row: Mail) -> HttpResponse:
    given = request.POST.get("times", "")
    times = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0
    try:
        again = resend(property=desk.property, mail=row.id, times=times, now=desk.now)
    except (NoSuchMail, NobodyToSendTo) as error:
        notices.error(request, error.text(desk.language))
        return redirect("extranet:sent_mail", slug=desk.property.slug, id=row.id)
    notices.success(request, _("The mail is on its way again."))
    return redirect("extranet:sent_mail", slug=desk.property.slug, id=again)


@csp_override(MAIL_CSP)
@xframe_options_sameorigin
@staff_page()
@require_safe
def sent_mail_body(request: HttpRequest, desk: Desk, id: UUID) -> HttpResponse:
    """The mail's HTML as it was kept, for the frame of its page: PIN and links are masked in it."""
    row = mail_row(desk.property, id)
    if row is None or not row.html:
        raise Http404
    answer = HttpResponse(pictures_here(row.html))
    answer["Cache-Control"] = "private, no-store"
    return answer
