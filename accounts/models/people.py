"""Who: named accounts, one role each, and their API tokens."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, Q

from accounts.domain.roles import ADMINISTRATORS, BUSINESS, Role
from accounts.models.areas import Organisation


def _values(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)


class User(AbstractBaseUser):
    """A named person with one role in one organisation.

    ``must_change_password`` holds after creation and every administrator's reset, so an
    administrator never knows the lasting password (trust.md, 3). ``former_passwords``
    are hashes, newest first, that may not be taken again.
    """

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="people")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    failed_logins = models.PositiveSmallIntegerField(default=0)
    last_failure_at = models.DateTimeField(null=True)
    former_passwords = models.JSONField(default=list)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name", "role"]
    objects = BaseUserManager()

    class Meta:
        ordering = ["username"]
        constraints = [
            CheckConstraint(name="user_has_a_known_role", condition=Q(role__in=_values(Role))),
            CheckConstraint(
                name="user_of_business_has_an_organisation_and_an_administrator_none",
                condition=Q(role__in=_values(BUSINESS), organisation__isnull=False)
                | Q(role__in=_values(ADMINISTRATORS), organisation__isnull=True),
            ),
            CheckConstraint(name="user_language_is_known", condition=Q(language__in=["en", "zh-hans"])),
            CheckConstraint(
                name="user_with_failed_logins_says_when",
                condition=Q(failed_logins=0) | Q(last_failure_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.username


class ApiToken(models.Model):
    """A key for programs acting for one account; only its SHA-256 is stored."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
