"""Words of the guest's pages."""

from __future__ import annotations

import re

from django import template

register = template.Library()
_NOT_DIALLED = re.compile(r"[^\d+]", re.ASCII)


@register.filter
def dialled(number: str) -> str:
    """`{{ desk.phone|dialled }}`: the number for a `tel:` link, of `+66 76 123 456` `+6676123456`."""
    return _NOT_DIALLED.sub("", number)
