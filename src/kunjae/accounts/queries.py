"""Who is asking, and for which property: one query each, the property with it."""

from uuid import UUID

from kunjae.accounts.commands import hash_of
from kunjae.accounts.models import ApiToken, Membership


def membership(*, user_id: UUID, slug: str) -> Membership | None:
    """The user's role at the property; None when they have none or may no longer sign in."""
    return (
        Membership.objects.select_related("property")
        .filter(user_id=user_id, user__is_active=True, property__slug=slug)
        .first()
    )


def memberships(*, user_id: UUID) -> list[Membership]:
    """Every property that the user works for, by slug."""
    return list(
        Membership.objects.select_related("property")
        .filter(user_id=user_id, user__is_active=True)
        .order_by("property__slug")
    )


def token(*, secret: str) -> ApiToken | None:
    """The token in use that this secret belongs to, or None."""
    if not secret.startswith("kj_"):
        return None
    return (
        ApiToken.objects.select_related("property")
        .filter(hash=hash_of(secret), revoked_at__isnull=True)
        .first()
    )
