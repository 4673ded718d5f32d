"""What stands behind the codes of bookings: statuses, meals, sources, payments, history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kunjae.bookings.facts import pms_of
from kunjae.pms.errors import NoSuchPms
from kunjae.pms.registry import adapter

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STATUSES: dict[str, _StrPromise] = {
    "reserved": _("Confirmed"),
    "in_house": _("Checked in"),
    "checked_out": _("Checked out"),
    "cancelled": _("Cancelled"),
    "no_show": _("No-show"),
}
BADGES = {
    "reserved": "new",
    "in_house": "in-house",
    "checked_out": "done",
    "cancelled": "cancelled",
    "no_show": "no-show",
}
"""Status -> the badge's role in the design system."""

MEALS: dict[str, _StrPromise] = {
    "none": _("Room only"),
    "breakfast": _("Breakfast included"),
    "half_board": _("Half board"),
    "full_board": _("Full board"),
    "all_inclusive": _("All inclusive"),
}
SOURCES: dict[str, _StrPromise] = {
    "direct": pgettext_lazy("source", "Direct"),
    "website": pgettext_lazy("source", "Website"),
    "phone": pgettext_lazy("source", "Phone"),
    "line": pgettext_lazy("source", "LINE"),
    "walk_in": pgettext_lazy("source", "Walk-in"),
    "agency": pgettext_lazy("source", "Agency"),
    "group": pgettext_lazy("source", "Group"),
    "corporate": pgettext_lazy("source", "Corporate"),
    "other": pgettext_lazy("source", "Other"),
}


def source_text(source: str) -> str:
    """Where a booking came from, in words; one that lives in the hotel's own PMS has that one's name."""
    pms = pms_of(source)
    return pms_name(pms) if pms else str(SOURCES.get(source, source))


def pms_name(code: str) -> str:
    """What a PMS is called."""
    try:
        return adapter(code).name
    except NoSuchPms:
        return code


METHODS: dict[str, _StrPromise] = {
    "cash": _("Cash"),
    "bank_transfer": _("Bank transfer"),
    "card_terminal": _("Card terminal"),
    "promptpay": _("PromptPay"),
    "agency": _("Collected by agency"),
    "card": _("Card"),
}
BY_HAND: dict[str, _StrPromise] = {code: text for code, text in METHODS.items() if code != "card"}
"""How money comes that is recorded by hand: all ways but those that a provider takes."""

LEDGER: dict[str, _StrPromise] = {
    "stay": pgettext_lazy("ledger", "Room"),
    "fee": pgettext_lazy("ledger", "Fee, room"),
    "fee_waived": pgettext_lazy("ledger", "Fee waived, room"),
    "order": pgettext_lazy("ledger", "Order"),
    "payment": pgettext_lazy("ledger", "Payment"),
    "refund": pgettext_lazy("ledger", "Refund"),
    "refund_failed": pgettext_lazy("ledger", "Refund came back"),
}
"""Why a booking's value or paid sum moved; where it was a room, its number follows."""

REQUESTS: dict[str, _StrPromise] = {
    "sent": _("Sent"),
    "seen": _("Seen"),
    "paid": _("Paid"),
    "expired": _("Expired"),
    "cancelled": _("Cancelled"),
}
REFUNDS: dict[str, _StrPromise] = {
    "queued": _("Refund queued"),
    "pending": _("With the provider"),
    "by_hand": _("To be done by hand"),
    "done": _("Refunded"),
    "failed": _("Failed"),
    "called_off": _("Called off"),
}
"""States of a refund; `called_off` is a failed one that staff do not want any more."""

REFUND_CAUSES: dict[str, _StrPromise] = {
    "staff": _("By the hotel"),
    "guest_change": _("The guest's change"),
    "change_dropped": _("The guest's change was dropped"),
    "late_money": _("Came too late"),
}
MONEY_BADGES = {
    "sent": "new",
    "seen": "in-house",
    "paid": "done",
    "expired": "no-show",
    "cancelled": "cancelled",
    "queued": "waiting",
    "pending": "waiting",
    "by_hand": "warn",
    "done": "done",
    "failed": "warn",
    "called_off": "cancelled",
}
"""State of a payment request or a refund -> the badge's role in the design system."""

HISTORY: dict[str, _StrPromise] = {
    "change": _("Change"),
    "details": _("Details edited"),
    "check_in": _("Checked in"),
    "check_out": _("Checked out"),
    "undo_check_in": _("Check-in undone"),
    "undo_check_out": _("Check-out undone"),
}
LANGUAGES: dict[str, str] = {"th": "ไทย", "en": "English"}
