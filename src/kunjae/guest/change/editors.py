"""What is open on the change page: the dates of one stay, or its room type, as the guest has them so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kunjae.bookings.facts import StayFacts
from kunjae.changes.facts import ChangeFacts, StayPlan
from kunjae.changes.operations import ChangeRoomType
from kunjae.changes.rules.guest import guest_plan
from kunjae.guest.change.page import Page
from kunjae.guest.change.staging import Staged, Wish
from kunjae.guest.change.words import refused_texts
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.stay_dates import StayDates
from kunjae.kernel.texts import in_language
from kunjae.pages.presentation import guests_text


class DateInput(forms.DateInput):
    """The browser's own date field, in the form it understands whatever the language of the page."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DatesForm(forms.Form):
    """The dates of one stay."""

    check_in = forms.DateField(label=_("Check-in date"), widget=DateInput(), input_formats=["%Y-%m-%d"])
    check_out = forms.DateField(label=_("Check-out date"), widget=DateInput(), input_formats=["%Y-%m-%d"])


@dataclass
class Dates:
    """The dates of a stay while they are chosen. `picking`: the arrival pressed, which waits for its check-out date."""

    stay: StayFacts
    room_type: str
    form: DatesForm
    picking: date | None = None
    month: str = ""
    planned: StayPlan | None = None
    refusals: tuple[str, ...] = ()

    name = "dates"

    def chosen(self, language: str) -> StayDates | None:
        """The dates as they stand in the form, if a stay can have them; what is wrong is said beside the field."""
        if self.form.is_bound and not self.form.is_valid():
            return None
        typed = self.form.cleaned_data if self.form.is_bound else self.form.initial
        try:
            return StayDates.of(typed["check_in"], typed["check_out"])
        except InvalidInput as error:
            self.form.add_error("check_out", error.text(language))
            return None

    @property
    def shown(self) -> StayDates | None:
        """What the calendar marks as chosen."""
        try:
            return StayDates.of(_day(self.form["check_in"].value()), _day(self.form["check_out"].value()))
        except (ValueError, InvalidInput):
            return None


def dates_opened(page: Page, stay: StayFacts) -> Dates:
    """The dates of a stay, with what is staged for it."""
    wish = page.staged.of_stay(stay.number)
    dates = wish.dates or stay.dates
    return Dates(
        stay,
        wish.room_type or stay.room_type,
        DatesForm(initial={"check_in": dates.check_in, "check_out": dates.check_out}),
    )


def dates_posted(page: Page, stay: StayFacts, posted: QueryDict, *, lenient: bool = False) -> Dates:
    """The dates as they came back from the page; `lenient`: what is missing is not complained of yet."""
    wish = page.staged.of_stay(stay.number)
    form = DatesForm(posted)
    if lenient:
        form = DatesForm(initial={name: posted.get(name, "")[:10] for name in ("check_in", "check_out")})
    return Dates(stay, wish.room_type or stay.room_type, form, _day_or_none(posted.get("picking", "")))


def with_day_picked(posted: QueryDict, day: date) -> QueryDict:
    """What the page posted, with the press on a day: the first one is the arrival, a later one then the check-out date."""
    changed = posted.copy()
    arrival = _day_or_none(posted.get("picking", ""))
    if arrival and day > arrival:
        changed["check_in"], changed["check_out"] = arrival.isoformat(), day.isoformat()
        changed["picking"] = ""
    else:
        changed["check_in"], changed["check_out"] = day.isoformat(), ""
        changed["picking"] = day.isoformat()
    return changed


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value or ""))


def _day_or_none(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.isascii() and len(text) == 10 else None
    except ValueError:
        return None


def try_out(page: Page, editor: Dates, dates: StayDates) -> Staged:
    """See what these dates would be, and what is in their way; they are staged in what is returned."""
    wish = replace(page.staged.of_stay(editor.stay.number), dates=dates, cancelled=False)
    staged = page.staged.with_wish(editor.stay, wish)
    plan = guest_plan(page.facts(staged.operations), staged.operations, page.desk.now)
    editor.planned = next((each for each in plan.plan.stays if each.number == editor.stay.number), None)
    if editor.planned:
        editor.refusals = refused_texts(editor.planned, plan.plan.facts, page.desk.language)
    return staged


@dataclass(frozen=True, slots=True)
class TypeOffer:
    """One room type to choose for the whole stay. `difference`: to the type that the stay has now, on the same nights;
    None where it cannot be priced. `refusals`: what is in the way, in words; `most`: how many it holds. Amounts in minor units."""

    code: str
    name: str
    beds: str
    most: str
    total: int
    difference: int | None
    refusals: tuple[str, ...]
    is_now: bool
    chosen: bool


@dataclass
class RoomType:
    """The room type of a stay while it is chosen."""

    stay: StayFacts
    offers: tuple[TypeOffer, ...]
    error: str = ""

    name = "type"

    def offer(self, code: str) -> TypeOffer | None:
        return next((offer for offer in self.offers if offer.code == code), None)


def room_types(page: Page, stay: StayFacts, chosen: str = "") -> RoomType:
    """Every room type that the stay's rate plan sells on its nights, with what the whole stay would cost in it; in the
    queries of one preview, however many types."""
    wish = page.staged.of_stay(stay.number)
    chosen = chosen or wish.room_type or stay.room_type
    kinds = page.opened.house.types.values()
    codes = [kind.code for kind in kinds if not kind.retired or kind.code == stay.room_type]
    asked = [ChangeRoomType(stay.number, room_type=code) for code in codes]
    facts = page.facts((*page.staged.without(stay.number).operations, *wish.operations(stay.number), *asked))

    def planned(code: str) -> StayPlan | None:
        staged = page.staged.with_wish(stay, Wish(wish.dates, code))
        plan = guest_plan(facts, staged.operations, page.desk.now).plan
        return next((each for each in plan.stays if each.number == stay.number), None)

    plans = {code: found for code in codes if (found := planned(code)) and _is_sold(found)}
    now = plans.get(stay.room_type)
    return RoomType(stay, tuple(_offers(page, plans.items(), now, stay, facts, chosen)))


def _is_sold(plan: StayPlan) -> bool:
    """Whether the rate plan has a price of the type on any of the nights."""
    return bool(plan.after and plan.after.nights)


def _offers(
    page: Page,
    plans: Iterable[tuple[str, StayPlan]],
    now: StayPlan | None,
    stay: StayFacts,
    facts: ChangeFacts,
    chosen: str,
) -> Iterable[TypeOffer]:
    for code, plan in plans:
        kind = page.opened.house.by_code[code]
        unpriced = any(problem.code == "no_price" for problem in plan.problems)
        yield TypeOffer(
            code=code,
            name=in_language(kind.name, page.desk.language),
            beds=kind.beds,
            most=guests_text(kind.max_adults, kind.max_children),
            total=plan.new,
            difference=None if unpriced or now is None else plan.new - now.new,
            refusals=refused_texts(plan, facts, page.desk.language),
            is_now=code == stay.room_type,
            chosen=code == chosen,
        )
