"""What the guest is told of an attempt to pay, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kunjae.guest.paying.states import Attempt, Outcome, WaitingChange
from kunjae.kernel.formats import format_moment, format_money
from kunjae.payments.facts import Purpose
from kunjae.properties.facts import PropertyFacts

KINDS = {
    Outcome.PREPARING: "info",
    Outcome.AWAITED: "info",
    Outcome.TRANSFER: "info",
    Outcome.SLIP_SENT: "info",
    Outcome.SLIP_REFUSED: "refuse",
    Outcome.KEPT: "done",
    Outcome.PAID: "done",
    Outcome.CHANGED: "done",
    Outcome.PART: "warn",
    Outcome.RETURNED: "warn",
    Outcome.DECLINED: "refuse",
    Outcome.TOO_LATE: "warn",
    Outcome.STOPPED: "info",
}
"""Outcome -> the kind of notice in the design system."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said: what happened, what it means, and what to do next."""

    kind: str
    title: str
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Amounts and moments as this hotel's guests read them."""

    hotel: PropertyFacts
    language: str

    def money(self, amount: int) -> str:
        return format_money(amount, self.hotel.currency, self.language, unit=True)

    def until(self, change: WaitingChange) -> str:
        return format_moment(change.held_until, self.hotel.timezone, self.language, era=self.hotel.era)


def told(attempt: Attempt, what: Outcome, speaker: Speaker, note: str = "") -> Told:
    """The words for an outcome; `note`: what the hotel wrote when it refused a slip."""
    title, *text = _WORDS[what](attempt, speaker)
    if note and what is Outcome.SLIP_REFUSED:
        text.insert(0, _("The hotel writes: %(note)s") % {"note": note})
    return Told(KINDS[what], title, tuple(line for line in text if line))


def _preparing(attempt: Attempt, speaker: Speaker) -> tuple[str, ...]:
    return (
        _("The payment page is not ready yet"),
        _("This takes a few seconds. Nothing has been charged."),
        _("If it takes longer, please choose another way to pay."),
    )


def _awaited(attempt: Attempt, speaker: Speaker) -> tuple[str, ...]:
    return (
        _("Waiting for the bank’s confirmation"),
        _(
            "If you have paid, there is nothing more to do: this page tells you as soon as the bank has confirmed it."
        ),
        _("Your change counts once the bank has confirmed the money.") if attempt.change else "",
    )


def _transfer(attempt: Attempt, speaker: Speaker) -> tuple[str, ...]:
    return (
        _("Waiting for your slip"),
        _(
            "When you have paid, send the slip below. The hotel then looks at its bank and confirms the money."
        ),
        _("Your change counts once the hotel has seen the money. A slip sent in time stops the countdown.")
        if attempt.change
        else "",
    )


def _slip_sent(attempt: Attempt, speaker: Speaker) -> tuple[str, ...]:
    change = attempt.change
    return (
        _("Slip received: the hotel is looking at its bank"),
        _("The countdown has stopped. Your choice is kept for you until %(moment)s while the hotel looks.")
        % {"moment": speaker.until(change)}
        if change and change.is_open
        else "",
        _(
            "A slip alone proves no payment: it counts when the hotel has seen the money. You get an e-mail then."
        ),
    )


def _slip_refused(attempt: Attempt, speaker: Speaker) -> tuple[str, ...]:
    return (
        _("The hotel did not find this money"),
        _("Your change was dropped and your booking stays as it was.")
        if attempt.change and not attempt.change.is_open
        else "",
        _("Please call the hotel, or choose another way to pay."),
    )


def _kept(attempt: Attempt, speaker: Speaker) -> tuple[str, ...]:
    return (
        _("%(amount)s is reserved on your card") % {"amount": speaker.money(attempt.amount)},
        _(
            "It is only taken when the hotel confirms your order. What the hotel does not confirm is released."
        ),
    )


