"""One menu for all staff pages, in the order of a hotel's day, and the way back from each page.

Both stand on every page, so each is put together once for what it shows.

On a desk the menu is a bar; what belongs together opens below its name. On a phone the bar has what is used all day, and
opens all of it. Nothing of it needs a script.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext
from lucide.templatetags.lucide import lucide

from kunjae.accounts.roles import may_change_bookings, may_manage
from kunjae.extranet.templatetags.kunjae_orders import menu_badge

NEW = "new_booking"
ON_A_PHONE = ("day", "calendar", "bookings", "orders")
"""What the bar of a phone has, beside a new booking and the whole menu."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the menu by the name of its address. `begins`: how addresses of its section begin, when not by its name."""

    name: str
    icon: str
    begins: str = ""

    @property
    def beginning(self) -> str:
        return self.begins or self.name


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that open together."""

    name: str
    icon: str
    entries: tuple[Entry, ...]


TO_ADD = Entry("to_add", "list-checks", "orders/to-add")
NOT_POSTED = Entry("not_posted", "cloud-upload", "orders/not-posted")
MENU: tuple[Entry | Group, ...] = (
    Entry("day", "sun"),
    Entry("calendar", "calendar-range"),
    Entry("bookings", "book-open"),
    Entry("guests", "users"),
    Group(
        "activity",
        "concierge-bell",
        (Entry("orders", "shopping-bag"), TO_ADD, NOT_POSTED, Entry("mails", "mail")),
    ),
    Group(
        "sales",
        "trending-up",
        (
            Entry("offers", "gift"),
            Entry("upgrades", "circle-arrow-up"),
            Entry("pre_arrival", "send", "pre-arrival"),
            Entry("concierge_qr", "qr-code", "concierge-qr"),
        ),
    ),
    Entry("payments", "banknote"),
    Group("reports", "chart-column", (Entry("upselling", "chart-column", "reports"),)),
    Entry("settings", "settings"),
)


def _entries() -> Iterator[Entry]:
    for each in MENU:
        yield from each.entries if isinstance(each, Group) else (each,)


_LONGEST_FIRST = sorted(_entries(), key=lambda entry: -len(entry.beginning))


PAGES = {"", "bookings/new", *(entry.beginning for entry in _LONGEST_FIRST)}
"""What entries lead to, by what stands behind the property in their addresses."""


def section_of(rest: str) -> str:
    """The entry of the menu that a page belongs to, by what stands behind the property in its address."""
    if rest.startswith("bookings/new"):
        return NEW
    if not rest:
        return "day"
    found = (entry for entry in _LONGEST_FIRST if f"{rest}/".startswith(f"{entry.beginning}/"))
    return next((entry.name for entry in found), "")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a menu depends on, beside the language. `here`: the section of the page; `is_itself`: whether the page is what
    that entry leads to; `unconfirmed`, `to_add` and `not_posted`: how many orders wait; `pms`: how they get into the hotel's
    PMS (`one_way`: typed by a clerk, `two_way`: by themselves)."""

    slug: str
    role: str
    here: str
    is_itself: bool
    unconfirmed: int = 0
    to_add: int = 0
    not_posted: int = 0
    pms: str = ""


@lru_cache(maxsize=2_000)
def main_menu(shown: Shown, language: str) -> SafeString:
    """The menu of a property for a role; `language` is the page's own."""
    words = _words()
    bar, panels, alone, together = [], [], [], []
    for each in MENU:
        if isinstance(each, Entry):
            if _is_for(each, shown):
                bar.append(_item(each, shown, words, "" if each.name in ON_A_PHONE else "main-menu__wide"))
                alone.append(_item(each, shown, words))
        elif entries := [entry for entry in each.entries if _is_for(entry, shown)]:
            items = format_html_join("", "{}", ((_item(entry, shown, words),) for entry in entries))
            bar.append(_opener(each, entries, shown, words))
            panels.append(_panel(f"menu-{each.name}", items, ""))
            together.append(format_html('<li class="menu-panel__title">{}</li>{}', words[each.name], items))
    orders = next(entry for entry in _entries() if entry.name == "orders")
    bar.append(_item(orders, shown, words, "main-menu__phone"))
    if may_change_bookings(shown.role):
        new = _item(Entry(NEW, "plus"), shown, words, "main-menu__new")
        bar.append(new)
        alone.append(new)
    bar.append(
        format_html(
            '<li class="main-menu__phone"><button type="button" popovertarget="menu-all">{}<span>{}</span></button></li>',
            _icon("menu"),
            pgettext("menu", "Menu"),
        )
    )
    panels.append(_panel("menu-all", _joined([*alone, *together]), " menu-panel--all"))
    return format_html('<ul class="main-menu" role="list">{}</ul>{}', _joined(bar), _joined(panels))


