"""What the buttons of the new-booking page do. None of it is saved: see `views` for the one that books."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext as _

from kunjae.bookings.people import find_people, person_of
from kunjae.extranet.new_booking.basket import MOST_ROOMS, Chosen
from kunjae.extranet.new_booking.page import Page
from kunjae.kernel.money import amount_text
from kunjae.properties.rules import split_taxes


def press(page: Page, verb: str, rest: str) -> None:
    """Do what the button says (`remove`, `2`); an unknown one only looks."""
    _ACTIONS.get(verb, _look)(page, rest)


def _look(page: Page, rest: str) -> None:
    """Show the page again with what was typed."""


def _add(page: Page, rest: str) -> None:
    _choose(page, rest, own=False)


def _add_own(page: Page, rest: str) -> None:
    _choose(page, rest, own=True)


def _choose(page: Page, product: str, *, own: bool) -> None:
    """One more room of that type and plan, for the dates and people that are looked for."""
    found = next(
        (
            (room_type.code, plan.code)
            for room_type in page.house.types.values()
            for plan in page.plans.by_id.values()
            if not room_type.retired and not plan.retired and f"{room_type.code} {plan.code}" == product
        ),
        None,
    )
    if found is None or not page.search.is_valid():
        page.is_wrong = True
        if found is None:
            page.say("refuse", _("This room is no longer offered. Please choose another."))
        return
    dates, given = page.search.dates, page.search.cleaned_data
    wanted = {
        "room_type": found[0],
        "rate_plan": found[1],
        "check_in": dates.check_in.isoformat(),
        "check_out": dates.check_out.isoformat(),
        "adults": given["adults"],
        "children": given["children"],
    }
    chosen = page.basket.add(wanted, room=_wanted_room(page, found[0]), own=own)
    if chosen is None:
        page.is_wrong = True
        page.say("refuse", _("At most %(count)s rooms can be booked at once.") % {"count": MOST_ROOMS})
        return
    page.turned_to, page.searching = str(chosen.key), False


def _wanted_room(page: Page, room_type: str) -> str:
    """The room that the address asked for, once, if it is of the type."""
    room = page.house.all_rooms.by_number.get(page.wanted_room)
    if room is None or room.room_type != room_type:
        return ""
    page.wanted_room = ""
    return room.number


def _remove(page: Page, rest: str) -> None:
    chosen = page.basket.find(rest)
    if chosen is not None:
        page.basket.rooms.remove(chosen)
    page.searching = page.searching or not page.basket.rooms


def _more(page: Page, rest: str) -> None:
    page.searching = True


def _enough(page: Page, rest: str) -> None:
    page.searching = not page.basket.rooms


def _own(page: Page, rest: str) -> None:
    """Open the fields for own prices, filled with those of the plan."""
    chosen = page.basket.find(rest)
    if chosen is None:
        return
    page.turned_to = rest
    prices = _plan_prices(page, chosen)
    chosen.own = True
    chosen.prices = {name: prices.get(name, "") for name, _night in chosen.price_fields}


def _plan_prices(page: Page, chosen: Chosen) -> dict[str, str]:
    """The plan's own prices as the hotel types them: net where its prices are without taxes."""
    plan = page.plan
    page.replan()  # as soon as the prices are its own
    after = plan.stays[page.basket.rooms.index(chosen)].after if plan else None
    nights = {night.date: night.room_price for night in after.nights} if after else {}
    hotel, prices = page.desk.hotel, {}
    for name, night in chosen.price_fields:
        gross = nights.get(night or (chosen.nights[0]))
        if gross is not None:
            net = gross if hotel.taxes.prices_include_taxes else split_taxes(gross, hotel.taxes).net
            prices[name] = amount_text(net, hotel.currency)
    return prices


def _plan_price(page: Page, rest: str) -> None:
    chosen = page.basket.find(rest)
    if chosen is not None:
        chosen.own, chosen.prices, page.turned_to = False, {}, rest


def _pay(page: Page, rest: str) -> None:
    """Put the whole amount, or what the plan wants in advance, into the field."""
    if page.plan is not None and page.total:
        amount = page.plan.money.due_now if rest == "deposit" else page.total
        page.values["amount"] = amount_text(amount, page.desk.hotel.currency)


def _find(page: Page, rest: str) -> None:
    page.people = find_people(page.desk.property, searched_for(page))


def searched_for(page: Page) -> str:
    """What a guest is looked for by: the field that is being typed into, else the one that says most."""
    typed = {name: page.values.get(name, "").strip()[:100] for name in ("phone", "email", "name")}
    asking = page.request.htmx.trigger_name if page.request.htmx else None  # type: ignore[attr-defined]
    return typed.get(asking or "", "") or next((text for text in typed.values() if text), "")


def _guest(page: Page, rest: str) -> None:
    """Fill in who was found."""
    try:
        person = person_of(page.desk.property, UUID(rest))
    except ValueError:
        person = None
    if person is None:
        page.say("warn", _("This guest can't be found any more."))
        return
    for name in ("name", "phone", "email", "country"):
        page.values[name] = getattr(person, name)
    page.values["language"] = person.language or page.values.get("language", "")


_ACTIONS: dict[str, Callable[[Page, str], None]] = {
    "add": _add,
    "add_own": _add_own,
    "remove": _remove,
    "more": _more,
    "enough": _enough,
    "own": _own,
    "plan_price": _plan_price,
    "pay": _pay,
    "find": _find,
    "guest": _guest,
}
