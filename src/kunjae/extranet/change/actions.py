"""What the buttons of the change page do. None of it is saved: see `views` for the one that saves."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from kunjae.extranet.change.editor import editor_opened, editor_posted, with_day_picked
from kunjae.extranet.change.forms import MoveForm
from kunjae.extranet.change.page import Page, index_of, stay_number, typed_operations, with_operations
from kunjae.kernel.errors import InvalidInput
from kunjae.pages.presentation import Seen


def press(page: Page, verb: str, rest: str) -> None:
    """Do what the button says (`cancel`, `2`); an unknown one only looks. Raises Http404 for a made-up stay."""
    _ACTIONS.get(verb, _look)(page, rest)
    if verb in _TURNING and not (page.editor and page.editor.turn_to_first_error()):
        page.turned_to = _card_of(page, rest)


def _edit(page: Page, rest: str) -> None:
    page.editor = editor_opened(
        page.desk, page.opened, page.staging, page.planned_or_reset(), stay_number(page, rest), None
    )


def _add(page: Page, rest: str) -> None:
    index = index_of(rest)
    page.editor = editor_opened(page.desk, page.opened, page.staging, page.planned_or_reset(), None, index)


def _look(page: Page, rest: str) -> None:
    """Show the open editor again with what was typed."""
    kind, _colon, which = page.posted.get("editing", "").partition(":")
    if kind == "stay":
        page.editor = editor_posted(
            page.desk, page.opened, page.staging, page.posted, stay_number(page, which), None
        )
    elif kind == "add":
        index = index_of(which)
        page.editor = editor_posted(page.desk, page.opened, page.staging, page.posted, None, index)
    elif kind == "move":
        page.moving = stay_number(page, which), MoveForm(page.posted)


def _pick(page: Page, rest: str) -> None:
    with contextlib.suppress(ValueError, OverflowError):
        page.request.POST = with_day_picked(page.posted, date.fromisoformat(rest))  # type: ignore[assignment]  # a copy of its own
    _look(page, "")


def _month(page: Page, rest: str) -> None:
    page.month = rest
    _look(page, "")


def _stage(page: Page, rest: str) -> None:
    """Take what is typed into what is staged, if it can be planned; else keep the editor open with what is wrong."""
    _look(page, "")
    if page.moving is not None:
        return _stage_move(page)
    if page.editor is None:
        return None
    operations = typed_operations(page)
    if operations is not None:
        page.staging = with_operations(page, operations)
        page.editor = None
    return None


def _stage_move(page: Page) -> None:
    if page.moving is None:
        return
    number, form = page.moving
    if not form.is_valid():
        return
    operation = {
        "op": "move_to_booking",
        "stay": number,
        "booking": form.cleaned_data["booking"].strip().upper(),
    }
    before, page.staging = page.staging, page.staging.staged(number, (operation,))
    try:
        page.plan()
        page.moving = None
    except InvalidInput as error:
        page.staging = before
        form.add_error("booking", error.text(page.desk.language))


def _cancel(page: Page, rest: str) -> None:
    number = stay_number(page, rest)
    page.staging = page.staging.staged(number, ({"op": "cancel", "stay": number},))


def _reinstate(page: Page, rest: str) -> None:
    number = stay_number(page, rest)
    waive = page.posted.get(f"waive_{number}") == "on"
    page.staging = page.staging.staged(number, ({"op": "reinstate", "stay": number, "waive_fees": waive},))


def _move(page: Page, rest: str) -> None:
    page.moving = stay_number(page, rest), MoveForm()


def _reset(page: Page, rest: str) -> None:
    """Take back what is staged for one stay (a number), for one added room (`add0`), or all of it."""
    if rest.startswith("add"):
        page.staging = page.staging.with_added(index_of(rest[3:]), None)
    elif rest:
        page.staging = page.staging.staged(stay_number(page, rest), ())
    else:
        page.staging = replace(page.staging, operations=())


def _confirm(page: Page, rest: str) -> None:
    """Ask once more; but not for something else than was last seen: what moved since then is shown first."""
    if page.posted.get("digest") == page.planned_or_reset().digest:
        page.confirming = True
    else:
        page.outdated = Seen.from_text(page.posted.get("seen", ""))


def _close(page: Page, rest: str) -> None:
    """Close the editor, or leave the confirmation, without staging anything."""


_ACTIONS: dict[str, Callable[[Page, str], None]] = {
    "edit": _edit,
    "add": _add,
    "look": _look,
    "pick": _pick,
    "month": _month,
    "stage": _stage,
    "cancel": _cancel,
    "reinstate": _reinstate,
    "move": _move,
    "reset": _reset,
    "confirm": _confirm,
    "close": _close,
}


_TURNING = {"edit", "add", "stage", "cancel", "reinstate", "move", "reset", "close"}
"""Buttons that go when they are pressed: whoever pressed one by keyboard goes on at its card."""


def _card_of(page: Page, rest: str) -> str:
    """The card that an action was about: the open editor's, else the one that the button or the page named."""
    kind, _colon, which = page.posted.get("editing", "").partition(":")
    index = page.editor.index if page.editor else index_of(which)
    if page.editor and page.editor.number:
        return str(page.editor.number)
    if page.editor or (kind == "add" and not rest):
        if page.editor and index is None:
            return "new"
        last = len(page.staging.added) - 1
        return str(page.opened.booking.facts.last_number + 1 + (last if index is None else index))
    return rest or which
