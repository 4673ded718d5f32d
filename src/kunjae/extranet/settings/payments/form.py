"""The form of one provider's account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kunjae.extranet.settings.credentials_form import CredentialsForm
from kunjae.extranet.settings.fields import tick
from kunjae.payments.providers.accounts import Account


class AccountForm(CredentialsForm):
    """What the provider of this account asks for."""

    def __init__(
        self, data: Any = None, *, account: Account, language: str, saved_at: dict[str, str]
    ) -> None:
        super().__init__(
            data,
            asked=account.provider.fields,
            initial={
                "seen": account.seen,
                "enabled": account.enabled or not account.is_set_up,
                **account.details,
            },
            language=language,
            saved_at=saved_at,
            enabled=tick(_("Guests may pay this way")),
        )
