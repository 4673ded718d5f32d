"""The form of an endpoint."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kunjae.extranet.settings.fields import choice_field, shown, text_field
from kunjae.extranet.settings.webhooks.words import CHOICES, EVENT_WORDS
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.texts import in_language
from kunjae.webhooks.facts import EndpointShown
from kunjae.webhooks.models import Endpoint
from kunjae.webhooks.rules import LONGEST_URL

ALL, SOME = "all", "some"


class EndpointForm(forms.Form):
    """Where to, what for, and of which events. `seen`: a fingerprint of what was shown."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    url = text_field(
        gettext_lazy("Address"),
        most=LONGEST_URL,
        required=True,
        help=gettext_lazy("Of the program that is to hear of it; it begins with https://."),
        inputmode="url",
        spellcheck="false",
        placeholder="https://",
    )
    description = text_field(
        gettext_lazy("What it is for"), most=Endpoint._meta.get_field("description").max_length or 0
    )
    hears = choice_field(
        gettext_lazy("Hears of"),
        [
            (ALL, gettext_lazy("Everything, also what later versions tell of")),
            (SOME, gettext_lazy("Only what is ticked below")),
        ],
        cards=True,
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Events"), choices=CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, endpoint: EndpointShown | None = None) -> None:
        initial: dict[str, Any] = {"hears": ALL}
        if endpoint is not None:
            initial = {
                "seen": endpoint.seen,
                "url": endpoint.url,
                "description": endpoint.description,
                "hears": SOME if endpoint.events else ALL,
                "events": list(endpoint.events),
            }
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        """Only some, and none of them ticked, is nothing."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("hears") == SOME and not cleaned.get("events") and "events" not in self.errors:
            self.add_error("events", _("Tick at least one."))
        return cleaned

    @property
    def has_errors(self) -> bool:
        """Whether anything in it is marked as wrong."""
        return bool(self.errors)

    def chosen(self) -> list[str]:
        """The events; none for all of them."""
        return list(self.cleaned_data["events"]) if self.cleaned_data["hears"] == SOME else []

    def wrong(self, error: InvalidInput, language: str) -> None:
        """Show every error at its field."""
        for each in error.errors:
            self.add_error(
                each.path if each.path in self.fields else None, in_language(each.message, language)
            )

    def meanwhile(self, typed: QueryDict, fresh: EndpointShown, words: str) -> None:
        """Somebody else saved first: what was typed stays, what is kept now stands beside it, and the next save is one on
        top of it."""
        typed["seen"] = fresh.seen
        self.data = typed
        self.add_error(None, words)
        kept = {
            "url": fresh.url,
            "description": fresh.description,
            "events": [str(EVENT_WORDS[each]) for each in fresh.events] or _("Everything"),
        }
        now = {
            "url": self.cleaned_data["url"],
            "description": self.cleaned_data["description"],
            "events": [str(EVENT_WORDS[each]) for each in self.chosen()] or _("Everything"),
        }
        for name, value in kept.items():
            if value != now[name]:
                self.add_error(name, _("Stored meanwhile: %(value)s") % {"value": shown(value)})
