"""What the database itself holds of scoring schemes: their rules, their rights, and that what was in force stays."""

from datetime import UTC, datetime

import pytest

from progress.models import SchemeLine, SchemeRule, ScoringScheme, ScoringSwitch
from targets.models import Indicator, Plan
from tests.factories import make_actor
from tests.reports.factories import SYSTEM, database_refuses, row_security_refuses

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def as_system(plan, acting_as):
    with acting_as(SYSTEM):
        yield


def scheme(edition=1, **fields):
    row = {"plan": Plan.objects.get(), "edition": edition, "name": "示例", "effective_from": 2026}
    row |= {"created_at": NOW, "created_as": "x"}
    return ScoringScheme.objects.create(**row | fields)


def line(of, **fields):
    row = {"indicator": Indicator.objects.order_by("order").first(), "order": 1, "weight": "5"}
    return SchemeLine.objects.create(scheme=of, **row | fields)


def activate(one):
    ScoringScheme.objects.filter(pk=one.pk).update(status="active", activated_at=NOW, activated_because="试行")


def switch(is_on, reason="试行"):
    row = {"is_on": is_on, "changed_at": NOW, "changed_as": "x", "reason": reason}
    return ScoringSwitch.objects.create(plan=Plan.objects.get(), **row)


@pytest.mark.usefixtures("as_system")
@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("scoring_scheme_has_a_name", {"name": ""}),
        ("scoring_scheme_against_is_known", {"against": "whim"}),
        ("scoring_scheme_in_force_says_since_when_and_why", {"activated_at": NOW}),
        ("scoring_scheme_retired_says_when", {"retired_at": NOW}),
    ],
)
def test_a_scheme_says_what_it_is(constraint, fields):
    with database_refuses(constraint):
        scheme(**fields)


@pytest.mark.usefixtures("as_system")
@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("scheme_line_weighs_something", {"weight": "0"}),
        ("scheme_line_cap_is_between_one_and_two", {"cap": "0.9"}),
        ("scheme_line_cap_is_between_one_and_two", {"cap": "2.1"}),
    ],
)
def test_a_line_weighs_something_and_is_capped(constraint, fields):
    with database_refuses(constraint):
        line(scheme(), **fields)


@pytest.mark.usefixtures("as_system")
def test_an_indicator_is_weighed_once_and_a_rule_is_one_per_kind():
    one = scheme()
    line(one)
    with database_refuses("scheme_line_names_an_indicator_once"):
        line(one)
    SchemeRule.objects.create(scheme=one, kind="returned", points="1")
    with database_refuses("scheme_rule_is_one_per_kind"):
        SchemeRule.objects.create(scheme=one, kind="returned", points="2")
    with database_refuses("scheme_rule_kind_is_known"):
        SchemeRule.objects.create(scheme=one, kind="mood", points="2")
    with database_refuses("scheme_rule_points_are_positive"):
        SchemeRule.objects.create(scheme=one, kind="early", points="2", most="1")


@pytest.mark.usefixtures("as_system")
def test_editions_count_within_a_plan_and_one_is_in_force_from_a_year():
    activate(scheme())
    with database_refuses("scoring_scheme_edition_is_unique"):
        scheme()
    second = scheme(2)
    with database_refuses("scoring_scheme_in_force_is_one_per_first_year"):
        activate(second)


@pytest.mark.usefixtures("as_system")
def test_a_scheme_that_was_in_force_stays_as_it_was_with_its_lines_and_rules():
    one = scheme()
    kept = line(one)
    rule = SchemeRule.objects.create(scheme=one, kind="returned", points="1")
    activate(one)
    for change in (
        lambda: ScoringScheme.objects.filter(pk=one.pk).update(name="另一个"),
        lambda: ScoringScheme.objects.filter(pk=one.pk).update(status="draft"),
        lambda: SchemeLine.objects.filter(pk=kept.pk).update(weight="6"),
        lambda: SchemeLine.objects.filter(pk=kept.pk).delete(),
        lambda: SchemeRule.objects.filter(pk=rule.pk).delete(),
        lambda: line(one, indicator=Indicator.objects.order_by("order").last()),
    ):
        with database_refuses("scoring_scheme_in_force_stays_as_it_was"):
            change()
    ScoringScheme.objects.filter(pk=one.pk).update(status="retired", retired_at=NOW)
    with database_refuses("scoring_scheme_in_force_stays_as_it_was"):
        ScoringScheme.objects.filter(pk=one.pk).update(retired_at=None, status="active")


@pytest.mark.usefixtures("as_system")
def test_a_status_is_one_of_three():
    with database_refuses("scoring_scheme_status_is_known"):
        ScoringScheme.objects.filter(pk=scheme().pk).update(status="someday", activated_at=NOW, activated_because="x")


@pytest.mark.usefixtures("as_system")
def test_a_draft_is_never_retired():
    with database_refuses("scoring_scheme_goes_from_draft_to_active_to_retired"):
        ScoringScheme.objects.filter(pk=scheme().pk).update(
            status="retired", retired_at=NOW, activated_at=NOW, activated_because="x"
        )


@pytest.mark.usefixtures("as_system")
def test_whoever_turns_scoring_on_or_off_says_why():
    with database_refuses("scoring_switch_says_why"):
        switch(True, reason="")


@pytest.mark.parametrize(("is_on", "sees"), [(True, {"plan_manager", "reviewer", "leader"}), (False, {"plan_manager"})])
def test_both_locks_show_scoring_to_the_same_people(plan, acting_as, is_on, sees):
    with acting_as(SYSTEM):
        line(scheme())
        switch(is_on)
    for role in ("clerk", "lead", "checker", "reviewer", "leader", "plan_manager"):
        actor = make_actor(role)
        with acting_as(actor):
            allowed = role in sees
            assert ScoringScheme.objects.exists() is allowed, role
            assert ScoringScheme.objects.visible_to(actor).exists() is allowed, role
            assert SchemeLine.objects.exists() is allowed, role
            assert ScoringSwitch.objects.exists() is allowed, role


def test_nobody_but_the_plan_manager_writes_a_scheme_and_only_in_their_own_name(plan, acting_as):
    with acting_as(SYSTEM):
        switch(True)
    for role in ("lead", "reviewer", "leader"):
        with acting_as(make_actor(role)), row_security_refuses("progress_scoringscheme"):
            scheme()
    manager = make_actor("plan_manager")
    with acting_as(manager), row_security_refuses("progress_scoringscheme"):
        scheme()
    with acting_as(manager):
        scheme(created_by_id=manager.user_id)
