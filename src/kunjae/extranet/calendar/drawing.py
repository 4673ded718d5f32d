"""The calendar as HTML: a table whose bars are cells as wide as their nights.

It is put together here, and tersely: 300 rooms of a full house have thousands of bars, and what is written for each
counts thousands of times. So addresses are relative to the calendar's own, a bar's nights are its `colspan`, words that
repeat (states, "nights") stand in css/calendar.css in both languages, and only what the table cannot say is written
beside a bar: the dates of one that runs over an edge (`data-i`, `data-o`, `data-n` its nights) and the number of a stay
that is not the first of its booking (`data-s`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from html import escape
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kunjae.bookings.calendar import CalendarStay, KeptNights
from kunjae.extranet.calendar.content import Calendar, Item, Lane, RoomRow, TypeRows
from kunjae.extranet.calendar.layout import Bar, Window, cells, months
from kunjae.extranet.calendar.states import BarState, is_due, state_of_block, state_of_stay
from kunjae.inventory.facts import BlockFacts
from kunjae.kernel.formats import format_date
from kunjae.kernel.texts import in_language
from kunjae.properties.facts import PropertyFacts

SATURDAY = 5


def drawn(calendar: Calendar, hotel: PropertyFacts, *, language: str, may_change: bool) -> SafeString:
    """The table. `may_change`: with links by which rooms are booked, blocked and held, and bars that can be moved."""
    parts = _Drawing(calendar, hotel, language, may_change).parts()
    return mark_safe("".join(parts))  # noqa: S308 - every text is escaped where it is put in


class _Drawing:
    def __init__(self, calendar: Calendar, hotel: PropertyFacts, language: str, may_change: bool) -> None:
        self.calendar, self.hotel = calendar, hotel
        self.language, self.may_change = language, may_change
        window, today = calendar.window, calendar.today
        self.letters = 240 // window.days
        """How many letters of a name a night may hold, at most; beyond that nobody could read them."""
        self.soonest = max((today - window.first).days, 0)
        """The first column that may still be booked."""
        self.free = "<td>"

    def parts(self) -> Iterator[str]:
        window = self.calendar.window
        today = window.column(self.calendar.today)
        yield f'<table class="cal" data-first={window.first} data-days={window.days}'
        yield f" data-today={(self.calendar.today - window.first).days}{' data-may' if self.may_change else ''}>"
        yield "<colgroup><col>"
        for column, day in enumerate(window.dates):
            yield f"<col{_kind_of_day(day, column == today)}>"
        yield from self._head(window, today)
        for rows in self.calendar.types:
            yield from self._type(rows)
        yield "</table>"

    def _head(self, window: Window, today: int | None) -> Iterator[str]:
        yield "<thead><tr><td>"
        for first, days in months(window):
            pattern = "LLLL" if days > 4 else "LLL"
            yield f"<th scope=colgroup colspan={days}><b>{escape(self._date(first, pattern, year=days > 4))}</b>"
        yield f"<tr><th scope=col>{escape(_('Room'))}"
        for column, day in enumerate(window.dates):
            is_today = column == today
            told = f' aria-current="date" title="{escape(_("Today"))}"' if is_today else ""
            yield f"<th scope=col{_kind_of_day(day, is_today)}{told}><i>{escape(self._date(day, 'ccc'))}</i>{day.day}"

    def _date(self, day: date, pattern: str, *, year: bool = False) -> str:
        return format_date(day, self.language, era=self.hotel.era, pattern=pattern, year=year)

    def _type(self, rows: TypeRows) -> Iterator[str]:
        name = in_language(rows.name, self.language) or rows.code
        yield f'<tbody data-type="{escape(rows.code)}"{" data-retired" if rows.retired else ""}>'
        yield f"<tr class=type><th scope=row>{escape(name)}<small>{escape(_('free'))}</small>"
        for free in rows.free:
            yield f"<td>{free}" if free > 0 else f"<td class=full>{free}"
        for room in rows.rooms:
            yield self._room(room)
        first, *others = rows.unassigned
        height = f" rowspan={len(rows.unassigned)}" if others else ""
        words = escape(_("No room number"))
        if self.may_change and not rows.retired:
            words = f'<a href="free/?{self._from_free([])}&amp;room_type={_quoted(rows.code)}">{words}</a>'
        yield f"<tr class=lane><th{height}>{words}{self._lane(first)}"
        for lane in others:
            yield f"<tr class=lane>{self._lane(lane)}"

    def _room(self, room: RoomRow) -> str:
        number = escape(room.number)
        if room.retired:
            return f"<tr class=retired><th>{number}{self._lane(room.bars)}"
        if self.may_change:
            number = (
                f'<a href="free/?{self._from_free(room.bars)}&amp;room={_quoted(room.number)}">{number}</a>'
            )
        return f"<tr><th>{number}{self._lane(room.bars)}"

    def _from_free(self, lane: Lane) -> str:
        """The first night that may be booked, as a part of an address."""
        column = self.soonest
        for bar in sorted(lane, key=lambda bar: bar.column):
            if bar.column <= column < bar.after:
                column = bar.after
        return f"check_in={self.calendar.window.first + timedelta(days=column)}"

    def _lane(self, lane: Lane) -> str:
        if not lane:
            return self.free * self.calendar.window.days
        return "".join(
            self.free * part if isinstance(part, int) else self._bar(part)
            for part in cells(lane, self.calendar.window.days)
        )

    def _bar(self, bar: Bar[Item]) -> str:
        span = f"<td colspan={bar.width}>" if bar.width > 1 else "<td>"
        if isinstance(bar.item, CalendarStay):
            return f"{span}<a {self._stay(bar, bar.item)}</a>"
        if isinstance(bar.item, KeptNights):
            return f"{span}<a {self._kept(bar, bar.item)}</a>"
        return f"{span}<a {self._block(bar, bar.item)}</a>"

    def _stay(self, bar: Bar[Item], stay: CalendarStay) -> str:
        code, number, status, _room, _type, check_in, check_out, guest, value, paid, waits = stay
        today = self.calendar.today
        state = state_of_stay(status, check_out, today, value=value, paid=paid, waits=waits)
        look = f'"{state} due"' if is_due(state, value=value, paid=paid) else state
        which = f" data-s={number}" if number != 1 else ""
        edges = "" if bar.begins and bar.ends else _edges(bar, check_in, check_out)
        return (
            f"href=../bookings/{_quoted(code)}/ class={look}{which}{edges}>{self._name(guest or code, bar)}"
        )

    def _kept(self, bar: Bar[Item], kept: KeptNights) -> str:
        return f"href=../bookings/{_quoted(kept.code)}/ class={BarState.KEPT}>{self._name(kept.guest or kept.code, bar)}"

    def _block(self, bar: Bar[Item], block: BlockFacts) -> str:
        edges = "" if bar.begins and bar.ends else _edges(bar, block.first_night, block.until)
        state = state_of_block(block)
        words = block.reason or _("Out of service")
        if block.held_until is not None:
            words = " · ".join(filter(None, [self._held(block.held_until), block.reason]))
        return f"href=blocks/{block.id}/ class={state}{edges}>{self._name(words, bar)}"

    def _held(self, until: datetime) -> str:
        local = until.astimezone(ZoneInfo(self.hotel.timezone))
        day = "" if local.date() == self.calendar.today else f"{self._date(local.date(), 'd MMM')} "
        return _("Held until %(time)s") % {"time": f"{day}{local:%H:%M}"}

    def _name(self, name: str, bar: Bar[Item]) -> str:
        most = 6 + bar.width * self.letters
        return escape(name if len(name) <= most else f"{name[:most]}…")


_quoted = lru_cache(maxsize=10_000)(partial(quote, safe=""))


def _kind_of_day(day: date, is_today: bool) -> str:
    return " class=today" if is_today else " class=rest" if day.weekday() >= SATURDAY else ""


def _edges(bar: Bar[Item], first: date, until: date) -> str:
    """The dates of a bar that runs over an edge, and how many nights it really is."""
    begin = "" if bar.begins else f" data-i={first}"
    end = "" if bar.ends else f" data-o={until}"
    return f"{begin}{end} data-n={(until - first).days}"
