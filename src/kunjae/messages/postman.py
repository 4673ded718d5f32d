"""Bringing one mail to the mail server, over a connection that each of the worker's hands keeps for the next one."""

from __future__ import annotations

import smtplib
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers

from kunjae.outbox.facts import GiveUp, Later

MOST_OF_A_CONNECTION = 100
"""Mails; servers tend to end a connection after some number of them."""
IDLE_FOR = 5.0
"""Seconds after which a kept connection is not trusted any more."""
NOWHERE = (
    "django.core.mail.backends.dummy.EmailBackend",
    "",
)
_LOGIN = (530, 534, 535, 538)
"""Answers that say the house's own name or password is wrong: somebody will put it right."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The server took it; `refused`: not for these addresses."""

    refused: tuple[str, ...] = ()


class _Kept(threading.local):
    """One thread's connection."""

    backend: Any = None
    mailer: Any = None
    sent = 0
    used_at = 0.0


_kept = _Kept()


def sends_mails() -> bool:
    """Whether this installation sends mails at all."""
    return settings.MAILERS["default"].get("BACKEND") not in NOWHERE


def deliver(mail: EmailMultiAlternatives) -> Delivered | Later | GiveUp:
    """One attempt. No transaction may be open."""
    fresh = _connect()
    try:
        return _send(mail)
    except smtplib.SMTPServerDisconnected as error:
        close()
        if fresh or _was_silent(error):
            return _answer(error)
    except (OSError, ValueError, MessageError) as error:
        close()
        return _answer(error)
    return _once_more(mail)  # the server had ended the kept connection


def _once_more(mail: EmailMultiAlternatives) -> Delivered | Later | GiveUp:
    _connect()
    try:
        return _send(mail)
    except (OSError, ValueError, MessageError) as error:
        close()
        return _answer(error)


def _send(mail: EmailMultiAlternatives) -> Delivered:
    backend = _kept.backend
    backend.open()
    backend.send_messages([mail])
    _kept.sent += 1
    _kept.used_at = time.monotonic()
    return Delivered(tuple(getattr(backend, "refused", ())))


def _connect() -> bool:
    """Have a connection; whether it is a new one."""
    mailer = settings.MAILERS["default"]
    idle = time.monotonic() - _kept.used_at > IDLE_FOR
    if (
        _kept.backend is not None
        and _kept.mailer == mailer
        and not idle
        and _kept.sent < MOST_OF_A_CONNECTION
    ):
        return False
    close()
    _kept.backend, _kept.mailer, _kept.sent = mailers["default"], mailer, 0
    return True


def close() -> None:
    """End this thread's connection, if it has one."""
    backend, _kept.backend = _kept.backend, None
    if backend is not None:
        with suppress(OSError):
            backend.close()


def _answer(error: Exception) -> Later | GiveUp:
    """What an attempt that came to nothing means: a server's "no" is one, all else is tried again."""
    match error:
        case smtplib.SMTPAuthenticationError() | smtplib.SMTPNotSupportedError():
            return Later("smtp_login")
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _ in error.recipients.values()]
            return _refused(min(codes) if codes else 0)
        case smtplib.SMTPConnectError() | smtplib.SMTPHeloError():
            return Later("smtp_not_ready")
        case smtplib.SMTPResponseException():
            return _refused(error.smtp_code)
        case smtplib.SMTPServerDisconnected():
            return Later("smtp_timeout" if _was_silent(error) else "smtp_disconnected")
        case ssl.SSLError():
            return Later("smtp_tls")
        case TimeoutError():
            return Later("smtp_timeout")
        case OSError():
            return Later("smtp_unreachable")
        case _:
            return GiveUp("bad_address")


def _was_silent(error: Exception) -> bool:
    """Whether the server said nothing in time, which smtplib takes for the end of the connection."""
    return isinstance(error.__context__, TimeoutError)


def _refused(code: int) -> Later | GiveUp:
    if code in _LOGIN:
        return Later("smtp_login")
    if code == 421:
        return Later("smtp_not_ready", after=timedelta(minutes=1))
    return GiveUp(f"smtp_{code}") if code >= 500 else Later(f"smtp_{code}")


def usable(address: str) -> bool:
    """Whether a mail server could take it: one address, its domain in letters that can be written in ASCII."""
    try:
        found = Address(addr_spec=address)
        found.domain.encode("idna")
    except (ValueError, MessageError, IndexError):
        return False
    return bool(found.domain) and found.username.isascii() and address.isprintable()
