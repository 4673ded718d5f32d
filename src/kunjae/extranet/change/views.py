"""The change page: stage, preview, reset, and one confirmation at the end (rules.md 5 and 6).

What is staged travels in the page. Every button posts the whole page with `do` naming what it does (`edit:1`,
`stage`, `cancel:2`, `save`), and the answer is the page anew: with or without JavaScript.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from kunjae.accounts.roles import may_change_bookings
from kunjae.bookings.errors import NoSuchBooking
from kunjae.changes.commands import Confirmed, confirm_change
from kunjae.changes.errors import PlanOutdated, PlanRefused, ReasonRequired
from kunjae.changes.facts import ChangePlan, StayPlan
from kunjae.changes.queries import OpenedBooking, load_operations, open_booking
from kunjae.changes.rules import plan as plan_change
from kunjae.changes.wording import money_text
from kunjae.extranet.access import Desk, show, staff_page
from kunjae.extranet.change.calendar import date_choice, month_of, other_months
from kunjae.extranet.change.editor import Editor, editor_opened, editor_posted, with_day_picked
from kunjae.extranet.change.forms import MoveForm
from kunjae.extranet.change.presentation import Seen, StayCard, stay_cards
from kunjae.extranet.change.staging import MOST_REASON, Operations, Staging
from kunjae.kernel.errors import InvalidInput, KunjaeError
from kunjae.kernel.formats import format_money
from kunjae.kernel.parsing import parse_text


@dataclass
class Page:
    """One answer of the change page while it is being made."""

    request: HttpRequest
    desk: Desk
    opened: OpenedBooking
    staging: Staging
    editor: Editor | None = None
    moving: tuple[int, MoveForm] | None = None
    confirming: bool = False
    outdated: Seen | None = None
    refusals: list[str] = field(default_factory=list)
    reason_error: str = ""
    month: str = ""
    turned_to: str = ""
    """Which card the answer turns to: a stay's number, `new`, or nothing."""
    planned: tuple[OpenedBooking, Staging, ChangePlan] | None = None

    @property
    def posted(self) -> QueryDict:
        return self.request.POST

    def plan(self, operations: Operations | None = None) -> ChangePlan:
        """The plan of what is staged, or of these operations. Raises InvalidInput.

        The newest one is kept: what was just staged is shown without reading it again.
        """
        staging = self.staging if operations is None else replace(self.staging, operations=operations)
        if self.planned and self.planned[0] is self.opened and self.planned[1] == staging:
            return self.planned[2]
        parsed = staging.parsed(self.desk.hotel.currency)
        facts = load_operations(self.opened, parsed).facts
        plan = plan_change(facts, parsed, self.desk.now, record=staging.record)
        self.planned = self.opened, staging, plan
        return plan

    def planned_or_reset(self) -> ChangePlan:
        """The plan of what is staged; what can no longer be planned is dropped, and the page says so."""
        try:
            return self.plan()
        except InvalidInput as error:
            self.refusals.append(error.text(self.desk.language))
            self.staging = replace(self.staging, operations=())
            return self.plan()


@staff_page(allowed=may_change_bookings)
def change(request: HttpRequest, desk: Desk, *, code: str) -> HttpResponse:
    """The page; a POST does what its button says and shows the page again, until `save` succeeds."""
    try:
        opened = open_booking(desk.property, code)
    except NoSuchBooking as error:
        raise Http404 from error
    staging = (
        Staging.from_post(request.POST).usable(desk.hotel.currency) if request.method == "POST" else Staging()
    )
    page = Page(request, desk, opened, staging, month=request.POST.get("month", ""))
    verb, _colon, rest = request.POST.get("do", "").partition(":")
    if verb == "save":
        return _save(page)
    if request.method == "POST":
        _ACTIONS.get(verb, _look)(page, rest)
        if verb in _TURNING and not (page.editor and page.editor.turn_to_first_error()):
            page.turned_to = _card_of(page, rest)
    return _show(page)


def _edit(page: Page, rest: str) -> None:
    page.editor = editor_opened(
        page.desk, page.opened, page.staging, page.planned_or_reset(), _stay_number(page, rest), None
    )


def _add(page: Page, rest: str) -> None:
    index = _index(rest)
    page.editor = editor_opened(page.desk, page.opened, page.staging, page.planned_or_reset(), None, index)


