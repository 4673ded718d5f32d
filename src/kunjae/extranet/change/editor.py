"""The open editor of the change page: one stay (or a room to add) as typed, and what it would become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict

from kunjae.bookings.facts import StayFacts
from kunjae.changes.facts import ChangePlan, StayPlan
from kunjae.changes.operations import Pricing
from kunjae.changes.queries import OpenedBooking
from kunjae.extranet.access import Desk
from kunjae.extranet.change.calendar import picked
from kunjae.extranet.change.forms import ASSIGN_LATER, KEEP_ROOM, PolicyForm, StayForm, policy_values
from kunjae.extranet.change.intentions import added_stay, operations_for, price_field
from kunjae.extranet.change.staging import Operations, Staging
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.money import amount_text
from kunjae.kernel.stay_dates import StayDates
from kunjae.kernel.texts import in_language
from kunjae.properties.rules import split_taxes

FIELDS_OF = {
    "check_in": "check_in",
    "check_out": "check_out",
    "room": "room",
    "room_type": "room_type",
    "adults": "adults",
    "children": "children",
    "rate_plan": "rate_plan",
    "guest_name": "guest_name",
    "meal": "meal",
}


@dataclass
class Editor:
    """What is being edited: `number` of a stay, or `index` of an added room (None for one more)."""

    desk: Desk
    opened: OpenedBooking
    number: int | None
    index: int | None
    form: StayForm
    policy_form: PolicyForm
    prices: dict[str, str] = field(default_factory=dict)
    price_errors: dict[str, str] = field(default_factory=dict)
    picking: str = ""
    waives_fees: bool = False
    stay: StayPlan | None = None

    @property
    def is_new(self) -> bool:
        return self.number is None

    @property
    def name(self) -> str:
        """How the page's hidden field calls it: `stay:1`, `add:`, `add:0`."""
        if self.number is not None:
            return f"stay:{self.number}"
        return f"add:{'' if self.index is None else self.index}"

    @property
    def before(self) -> StayFacts | None:
        return self.opened.booking.facts.stay(self.number) if self.number is not None else None

    @property
    def dates(self) -> StayDates | None:
        """The dates typed, if a stay can have them."""
        check_in, check_out = self._date("check_in"), self._date("check_out")
        if check_in is None or check_out is None:
            return None
        try:
            return StayDates.of(check_in, check_out)
        except InvalidInput:
            return None

    @property
    def room_type(self) -> str:
        return str(self._value("room_type"))

    @property
    def rate_plan(self) -> str:
        return str(self._value("rate_plan"))

    @property
    def pricing(self) -> str:
        return str(self._value("pricing"))

    @property
    def room(self) -> str:
        return str(self._value("room") or "")

    def _value(self, name: str) -> Any:
        return self.form[name].value()

    def _date(self, name: str) -> date | None:
        value = self._value(name)
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value or ""))
        except ValueError:
            return None

    def operations(self, plan_of: Any) -> Operations | None:
        """The operations that say what is typed; None when it cannot be understood, with the errors on the form.

        `plan_of(operations)` prices nights for which no own price was typed.
        """
        valid, policy_valid = self.form.is_valid(), not self._changes_policy() or self.policy_form.is_valid()
        if not valid or not policy_valid:
            return None
        typed = self.form.cleaned_data
        policy = self.policy_form.as_policy(self._policy_name()) if self._changes_policy() else None

        def said(prices: list[str] | None) -> Operations:
            if self.before is None:
                return (added_stay(typed, prices),)
            return operations_for(typed, self.before, policy, prices, waive_fees=self.waives_fees)

        if typed["pricing"] != Pricing.MANUAL.value:
            return said(None)
        return said(self._own_prices(typed, plan_of(said(None))))

    def _own_prices(self, typed: Mapping[str, Any], suggested: StayPlan | None) -> list[str]:
        """A price for every night: as typed, else what the night would cost."""
        known = (
            {night.date: night.room_price for night in suggested.after.nights}
            if suggested and suggested.after
            else {}
        )
        prices = []
        nights = range(min((typed["check_out"] - typed["check_in"]).days, 366))
        for night in (typed["check_in"] + timedelta(days=index) for index in nights):
            text = self.prices.get(price_field(night), "").strip()
            if not text and night in known:
                text = self._as_entered(known[night])
            self.prices[price_field(night)] = text
            prices.append(text)
        return prices

    def _as_entered(self, gross: int) -> str:
        """A price as the hotel types it: net where its prices are without taxes."""
        taxes = self.desk.hotel.taxes
        return amount_text(
            gross if taxes.prices_include_taxes else split_taxes(gross, taxes).net, self.desk.hotel.currency
        )

    def _changes_policy(self) -> bool:
        return bool(self.form.data.get("change_policy")) if self.form.is_bound else False

    def _policy_name(self) -> dict[str, str]:
        before = self.before
        return (
            dict(before.policy.name)
            if before and before.policy
            else {"th": "เฉพาะการจองนี้", "en": "This booking only"}
        )

    def show_errors(self, error: InvalidInput) -> None:
        """Put the engine's errors beside the fields that they are about."""
        language = self.desk.language
        for wrong in error.errors:
            parts = wrong.path.split(".")
            words = in_language(wrong.message, language)
            if "nightly_prices" in parts and parts[-1].isdigit() and self.dates:
                self.price_errors[price_field(self.dates.nights[int(parts[-1])])] = words
            elif "conditions" in parts and parts[-1] in ("th", "en"):
                self.form.add_error(f"conditions_{parts[-1]}", words)
            elif "policy" in parts:
                self.policy_form.add_error(None, f"{'.'.join(parts[parts.index('policy') + 1 :])}: {words}")
            else:
                self.form.add_error(FIELDS_OF.get(parts[-1]), words)

    def turn_to_first_error(self) -> bool:
        """Have the first wrong field take the focus; whether there is one."""
        for form in (self.form, self.policy_form) if self._changes_policy() else (self.form,):
            for name in form.fields:
                if form.is_bound and name in form.errors:
                    form.fields[name].widget.attrs["autofocus"] = True
                    return True
        return bool(self.price_errors)

    @property
    def own_prices(self) -> list[dict[str, Any]]:
        """The fields of own prices, one a night."""
        nights = self.dates.nights if self.dates else ()
        return [
            {
                "night": night,
                "name": price_field(night),
                "value": self.prices.get(price_field(night), ""),
                "error": self.price_errors.get(price_field(night), ""),
                "is_first_wrong": price_field(night) == next(iter(self.price_errors), ""),
            }
            for night in nights
        ]

    @property
    def rooms(self) -> list[dict[str, Any]]:
        """The rooms to choose from: free on all the nights, those with the old beds first; the old one too."""
        facts = {room.number: room for room in self.opened.house.rooms.values()}
        free = list(self.stay.rooms_free) if self.stay else []
        if self.room not in ("", ASSIGN_LATER) and self.room in facts and self.room not in free:
            free.insert(0, self.room)
        return [
            {"number": number, "beds": facts[number].beds, "selected": number == self.room} for number in free
        ]

    @property
    def assigns_later(self) -> bool:
        return self.room == ASSIGN_LATER

    @property
    def keeps_room(self) -> bool:
        return self.room == KEEP_ROOM