def _paid(attempt: Attempt, speaker: Speaker) -> tuple[str, ...]:
    came = attempt.came or attempt.amount
    return (
        _("%(amount)s paid, thank you") % {"amount": speaker.money(came)},
        _(
            "That is %(amount)s more than was asked for. It stands on your booking; the hotel returns what is too much."
        )
        % {"amount": speaker.money(attempt.beyond)}
        if attempt.beyond
        else _("Your order is paid.")
        if attempt.purpose is Purpose.ORDER
        else _("The money stands on your booking."),
    )


def _changed(attempt: Attempt, speaker: Speaker) -> tuple[str, ...]:
    return (
        _("%(amount)s paid, and your change is confirmed") % {"amount": speaker.money(attempt.came)},
        _(
            "The money came after the time was over, but the change was still possible: it is confirmed all the same."
        )
        if attempt.late
        else _("Your booking is changed. An e-mail with the details is on its way."),
    )


def _part(attempt: Attempt, speaker: Speaker) -> tuple[str, ...]:
    amounts = {"came": speaker.money(attempt.came), "missing": speaker.money(attempt.missing)}
    return (
        _("%(came)s has come, %(missing)s is missing") % amounts,
        _(
            "Your change is confirmed when all of it is paid by %(moment)s. If not, what came goes back to you."
        )
        % {"moment": speaker.until(attempt.change)}
        if attempt.change
        else _("What came stands on your booking."),
    )


def _returned(attempt: Attempt, speaker: Speaker) -> tuple[str, ...]:
    return (
        _("%(amount)s goes back to you in full") % {"amount": speaker.money(attempt.came)},
        _why_dropped(attempt),
        _("The hotel sends it back by hand, mostly by bank transfer; it asks you for your account if needed.")
        if attempt.back_by_hand
        else _("It goes back the way it came. Banks take from a few hours to a few days."),
    )


def _why_dropped(attempt: Attempt) -> str:
    if attempt.change is None:
        return ""
    if attempt.change.confirmed:
        return _("Your change is confirmed; this money was not needed for it.")
    texts = {
        "expired": _(
            "It came after the time to pay was over, or not in full, so your booking stays as it was."
        ),
        "does_not_fit": _(
            "The change was not possible any more when the money came, so your booking stays as it was."
        ),
        "by_guest": _("You had dropped the change, so your booking stays as it was."),
        "by_staff": _("The hotel had dropped the change; your booking stays as it was."),
        "booking_changed": _(
            "The hotel had changed your booking meanwhile, so this change could not be made."
        ),
        "slip_refused": _("The hotel could not confirm a slip, so your booking stays as it was."),
    }
    return texts.get(attempt.change.because, _("Your booking stays as it was."))


def _declined(attempt: Attempt, speaker: Speaker) -> tuple[str, ...]:
    return (
        _("The payment did not go through"),
        _("Nothing was charged. Please try again, or choose another way to pay."),
        _("Your choice is kept for you until %(moment)s.") % {"moment": speaker.until(attempt.change)}
        if attempt.change and attempt.change.is_open
        else "",
    )


def _too_late(attempt: Attempt, speaker: Speaker) -> tuple[str, ...]:
    return (
        _("The time to pay is over"),
        _("Your change was dropped and your booking stays as it was.")
        if attempt.change and not attempt.change.is_open
        else "",
        _(
            "If money left your account all the same, it is not lost: it is counted when it arrives, or goes back in full."
        ),
    )


def _stopped(attempt: Attempt, speaker: Speaker) -> tuple[str, ...]:
    return (
        _("There is nothing to pay here any more"),
        _("Your change was dropped and your booking stays as it was.") if attempt.change else "",
        _(
            "If money left your account all the same, it is not lost: it is counted when it arrives, or goes back in full."
        ),
    )


_WORDS = {
    Outcome.PREPARING: _preparing,
    Outcome.AWAITED: _awaited,
    Outcome.TRANSFER: _transfer,
    Outcome.SLIP_SENT: _slip_sent,
    Outcome.SLIP_REFUSED: _slip_refused,
    Outcome.KEPT: _kept,
    Outcome.PAID: _paid,
    Outcome.CHANGED: _changed,
    Outcome.PART: _part,
    Outcome.RETURNED: _returned,
    Outcome.DECLINED: _declined,
    Outcome.TOO_LATE: _too_late,
    Outcome.STOPPED: _stopped,
}
