"""What the providers' fields have in common: their words, and the checks of what hotels enter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kunjae.kernel.errors import FieldError
from kunjae.payments.ports import KeyField

LONGEST_VALUE = 300


def wrong(name: str, code: str, en: str, th: str) -> FieldError:
    """One wrong field."""
    return FieldError(name, code, {"en": en, "th": th})


def missing(fields: Iterable[KeyField], values: Mapping[str, str]) -> list[FieldError]:
    """A complaint for each required field that is empty, and for each that is too long."""
    found = [
        wrong(field.name, "required", "is needed", "จำเป็นต้องกรอก")
        for field in fields
        if field.required and not values.get(field.name)
    ]
    found += [
        wrong(field.name, "too_long", "is too long", "ยาวเกินไป")
        for field in fields
        if len(values.get(field.name, "")) > LONGEST_VALUE
    ]
    return found


def code_word(text: object) -> str:
    """A provider's word for what went wrong, if it looks like one: `insufficient_funds`."""
    return text if isinstance(text, str) and re.fullmatch(r"[a-z0-9_]{1,60}", text) else ""
