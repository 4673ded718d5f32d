"""The form of a PMS's credentials."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kunjae.extranet.settings.credentials_form import CredentialsForm
from kunjae.extranet.settings.fields import tick
from kunjae.pms.connections import ConnectionShown
from kunjae.pms.ports import Pms


class ConnectionForm(CredentialsForm):
    """What this PMS's adapter asks for; `kept`: the hotel's connection, with this PMS or another."""

    def __init__(
        self, data: Any, *, pms: Pms, kept: ConnectionShown, language: str, saved_at: dict[str, str]
    ) -> None:
        ours = kept.pms == pms.code
        super().__init__(
            data,
            asked=pms.fields,
            initial={
                "seen": kept.seen,
                "enabled": kept.enabled if ours else True,
                **(kept.details if ours else {}),
            },
            language=language,
            saved_at=saved_at,
            enabled=tick(
                _("Post orders and take reservations in"),
                help=_("Only after a test, and only where the PMS bills in the hotel's currency."),
            ),
        )
