"""Who a session belongs to."""

from __future__ import annotations

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from kunjae.accounts.queries import user


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's, whose user is read by a statement that is composed once."""

    def get_user(self, user_id: UUID) -> object | None:
        found = user(id=user_id)
        return found if found is not None and self.user_can_authenticate(found) else None
