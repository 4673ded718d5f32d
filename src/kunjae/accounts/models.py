"""Who may do what where. Shared tables: few rows, rarely written, never inside a business transaction."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from kunjae.accounts.roles import Role

ROLE_CHOICES = [
    (Role.OWNER.value, _("Owner")),
    (Role.MANAGER.value, _("Manager")),
    (Role.FRONT_DESK.value, _("Front desk")),
    (Role.VIEWER.value, _("Viewer")),
]
ROLES = [role.value for role in Role]


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """One person of the staff, who signs in by e-mail and may work for several properties."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)  # always lower case
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        self.email = self.email.strip().lower()


class Membership(models.Model):
    """A user's role at one property."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    property = models.ForeignKey("properties.Property", models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "property"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.property_id}"


class ApiToken(models.Model):
    """A program's key to one property's API. Only the token's hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    property = models.ForeignKey("properties.Property", models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=120)
    hash = models.CharField(max_length=64, unique=True)  # SHA-256, hex: 240 random bits need no slow hash
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    created = models.DateTimeField()
    last_used = models.DateTimeField(null=True, blank=True)  # now and then, never at every request
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="api_token_role_known"),
        ]

    def __str__(self) -> str:
        return self.name
