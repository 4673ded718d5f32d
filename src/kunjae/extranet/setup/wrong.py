"""Putting what the reader of hotel files finds wrong beside the field that it stands in."""

from __future__ import annotations

from collections.abc import Callable

from django import forms

from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.texts import in_language


def put(form: forms.Form, error: InvalidInput, language: str, place: Callable[[str], str | None]) -> None:
    """`place`: the field of a path (`property.name.th`); None where the page has none: then it stands above the form,
    with its path."""
    for each in error.errors:
        field, words = place(each.path), in_language(each.message, language)
        if field in form.fields:
            form.add_error(field, words)
        else:
            form.add_error(None, f"{each.path}: {words}")
