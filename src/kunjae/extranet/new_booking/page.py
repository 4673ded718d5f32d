"""One answer of the new-booking page while it is being made: what the page carried, read once."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from kunjae.bookings.contacts import region_of
from kunjae.bookings.facts import Source
from kunjae.bookings.people import Person
from kunjae.changes.commands import preview_booking
from kunjae.changes.facts import ChangePlan
from kunjae.changes.rules.terms import terms_of
from kunjae.extranet.access import Desk
from kunjae.extranet.new_booking.basket import Basket, UnreadableBasket
from kunjae.extranet.new_booking.forms import GuestForm, MoneyForm, SearchForm, search_values
from kunjae.inventory.holds import Hold, hold_of
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.money import amount_text
from kunjae.pages.words import LANGUAGES
from kunjae.properties.queries import House, house
from kunjae.rates.queries import RatePlans, rate_plans

_FORM = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to say at the top of the page."""

    kind: str
    text: str = ""
    title: str = ""


@dataclass
class Page:
    """What is looked for, the rooms chosen, who books, what is paid; and what to say about it."""

    request: HttpRequest
    desk: Desk
    search: SearchForm
    basket: Basket
    hold: Hold | None
    wanted_type: str
    wanted_room: str
    form: str
    """The random name of this form, by which it books once."""
    searching: bool
    """Whether rooms are offered: until one is chosen, and again when another is wanted."""
    values: QueryDict
    """What stands in the fields, to be changed by buttons."""
    people: list[Person] | None = None
    notices: list[Notice] = field(default_factory=list)
    outdated: dict[str, dict[str, str]] = field(default_factory=dict)
    """What the page showed of each room, where that is no longer so."""
    turned_to: str = ""
    """The room that the answer turns to: its key."""
    is_wrong: bool = False
    """Whether something typed cannot be used."""

    @cached_property
    def house(self) -> House:
        return house(self.desk.property)

    @cached_property
    def plans(self) -> RatePlans:
        return rate_plans(self.desk.property)

    @cached_property
    def plan(self) -> ChangePlan | None:
        """What booking the chosen rooms would make; None without rooms, or where one cannot be understood."""
        desk = self.desk
        if not self.basket.read(desk.hotel.currency, desk.language) or not self.basket.rooms:
            return None
        try:
            return preview_booking(
                property=desk.property, stays=self.basket.stays, now=desk.now, hold=self.hold
            )
        except InvalidInput as error:
            self.basket.show(error, desk.language)
            return None

    @property
    def terms(self) -> str:
        return terms_of(self.plan) if self.plan else ""

    @property
    def total(self) -> int | None:
        return self.plan.money.value if self.plan and self.plan.can_confirm else None

    @cached_property
    def guest(self) -> GuestForm:
        return GuestForm(self.values, region=region_of(self.desk.hotel.timezone))

    @cached_property
    def money(self) -> MoneyForm:
        return MoneyForm(self.values, currency=self.desk.hotel.currency, total=self.total, auto_id="id_%s")

    @property
    def first_arrival(self) -> date | None:
        """The earliest check-in: of the rooms chosen, else of what is looked for."""
        if self.basket.stays:
            return min(stay.dates.check_in for stay in self.basket.stays)
        return self.search.cleaned_data.get("check_in") if self.search.is_valid() else None

    @property
    def suggested_source(self) -> str:
        """Who arrives today stands here; who arrives later has called."""
        return (Source.WALK_IN if self.first_arrival == self.desk.today else Source.PHONE).value

    @property
    def suggested_amount(self) -> str:
        """All of it from whoever arrives today, else what the plan wants in advance."""
        if self.plan is None or not self.total:
            return ""
        due = self.plan.money.due_now
        amount = self.total if self.first_arrival == self.desk.today or not due else due
        return amount_text(amount, self.desk.hotel.currency)

    def follow(self) -> None:
        """Suggestions that nobody has touched follow the rooms."""
        values = self.values
        if values.get("source", "") in ("", values.get("source_shown", "")):
            values["source"] = self.suggested_source
        values["source_shown"] = self.suggested_source
        if values.get("method"):
            if values.get("amount", "") == values.get("amount_shown", ""):
                values["amount"] = self.suggested_amount
            values["amount_shown"] = self.suggested_amount

    def replan(self) -> None:
        """Look anew at what booking the rooms would make: they, or the hotel, are others now."""
        self.__dict__.pop("plan", None)
        if self.hold is not None:
            self.hold = hold_of(self.desk.property, self.hold.id)

    def say(self, kind: str, text: str, title: str = "") -> None:
        self.notices.append(Notice(kind, text, title))


