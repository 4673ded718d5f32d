"""Words of the guest's pages."""

from __future__ import annotations

import re
from datetime import time

from django import template
from django.utils.translation import get_language

from kunjae.changes.wording import refusal_text

register = template.Library()
_NOT_DIALLED = re.compile(r"[^\d+]", re.ASCII)


def _language() -> str:
    return "th" if (get_language() or "th").startswith("th") else "en"


@register.filter
def dialled(number: str) -> str:
    """`{{ desk.phone|dialled }}`: the number for a `tel:` link, of `+66 76 123 456` `+6676123456`."""
    return _NOT_DIALLED.sub("", number)


@register.filter
def refusal(code: str) -> str:
    """`{{ code|refusal }}`: why a guest may not, by a code of rules.md 7."""
    return refusal_text(code, _language())


@register.filter
def clock(at: time) -> str:
    """`14:00 น.`, `14:00`."""
    return f"{at:%H:%M} น." if _language() == "th" else f"{at:%H:%M}"
