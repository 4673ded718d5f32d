"""What the templates of the change page get."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from kunjae.changes.facts import GuestPlan
from kunjae.changes.rules.guest import changes_left, money_now
from kunjae.changes.wording import refusal_text
from kunjae.guest.access import show
from kunjae.guest.change.calendar import date_choice
from kunjae.guest.change.editors import Dates, RoomType
from kunjae.guest.change.money import money_sentence, way_back
from kunjae.guest.change.page import CHANGES_ALL, Page
from kunjae.guest.change.words import refused_texts, tier_text, warning_texts
from kunjae.pages.months import month_of, other_months
from kunjae.pages.presentation import Seen, StayCard, stay_cards


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a guest may not, in words, and what helps: `waits` a change that waits for its money, `owes` something to pay
    first; else the hotel does."""

    code: str
    text: str
    owes: int = 0

    @property
    def waits(self) -> bool:
        return self.code == "change_pending"


@dataclass(frozen=True, slots=True)
class GuestCard:
    """One stay: before and after, what is in the way, and what the guest may do with it."""

    card: StayCard
    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    tier: str
    no_change: tuple[Reason, ...]
    no_cancel: tuple[Reason, ...]
    left: int | None

    @property
    def may_change(self) -> bool:
        return not self.no_change

    @property
    def may_cancel(self) -> bool:
        return not self.no_cancel

    @property
    def own_reasons(self) -> tuple[Reason, ...]:
        """What is in the way of this stay alone, each said once."""
        found = dict.fromkeys((*self.no_change, *self.no_cancel))
        return tuple(reason for reason in found if reason.code not in CHANGES_ALL)


def show_overview(page: Page) -> HttpResponse:
    """Every stay with what may be done to it; once something is staged, the preview of it all."""
    desk = page.desk
    guest = page.planned_or_dropped()
    plan = guest.plan
    cards = [
        _card(page, guest, card)
        for card in stay_cards(plan, desk.language, page.outdated)
        if card.state != "gone"
    ]
    back = way_back(desk.property, page.booking.id, guest.to_refund)
    content: dict[str, Any] = {
        "booking": page.opened.booking.row,
        "guest": guest,
        "plan": plan,
        "cards": cards,
        "reasons": _reasons_for_all(page),
        "cancels_all": bool(cards) and all(card.card.state == "cancelled" for card in cards),
        "may_cancel_all": len(cards) > 1
        and all(card.may_cancel for card in cards)
        and any(card.card.state != "cancelled" for card in cards),
        "staged": page.staged.as_text(desk.hotel.currency),
        "seen": json.dumps(Seen.of([card.card for card in cards]).lines),
        "money_words": money_sentence(guest, back, desk.language),
        "outdated": page.outdated is not None,
        "troubles": page.troubles,
        "turned_to": page.turned_to,
    }
    return _answered(page, "overview", content)


def _card(page: Page, guest: GuestPlan, card: StayCard) -> GuestCard:
    stay = card.plan.before
    if stay is None:
        raise ValueError("a guest adds no stay")
    facts, language = guest.plan.facts, page.desk.language
    return GuestCard(
        card=card,
        refusals=refused_texts(card.plan, facts, language),
        warnings=warning_texts(card.plan, facts, language),
        tier=tier_text(card.plan, facts, language),
        no_change=_reasons(page, page.refusals(stay, cancelling=False)),
        no_cancel=_reasons(page, page.refusals(stay, cancelling=True)),
        left=changes_left(page.booking, stay),
    )


def _reasons(page: Page, codes: tuple[str, ...]) -> tuple[Reason, ...]:
    owes = money_now(page.booking).collect_now
    return tuple(
        Reason(code, refusal_text(code, page.desk.language), owes if code == "balance_mismatch" else 0)
        for code in codes
    )


def _reasons_for_all(page: Page) -> tuple[Reason, ...]:
    """What is in the way of the booking as a whole."""
    if not page.live:
        return _reasons(page, ("booking_cancelled",))
    found = _reasons(page, page.refusals(page.live[0], cancelling=True))
    return tuple(reason for reason in found if reason.code in CHANGES_ALL)


def show_dates(page: Page, editor: Dates) -> HttpResponse:
    """The calendar of one stay."""
    desk, shown = page.desk, editor.shown
    begin = editor.picking or (shown.check_in if shown else editor.stay.check_in)
    first = max(month_of(editor.month, begin), desk.today.replace(day=1))
    choice = date_choice(
        page.opened,
        page.staged,
        editor.stay,
        room_type=editor.room_type,
        first=first,
        chosen=shown if shown != editor.stay.dates else None,
        picking=editor.picking,
        today=desk.today,
        language=desk.language,
    )
    earlier, later = other_months(first)
    content = _editor_content(page, editor) | {
        "months": choice.months(),
        "month": f"{first:%Y-%m}",
        "earlier": earlier if first > desk.today.replace(day=1) else "",
        "later": later,
        "is_stays": shown == editor.stay.dates,
    }
    return _answered(page, "dates", content)


def show_room_types(page: Page, editor: RoomType) -> HttpResponse:
    """The room types of one stay to choose from."""
    wish = page.staged.of_stay(editor.stay.number)
    return _answered(
        page, "room_types", _editor_content(page, editor) | {"dates": wish.dates or editor.stay.dates}
    )


def _editor_content(page: Page, editor: Dates | RoomType) -> dict[str, Any]:
    stay = editor.stay
    return {
        "booking": page.opened.booking.row,
        "editor": editor,
        "stay": stay,
        "position": page.booking.stays.index(stay) + 1,
        "of": len(page.booking.stays),
        "room_type_name": page.opened.house.by_code[
            editor.room_type if isinstance(editor, Dates) else stay.room_type
        ].name,
        "plan_name": page.opened.plans.by_code[stay.rate_plan].name,
        "staged": page.staged.as_text(page.desk.hotel.currency),
        "troubles": page.troubles,
    }


def _answered(page: Page, name: str, content: dict[str, Any]) -> HttpResponse:
    response = show(page.request, page.desk, f"kunjae/guest/change/{name}.html", content, status=page.status)
    if page.troubles or page.outdated:
        # What needs reading stands at the top of the page, which may be far from the button that was pressed.
        response["HX-Reswap"] = "outerHTML show:#content:top"
    return response
