"""The form of the sign-in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kunjae.guest.reading import LONGEST_TYPED


class SignInForm(forms.Form):
    """Booking number and PIN, as typed; they are read forgivingly (`guest.reading`)."""

    code = forms.CharField(
        label=_("Booking number"),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Please enter the booking number.")},
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=LONGEST_TYPED,
        help_text=_("Six digits; you find them in the confirmation of your booking."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": _("Please enter the PIN.")},
    )