def page_opened(request: HttpRequest, desk: Desk) -> Page:
    """The page as an address asks for it."""
    asked = request.GET
    hold, is_gone = _hold(desk, asked.get("hold", ""))
    given = {name: asked.get(name, "") for name in ("check_in", "check_out", "adults", "children")}
    if hold is not None:
        given["check_in"] = given["check_in"] or hold.dates.check_in.isoformat()
        given["check_out"] = given["check_out"] or hold.dates.check_out.isoformat()
    values = QueryDict(mutable=True)
    values["language"] = next((each for each in desk.property.languages if each in LANGUAGES), "th")
    page = _page(request, desk, Basket(), search_values(desk.today, given), hold, values)
    page.wanted_room = asked.get("room", "")[:100] or (hold.room if hold else "")
    page.wanted_type = asked.get("room_type", "")[:100]
    if is_gone:
        page.say("warn", hold_is_gone())
    _look_up_wanted(page)
    if not page.search.is_valid():
        page.is_wrong = True
    return page


def page_posted(request: HttpRequest, desk: Desk) -> Page:
    """The page as it came back."""
    posted = request.POST.copy()
    hold, is_gone = _hold(desk, posted.get("hold", ""))
    try:
        basket, readable = Basket.from_post(posted), True
    except UnreadableBasket:
        basket, readable = Basket(), False
    page = _page(request, desk, basket, posted, hold, posted)
    page.form = posted.get("form", "") if _FORM.fullmatch(posted.get("form", "")) else page.form
    page.wanted_room, page.wanted_type = posted.get("wanted_room", "")[:100], posted.get("wanted_type", "")[:100]  # fmt: skip
    if is_gone:
        page.say("warn", hold_is_gone())
    if not readable:
        page.is_wrong = True
        page.say("refuse", _("The chosen rooms could not be read. Please choose them again."))
    return page


def _page(
    request: HttpRequest,
    desk: Desk,
    basket: Basket,
    searched: object,
    hold: Hold | None,
    values: QueryDict,
) -> Page:
    return Page(
        request=request,
        desk=desk,
        search=SearchForm(searched),  # type: ignore[arg-type]
        basket=basket,
        hold=hold,
        wanted_type="",
        wanted_room="",
        form=secrets.token_urlsafe(16),
        searching=not basket.rooms or values.get("searching") == "on",
        values=values,
    )


def _hold(desk: Desk, text: str) -> tuple[Hold | None, bool]:
    """The hold of that id, and whether one was named that is gone."""
    if not text:
        return None, False
    try:
        found = hold_of(desk.property, UUID(text))
    except ValueError:
        found = None
    return found, found is None


def hold_is_gone() -> str:
    """What is said of a hold that was released meanwhile."""
    return _("The hold is gone. The room may be free all the same.")


def _look_up_wanted(page: Page) -> None:
    """The room and type that an address asks for, if the hotel has them in use."""
    if page.wanted_room:
        room = page.house.all_rooms.by_number.get(page.wanted_room)
        if room is None or room.retired:
            page.say("warn", _("There is no room %(room)s in use.") % {"room": page.wanted_room})
            page.wanted_room = ""
            page.is_wrong = True
        else:
            page.wanted_type = room.room_type
    facts = page.house.by_code.get(page.wanted_type)
    if page.wanted_type and (facts is None or facts.retired):
        page.say("warn", _("There is no room type %(code)s in use.") % {"code": page.wanted_type})
        page.wanted_type = ""
        page.is_wrong = True


def read_shown(text: str) -> dict[str, dict[str, str]]:
    """What the page showed of each room, as it carried it; anything else counts as nothing."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(data, dict) or not all(isinstance(lines, dict) for lines in data.values()):
        return {}
    return data
