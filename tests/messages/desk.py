"""What tests of mails need: a hotel with addresses, the house's own subscriptions under a clock set by hand, and a mail
server of the outside that keeps what it gets and misbehaves when it is told to."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings

from kunjae.accounts.facts import SYSTEM
from kunjae.changes.commands import change_at_once
from kunjae.changes.commands.pending import drop_pending_change
from kunjae.changes.operations import AssignRoom, Cancel
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.messages import postman as post
from kunjae.messages.models import Mail
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.payments.commands.refunds import mark_refund_done, request_refund
from kunjae.payments.commands.requests import send_payment_request
from kunjae.properties.models import Property
from tests.changes import the_guest
from tests.hotel import CLERK, FAR, NEAR, SOMCHAI, book_stays, make_hotel
from tests.outbox.desk import Clock

RESERVATIONS = "reservations@baan-talay.example"


def make_talkative_hotel(slug: str = "baan-talay", **values: Any) -> Property:
    """The small hotel, with telephone, address and where it hears of its bookings."""
    details = {
        "phone": "+66 32 123 456",
        "colour": "#0E5A5A",
        "address": {"th": "หัวหิน ประจวบคีรีขันธ์", "en": "Hua Hin, Thailand"},
        "email": {"reservations": [RESERVATIONS, "manager@baan-talay.example"]},
    }
    taxes = {"service_charge_percent": 10, "vat_percent": 7}
    return make_hotel(slug, **({"details": details} | taxes | values))


def worker(clock: Clock) -> Dispatcher:
    return Dispatcher(SUBSCRIPTIONS, clock=clock, spread=lambda: 0.0)


def mails_of(hotel: Property) -> list[Mail]:
    return list(Mail.objects.of(hotel).order_by("written_at", "id"))


class Box:
    """What an SMTP server took, as it came. `answers`: what it says to the next mails in place of 250, one each; a
    callable is called with the session's transport, for a server that dies."""

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.connections = 0
        self.answers: list[Any] = []
        self.refuses: dict[str, str] = {}

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "die before":
            server.transport.abort()
            return ""
        if answer == "die after" or answer.startswith("250"):
            self.arrived.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
            self.recipients.append(list(envelope.rcpt_tos))
        if answer == "die after":
            server.transport.abort()
            return ""
        return str(answer)


@contextmanager
def mail_server() -> Iterator[Box]:
    """A real SMTP server on this machine; while it runs, the house sends its mails there."""
    box = Box()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.connections = 0
    try:
        with override_settings(MAILERS=mailers_at(port)):
            yield box
    finally:
        post.close()
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def mailers_at(port: int, **options: Any) -> dict[str, Any]:
    """The house's mailers, at that port of this machine."""
    return {
        "default": {
            "BACKEND": "kunjae.messages.backend.SmtpBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 30} | options,
        }
    }


def everything_happens(hotel: Property, clock: Clock, *, language: str = "en") -> str:
    """A guest and a hotel do all that mails are written about; the booking's number. The clock is turned along."""
    guest = replace(SOMCHAI, language=language)
    clock.now = FAR
    code = book_stays(
        hotel,
        {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"},
        {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "002"},
        booker=guest,
    )
    the_guest.confirm(hotel, code, the_guest.move("12-11", "12-13"), now=FAR + timedelta(hours=1))
    payment = the_guest.pay_cash(hotel, code, 100000, FAR + timedelta(hours=2))
    request = send_payment_request(
        property=hotel,
        code=code,
        amount=50000,
        message="Thank you!\nSee you <soon>",
        expires_at=NEAR,
        actor=CLERK,
        now=FAR + timedelta(hours=3),
    )
    refund = request_refund(
        property=hotel,
        payment=payment.id,
        amount=100000,
        reason="",
        actor=CLERK,
        now=FAR + timedelta(hours=4),
    )
    mark_refund_done(property=hotel, refund=refund.id, actor=CLERK, now=FAR + timedelta(hours=5))
    waiting = the_guest.confirm(hotel, code, the_guest.cancel(2), now=NEAR).pending
    assert waiting is not None
    assert request.sends == 1
    over = NEAR + timedelta(hours=1)
    checkout = the_guest.checkout_for(hotel, waiting)
    drop_pending_change(property=hotel, code=code, because="expired", actor=SYSTEM, now=over)
    clock.now = over
    change_at_once(
        property=hotel, code=code, operations=[AssignRoom(1, room="003")], actor=CLERK, now=over
    )  # so that the late money fits no more
    the_guest.pay(hotel, checkout, waiting.to_pay, over + timedelta(minutes=1))
    change_at_once(
        property=hotel,
        code=code,
        operations=[Cancel(1), Cancel(2)],
        actor=the_guest.GUEST,
        now=over + timedelta(minutes=2),
    )
    clock.now = over + timedelta(hours=1)
    return code
