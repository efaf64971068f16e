"""The database refuses what the code forgets: one test per constraint."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from accounts.domain.actors import system
from accounts.models import ApiToken, Area, Bureau, Installation, Organisation, User, ZoneSwitch
from tests.factories import change_user, make_user

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def refused(db):
    """A context in which the named constraint must refuse."""

    def by(constraint):
        return _Both(pytest.raises(IntegrityError, match=constraint))

    return by


class _Both:
    """``pytest.raises`` around a savepoint."""

    def __init__(self, raises):
        self.raises = raises

    def __enter__(self):
        self.raises.__enter__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, *error):
        self.atomic.__exit__(*error)
        return self.raises.__exit__(*error)


def area(code="990000", **fields):
    return Area.objects.create(
        **{
            "code": code,
            "code_scheme": "internal",
            "name_zh": "试",
            "short_zh": "试",
            "name_en": "Test",
            "kind": "county",
            "order": 99,
            **fields,
        }
    )


def bureau(city, code="test"):
    return Bureau.objects.create(
        city=city,
        code=code,
        order=1,
        name_zh="试",
        plan_name="试",
        short_zh="试",
        name_en="Test",
        short_en="Test",
        county_suffix="试",
    )


def test_area_code_is_unique(refused):
    area()
    with refused("accounts_area_code"):
        area()


def test_area_is_not_its_own_parent(refused):
    made = area()
    with refused("area_is_not_its_own_parent"):
        Area.objects.filter(pk=made.pk).update(parent=made)


def test_area_switchable_zone_names_its_parent_when_off(refused):
    with refused("area_switchable_zone_names_its_parent_when_off"):
        area(kind="zone", switchable=True)


def test_zone_switch_is_unique_per_year(refused):
    zone = area(kind="zone", switchable=True, parent_when_off=area("990001"))
    ZoneSwitch.objects.create(zone=zone, year=2026, is_on=False)
    with refused("zone_switch_is_unique_per_year"):
        ZoneSwitch.objects.create(zone=zone, year=2026, is_on=True)


def test_bureau_code_is_unique_in_its_city(refused):
    one, other = area(), area("990001")
    bureau(one)
    bureau(other)
    with refused("bureau_code_is_unique_in_its_city"):
        bureau(one)


def test_organisation_is_one_bureau_of_one_area(refused):
    place = area()
    office = bureau(place)
    Organisation.objects.create(area=place, bureau=office, name_zh="试", name_en="Test")
    with refused("organisation_is_one_bureau_of_one_area"):
        Organisation.objects.create(area=place, bureau=office, name_zh="又", name_en="Again")


def test_username_is_unique(refused):
    make_user("lead", username="one")
    with refused("accounts_user_username"):
        make_user("clerk", username="one")


@pytest.mark.parametrize(
    ("role", "constraint"),
    [
        ("superuser", "user_has_a_known_role"),
        ("system_admin", "user_of_business_has_an_organisation_and_an_administrator_none"),
    ],
)
def test_user_of_business_cannot_become_mighty(refused, role, constraint):
    lead = make_user("lead")
    with refused(constraint):
        change_user(lead, role=role)


def test_administrator_cannot_become_a_filer(refused):
    admin = make_user("audit_admin")
    with refused("user_of_business_has_an_organisation_and_an_administrator_none"):
        change_user(admin, role="lead")


def test_user_language_is_known(refused):
    with refused("user_language_is_known"):
        make_user("lead", language="tlh")


def test_user_with_failed_logins_says_when(refused):
    with refused("user_with_failed_logins_says_when"):
        make_user("lead", failed_logins=1)


def test_token_digest_is_unique(refused, acting_as):
    lead = make_user("lead")
    with acting_as(system("tests")):
        ApiToken.objects.create(user=lead, digest="a" * 64, label="one", created_at=NOW)
    with refused("accounts_apitoken_digest"), acting_as(system("tests")):
        ApiToken.objects.create(user=lead, digest="a" * 64, label="two", created_at=NOW)


def test_installation_is_one_row(refused):
    with refused("installation_is_one_row"):
        Installation.objects.create(id=2)


@pytest.mark.parametrize("fields", [{"is_demo": True}, {"demo_now": NOW}])
def test_installation_has_a_fixed_clock_only_as_a_demo(refused, fields):
    Installation.objects.all().update(is_demo=False, demo_now=None)
    with refused("installation_has_a_fixed_clock_only_as_a_demo"):
        Installation.objects.update_or_create(id=1, defaults=fields)


def test_every_constraint_of_accounts_is_tried_here():
    models = [ApiToken, Area, Bureau, Installation, Organisation, User, ZoneSwitch]
    text = Path(__file__).read_text()
    named = [constraint.name for model in models for constraint in model._meta.constraints]
    assert [name for name in named if f'"{name}"' not in text] == []
    assert len(named) == 11
