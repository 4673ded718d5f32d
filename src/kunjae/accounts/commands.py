"""Add staff and API tokens. Shared tables: never call these inside a business transaction."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kunjae.accounts.errors import AlreadyMember, InvalidEmail, UnknownRole, WeakPassword
from kunjae.accounts.models import ApiToken, Membership, User
from kunjae.accounts.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedUser:
    """`is_new` is false when the person had a sign-in already: their password is then left as it was."""

    user: User
    membership: Membership
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedToken:
    """`secret` is shown once to whoever asked for it and is nowhere kept."""

    token: ApiToken
    secret: str


def create_user(
    *, email: str, password: str, property_id: UUID, role: str, now: datetime, name: str = ""
) -> CreatedUser:
    """Give a person a sign-in and a role at one property.

    Raises InvalidEmail, WeakPassword, UnknownRole, AlreadyMember; nothing is saved then.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvalidEmail(f"“{email}” is not an e-mail address.") from error
    checked = checked_role(role)
    with transaction.atomic():
        user = User.objects.filter(email=email).first()
        is_new = user is None
        if user is None:
            user = User(email=email, name=name, created=now)
            try:
                validate_password(password, user)
            except ValidationError as error:
                raise WeakPassword(" ".join(error.messages)) from error
            user.set_password(password)
            user.save(force_insert=True)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        elif Membership.objects.filter(user=user, property_id=property_id).exists():
            raise AlreadyMember(f"{email} works for this property already.")
        membership = Membership.objects.create(user=user, property_id=property_id, role=checked)
    return CreatedUser(user=user, membership=membership, is_new=is_new)


def create_token(*, name: str, property_id: UUID, role: str, now: datetime) -> CreatedToken:
    """A new API token for one property: `kj_` and 40 characters of a URL's alphabet. Raises UnknownRole."""
    secret = "kj_" + secrets.token_urlsafe(30)
    token = ApiToken.objects.create(
        name=name, property_id=property_id, role=checked_role(role), hash=hash_of(secret), created=now
    )
    return CreatedToken(token=token, secret=secret)


def revoke_token(*, token_id: UUID, property_id: UUID, now: datetime) -> bool:
    """From now on the token opens nothing. False when the property has no such token in use."""
    tokens = ApiToken.objects.filter(id=token_id, property_id=property_id, revoked_at__isnull=True)
    return tokens.update(revoked_at=now) == 1


def hash_of(secret: str) -> str:
    """What is stored in place of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def checked_role(role: str) -> Role:
    """The role of that name. Raises UnknownRole."""
    try:
        return Role(role)
    except ValueError as error:
        raise UnknownRole(f"“{role}” is not a role: {', '.join(Role)}.") from error