def editor_opened(
    desk: Desk,
    opened: OpenedBooking,
    staging: Staging,
    plan: ChangePlan,
    number: int | None,
    index: int | None,
) -> Editor:
    """The editor of a stay with what is staged for it, or of a room to add."""
    planned = next((stay for stay in plan.stays if stay.number == number), None)
    if number is None and index is not None and index < len(staging.added):
        planned = next(
            (stay for stay in plan.stays if stay.number == plan.facts.booking.last_number + index + 1), None
        )
    stay = (planned.after or planned.before) if planned else None
    initial = _initial(stay, staging, number, index, opened, desk)
    editor = _editor(
        desk,
        opened,
        number,
        index,
        {"initial": initial},
        policy={"initial": policy_values(stay.policy if stay else None, desk.hotel.currency)},
    )
    if stay and initial["pricing"] == Pricing.MANUAL.value:
        editor.prices = {
            price_field(night.date): editor._as_entered(night.room_price) for night in stay.nights
        }
    return editor


def editor_posted(
    desk: Desk,
    opened: OpenedBooking,
    staging: Staging,
    posted: QueryDict,
    number: int | None,
    index: int | None,
) -> Editor:
    """The editor as it came back from the page."""
    editor = _editor(desk, opened, number, index, {"data": posted}, policy={"data": posted})
    editor.prices = {name: str(value)[:30] for name, value in posted.items() if name.startswith("price_")}
    editor.picking = posted.get("picking", "")[:10]
    editor.waives_fees = any(operation.get("waive_fees") for operation in _staged(staging, number, index))
    return editor


