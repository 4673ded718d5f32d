"""Our form controls are those of Django, letter by letter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from kunjae.pages.controls import INPUTS, OPTION, SELECT, TEXTAREA, Controls

CHOICES: list[tuple[Any, Any]] = [
    ("", "---"),
    ("a&b", '"quoted" <b>'),
    (3, gettext_lazy("Show")),
    ("group ก", [("x", "X"), ("y'", mark_safe("<i>Y</i>"))]),
]
WIDGETS = [
    forms.TextInput(),
    forms.TextInput({"class": "wide", "required": True, "disabled": False, "data-x": "\"<&>'"}),
    forms.NumberInput({"min": 1, "max": 10**6, "step": "any"}),
    forms.EmailInput(),
    forms.HiddenInput(),
    forms.PasswordInput(render_value=True),
    forms.DateInput({"type": "date"}),
    forms.TimeInput(),
    forms.CheckboxInput(),
    forms.CheckboxInput({"value": "yes"}),
    forms.Textarea({"rows": 3}),
    forms.Select(choices=CHOICES),
    forms.NullBooleanSelect(),
    forms.RadioSelect(choices=CHOICES),
]
VALUES = [
    None,
    "",
    "plain",
    "a&b",
    3,
    "x",
    "<script>",
    "two\nlines",
    "ก ฮ",
    True,
    False,
    date(2026, 12, 1),
    1234567,
]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_control_is_drawn_as_django_draws_it(widget: forms.Widget, value: object) -> None:
    def drawn(renderer: DjangoTemplates) -> str:
        return widget.render("field_ก", value, {"id": "id_x", "aria-invalid": "true"}, renderer=renderer)

    assert drawn(Controls()) == drawn(DjangoTemplates())


@given(st.text(), st.text(), st.text())
def test_whatever_is_typed_is_escaped_as_django_escapes_it(name: str, value: str, attribute: str) -> None:
    for widget in (forms.TextInput(), forms.Textarea(), forms.Select(choices=[(value, name)])):
        ours, theirs = (
            widget.render(name, value, {"title": attribute}, renderer=renderer)
            for renderer in (Controls(), DjangoTemplates())
        )
        assert ours == theirs


def test_the_templates_are_those_that_django_has() -> None:
    for template in (*INPUTS, SELECT, OPTION, TEXTAREA):
        assert DjangoTemplates().get_template(template)
