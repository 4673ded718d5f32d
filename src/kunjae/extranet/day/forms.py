"""The forms of check-in: room, guests, and what is said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kunjae.bookings.facts import RegisteredGuest
from kunjae.bookings.rules import LONGEST, NOBODY, missing_details, registered_guest
from kunjae.kernel.countries import country_names
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.parsing import parse_text

MOST_FORMS = 30
"""Guests of one stay that a page has room for."""
GUEST_FIELDS = tuple(field.name for field in fields(RegisteredGuest))


def _language() -> str:
    return "th" if (get_language() or "th").startswith("th") else "en"


def _countries() -> list[tuple[str, str]]:
    return [("", _now("Choose")), *country_names(_language())]


def _text(label: Any, name: str, **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"} | attrs)
    return forms.CharField(label=label, required=False, max_length=LONGEST[name], widget=widget)


class GuestForm(forms.Form):
    """One guest as the law wants guests registered. `guest` once it is valid."""

    use_required_attribute = False

    first_name = _text(_("First name"), "first_name")
    middle_name = _text(_("Middle name"), "middle_name")
    last_name = _text(_("Last name"), "last_name")
    nationality = forms.ChoiceField(label=_("Nationality"), required=False, choices=lazy(_countries, list))
    document = forms.ChoiceField(
        label=_("Document"),
        required=False,
        choices=[
            ("", _("By nationality")),
            ("id_card", _("ID card")),
            ("passport", _("Passport")),
            ("other", _("Other document")),
        ],
    )
    document_number = _text(_("ID card or passport number"), "document_number", autocapitalize="characters")
    birth_date = forms.CharField(
        label=_("Date of birth"),
        required=False,
        max_length=10,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=[("", _("Choose")), ("m", _("Male")), ("f", _("Female")), ("x", _("Other"))],
    )
    occupation = _text(_("Occupation"), "occupation")
    phone = _text(_("Phone"), "phone", type="tel")
    address = _text(_("Address"), "address")
    coming_from = _text(_("Coming from"), "coming_from")
    going_to = _text(_("Going to"), "going_to")

    def __init__(
        self,
        *args: Any,
        today: date,
        position: int,
        is_child: bool = False,
        needed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"prefix": f"guest-{position}"} | kwargs)
        self.today = today
        self.position = position
        self.is_child = is_child
        self.needed = needed
        """Whether nothing that the law asks for may be missing."""
        self.guest = NOBODY

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        try:
            self.guest = registered_guest(
                {name: given[name] or None for name in GUEST_FIELDS}, "", self.today
            )
        except InvalidInput as error:
            for wrong in error.errors:
                self.add_error(wrong.path, wrong.message[_language()])
            return given
        if self.needed and not (self.is_child and self.guest == NOBODY):
            for name in missing_details(self.guest):
                self.add_error(name, _("Please fill this in, or tick below that it follows later."))
        return given

    @property
    def is_complete(self) -> bool:
        return not missing_details(self.guest)

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in ("first_name", "middle_name", "last_name")]

    @property
    def papers(self) -> list[forms.BoundField]:
        return [self[name] for name in ("nationality", "document", "document_number")]

    @property
    def more(self) -> list[forms.BoundField]:
        names = ("birth_date", "sex", "occupation", "phone", "address", "coming_from", "going_to")
        return [self[name] for name in names]

    @property
    def more_is_used(self) -> bool:
        """Whether the part that may stay closed holds something, or something wrong."""
        return any(field.value() or field.errors for field in self.more)


def guest_forms(
    saved: Sequence[RegisteredGuest],
    *,
    adults: int,
    children: int,
    today: date,
    posted: QueryDict | None = None,
    check: bool = False,
    needed: bool = False,
    first: Mapping[str, str] | None = None,
) -> list[GuestForm]:
    """A form for every guest. With `check` what was posted is looked at; else it only stays where it was typed.

    `first`: what is known of the first guest who is not registered yet.
    """
    count = min(max(adults + children, len(saved), 1), MOST_FORMS)
    found = []
    for position in range(1, count + 1):
        more: dict[str, Any] = {
            "today": today,
            "position": position,
            "is_child": position > max(adults, 1),
            "needed": needed,
        }
        if posted is not None and check:
            found.append(GuestForm(posted, **more))
            continue
        initial = _initial(saved[position - 1]) if position <= len(saved) else {}
        if position == 1 and not saved:
            initial = dict(first or {})
        if posted is not None:
            initial |= {
                name: posted[f"guest-{position}-{name}"]
                for name in GUEST_FIELDS
                if f"guest-{position}-{name}" in posted
            }
        found.append(GuestForm(initial=initial, **more))
    return found


def _initial(guest: RegisteredGuest) -> dict[str, Any]:
    shown = {name: getattr(guest, name) for name in GUEST_FIELDS}
    return shown | {
        "sex": guest.sex.value if guest.sex else "",
        "document": guest.document.value if guest.document else "",
        "birth_date": guest.birth_date.isoformat() if guest.birth_date else "",
    }


class ArrivalForm(forms.Form):
    """Room and reason. `seen`: the digest of the registrations that the page shows; `assigned`: the room that the stay
    had then."""

    use_required_attribute = False

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    assigned = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    room = forms.ChoiceField(label=_("Room number"), required=False)
    ready = forms.BooleanField(
        label=_("The room is ready"), required=False, help_text=_("Cleaned and checked for the new guests.")
    )
    later = forms.BooleanField(
        label=_("Missing details follow later"),
        required=False,
        help_text=_("The stay is listed under what waits until they are filled in."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        help_text=_("Needed when guests who arrive late get another room."),
    )

    def __init__(self, *args: Any, rooms: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["room"]
        if isinstance(choices, forms.ChoiceField):
            choices.choices = rooms

    def clean_reason(self) -> str:
        try:
            return parse_text(self.cleaned_data["reason"], "reason", most=1000, blank=True)
        except InvalidInput as error:
            raise forms.ValidationError(error.text(_language())) from None
