"""How staff sign-in differs from allauth's own: no sign-up, and second factors are stored encrypted."""

import base64
import hashlib

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

log = structlog.get_logger("kunjae.accounts")


class SecondFactorUnreadable(ValidationError, PermissionDenied):
    """A second factor was encrypted with another key than this installation's.

    A form shows the message beside the code; a page that would show the factor itself answers 403, and what a template
    asks of it is empty.
    """

    silent_variable_failure = True

    def __init__(self) -> None:
        super().__init__(
            _(
                "Your second factor can no longer be read. Ask your administrator to remove it, sign in with your "
                "password and set it up anew."
            ),
            code="second_factor_unreadable",
        )


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Staff are added by their manager or on the command line, never by themselves."""
        return False


def _fernet() -> Fernet:
    key = hashlib.sha256(b"kunjae.accounts.mfa:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            log.error("second_factor_unreadable", advice="docs/howto/back-up.md, Without the old key")
            raise SecondFactorUnreadable from error
