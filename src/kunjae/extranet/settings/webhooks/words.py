"""What stands behind the codes of webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kunjae.webhooks.facts import (
    BY_HAND,
    GONE,
    HTTP,
    RESTORED,
    SECRET_UNREADABLE,
    AttemptShown,
    EndpointShown,
)
from kunjae.webhooks.rules import EVENTS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

EVENT_WORDS: dict[str, _StrPromise] = {
    "booking.created": gettext_lazy("A booking is made"),
    "booking.changed": gettext_lazy("A booking is changed, checked in or out"),
    "booking.cancelled": gettext_lazy("A booking is cancelled"),
    "order.created": gettext_lazy("A guest orders something"),
    "order.confirmed": gettext_lazy("An order is confirmed"),
    "order.changed": gettext_lazy("An order follows its changed stay"),
    "order.cancelled": gettext_lazy("An order is cancelled"),
    "order.expired": gettext_lazy("An order is not answered in time"),
    "payment.received": gettext_lazy("Money comes in"),
    "refund.done": gettext_lazy("Money goes back"),
    "refund.failed": gettext_lazy("Money that went back comes again"),
}
CHOICES = [(event, EVENT_WORDS[event]) for event in EVENTS]

_FAILURES: dict[str, _StrPromise] = {
    "name_unknown": gettext_lazy("The name of its address is not known"),
    "address_refused": gettext_lazy("The address leads into a private network"),
    "unreachable": gettext_lazy("Nobody answers at the address"),
    "timeout": gettext_lazy("No answer in time"),
    "broken_off": gettext_lazy("The connection broke off"),
    "endpoint_disabled": gettext_lazy("Not sent: it was switched off"),
    "no_endpoint": gettext_lazy("Not sent: it was removed"),
    SECRET_UNREADABLE: gettext_lazy("Not sent: its secret cannot be read"),
}


def failure_words(code: str) -> str:
    """Why an attempt came to nothing, by its code: `timeout`, `http_500`."""
    if code.startswith(HTTP):
        return _("It answered %(status)s") % {"status": code.removeprefix(HTTP)}
    return str(_FAILURES[code]) if code in _FAILURES else code


def outcome(attempt: AttemptShown) -> tuple[str, str]:
    """(role of a badge, words)."""
    if attempt.status is None:
        return "warn", failure_words(attempt.error)
    if attempt.taken:
        return "done", _("Taken (%(status)s)") % {"status": attempt.status}
    return "warn", failure_words(f"{HTTP}{attempt.status}")


def standing(endpoint: EndpointShown) -> tuple[str, str, str]:
    """(role of a badge, its words, what more is to be said)."""
    reason = endpoint.disabled_reason
    if endpoint.active:
        if endpoint.last is None or endpoint.last.taken:
            return "done", _("On"), ""
        return "waiting", _("On, failing"), outcome(endpoint.last)[1]
    if reason == BY_HAND:
        return "cancelled", _("Paused"), ""
    if reason == RESTORED:
        return "warn", _("Held back"), _("Held back since a backup was restored.")
    if reason == SECRET_UNREADABLE:
        return "warn", _("Stopped"), _("Its secret cannot be read any more: make a new one.")
    if reason == GONE:
        return "warn", _("Stopped"), _("The receiver said that it wants no more (410).")
    return "warn", _("Stopped"), failure_words(reason)