def _words() -> dict[str, str]:
    return {
        "day": pgettext("menu", "Today"),
        "calendar": _("Booking calendar"),
        "bookings": _("Bookings"),
        "guests": pgettext("menu", "Guests"),
        "activity": _("Guest activity"),
        "orders": _("Orders"),
        "to_add": _("To add in the PMS"),
        "not_posted": _("Not posted"),
        "sales": _("Increase sales"),
        "offers": _("Offers"),
        "upgrades": _("Room upgrades"),
        "pre_arrival": _("Mail before arrival"),
        "concierge_qr": _("QR code for the rooms"),
        "payments": _("Payments"),
        "reports": _("Reports"),
        "upselling": _("Upselling"),
        "mails": _("Sent mails"),
        "settings": _("Settings"),
        NEW: _("New booking"),
    }


def _is_for(entry: Entry, shown: Shown) -> bool:
    if entry.name == "settings":
        return may_manage(shown.role)
    if entry is NOT_POSTED:
        return shown.pms == "two_way" or shown.not_posted > 0
    return entry is not TO_ADD or shown.pms == "one_way" or shown.to_add > 0


def _item(entry: Entry, shown: Shown, words: dict[str, str], css: str = "") -> SafeString:
    return format_html(
        '<li{}><a href="{}"{}>{}<span>{}</span>{}</a></li>',
        format_html(' class="{}"', css) if css else "",
        _address(entry.name, shown.slug),
        _current([entry], shown, itself="page"),
        _icon(entry.icon),
        words[entry.name],
        _badge(entry.name, shown),
    )


def _opener(group: Group, entries: list[Entry], shown: Shown, words: dict[str, str]) -> SafeString:
    badge = _first_badge(entries, shown)
    return format_html(
        '<li class="main-menu__wide"><button type="button" popovertarget="menu-{}"{}>{}<span>{}</span>{}{}</button></li>',
        group.name,
        _current(entries, shown, itself="true"),
        _icon(group.icon),
        words[group.name],
        badge,
        _icon("chevron-down"),
    )


def _first_badge(entries: list[Entry], shown: Shown) -> SafeString:
    """What waits below the name of a group: the first of its entries that has something; where none has, the hidden one of
    the first, which htmx may bring up."""
    badges = [(_count(entry.name, shown), _badge(entry.name, shown)) for entry in entries]
    waits = next((badge for count, badge in badges if count), SafeString(""))
    first = next((badge for _none, badge in badges if badge), SafeString(""))
    return first if waits in ("", first) else _joined([first, waits])


def _panel(id: str, items: SafeString, css: str) -> SafeString:
    return format_html(
        '<div class="menu-panel{}" id="{}" popover><ul role="list">{}</ul></div>', css, id, items
    )


def _badge(name: str, shown: Shown) -> SafeString:
    count = _count(name, shown)
    return SafeString("") if count is None else menu_badge(count, name)


def _count(name: str, shown: Shown) -> int | None:
    """How many wait for somebody to open this entry; None for one that counts nothing."""
    counts = {"orders": shown.unconfirmed, TO_ADD.name: shown.to_add, NOT_POSTED.name: shown.not_posted}
    return counts.get(name)


def _current(entries: list[Entry], shown: Shown, *, itself: str) -> SafeString:
    if shown.here not in {entry.name for entry in entries}:
        return SafeString("")
    return format_html(' aria-current="{}"', itself if shown.is_itself else "true")


def _joined(parts: list[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


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
    "order": Parent("orders", gettext_noop("Order")),
    "new_order": Parent("booking", gettext_noop("Order for the guest")),
}
ROOTS = {
    "bookings": gettext_noop("Bookings"),
    "guests": gettext_noop("Guests"),
    "payments": gettext_noop("Payments"),
    "mails": gettext_noop("Sent mails"),
    "orders": gettext_noop("Orders"),
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
