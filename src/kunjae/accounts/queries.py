"""Who is asking, and for which property: one query each, the property with it."""

from uuid import UUID

from kunjae.accounts.commands import hash_of
from kunjae.accounts.models import ApiToken, Membership, User
from kunjae.tenancy.prepared import Rows

_MEMBERSHIP = Rows(
    lambda user_id, slug: Membership.objects.select_related("property").filter(
        user_id=user_id, user__is_active=True, property__slug=slug
    )
)
_TOKEN = Rows(
    lambda hashed: ApiToken.objects.select_related("property").filter(hash=hashed, revoked_at__isnull=True)
)
_USER = Rows(lambda user_id: User.objects.filter(id=user_id))


def user(*, id: UUID) -> User | None:
    """The person of that id, or None."""
    return _USER.first(id)


def membership(*, user_id: UUID, slug: str) -> Membership | None:
    """The user's role at the property; None when they have none or may no longer sign in."""
    return _MEMBERSHIP.first(user_id, slug)


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
    return _TOKEN.first(hash_of(secret))