def _look(page: Page, rest: str) -> None:
    """Show the open editor again with what was typed."""
    kind, _colon, which = page.posted.get("editing", "").partition(":")
    if kind == "stay":
        page.editor = editor_posted(
            page.desk, page.opened, page.staging, page.posted, _stay_number(page, which), None
        )
    elif kind == "add":
        index = _index(which)
        page.editor = editor_posted(page.desk, page.opened, page.staging, page.posted, None, index)
    elif kind == "move":
        page.moving = _stay_number(page, which), MoveForm(page.posted)


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
    operations = _typed_operations(page)
    if operations is not None:
        page.staging = _with(page, operations)
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
    number = _stay_number(page, rest)
    page.staging = page.staging.staged(number, ({"op": "cancel", "stay": number},))


def _reinstate(page: Page, rest: str) -> None:
    number = _stay_number(page, rest)
    waive = page.posted.get(f"waive_{number}") == "on"
    page.staging = page.staging.staged(number, ({"op": "reinstate", "stay": number, "waive_fees": waive},))


def _move(page: Page, rest: str) -> None:
    page.moving = _stay_number(page, rest), MoveForm()


def _reset(page: Page, rest: str) -> None:
    """Take back what is staged for one stay (a number), for one added room (`add0`), or all of it."""
    if rest.startswith("add"):
        page.staging = page.staging.with_added(_index(rest[3:]), None)
    elif rest:
        page.staging = page.staging.staged(_stay_number(page, rest), ())
    else:
        page.staging = replace(page.staging, operations=())


def _confirm(page: Page, rest: str) -> None:
    page.confirming = True


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
    index = page.editor.index if page.editor else _index(which)
    if page.editor and page.editor.number:
        return str(page.editor.number)
    if page.editor or (kind == "add" and not rest):
        if page.editor and index is None:
            return "new"
        last = len(page.staging.added) - 1
        return str(page.opened.booking.facts.last_number + 1 + (last if index is None else index))
    return rest or which


def _stay_number(page: Page, text: str) -> int:
    """The number of a stay that the booking has. Raises Http404 for a made-up one."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    if page.opened.booking.facts.stay(number) is None:
        raise Http404
    return number


def _index(text: str) -> int | None:
    """The place of an added room; None for one more."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _with(page: Page, operations: Operations) -> Staging:
    editor = page.editor
    if editor is not None and editor.number is not None:
        return page.staging.staged(editor.number, operations)
    return page.staging.with_added(editor.index if editor else None, operations[0])


def _typed_operations(page: Page) -> Operations | None:
    """What the editor says, planned once to see that it can be; None with the errors shown beside its fields."""
    editor = page.editor
    if editor is None:
        return None

    def suggested(operations: Operations) -> StayPlan | None:
        return _edited_stay(page, page.plan(_with(page, operations).operations))

    try:
        operations = editor.operations(suggested)
        if operations is None:
            return None
        editor.stay = _edited_stay(page, page.plan(_with(page, operations).operations))
    except InvalidInput as error:
        editor.show_errors(error)
        return None
    return operations


def _edited_stay(page: Page, plan: ChangePlan) -> StayPlan | None:
    """The editor's stay within a plan; an added one is found by its place."""
    editor = page.editor
    if editor is None:
        return None
    number = editor.number
    if number is None:
        index = len(page.staging.added) if editor.index is None else editor.index
        number = plan.facts.booking.last_number + index + 1
    return next((stay for stay in plan.stays if stay.number == number), None)


def _save(page: Page) -> HttpResponse:
    """Confirm what the page showed; on success back to the booking, else the page with what is in the way."""
    desk, code = page.desk, page.opened.booking.row.code
    digest = page.posted.get("digest", "")
    try:
        confirmed = confirm_change(
            property=desk.property,
            code=code,
            operations=page.staging.parsed(desk.hotel.currency),
            digest=digest or "none",
            record=page.staging.record,
            actor=desk.actor,
            now=desk.now,
            reason=parse_text(page.staging.reason, "reason", most=MOST_REASON, blank=True),
        )
    except PlanOutdated:
        page.outdated = Seen.from_json(_json(page.posted.get("seen", "")))
        page.opened = open_booking(desk.property, code)
        return _show(page, status=409)
    except (PlanRefused, ReasonRequired, InvalidInput) as error:
        words = error.text(desk.language)
        if isinstance(error, ReasonRequired) or _is_about_the_reason(error):
            page.confirming, page.reason_error = True, words
        else:
            page.refusals.append(words)
        return _show(page, status=422)
    except KunjaeError as error:
        page.refusals.append(error.text(desk.language))
        return _show(page, status=409)
    _tell(page, confirmed)
    address = reverse("extranet:booking", kwargs={"slug": desk.property.slug, "code": code})
    return HttpResponseClientRedirect(address) if page.request.htmx else redirect(address)  # type: ignore[attr-defined]


