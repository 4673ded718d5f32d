"""Django's own way to an SMTP server, which also remembers whom the server refused of several."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

type Refused = dict[str, tuple[int, bytes]]


class _Remembers:
    """Beside one of smtplib's connections."""

    refused: Refused | None = None

    def sendmail(self, from_addr: str, to_addrs: Sequence[str], msg: Any, *options: Any) -> Refused:
        sent: Refused = super().sendmail(from_addr, to_addrs, msg, *options)  # type: ignore[misc]
        self.refused = sent
        return sent


class _Plain(_Remembers, smtplib.SMTP):
    pass


class _Encrypted(_Remembers, smtplib.SMTP_SSL):
    pass


class SmtpBackend(EmailBackend):
    """For MAILERS. `refused`: of the last mail that was sent, the addresses that the server would not take."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Encrypted if self.use_ssl else _Plain

    @property
    def refused(self) -> list[str]:
        found: Refused | None = getattr(self.connection, "refused", None)
        return sorted(found or {})
