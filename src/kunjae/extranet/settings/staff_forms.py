"""The forms of who works for the hotel, and of API tokens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kunjae.accounts import roles
from kunjae.accounts.models import ROLE_CHOICES
from kunjae.extranet.settings.fields import text_field
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.parsing import parse_text

ROLE_HELP = {
    "owner": _("Everything, and the only ones who deal with owners"),
    "manager": _("Everything at the desk, settings and staff"),
    "front_desk": _("Bookings, changes, check-in, payments; no settings"),
    "viewer": _("Sees everything at the desk, changes nothing"),
}


class _RoleForm(forms.Form):
    """A form whose role is one that `by` may give."""

    def __init__(self, data: Any = None, *, by: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"),
            choices=[
                (code, f"{label} · {ROLE_HELP[code]}")
                for code, label in ROLE_CHOICES
                if roles.may_employ(by, code)
            ],
        )


class NewPerson(_RoleForm):
    """Somebody to work for the hotel."""

    email = forms.EmailField(
        label=_("Email"),
        max_length=254,
        help_text=_("They sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = text_field(_("Name"), most=120, help=_("As it stands in the history of bookings."))
    field_order = ("email", "name", "role")

    def clean_name(self) -> str:
        return _storable(self.cleaned_data["name"])


class RoleForm(_RoleForm):
    """Another role for somebody. `seen` is what they were when the page was made."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class NewToken(_RoleForm):
    """An API token for a program."""

    name = text_field(
        _("Name of the program"), most=120, required=True, help=_("For instance: website, channel manager.")
    )
    field_order = ("name", "role")

    def clean_name(self) -> str:
        return _storable(self.cleaned_data["name"])


def _storable(text: str) -> str:
    try:
        return " ".join(parse_text(text, "", most=120, blank=True).split())
    except InvalidInput as error:
        raise forms.ValidationError(error.text(get_language() or "th")) from None
