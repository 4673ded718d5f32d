"""What the buttons of the guest's change page do. None of it is saved: see `views` for the one that does."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from kunjae.bookings.facts import StayFacts
from kunjae.guest.change.content import show_dates, show_overview, show_room_types
from kunjae.guest.change.editors import (
    Dates,
    dates_opened,
    dates_posted,
    room_types,
    try_out,
    with_day_picked,
)
from kunjae.guest.change.page import Page
from kunjae.guest.change.staging import Staged, Wish

INVALID = 422


def press(page: Page, verb: str, rest: str) -> HttpResponse:
    """Do what the button says (`cancel`, `2`); an unknown one only looks. Raises Http404 for a made-up stay."""
    return _ACTIONS.get(verb, _look)(page, rest)


def _dates(page: Page, rest: str) -> HttpResponse:
    stay = page.stay(rest)
    if page.refusals(stay, cancelling=False):
        return _overview(page, stay)
    return show_dates(page, dates_opened(page, stay))


def _type(page: Page, rest: str) -> HttpResponse:
    stay = page.stay(rest)
    if page.refusals(stay, cancelling=False):
        return _overview(page, stay)
    return show_room_types(page, room_types(page, stay))


def _cancel(page: Page, rest: str) -> HttpResponse:
    stay = page.stay(rest)
    if not page.refusals(stay, cancelling=True):
        page.staged = page.staged.with_wish(stay, Wish(cancelled=True))
    return _overview(page, stay)


def _cancel_all(page: Page, rest: str) -> HttpResponse:
    """Cancel every stay that may be cancelled; the others say why not."""
    for stay in page.live:
        if not page.refusals(stay, cancelling=True):
            page.staged = page.staged.with_wish(stay, Wish(cancelled=True))
    return show_overview(page)


def _reset(page: Page, rest: str) -> HttpResponse:
    if not rest:
        page.staged = Staged()
        return show_overview(page)
    stay = page.stay(rest)
    page.staged = page.staged.without(stay.number)
    return _overview(page, stay)


def _pick(page: Page, rest: str) -> HttpResponse:
    posted = page.posted
    with contextlib.suppress(ValueError):
        posted = with_day_picked(posted, date.fromisoformat(rest))
    return _dates_as_posted(page, posted)


def _month(page: Page, rest: str) -> HttpResponse:
    return _dates_as_posted(page, page.posted, month=rest)


def _again(page: Page, rest: str) -> HttpResponse:
    """Choose another arrival than the one pressed."""
    posted = page.posted.copy()
    posted["check_in"] = posted["check_out"] = posted["picking"] = ""
    return _dates_as_posted(page, posted)


def _look(page: Page, rest: str) -> HttpResponse:
    """Show what is open again with what was typed; the months follow the dates."""
    kind, _colon, _which = page.posted.get("editing", "").partition(":")
    if kind != "dates":
        return show_overview(page)
    posted = page.posted.copy()
    posted["picking"] = ""
    return _dates_as_posted(page, posted, month="")


def _dates_as_posted(page: Page, posted: QueryDict, month: str | None = None) -> HttpResponse:
    stay = _edited(page)
    if stay is None:
        return show_overview(page)
    complete = bool(posted.get("check_in") and posted.get("check_out"))
    editor = dates_posted(page, stay, posted, lenient=not complete)
    editor.month = posted.get("month", "") if month is None else month
    if complete and (dates := editor.chosen(page.desk.language)):
        try_out(page, editor, dates)
    return show_dates(page, editor)


def _edited(page: Page) -> StayFacts | None:
    """The stay that is open on the page, if its guest may change it."""
    _kind, _colon, which = page.posted.get("editing", "").partition(":")
    if not which:
        return None
    stay = page.stay(which)
    return None if page.refusals(stay, cancelling=False) else stay


def _stage(page: Page, rest: str) -> HttpResponse:
    """Take what is open into what is staged, if it can be had; else keep it open with what is in the way."""
    stay = _edited(page)
    if stay is None:
        return show_overview(page)
    if page.posted.get("editing", "").startswith("type:"):
        return _stage_type(page, stay)
    editor = dates_posted(page, stay, page.posted)
    editor.month = page.posted.get("month", "")
    dates = editor.chosen(page.desk.language)
    staged = try_out(page, editor, dates) if dates else None
    if staged is None or editor.refusals:
        return _still_open(page, editor)
    page.staged = staged
    return _overview(page, stay)


def _still_open(page: Page, editor: Dates) -> HttpResponse:
    page.status = INVALID
    return show_dates(page, editor)


def _stage_type(page: Page, stay: StayFacts) -> HttpResponse:
    code = page.posted.get("room_type", "")[:100]
    editor = room_types(page, stay, code)
    offer = editor.offer(code)
    if offer is None or offer.refusals:
        editor.error = " ".join(offer.refusals) if offer else _("Please choose a room type.")
        page.status = INVALID
        return show_room_types(page, editor)
    wish = replace(page.staged.of_stay(stay.number), room_type=code, cancelled=False)
    page.staged = page.staged.with_wish(stay, wish)
    return _overview(page, stay)


def _close(page: Page, rest: str) -> HttpResponse:
    """Back to all stays with nothing taken over."""
    return _overview(page, _edited(page))


def _overview(page: Page, stay: StayFacts | None) -> HttpResponse:
    page.turned_to = stay.number if stay else 0
    return show_overview(page)


_ACTIONS: dict[str, Callable[[Page, str], HttpResponse]] = {
    "dates": _dates,
    "type": _type,
    "cancel": _cancel,
    "cancel_all": _cancel_all,
    "reset": _reset,
    "pick": _pick,
    "again": _again,
    "month": _month,
    "stage": _stage,
    "close": _close,
}
