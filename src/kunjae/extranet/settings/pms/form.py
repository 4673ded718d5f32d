"""The form of a PMS's credentials, made from the fields that its adapter asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from kunjae.extranet.settings.fields import shown, text_field, tick
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.texts import in_language
from kunjae.payments.ports import KeyField
from kunjae.payments.providers.fields import LONGEST_VALUE
from kunjae.pms.connections import ConnectionShown
from kunjae.pms.ports import Pms


class ConnectionForm(forms.Form):
    """`saved_at`: the words for each secret that is kept. What is kept of secrets is never in it."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, pms: Pms, kept: ConnectionShown, language: str, saved_at: dict[str, str]
    ) -> None:
        ours = kept.pms == pms.code
        initial = {
            "seen": kept.seen,
            "enabled": kept.enabled if ours else True,
            **(kept.details if ours else {}),
        }
        super().__init__(data, initial=initial)
        self.pms = pms
        for each in pms.fields:
            self.fields[each.name] = _field(each, language, saved_at.get(each.name, ""))
        self.fields["enabled"] = tick(
            _("Post orders and take reservations in"),
            help=_("Only after a test, and only where the PMS bills in the hotel's currency."),
        )

    @property
    def entered(self) -> list[tuple[forms.BoundField, bool]]:
        """The PMS's own fields, and whether each may stay empty."""
        return [(self[each.name], not each.required and not each.tick) for each in self.pms.fields]

    @property
    def has_errors(self) -> bool:
        """Whether anything in it is marked as wrong."""
        return bool(self.errors)

    def values(self) -> dict[str, str]:
        """What was entered, as the adapter reads it."""
        return {
            each.name: ("1" if self.cleaned_data.get(each.name) else "")
            if each.tick
            else str(self.cleaned_data.get(each.name) or "")
            for each in self.pms.fields
        }

    def wrong(self, error: InvalidInput, language: str) -> None:
        """Show every error at its field."""
        for each in error.errors:
            name = each.path if each.path in self.fields else None
            self.add_error(name, in_language(each.message, language))

    def meanwhile(self, typed: QueryDict, fresh: ConnectionShown, words: str) -> None:
        """Somebody else saved first: what was typed stays, what is kept now stands beside it, and the next save is one on
        top of it."""
        typed["seen"] = fresh.seen
        self.data = typed
        self.add_error(None, words)
        if fresh.pms != self.pms.code:
            return
        for name, kept in fresh.details.items():
            if name in self.fields and kept != self.values().get(name):
                self.add_error(name, _("Stored meanwhile: %(value)s") % {"value": shown(kept)})


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
