"""Sample data for the component gallery (shown only while DEBUG is on)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from django import forms, template
from django.core.paginator import Page, Paginator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kunjae.kernel import formats
from kunjae.pages.templatetags.kunjae_format import money

register = template.Library()

TODAY = date(2026, 12, 4)
OLD = (date(2026, 12, 10), date(2026, 12, 12))
NEW = (date(2026, 12, 20), date(2026, 12, 22))
FULL = {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 31)}
CLOSED = {date(2027, 1, 12), date(2027, 1, 13), date(2027, 1, 14)}


class SampleForm(forms.Form):
    guest = forms.CharField(label=gettext_lazy("Guest"), help_text=gettext_lazy("As on the passport."))
    email = forms.EmailField(label=gettext_lazy("Email"))
    check_in = forms.DateField(
        label=gettext_lazy("Check-in date"), widget=forms.DateInput(attrs={"type": "date"})
    )
    adults = forms.IntegerField(label=gettext_lazy("Adults"), min_value=1, initial=2)
    room = forms.ChoiceField(
        label=gettext_lazy("Room number"),
        choices=[("", gettext_lazy("Assign later")), ("001", "001"), ("003", "003")],
    )
    price = forms.ChoiceField(
        label=gettext_lazy("Price"),
        widget=forms.RadioSelect,
        choices=[
            ("kept", gettext_lazy("Keep price")),
            ("today", gettext_lazy("Today's price")),
            ("own", gettext_lazy("Own price")),
        ],
        initial="today",
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    record = forms.BooleanField(
        label=gettext_lazy("Record history and charge"),
        help_text=gettext_lazy(
            "Unticked: not counted as a change and no fee is recorded. The old booking is still kept for checking."
        ),
        required=False,
        initial=True,
    )


def _language() -> str:
    return (get_language() or "th").split("-")[0]


def _day(day: date) -> dict[str, Any]:
    price = (150_000 if day.weekday() in (4, 5) else 120_000) + (
        60_000 if day.month == 12 and day.day > 18 else 0
    )
    left = (day.day * 7) % 4 + 1
    states: list[str] = []
    tag = ""
    words = _("%(count)s left") % {"count": left}
    if day < TODAY:
        states.append("is-past")
        price, words = 0, ""
    elif day in FULL:
        states.append("is-full")
        words = _("Full")
    elif day in CLOSED:
        states.append("is-closed")
        words = _("Closed")
    if day == TODAY:
        states.append("is-today")
    for (first, last), state in ((OLD, "is-old"), (NEW, "is-new")):
        if first <= day < last:
            states.append(state)
    if day == NEW[0]:
        states.append("is-check-in")
        tag = _("In")
    if day == NEW[1]:
        states.append("is-check-out")
        tag = _("Out")
    figure = money(price, "THB") if price else ""
    label = ", ".join(part for part in (formats.format_date(day, _language()), figure, words, tag) if part)
    return {
        "value": day.isoformat(),
        "number": day.day,
        "price": figure,
        "left": words,
        "states": " ".join(states),
        "tag": tag,
        "label": label,
        "disabled": day < TODAY,
        "selected": "is-new" in states,
    }


def _month(year: int, month: int) -> dict[str, Any]:
    sunday = date(2026, 12, 6)
    short = "EEEEE" if _language() == "th" else "EEEEEE"
    return {
        "caption": formats.format_date(date(year, month, 1), _language(), pattern="MMMM"),
        "weekdays": [
            {
                "short": formats.format_date(day, _language(), pattern=short, year=False),
                "long": formats.format_date(day, _language(), pattern="EEEE", year=False),
            }
            for day in (sunday + timedelta(days=i) for i in range(7))
        ],
        "weeks": [
            [_day(day) if day.month == month else None for day in week]
            for week in calendar.Calendar(firstweekday=6).monthdatescalendar(year, month)
        ],
    }


@register.simple_tag
def sample_form() -> SampleForm:
    return SampleForm(auto_id="id_%s")


@register.simple_tag
def sample_bad_form() -> SampleForm:
    form = SampleForm({"guest": "", "email": "somchai@", "adults": "0"}, auto_id="bad_%s")
    form.is_valid()
    form.add_error(None, _("Check-out must be after check-in."))
    return form


@register.simple_tag
def sample_page() -> Page[int]:
    return Paginator(range(1, 238), 25).page(4)


@register.simple_tag
def sample_months() -> list[dict[str, Any]]:
    return [_month(2026, 12), _month(2027, 1)]


@register.simple_tag
def sample_date(value: str) -> date:
    return date.fromisoformat(value)


@register.simple_tag
def sample_steps() -> tuple[tuple[int, int], ...]:
    return ((14, 0), (3, 50), (1, 100))
