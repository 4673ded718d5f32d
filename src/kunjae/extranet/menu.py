"""One menu for all staff pages, in the order of a hotel's day, and the way back from each page.

Both stand on every page, so each is put together once for what it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext
from lucide.templatetags.lucide import lucide

from kunjae.accounts.roles import may_change_bookings, may_manage

NEW = "new_booking"
SECTIONS = {
    "day": "sun",
    "calendar": "calendar-range",
    "bookings": "book-open",
    "guests": "users",
    "payments": "banknote",
    "mails": "mail",
    "settings": "settings",
}
"""Addresses by name in the order of the menu, each with its icon."""


def section_of(rest: str) -> str:
    """The entry of the menu that a page belongs to, by what stands behind the property in its address."""
    if rest.startswith("bookings/new"):
        return NEW
    first = rest.partition("/")[0]
    return first if first in SECTIONS else "day" if not first else ""


@lru_cache(maxsize=2_000)
def main_menu(slug: str, role: str, here: str, is_itself: bool, language: str) -> SafeString:
    """The entries of a property's menu for a role; `here` is the section of the page, `is_itself` whether the page is
    what that entry leads to. `language` is the page's own."""
    words = {
        "day": pgettext("menu", "Today"),
        "calendar": _("Booking calendar"),
        "bookings": _("Bookings"),
        "guests": pgettext("menu", "Guests"),
        "payments": _("Payments"),
        "mails": _("Sent mails"),
        "settings": _("Settings"),
    }
    entries = []
    for name, drawing in SECTIONS.items():
        if name == "settings" and not may_manage(role):
            continue
        state = ("page" if is_itself else "true") if name == here else ""
        entries.append(
            (
                _address(name, slug),
                format_html(' aria-current="{}"', state) if state else "",
                _icon(drawing),
                words[name],
            )
        )
    items = format_html_join("", '<li><a href="{}"{}>{}<span>{}</span></a></li>', entries)
    if may_change_bookings(role):
        current = format_html(' aria-current="{}"', "page") if here == NEW else ""
        items += format_html(
            '<li class="main-menu__new"><a href="{}"{}>{}<span>{}</span></a></li>',
            _address(NEW, slug),
            current,
            _icon("plus"),
            _("New booking"),
        )
    return items


def _icon(name: str) -> SafeString:
    drawn = lucide(name, size=None, **{"class": "icon", "aria-hidden": "true", "focusable": "false"})
    return mark_safe(drawn)  # noqa: S308 - a drawing of the library's own


@dataclass(frozen=True, slots=True)
class Parent:
    """Where a page hangs: the page above it, and what a link to the page itself is called (None: by the booking's code)."""

    name: str
    text: str | None


PARENTS: dict[str, Parent] = {
    "new_booking": Parent("bookings", gettext_noop("New booking")),
    "booking": Parent("bookings", None),
    "booked": Parent("booking", gettext_noop("Booked")),
    "details": Parent("booking", gettext_noop("Details")),
    "record_payment": Parent("booking", gettext_noop("Payments")),
    "request_payment": Parent("booking", gettext_noop("Payment request")),
    "payment_request": Parent("booking", gettext_noop("Payment request")),
    "refund": Parent("booking", gettext_noop("Refund")),
    "refund_state": Parent("booking", gettext_noop("Refund")),
    "transfer": Parent("booking", gettext_noop("Transfer to check")),
    "waiting_change": Parent("booking", gettext_noop("Change that waits")),
    "change": Parent("booking", gettext_noop("Change/cancel")),
    "check_in": Parent("booking", gettext_noop("Check-in")),
    "check_out": Parent("booking", gettext_noop("Check-out")),
    "registration": Parent("booking", gettext_noop("Guests")),
    "no_show": Parent("booking", gettext_noop("No-show")),
    "history": Parent("booking", gettext_noop("History")),
    "history_entry": Parent("history", gettext_noop("Entry")),
    "guest": Parent("guests", gettext_noop("Guest")),
    "registers": Parent("guests", gettext_noop("Registers")),
    "sent_mail": Parent("mails", gettext_noop("Mail")),
    "money_tasks": Parent("payments", gettext_noop("Money tasks")),
}
ROOTS = {
    "bookings": gettext_noop("Bookings"),
    "guests": gettext_noop("Guests"),
    "payments": gettext_noop("Payments"),
    "mails": gettext_noop("Sent mails"),
    "settings": gettext_noop("Settings"),
}


@lru_cache(maxsize=2_000)
def crumbs(name: str, slug: str, code: str, language: str) -> SafeString:
    """The way from the menu to a page, as links; nothing where the page's own link back says as much."""
    above = []
    while (parent := PARENTS.get(name)) is not None:
        name = parent.name
        above.append((_address(name, slug, code), _called(name, code)))
    if len(above) < 2:
        return SafeString("")
    links = format_html_join("", '<li><a href="{}">{}</a></li>', reversed(above))
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol role="list">{}</ol></nav>', _("You are here"), links
    )


def _called(name: str, code: str) -> str:
    parent = PARENTS.get(name)
    if parent is None:
        return _(ROOTS[name])
    return code if parent.text is None else _(parent.text)


def _address(name: str, slug: str, code: str = "") -> str:
    try:
        return reverse(f"extranet:{name}", args=[slug])
    except NoReverseMatch:
        return reverse(f"extranet:{name}", args=[slug, code])
