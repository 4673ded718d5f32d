"""Small drawn parts of the pages: icons, the money bar, the fee curve. Inline SVG, no inline styles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from kunjae.pages.templatetags.kunjae_format import money_with_unit

register = template.Library()

STATUS_ICONS = {
    "new": "circle-dot",
    "in-house": "key-round",
    "done": "check",
    "cancelled": "ban",
    "no-show": "user-round-x",
    "warn": "triangle-alert",
    "waiting": "hourglass",
}
NOTICE_ICONS = {"info": "info", "warn": "triangle-alert", "refuse": "octagon-x", "done": "circle-check"}
MESSAGE_KINDS = {"debug": "info", "info": "info", "success": "done", "warning": "warn", "error": "refuse"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "calendar-days" %}`: a lucide icon as wide as the text; decoration unless it has a label."""
    return _drawn(str(name), str(label))


@lru_cache(maxsize=500)
def _drawn(name: str, label: str) -> SafeString:
    # Drawing one takes as long as a query, and a list shows dozens.
    if label:
        return lucide(name, size=20, **{"class": "icon", "role": "img", "aria-label": label})  # type: ignore[return-value]
    return lucide(name, size=20, **{"class": "icon", "aria-hidden": "true"})  # type: ignore[return-value]


@register.filter
def status_icon(role: str) -> str:
    return STATUS_ICONS.get(role, "circle")


@register.filter
def notice_icon(kind: str) -> str:
    return NOTICE_ICONS.get(kind, "info")


@register.filter
def message_kind(level_tag: str) -> str:
    """The notice that one of Django's messages is shown as."""
    return MESSAGE_KINDS.get(level_tag, "info")


@register.filter
def page_numbers(page: Page[Any]) -> Iterable[int | str]:
    """The pages near this one, the first and the last, and a sign for those between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@dataclass(frozen=True)
class Segment:
    tone: str
    label: str
    amount: int
    x: float
    width: float


@register.inclusion_tag("kunjae/components/money_bar.html")
def money_bar(paid: int, due: int, later: int, currency: str, back: int = 0) -> dict[str, Any]:
    """A booking's money, in minor units: paid, to be paid now, to be paid later, and what was paid beyond its value."""
    total = sum(max(amount, 0) for amount in (paid, due, later, back))
    named = (
        ("paid", _("Paid"), paid),
        ("due", _("Due now"), due),
        ("later", _("Due later"), later),
        ("back", _("To return"), back),
    )
    segments: list[Segment] = []
    x = 0.0
    for tone, label, amount in named:
        if amount <= 0:
            continue
        width = round(100 * amount / total, 3)
        segments.append(Segment(tone, label, amount, round(x, 3), width))
        x += width
    text = ", ".join(f"{s.label} {money_with_unit(s.amount, currency)}" for s in segments)
    return {"segments": segments, "currency": currency, "text": text}


_WIDTH, _HEIGHT, _TOP, _FLOOR = 360, 176, 48, 132


@register.simple_tag
def fee_curve(steps: Iterable[tuple[int, int]], days: int = 14, today: int | None = None) -> SafeString:
    """A cancellation policy as a step chart over the days before check-in.

    `steps` are (from how many days before check-in, fee in percent), e.g. ((14, 0), (3, 50), (1, 100));
    `days` is the chart's width, `today` how many days it is to check-in now.
    """
    ordered = sorted(((min(before, days), percent) for before, percent in steps), reverse=True)

    def x(before: float) -> float:
        return round(8 + (days - before) / days * (_WIDTH - 16), 1)

    def y(percent: int) -> float:
        return round(_FLOOR - percent / 100 * (_FLOOR - _TOP), 1)

    path: list[str] = []
    figures: list[SafeString] = []
    ticks: list[SafeString] = []
    words: list[str] = []
    for index, (before, percent) in enumerate(ordered):
        until = ordered[index + 1][0] if index + 1 < len(ordered) else 0
        path.append(f"{'L' if path else 'M'}{x(before)} {y(percent)}H{x(until)}")
        figures.append(
            format_html(
                '<text class="fee-curve__figure" x="{}" y="{}">{}%</text>',
                x(before) + 4,
                y(percent) - 6,
                percent,
            )
        )
        if index:
            words.append(_("within %(days)s days %(percent)s%%") % {"days": before, "percent": percent})
            ticks.append(
                format_html(
                    '<text x="{}" y="{}" text-anchor="middle">{}</text>', x(before), _FLOOR + 17, before
                )
            )
        else:
            words.append(f"{percent}%")
    line = "".join(path)
    area = f"{line}V{_FLOOR}H{x(ordered[0][0])}Z" if ordered else ""
    now = SafeString("")
    if today is not None and today >= 0:
        now = format_html(
            '<line class="fee-curve__now" x1="{0}" x2="{0}" y1="22" y2="{1}"/>'
            '<text x="{0}" y="16" text-anchor="middle">{2}</text>',
            min(max(x(min(today, days)), 24), _WIDTH - 24),
            _FLOOR,
            _("Today"),
        )
    return format_html(
        '<svg class="fee-curve" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="fee-curve__area" d="{}"/><line class="fee-curve__axis" x1="8" x2="{}" y1="{}" y2="{}"/>'
        '{}<path class="fee-curve__line" d="{}"/>{}{}<text x="{}" y="{}" text-anchor="end">{}</text></svg>',
        _WIDTH,
        _HEIGHT,
        _("Cancellation fee by days before check-in: %(steps)s") % {"steps": ", ".join(words)},
        area,
        _WIDTH - 8,
        _FLOOR,
        _FLOOR,
        now,
        line,
        SafeString("".join(figures)),
        SafeString("".join(ticks)),
        _WIDTH - 8,
        _HEIGHT - 6,
        _("Days before check-in"),
    )
