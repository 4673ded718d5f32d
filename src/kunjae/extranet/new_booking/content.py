"""The new-booking page as it is shown: what its templates get."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kunjae.bookings.facts import StayFacts
from kunjae.changes.availability import available
from kunjae.changes.facts import ChangePlan, Problem, Severity, StayPlan
from kunjae.changes.operations import AddStay
from kunjae.changes.rules import plan as planned
from kunjae.changes.rules.fees import policy_clock
from kunjae.changes.wording import problem_text
from kunjae.extranet.access import show
from kunjae.extranet.new_booking.basket import Chosen
from kunjae.extranet.new_booking.forms import forget_missing
from kunjae.extranet.new_booking.offers import offered_types, past_words, taxes_words
from kunjae.extranet.new_booking.page import Page
from kunjae.kernel.formats import format_date_range, format_money
from kunjae.kernel.money import percent_text
from kunjae.kernel.texts import in_language
from kunjae.pages.presentation import guests_text, nights_text, prices_text
from kunjae.pages.words import MEALS
from kunjae.rates.policy_words import policy_notes, policy_sentence


@dataclass(frozen=True, slots=True)
class PriceField:
    """One field for an own price; `night` None: for all nights."""

    name: str
    night: date | None
    value: str
    error: str


@dataclass
class ShownRoom:
    """One chosen room with what it would be sold as. `differs`: what is other than the page showed: label, then, now."""

    chosen: Chosen
    position: int
    title: str
    rate_plan: str
    dates: str
    people: str
    after: StayFacts | None
    prices: str = ""
    taxes: str = ""
    listed_total: int | None = None
    """What the plan asks, where own prices are other."""
    terms: dict[str, str] = field(default_factory=dict)
    rooms: list[dict[str, Any]] = field(default_factory=list)
    room_error: str = ""
    refusals: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    differs: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def key(self) -> int:
        return self.chosen.key

    @property
    def total(self) -> int | None:
        return self.after.agreed_total if self.after and not self.refusals else None

    @property
    def guest_error(self) -> str:
        return self.chosen.errors.get(f"guest_name_{self.key}", "")

    @property
    def price_fields(self) -> list[PriceField]:
        return [
            PriceField(name, night, self.chosen.prices.get(name, ""), self.chosen.errors.get(name, ""))
            for name, night in self.chosen.price_fields
        ]


def show_page(page: Page, *, status: int = 200, complete: bool = False) -> HttpResponse:
    """The page as it stands. `complete`: somebody wanted to book, so that what is missing is said too."""
    if not complete:
        page.follow()
        forget_missing(page.guest)
        forget_missing(page.money)
    rooms = shown_rooms(page)
    wrong = page.is_wrong or not page.search.is_valid() or page.guest.errors or page.money.errors
    if status == 200 and (wrong or any(room.chosen.errors for room in rooms)):
        status = 422
    plan = page.plan
    content: dict[str, Any] = {
        "page": page,
        "rooms": rooms,
        "plan": plan,
        "total": page.total,
        "deposit": plan.money.due_now if plan and plan.money.due_now < plan.money.value else 0,
        "taxes": taxes_words([room.total for room in rooms if room.total], page.desk.hotel, page.desk.language),
        "shown": json.dumps({room.key: room.terms for room in rooms}),
        "received": page.money.cleaned_data.get("amount") if page.money.is_valid() else None,
    }  # fmt: skip
    if content["received"] and page.total is not None:
        content["left"] = page.total - content["received"]
    if page.searching and page.search.is_valid():
        content |= _offers(page)
    response = show(page.request, page.desk, "kunjae/new_booking/page.html", content, status=status)
    if page.notices:
        # What asks for an answer stands at the top of the page, which may be far from the button that was pressed.
        response["HX-Reswap"] = "outerHTML show:#content:top"
    return response


def _offers(page: Page) -> dict[str, Any]:
    desk, dates, given = page.desk, page.search.dates, page.search.cleaned_data
    found = available(
        desk.property,
        dates,
        adults=given["adults"],
        children=given["children"],
        now=desk.now,
        hold=page.hold,
        chosen=page.basket.stays,
    )
    types, unpriced = offered_types(
        found,
        page.house.types.values(),
        desk.hotel,
        dates.check_in,
        dates.check_out,
        wanted=page.wanted_type,
        language=desk.language,
    )
    return {
        "types": types,
        "unpriced": unpriced,
        "asked": f"{_dates(dates.check_in, dates.check_out, page)} · {guests_text(given['adults'], given['children'])}",
    }


def shown_rooms(page: Page) -> list[ShownRoom]:
    """The chosen rooms in their order."""
    plan = page.plan  # reads the basket, so that each room knows what is wrong with it
    listed = _at_plan_prices(page, plan) if plan else {}
    return [
        _shown(page, chosen, index, plan, listed.get(index)) for index, chosen in enumerate(page.basket.rooms)
    ]


def _at_plan_prices(page: Page, plan: ChangePlan) -> dict[int, int]:
    """What the rooms with own prices would cost by their plans; those that have no price are left out."""
    if not any(room.own for room in page.basket.rooms):
        return {}
    stays = [_without_prices(stay) for stay in page.basket.stays]
    usual = planned(plan.facts, stays, page.desk.now, path="stays")
    return {
        index: stay.after.agreed_total
        for index, (room, stay) in enumerate(zip(page.basket.rooms, usual.stays, strict=True))
        if room.own and stay.after and len(stay.after.nights) == len(stay.after.dates)
    }


def _without_prices(stay: AddStay) -> AddStay:
    return replace(stay, nightly_prices=None)


def _shown(page: Page, chosen: Chosen, index: int, plan: ChangePlan | None, listed: int | None) -> ShownRoom:
    language, wanted = page.desk.language, chosen.wanted
    room_type, rate_plan = page.house.by_code.get(wanted["room_type"]), page.plans.by_code.get(wanted["rate_plan"])  # fmt: skip
    nights = chosen.nights
    room = ShownRoom(
        chosen=chosen,
        position=index + 1,
        title=in_language(room_type.name, language) if room_type else wanted["room_type"],
        rate_plan=in_language(rate_plan.name, language) if rate_plan else wanted["rate_plan"],
        dates=f"{_dates(chosen.stay.dates.check_in, chosen.stay.dates.check_out, page)}, {nights_text(len(nights))}"
        if chosen.stay
        else "",
        people=guests_text(wanted["adults"], wanted["children"]),
        after=None,
    )
    if chosen.errors.get(""):
        room.refusals.append(chosen.errors[""])
    room.room_error = chosen.errors.get(f"room_{chosen.key}", "")
    stay = plan.stays[index] if plan else None
    if stay is not None and stay.after is not None:
        _fill(room, stay, stay.after, page)
        if listed is not None and listed != stay.after.agreed_total:
            room.listed_total = listed
    room.rooms = _choices(page, chosen, stay)
    before = page.outdated.get(str(chosen.key))
    if before is not None:
        room.differs = [
            (label, before.get(label, "–"), now) for label, now in room.terms.items() if before.get(label) != now
        ]  # fmt: skip
    return room


def _fill(room: ShownRoom, stay: StayPlan, after: StayFacts, page: Page) -> None:
    hotel, language = page.desk.hotel, page.desk.language
    room.after = after
    for problem in stay.problems:
        words = _problem_words(problem, page)
        if problem.severity is Severity.CHOOSE:
            room.room_error = words
        elif problem.severity is Severity.REFUSED:
            room.refusals.append(words)
        else:
            room.warnings.append(words)
    room.prices = prices_text(after.nights, hotel.currency, language)
    room.taxes = taxes_words([after.agreed_total], hotel, language)
    room.terms = dict(_terms(room, after, page))


def _terms(room: ShownRoom, after: StayFacts, page: Page) -> Iterator[tuple[str, str]]:
    hotel, language = page.desk.hotel, page.desk.language
    yield _("Price per night"), room.prices
    yield _("Total"), format_money(after.agreed_total, hotel.currency, language, unit=True)
    yield _("Meal"), str(MEALS[after.meal.value])
    policy = policy_sentence(
        after.policy,
        after.check_in,
        policy_clock(hotel),
        currency=hotel.currency,
        language=language,
        era=hotel.era,
    )
    yield _("Cancellation policy"), " · ".join((policy, *policy_notes(after.policy, language)))
    if after.prepay_percent:
        yield _("Prepayment"), f"{percent_text(after.prepay_percent)}%"
    if conditions := in_language(after.conditions, language):
        yield _("Conditions"), conditions
    if room.warnings:
        yield _("Please note"), " ".join(room.warnings)


def _problem_words(problem: Problem, page: Page) -> str:
    if problem.code == "past_nights":
        return past_words()
    if problem.code == "room_taken" and problem.taken_by and problem.taken_by.booking == "":
        return _("Room %(room)s is chosen twice.") % {"room": problem.room}
    return problem_text(problem, page.desk.language, era=page.desk.hotel.era)


def _choices(page: Page, chosen: Chosen, stay: StayPlan | None) -> list[dict[str, Any]]:
    """The rooms to choose from: free on all the nights; the chosen one too."""
    free = list(stay.rooms_free) if stay else []
    typed = chosen.room.strip()
    if typed and typed not in free and len(typed) <= 20:
        free.insert(0, typed)
    known = page.house.all_rooms.by_number
    return [
        {
            "number": number,
            "beds": known[number].beds if number in known else "",
            "selected": number == typed,
        }
        for number in free
    ]


def _dates(check_in: date, check_out: date, page: Page) -> str:
    return format_date_range(check_in, check_out, page.desk.language, era=page.desk.hotel.era)