def with_day_picked(posted: QueryDict, day: date) -> QueryDict:
    """What the page posted, with the dates that a press on a calendar day chooses."""
    changed = posted.copy()
    try:
        now = StayDates.of(
            date.fromisoformat(posted.get("check_in", "")), date.fromisoformat(posted.get("check_out", ""))
        )
    except (ValueError, InvalidInput):
        now = None
    try:
        check_in, check_out, picking = picked(day, now, posted.get("picking", ""))
    except ValueError:
        check_in, check_out, picking = picked(day, now, "")
    changed["check_in"], changed["check_out"], changed["picking"] = (
        check_in.isoformat(),
        check_out.isoformat(),
        picking,
    )
    return changed


def _editor(
    desk: Desk,
    opened: OpenedBooking,
    number: int | None,
    index: int | None,
    content: dict[str, Any],
    policy: dict[str, Any],
) -> Editor:
    before = opened.booking.facts.stay(number) if number is not None else None
    types = [
        facts
        for facts in opened.house.types.values()
        if not facts.retired or (before and facts.code == before.room_type)
    ]
    plans = [
        plan
        for plan in opened.plans.by_id.values()
        if not plan.retired or (before and plan.code == before.rate_plan)
    ]
    form = StayForm(**content, types=types, plans=plans, language=desk.language, new=number is None)
    return Editor(desk, opened, number, index, form, PolicyForm(**policy))


def _initial(
    stay: StayFacts | None,
    staging: Staging,
    number: int | None,
    index: int | None,
    opened: OpenedBooking,
    desk: Desk,
) -> dict[str, Any]:
    if stay is None:
        return _initial_of_new(opened, desk)
    staged = _staged(staging, number, index)
    pricing = Pricing.KEEP if number is not None else Pricing.TODAY
    for operation in staged:
        if operation.get("nightly_prices"):
            pricing = Pricing.MANUAL
        elif operation.get("pricing"):
            pricing = Pricing(operation["pricing"])
    terms = next((operation for operation in staged if operation.get("op") == "set_terms"), {})
    rooms = [operation for operation in staged if "room" in operation]
    room = rooms[-1]["room"] if rooms else KEEP_ROOM
    return {
        "check_in": stay.check_in,
        "check_out": stay.check_out,
        "room_type": stay.room_type,
        "room": (room or ASSIGN_LATER)
        if rooms
        else (stay.room or ASSIGN_LATER if number is None else KEEP_ROOM),
        "adults": stay.adults,
        "children": stay.children,
        "guest_name": stay.guest_name,
        "rate_plan": stay.rate_plan,
        "pricing": pricing.value,
        "change_meal": "meal" in terms,
        "meal": stay.meal.value,
        "change_conditions": "conditions" in terms,
        "conditions_th": stay.conditions.get("th", ""),
        "conditions_en": stay.conditions.get("en", ""),
        "change_policy": "policy" in terms,
    }


def _staged(staging: Staging, number: int | None, index: int | None) -> Operations:
    """What is staged for the stay, or for the added room."""
    if number is not None:
        return staging.of(number)
    return staging.added[index : index + 1] if index is not None else ()


def _initial_of_new(opened: OpenedBooking, desk: Desk) -> dict[str, Any]:
    """A room to add starts with the dates and the plan of the booking's first stay."""
    stays = opened.booking.facts.stays
    first = next((stay for stay in stays if stay.status.is_live), stays[0] if stays else None)
    today = desk.today
    return {
        "check_in": first.check_in if first else today,
        "check_out": first.check_out if first else today + timedelta(days=1),
        "room_type": first.room_type if first else next(iter(opened.house.by_code), ""),
        "room": ASSIGN_LATER,
        "adults": 2,
        "children": 0,
        "guest_name": "",
        "rate_plan": first.rate_plan if first else next(iter(opened.plans.by_code), ""),
        "pricing": Pricing.TODAY.value,
        "meal": first.meal.value if first else "none",
    }
