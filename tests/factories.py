"""Things for tests to work with: people of the plan's organisations."""

from itertools import count

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.domain.actors import system
from accounts.domain.roles import ADMINISTRATORS, Role
from accounts.models import Organisation, User
from accounts.queries import actors
from accounts.services.acting import acting_as

PASSWORD = "Qufu-1573-stone"
SISHUI = "370831"
LIANGSHAN = "370832"
CITY = "370800"
_numbers = count(1)


def make_user(role, *, area=SISHUI, bureau="housing", username=None, **fields):
    """An account that may log in with ``PASSWORD``; municipal roles sit at the city unless told; ``""`` has no role."""
    role = Role(role) if role else ""
    if role in (Role.CHECKER, Role.REVIEWER, Role.LEADER, Role.PLAN_MANAGER) and area == SISHUI:
        area = CITY
    organisation = None
    if role not in ADMINISTRATORS:
        organisation = Organisation.objects.select_related("area", "bureau").get(area__code=area, bureau__code=bureau)
    number = next(_numbers)
    with acting_as(system("tests")):
        return User.objects.create(
            username=username or f"{role or 'waiting'}{number}",
            full_name=fields.pop("full_name", f"张{number}"),
            role=str(role),
            organisation=organisation,
            password=make_password(PASSWORD),
            **{"must_change_password": False, "created_at": timezone.now(), **fields},
        )


def change_user(user, **fields):
    """Write columns of an account, as the system may."""
    with acting_as(system("tests")):
        User.objects.filter(pk=user.pk).update(**fields)


def make_actor(role, **fields):
    """The actor of a new account."""
    return actors.of_user(make_user(role, **fields))