def _is_about_the_reason(error: KunjaeError) -> bool:
    return isinstance(error, InvalidInput) and all(wrong.path == "reason" for wrong in error.errors)


def _tell(page: Page, confirmed: Confirmed) -> None:
    """What was saved, and what to do about money next: nothing moves by itself (rules.md 6.4)."""
    desk, plan = page.desk, confirmed.plan
    figure = format_money(plan.total.change, desk.hotel.currency, desk.language, signed=True, unit=True)
    saved = _("The change is saved. Change in value: %(figure)s. The old booking is kept in the history.") % {
        "figure": figure
    }
    messages.success(page.request, saved)
    messages.info(page.request, money_text(plan, desk.language), extra_tags="next")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _show(page: Page, *, status: int = 200) -> HttpResponse:
    """The page as it stands."""
    desk = page.desk
    plan = page.planned_or_reset()
    cards = stay_cards(plan, desk.language, page.outdated)
    content: dict[str, Any] = {
        "booking": page.opened.booking.row,
        "facts": page.opened.booking.facts,
        "plan": plan,
        "cards": cards,
        "listed": [card for card in cards if card.state != "gone"],
        "staging": page.staging,
        "seen": json.dumps(Seen.of(cards).lines),
        "money_words": money_text(plan, desk.language),
        "confirming": page.confirming and plan.can_confirm,
        "outdated": page.outdated is not None,
        "refusals": page.refusals,
        "reason_error": page.reason_error,
        "turned_to": page.turned_to,
        "moving": page.moving,
        "added_from": plan.facts.booking.last_number + 1,
    }
    if page.editor is not None:
        content |= _editor_content(page, page.editor, plan)
    response = show(page.request, desk, "kunjae/change/page.html", content, status=status)
    if content["confirming"] or page.refusals or page.outdated:
        # What asks for an answer stands at the top of the page, which may be far from the button that was pressed.
        response["HX-Reswap"] = "outerHTML show:#content:top"
    return response


def _editor_content(page: Page, editor: Editor, plan: ChangePlan) -> dict[str, Any]:
    """The editor with its calendar, free rooms and what the stay would become."""
    if editor.form.is_bound:
        if editor.stay is None and not editor.form.errors:
            _typed_operations(page)
    else:
        editor.stay = _edited_stay(page, plan)
        if editor.stay is None:
            _plan_unstaged(page, editor)
    desk, before, dates = page.desk, editor.before, editor.dates
    chosen = dates.check_in if dates else before.check_in if before else desk.today
    first = month_of(page.month, chosen)
    content: dict[str, Any] = {"editor": editor, "edited": _edited_card(page, editor, plan)}
    house, plans = page.opened.house, page.opened.plans
    if editor.room_type in house.by_code and editor.rate_plan in plans.by_code:
        choice = date_choice(
            desk.property,
            house,
            plans,
            room_type=editor.room_type,
            rate_plan=editor.rate_plan,
            first=first,
            old=before.dates if before and before.status.is_live else None,
            old_is_this_type=bool(before and before.room_type == editor.room_type),
            new=dates,
            today=desk.today,
            language=desk.language,
        )
        earlier, later = other_months(first)
        content |= {
            "months": choice.months(first),
            "month": f"{first:%Y-%m}",
            "earlier": earlier,
            "later": later,
        }
    return content


def _plan_unstaged(page: Page, editor: Editor) -> None:
    """A room about to be added: planned as its form stands, so that its price and the free rooms show at once."""
    initial = editor.form.initial
    data = QueryDict(mutable=True)
    data.update({name: str(value) for name, value in initial.items() if not isinstance(value, bool)})
    posted = editor_posted(page.desk, page.opened, page.staging, data, editor.number, editor.index)
    page.editor = posted
    _typed_operations(page)
    page.editor, editor.stay = editor, posted.stay


def _edited_card(page: Page, editor: Editor, plan: ChangePlan) -> StayCard | None:
    """The edited stay as it would become, its problems and prices."""
    if editor.stay is None:
        return None
    shown = replace(plan, stays=(editor.stay,))
    return stay_cards(shown, page.desk.language)[0]
