"""Undoing on the same day what the desk pressed: buttons of the booking's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kunjae.accounts.roles import may_change_bookings
from kunjae.changes import commands
from kunjae.extranet.access import Desk, staff_page
from kunjae.extranet.day.stays import at_stay
from kunjae.kernel.errors import KunjaeError


@staff_page(allowed=may_change_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, desk: Desk, *, code: str, number: int) -> HttpResponse:
    """Reserved again."""
    return _undo(request, desk, code, number, commands.undo_arrival, _("The check-in is undone."))


@staff_page(allowed=may_change_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def check_out(request: HttpRequest, desk: Desk, *, code: str, number: int) -> HttpResponse:
    """In house again, with the nights that an early departure dropped."""
    return _undo(request, desk, code, number, commands.undo_departure, _("The check-out is undone."))


@staff_page(allowed=may_change_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def no_show(request: HttpRequest, desk: Desk, *, code: str, number: int) -> HttpResponse:
    """Reserved again, without the no-show's fee."""
    return _undo(request, desk, code, number, commands.undo_no_show, _("The no-show is undone."))


def _undo(
    request: HttpRequest, desk: Desk, code: str, number: int, undo: Callable[..., Any], done: str
) -> HttpResponse:
    """Only a button undoes: whoever merely looks comes to the booking."""
    at = at_stay(request, desk, code, number)
    code = at.opened.booking.row.code
    if request.method == "POST":
        try:
            undo(property=desk.property, code=code, stay=number, actor=desk.actor, now=desk.now)
        except KunjaeError as error:
            messages.error(request, f"{_('Not saved yet')}: {error.text(desk.language)}")
        else:
            messages.success(request, done)
    return redirect("extranet:booking", slug=desk.property.slug, code=code)
