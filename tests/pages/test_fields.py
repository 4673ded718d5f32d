"""`{% field %}` draws an empty field once, and never shows one form's field in another's place."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy

from kunjae.pages.templatetags import kunjae_forms
from kunjae.pages.templatetags.kunjae_forms import field

ROOMS = [("001", "001"), ("002", "002")]


class Asked(forms.Form):
    name = forms.CharField(label=gettext_lazy("Booker"), help_text="as in the passport", required=False)
    room = forms.ChoiceField(choices=ROOMS)
    agreed = forms.BooleanField()

    def __init__(self, *args: Any, rooms: Any = ROOMS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].choices = rooms  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    kunjae_forms._kept.clear()


def template_draws(bound: forms.BoundField, **more: Any) -> str:
    return render_to_string("kunjae/components/field.html", {"field": bound} | more)


@pytest.mark.parametrize("name", ["name", "room", "agreed"])
@pytest.mark.parametrize("more", [{}, {"unit": "THB"}, {"optional": 1, "class": "field--short"}], ids=str)
def test_it_is_what_the_template_draws_the_second_time_too(name: str, more: dict[str, Any]) -> None:
    for language in ("th", "en", "th", "en"):
        with translation.override(language):
            assert field(Asked()[name], **more) == template_draws(Asked()[name], **more)


def test_an_empty_field_is_drawn_once_for_each_look() -> None:
    field(Asked()["name"])
    field(Asked()["name"])
    assert len(kunjae_forms._kept) == 1
    looks = [
        field(Asked()["room"]),
        field(Asked(rooms=[("003", "003")])["room"]),
        field(Asked(initial={"room": "002"})["room"]),
        field(Asked(prefix="second")["room"]),
        field(Asked()["agreed"]),
        field(Asked(use_required_attribute=False)["agreed"]),
    ]
    assert len(set(looks)) == len(looks)


def test_what_somebody_typed_is_never_kept() -> None:
    for form in (Asked(initial={"name": "Somchai"}), Asked({"name": "Somchai"})):
        assert "Somchai" in field(form["name"])
    assert kunjae_forms._kept == {}
    assert "Somchai" not in field(Asked()["name"])


def test_an_error_stays_with_its_form() -> None:
    assert "aria-invalid" in field(Asked({})["agreed"])
    assert "aria-invalid" not in field(Asked()["agreed"])


def test_no_more_than_so_many_are_kept() -> None:
    for number in range(kunjae_forms.MOST_KEPT + 5):
        field(Asked(prefix=f"p{number}")["name"])
    assert len(kunjae_forms._kept) <= kunjae_forms.MOST_KEPT
