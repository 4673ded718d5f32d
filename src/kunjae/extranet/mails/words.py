"""What stands behind the codes of mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kunjae.messages.facts import Kind, MailState, Reader

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KINDS: dict[str, _StrPromise] = {
    Kind.BOOKING_CONFIRMED: gettext_lazy("Booking confirmed"),
    Kind.CHANGE_WAITING: gettext_lazy("Change waits for payment"),
    Kind.BOOKING_CHANGED: gettext_lazy("Booking changed"),
    Kind.BOOKING_CANCELLED: gettext_lazy("Booking cancelled"),
    Kind.PAYMENT_REQUEST: gettext_lazy("Payment request"),
    Kind.PAYMENT_RECEIVED: gettext_lazy("Payment received"),
    Kind.REFUND_ON_ITS_WAY: gettext_lazy("Refund on its way"),
    Kind.CHANGE_DROPPED: gettext_lazy("Change dropped"),
    Kind.LATE_MONEY: gettext_lazy("Money came too late"),
    Kind.ORDER_RECEIVED: gettext_lazy("Order received"),
    Kind.ORDER_CONFIRMED: gettext_lazy("Order confirmed"),
    Kind.ORDER_CHANGED: gettext_lazy("Order changed with the stay"),
    Kind.ORDER_CANCELLED: gettext_lazy("Order cancelled"),
    Kind.ORDER_EXPIRED: gettext_lazy("Order expired"),
    Kind.ORDER_REMINDER: gettext_lazy("Order waits for an answer"),
    Kind.PRE_ARRIVAL: gettext_lazy("Mail before arrival"),
    Kind.ADDRESS_TEST: gettext_lazy("Test of an address"),
    Kind.PMS_PAUSED: gettext_lazy("PMS lets nobody in"),
    Kind.ORDER_NOT_POSTED: gettext_lazy("Order not posted to the PMS"),
    Kind.WEBHOOK_STOPPED: gettext_lazy("Webhook stopped"),
}
READERS: dict[str, _StrPromise] = {
    Reader.GUEST: pgettext_lazy("mail", "To the guest"),
    Reader.HOTEL: pgettext_lazy("mail", "To the hotel"),
}
STATES: dict[str, _StrPromise] = {
    MailState.WAITING: pgettext_lazy("mail", "Waiting"),
    MailState.SENT: pgettext_lazy("mail", "Sent"),
    MailState.FAILED: pgettext_lazy("mail", "Failed"),
    MailState.KEPT: pgettext_lazy("mail", "Kept here only"),
}
BADGES = {
    MailState.WAITING: "waiting",
    MailState.SENT: "done",
    MailState.FAILED: "warn",
    MailState.KEPT: "cancelled",
}
_ERRORS: dict[str, _StrPromise] = {
    "no_address": gettext_lazy("The address is none that a mail server could take."),
    "bad_address": gettext_lazy("The address is none that a mail server could take."),
    "partly_refused": gettext_lazy("The mail server would not take some of the addresses."),
    "gone": gettext_lazy("What it tells of is no longer there."),
    "smtp_login": gettext_lazy(
        "The mail server would not let the house in: user, password or encryption are wrong."
    ),
    "smtp_tls": gettext_lazy("The mail server's encryption can't be trusted."),
    "smtp_timeout": gettext_lazy("The mail server did not answer in time."),
    "smtp_unreachable": gettext_lazy("The mail server can't be reached."),
    "smtp_disconnected": gettext_lazy("The mail server hung up."),
    "smtp_not_ready": gettext_lazy("The mail server is not ready to take mails."),
    "worker_lost": gettext_lazy("The worker was stopped each time that it tried."),
}


def error_words(code: str) -> str:
    """Why a mail did not get through, for people."""
    if not code:
        return ""
    if code in _ERRORS:
        return str(_ERRORS[code])
    if code.startswith("smtp_"):
        number = code.removeprefix("smtp_")
        if number.startswith("5"):
            return _("The mail server refused it for good (%(code)s).") % {"code": number}
        return _("The mail server put it off (%(code)s).") % {"code": number}
    return _("Something unforeseen went wrong (%(code)s).") % {"code": code}
