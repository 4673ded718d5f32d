"""What the guest is told of a new booking, as a text to copy: LINE, e-mail, whatever the hotel writes with."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from kunjae.changes.queries import OpenedBooking
from kunjae.extranet.access import Desk
from kunjae.kernel.formats import format_date_range, format_money
from kunjae.kernel.texts import in_language
from kunjae.pages.presentation import nights_text, people_text
from kunjae.pages.shown import Names, ShownStay, shown_stays
from kunjae.pages.words import MEALS
from kunjae.payments.rules import MoneyDue


def message_for(desk: Desk, found: OpenedBooking, money: MoneyDue, pin: str) -> str:
    """The confirmation in the guest's language: English where the house does not speak it."""
    language = "th" if found.booking.facts.language.startswith("th") else "en"
    with override(language):
        return "\n".join(_lines(desk, found, money, pin, language))


def _lines(desk: Desk, found: OpenedBooking, money: MoneyDue, pin: str, language: str) -> Iterator[str]:
    hotel, row, details = desk.hotel, found.booking.row, desk.property.details
    names = Names.of(found.house, found.plans, language)
    stays = [stay for stay in shown_stays(found.booking.facts.stays, names, hotel, desk.now) if stay.is_live]
    yield in_language(hotel.name, language)
    yield _("Your booking is confirmed")
    yield ""
    yield f"{_('Booking number')}: {row.code}"
    if pin:
        yield f"{_('PIN')}: {pin}"
    yield f"{_('Booker')}: {row.booker.name}"
    for stay in stays:
        yield ""
        yield from _stay(desk, stay, language)
    yield ""
    yield f"{_('Total')}: {_money(desk, money.value, language)}"
    if money.paid:
        yield f"{_('Paid')}: {_money(desk, money.paid, language)}"
    if money.collect_now:
        yield f"{_('Due now')}: {_money(desk, money.collect_now, language)}"
    if money.later:
        yield f"{_('To pay at the hotel')}: {_money(desk, money.later, language)}"
    yield ""
    times = {"check_in": f"{desk.property.check_in_time:%H:%M}", "check_out": f"{desk.property.check_out_time:%H:%M}"}  # fmt: skip
    yield _("Check-in from %(check_in)s, check-out until %(check_out)s") % times
    if phone := details.get("phone"):
        yield f"{_('Phone')}: {phone}"
    if line := details.get("line_id"):
        yield f"LINE: {line}"


def _stay(desk: Desk, stay: ShownStay, language: str) -> Iterator[str]:
    facts, hotel = stay.facts, desk.hotel
    dates = format_date_range(facts.check_in, facts.check_out, language, era=hotel.era)
    title = _("Room %(n)s: %(title)s") % {"n": stay.position, "title": stay.room_type}
    yield f"{title} · {stay.facts.room}" if stay.facts.room else title
    yield f"{dates}, {nights_text(len(facts.nights))} · {people_text(facts)}"
    meal = str(MEALS[facts.meal.value])
    yield stay.rate_plan if meal == stay.rate_plan else f"{stay.rate_plan} · {meal}"
    yield f"{_('Price')}: {_money(desk, facts.agreed_total, language)}"
    yield f"{_('Cancellation policy')}: {stay.policy}"


def _money(desk: Desk, amount: int, language: str) -> str:
    return format_money(amount, desk.hotel.currency, language, unit=True)
