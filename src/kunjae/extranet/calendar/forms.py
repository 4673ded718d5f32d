"""The forms of the calendar: which days it shows, and what becomes of free nights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kunjae.extranet.calendar.layout import Window
from kunjae.extranet.filters import DayField, ListFilter
from kunjae.inventory.blocking import MOST_REASON
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.moments import moment_of
from kunjae.kernel.stay_dates import EARLIEST_DATE, LATEST_DATE, StayDates
from kunjae.kernel.texts import in_language

SPANS = (14, 30)
HOLD_HOURS = 2
"""How long a room is held unless somebody says otherwise."""


class MomentField(forms.DateTimeField):
    """A day and a time on the hotel's clock, in the browser's own control; `moment` makes a moment of it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            label=_("Held until"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
            error_messages={
                "invalid": _("must be a day and a time such as 2026-12-10 18:00"),
                "required": _("is required"),
            },
            **given,
        )

    def to_python(self, value: Any) -> datetime | None:
        """Without a time zone: the hotel's is not known here."""
        given: datetime | None = super().to_python(value)
        if given is not None and not EARLIEST_DATE <= given.date() <= LATEST_DATE:
            raise forms.ValidationError(_("is not a date a stay can have"))
        return given and given.replace(tzinfo=None)


class WindowForm(ListFilter):
    """Which days are shown: nothing asked for is yesterday and on."""

    start = DayField(label=_("Go to"), required=False)
    days = forms.TypedChoiceField(
        label=_("Days"),
        coerce=int,
        required=False,
        choices=[(span, span) for span in SPANS],
        error_messages={"invalid_choice": _("can be 14 or 30")},
    )

    def window(self, today: date) -> Window:
        """What was asked for; where that cannot be understood, what is shown at first."""
        given = self.cleaned_data if self.is_valid() else {}
        return Window(given.get("start") or today - timedelta(days=1), given.get("days") or SPANS[0])


class FreeForm(forms.Form):
    """What becomes of free nights: a booking, a block, or a hold. `do` says which one is asked for.

    `rooms`: the numbers that may be chosen. Without one only a booking can be made.
    """

    room_type = forms.CharField(widget=forms.HiddenInput, required=False)
    room = forms.ChoiceField(
        label=_("Room"),
        required=False,
        error_messages={"invalid_choice": _("is no room of this type in use")},
    )
    check_in = DayField(label=_("First night"))
    check_out = DayField(label=_("Until (morning)"))
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=MOST_REASON,
        help_text=_("Such as: the shower is broken."),
    )
    held_for = forms.CharField(label=_("For whom"), required=False, max_length=MOST_REASON)
    held_until = MomentField(required=False)
    start = forms.CharField(widget=forms.HiddenInput, required=False)
    days = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, rooms: Sequence[str], today: date, timezone: str, do: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].choices = [("", _("Number later")), *((number, number) for number in rooms)]  # type: ignore[attr-defined]
        self._today, self._timezone, self._do = today, timezone, do

    @property
    def dates(self) -> StayDates:
        return StayDates(self.cleaned_data["check_in"], self.cleaned_data["check_out"])

    def clean_check_in(self) -> date:
        day: date = self.cleaned_data["check_in"]
        if day < self._today:
            raise forms.ValidationError(_("lies before today"))
        return day

    def clean_held_until(self) -> datetime | None:
        given: datetime | None = self.cleaned_data["held_until"]
        return hotel_moment(given, self._timezone)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, until = given.get("check_in"), given.get("check_out")
        if first and until:
            try:
                StayDates.of(first, until)
            except InvalidInput as error:
                self.refuse(error)
        if self._do in ("block", "hold") and not given.get("room") and "room" not in self.errors:
            self.add_error("room", _("Choose a room first."))
        if self._do == "hold" and not given.get("held_until") and "held_until" not in self.errors:
            self.add_error("held_until", _("is required"))
        return given

    def refuse(self, error: InvalidInput, *, reason: str = "reason") -> None:
        """Say what a command refused, beside the field that it is about; `reason`: which field the reason came from."""
        refuse(self, error, {"reason": reason})


class ProlongForm(forms.Form):
    """Another moment for a hold. `seen`: the version of the block that the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    held_until = MomentField()

    def __init__(self, *args: Any, timezone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timezone = timezone

    def clean_held_until(self) -> datetime | None:
        return hotel_moment(self.cleaned_data["held_until"], self._timezone)


def refuse(form: forms.Form, error: InvalidInput, fields: dict[str, str] | None = None) -> None:
    """Say what a command refused, beside the field that it is about (`fields`: path -> field, where they differ)."""
    for wrong in error.errors:
        name = (fields or {}).get(wrong.path, wrong.path)
        form.add_error(name if name in form.fields else None, in_language(wrong.message, _language()))


def hotel_moment(given: datetime | None, timezone: str) -> datetime | None:
    """A day and a time on the hotel's clock as the moment that it is."""
    return given and moment_of(given.date(), given.time(), timezone)


def hotel_time(moment: datetime, timezone: str) -> datetime:
    """The moment on the hotel's clock, as a field shows it."""
    return moment.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)


def usual_hold(now: datetime, timezone: str) -> datetime:
    """Until when a room is held unless somebody says otherwise, on the hotel's clock: a full quarter of an hour."""
    local = hotel_time(now.astimezone(UTC) + timedelta(hours=HOLD_HOURS), timezone)
    return local.replace(second=0, microsecond=0) + timedelta(minutes=-local.minute % 15)


def _language() -> str:
    return "th" if (get_language() or "th").startswith("th") else "en"
