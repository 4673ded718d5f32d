"""What tests of mails need: a hotel with addresses, the house's own subscriptions under a clock set by hand, and a mail
server of the outside that keeps what it gets and misbehaves when it is told to."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings
from django.test import override_settings

from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.messages import postman as post
from kunjae.messages.models import Mail
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.properties.models import Property
from tests.hotel import make_hotel
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
    controller = Controller(box, hostname="127.0.0.1", port=0)
    controller.start()
    assert controller.server is not None
    port = controller.server.sockets[0].getsockname()[1]
    try:
        with override_settings(MAILERS=mailers_at(port)):
            yield box
    finally:
        post.close()
        controller.stop()


def mailers_at(port: int, **options: Any) -> dict[str, Any]:
    """The house's mailers, at that port of this machine."""
    return {
        "default": {
            "BACKEND": "kunjae.messages.backend.SmtpBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5} | options,
        }
    }


def mail_from() -> str:
    return settings.DEFAULT_FROM_EMAIL
