"""The form of what a hotel enters for a program outside (a payment provider, its PMS), made from the fields that this one asks
for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from kunjae.extranet.settings.fields import shown, text_field, tick
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.texts import in_language
from kunjae.payments.ports import KeyField
from kunjae.payments.providers.fields import LONGEST_VALUE


class CredentialsForm(forms.Form):
    """`asked`: the fields. `initial`: `seen`, the fingerprint of what is kept, `enabled`, and what is no secret. `saved_at`: the
    words for each secret that is kept. What is kept of secrets is never in it. `enabled`: the box that switches it on."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any,
        *,
        asked: Sequence[KeyField],
        initial: Mapping[str, Any],
        language: str,
        saved_at: Mapping[str, str],
        enabled: forms.BooleanField,
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self._asked = asked
        for each in asked:
            self.fields[each.name] = _field(each, language, saved_at.get(each.name, ""))
        self.fields["enabled"] = enabled

    @property
    def entered(self) -> list[tuple[forms.BoundField, bool]]:
        """The fields that are asked for, and whether each may stay empty."""
        return [(self[each.name], not each.required and not each.tick) for each in self._asked]

    @property
    def has_errors(self) -> bool:
        """Whether anything in it is marked as wrong."""
        return bool(self.errors)

    def values(self) -> dict[str, str]:
        """What was entered, as provider and adapter read it."""
        return {
            each.name: ("1" if self.cleaned_data.get(each.name) else "")
            if each.tick
            else str(self.cleaned_data.get(each.name) or "")
            for each in self._asked
        }

    def wrong(self, error: InvalidInput, language: str) -> None:
        """Show every error at its field."""
        for each in error.errors:
            name = each.path if each.path in self.fields else None
            self.add_error(name, in_language(each.message, language))

    def meanwhile(self, typed: QueryDict, seen: str, kept: Mapping[str, Any], words: str) -> None:
        """Somebody else saved first: what was typed stays, what is kept now stands beside it, and the next save is one on
        top of it."""
        typed["seen"] = seen
        self.data = typed
        self.add_error(None, words)
        for name, value in kept.items():
            if name in self.fields and value != self.values().get(name):
                self.add_error(name, _("Stored meanwhile: %(value)s") % {"value": shown(value)})


def _field(each: KeyField, language: str, saved: str) -> forms.Field:
    label, help = in_language(each.label, language), in_language(each.help, language)
    if each.tick:
        return tick(label, help=help)
    field = text_field(label, most=LONGEST_VALUE, help=f"{help} {saved}".strip(), spellcheck="false")
    if each.secret:
        # What was typed a moment ago comes back with its complaint; what is kept never does.
        field.widget = forms.PasswordInput(
            render_value=True, attrs={"autocomplete": "new-password", "spellcheck": "false"}
        )
    return field
