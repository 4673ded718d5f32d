"""The form of one provider's account, made from the fields that the provider asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from kunjae.extranet.settings.fields import shown, text_field, tick
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.texts import in_language
from kunjae.payments.ports import KeyField
from kunjae.payments.providers.accounts import Account
from kunjae.payments.providers.fields import LONGEST_VALUE


class AccountForm(forms.Form):
    """`saved_at`: the words for each secret that is kept. What is kept of secrets is never in it."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, account: Account, language: str, saved_at: dict[str, str]
    ) -> None:
        shown = {"seen": account.seen, "enabled": account.enabled or not account.is_set_up, **account.details}
        super().__init__(data, initial=shown)
        self.account = account
        for each in account.provider.fields:
            self.fields[each.name] = _field(each, language, saved_at.get(each.name, ""))
        self.fields["enabled"] = tick(_("Guests may pay this way"))

    @property
    def entered(self) -> list[tuple[forms.BoundField, bool]]:
        """The provider's own fields, and whether each may stay empty."""
        return [
            (self[each.name], not each.required and not each.tick) for each in self.account.provider.fields
        ]

    @property
    def has_errors(self) -> bool:
        """Whether anything in it is marked as wrong."""
        return bool(self.errors)

    def values(self) -> dict[str, str]:
        """What was entered, as the provider reads it."""
        return {
            each.name: ("1" if self.cleaned_data.get(each.name) else "")
            if each.tick
            else str(self.cleaned_data.get(each.name) or "")
            for each in self.account.provider.fields
        }

    def wrong(self, error: InvalidInput, language: str) -> None:
        """Show every error at its field."""
        for each in error.errors:
            self.add_error(
                each.path if each.path in self.fields else None, in_language(each.message, language)
            )

    def meanwhile(self, typed: QueryDict, fresh: Account, words: str) -> None:
        """Somebody else saved first: what was typed stays, what is kept now stands beside it, and the next save is one on
        top of it."""
        typed["seen"] = fresh.seen
        self.data = typed
        self.add_error(None, words)
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
