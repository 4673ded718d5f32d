"""`{% field form.name %}`: one field of a form with label, help and error, as components/field.html draws it."""

from __future__ import annotations

from collections.abc import Hashable

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

TEMPLATE = "kunjae/components/field.html"
MOST_KEPT = 1_000
_kept: dict[Hashable, SafeString] = {}
"""Empty fields as they were drawn; drawing one takes as long as three queries."""


@register.simple_tag
def field(field: BoundField, unit: str = "", optional: bool = False, **more: str) -> SafeString:
    """`unit`: a word behind the control; `optional`: marks a field that may stay empty; `class`: e.g. field--short."""
    drawn: SafeString | None
    key = (_shown(field), unit, optional, *more.values()) if _is_empty(field) else None
    if key is None or (drawn := _kept.get(key)) is None:
        drawn = render_to_string(TEMPLATE, {"field": field, "unit": unit, "optional": optional} | more)
        if key is not None:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            _kept[key] = drawn
    return drawn


def _is_empty(field: BoundField) -> bool:
    """Whether nothing was typed into it yet, so that it holds nothing of any guest and comes again."""
    return not field.form.is_bound and (
        field.value() in (None, "", True, False) or hasattr(field.field.widget, "choices")
    )


def _shown(field: BoundField) -> Hashable:
    """Everything that an empty field's look depends on."""
    widget = field.field.widget
    choices = getattr(widget, "choices", ())
    return (
        get_language(),
        type(widget),
        field.html_name,
        field.auto_id,
        str(field.label),
        str(field.help_text),
        str(field.value()),
        field.field.required,
        field.field.disabled,
        tuple(widget.attrs.items()),
        tuple((str(value), str(label)) for value, label in choices),
        field.form.use_required_attribute,
    )


@register.filter
def widget_class(field: BoundField) -> str:
    """What kind of control a bound field is drawn as: check, choices, hidden or plain."""
    kind = field.widget_type
    if kind == "checkbox":
        return "check"
    if kind in ("radioselect", "checkboxselectmultiple"):
        return "choices"
    return "hidden" if field.is_hidden else "plain"
