"""The rows of the day's lists, each drawn once for what it shows."""

from __future__ import annotations

from django.template import Library
from django.utils.safestring import SafeString

from kunjae.extranet.day.lines import Line

register = Library()


@register.simple_tag
def day_row(line: Line, currency: str, era: str) -> SafeString:
    """`{% day_row line currency era %}`."""
    return line.shown(currency, era)
