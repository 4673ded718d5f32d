"""Why an account could not be made."""

from kunjae.kernel.errors import KunjaeError


class InvalidEmail(KunjaeError):
    """This is not an e-mail address."""

    code = "invalid_email"


class WeakPassword(KunjaeError):
    """This password is too easy to guess."""

    code = "weak_password"


class UnknownRole(KunjaeError):
    """There is no such role."""

    code = "unknown_role"


class AlreadyMember(KunjaeError):
    """This person works for the property already."""

    code = "already_member"
