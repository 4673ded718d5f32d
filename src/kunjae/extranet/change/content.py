"""The change page as it is shown: what its templates get."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, QueryDict

from kunjae.changes.facts import ChangePlan
from kunjae.changes.wording import money_text
from kunjae.extranet.access import show
from kunjae.extranet.booking.in_pms import in_pms
from kunjae.extranet.change.calendar import date_choice
from kunjae.extranet.change.editor import Editor, editor_posted
from kunjae.extranet.change.page import Page, edited_stay, typed_operations, with_free_rooms
from kunjae.pages.months import month_of, other_months
from kunjae.pages.presentation import Seen, StayCard, stay_cards


def show_page(page: Page, *, status: int = 200) -> HttpResponse:
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
        "drops_waiting": page.opened.booking.row.pending_id is not None,
        "added_from": plan.facts.booking.last_number + 1,
        **in_pms(desk, page.opened.booking.row),
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
            typed_operations(page)
    else:
        editor.stay = edited_stay(page, plan)
        if editor.stay is None:
            _plan_unstaged(page, editor)
    if editor.stay is not None and not editor.stay.touched:
        editor.stay = with_free_rooms(page, editor.stay)
    desk, before, dates = page.desk, editor.before, editor.dates
    chosen = dates.check_in if dates else before.check_in if before else desk.today
    first = month_of(page.month, chosen)
    content: dict[str, Any] = {"editor": editor, "edited": _edited_card(page, editor, plan)}
    house, plans = page.opened.house, page.opened.plans
    if editor.room_type in house.by_code and editor.rate_plan in plans.by_code:
        is_this_type = bool(before and before.room_type == editor.room_type)
        choice = date_choice(
            desk.property,
            house,
            plans,
            room_type=editor.room_type,
            priced_as=before.priced_as if before and is_this_type else editor.room_type,
            rate_plan=editor.rate_plan,
            first=first,
            old=before.dates if before and before.status.is_live else None,
            old_is_this_type=is_this_type,
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
    typed_operations(page)
    page.editor, editor.stay = editor, posted.stay


def _edited_card(page: Page, editor: Editor, plan: ChangePlan) -> StayCard | None:
    """The edited stay as it would become, its problems and prices."""
    if editor.stay is None:
        return None
    shown = replace(plan, stays=(editor.stay,))
    return stay_cards(shown, page.desk.language)[0]
