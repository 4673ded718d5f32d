"""The lists of the day: one stay a line, with what can be done next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kunjae.bookings.day import DayStay
from kunjae.bookings.facts import StayStatus
from kunjae.extranet.access import Desk
from kunjae.kernel.texts import in_language
from kunjae.pages.presentation import guests_text


@dataclass(frozen=True, slots=True)
class Line:
    """One stay, all that its row shows; amounts in minor units. `actions`: pages that do something with it."""

    name: str
    is_erased: bool
    code: str
    number: int
    url: str
    room: str
    room_type: str
    to_clean: bool
    people: str
    check_in: date
    check_out: date
    status: str
    balance: int
    actions: tuple[tuple[str, str], ...] = ()

    @property
    def nights(self) -> int:
        return (self.check_out - self.check_in).days

    @property
    def has_ended(self) -> bool:
        return not StayStatus(self.status).is_live

    def shown(self, currency: str, era: str) -> SafeString:
        """Its table row in the language of the page."""
        return _row(self, currency, era, get_language())


@lru_cache(maxsize=4_000)
def _row(line: Line, currency: str, era: str, language: str | None) -> SafeString:
    """A row is drawn once for what it shows: the day is looked at far more often than it changes."""
    return render_to_string("kunjae/day/row.html", {"line": line, "currency": currency, "era": era})


class Lines:
    """Makes the lines of one page: addresses are looked up once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        names = ("booking", "check_in", "check_out", "no_show")
        self._addresses = {
            name: reverse(
                f"extranet:{name}",
                args=[desk.property.slug, "CODE", *([] if name == "booking" else [999_999])],
            )
            for name in names
        }

    def of(self, stays: Iterable[DayStay]) -> list[Line]:
        return [self._line(stay) for stay in stays]

    def address(self, name: str, stay: DayStay) -> str:
        """The page of that name for the stay."""
        return self._addresses[name].replace("CODE", stay.booking).replace("999999", str(stay.number))

    def _line(self, stay: DayStay) -> Line:
        return Line(
            name=stay.name,
            is_erased=stay.is_erased and not stay.name,
            code=stay.booking,
            number=stay.number,
            url=self.address("booking", stay),
            room=stay.room_number or "",
            room_type=in_language(stay.room_type, self._desk.language),
            to_clean=stay.to_clean and stay.status is StayStatus.RESERVED,
            people=guests_text(stay.adults, stay.children),
            check_in=stay.check_in,
            check_out=stay.check_out,
            status=stay.status.value,
            balance=stay.balance if stay.status.is_live else 0,
            actions=tuple(
                (name, self.address(name, stay)) for name in what_can_be_done(stay, self._desk.today)
            )
            if self._desk.may_change
            else (),
        )


def what_can_be_done(stay: DayStay, today: date) -> tuple[str, ...]:
    """The pages that a line leads to, the likeliest first."""
    if stay.status is StayStatus.IN_HOUSE:
        return ("check_out",)
    if stay.status is StayStatus.RESERVED and stay.check_in <= today:
        return ("check_in", "no_show") if stay.check_in < today else ("check_in",)
    return ()
