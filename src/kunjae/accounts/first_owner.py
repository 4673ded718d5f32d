"""The first person of an installation, who makes all others."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from kunjae.accounts.errors import InvalidEmail, WeakPassword
from kunjae.accounts.models import User
from kunjae.kernel.errors import KunjaeError

FIRST_OWNER = UUID("0190a000-0000-7000-8000-000000000001")
"""Their id, the same everywhere: of two who come first at once, the database refuses one."""


class OwnerExists(KunjaeError):
    """Somebody else was quicker."""

    code = "owner_exists"


def has_staff() -> bool:
    """Whether anybody has a sign-in."""
    return User.objects.exists()


def create_first_owner(*, email: str, password: str, name: str, now: datetime) -> User:
    """The first sign-in, without a role anywhere yet. Raises OwnerExists, InvalidEmail, WeakPassword."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvalidEmail(f"“{email}” is not an e-mail address.") from error
    user = User(id=FIRST_OWNER, email=email, name=name.strip(), created=now)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from error
    user.set_password(password)
    try:
        with transaction.atomic():
            if has_staff():
                raise OwnerExists("There is an owner already.")
            user.save(force_insert=True)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError as error:
        raise OwnerExists("There is an owner already.") from error
    return user
