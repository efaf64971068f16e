"""Who: named accounts, at most one role each, and their API tokens."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.crypto import salted_hmac

from accounts.domain.roles import ADMINISTRATORS, BUSINESS, Role
from accounts.models.areas import Organisation


def _values(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)


class User(AbstractBaseUser):
    """A named person with one role in one organisation; no role yet (``""``) while it waits for one.

    ``must_change_password`` holds after creation and every administrator's reset, so an
    administrator never knows the lasting password (trust.md, 3). ``former_passwords``
    are hashes, newest first, that may not be taken again. Raising ``session_generation``
    ends every session of the account.
    """

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="people")
    role = models.CharField(max_length=20, blank=True, choices=[(role.value, role.value) for role in Role])
    email = models.EmailField(blank=True, default="")
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    failed_logins = models.PositiveSmallIntegerField(default=0)
    last_failure_at = models.DateTimeField(null=True)
    former_passwords = models.JSONField(default=list)
    session_generation = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name", "role"]
    objects = BaseUserManager()

    class Meta:
        ordering = ["username"]
        constraints = [
            CheckConstraint(name="user_has_a_known_role", condition=Q(role__in=["", *_values(Role)])),
            CheckConstraint(
                name="user_of_business_has_an_organisation_and_an_administrator_none",
                condition=Q(role__in=_values(BUSINESS), organisation__isnull=False)
                | Q(role__in=_values(ADMINISTRATORS), organisation__isnull=True)
                | Q(role=""),
            ),
            CheckConstraint(name="user_language_is_known", condition=Q(language__in=["en", "zh-hans"])),
            CheckConstraint(
                name="user_with_failed_logins_says_when",
                condition=Q(failed_logins=0) | Q(last_failure_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def get_session_auth_hash(self) -> str:
        """Return what every session of this account carries: gone with the password or the generation."""
        carried = f"{self.session_generation}/{self.password}"
        return salted_hmac("accounts.session", carried, algorithm="sha256").hexdigest()


class ApiToken(models.Model):
    """A key for programs acting for one account; only its SHA-256 is stored."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
