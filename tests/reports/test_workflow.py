"""The workflow over all role × status × status, in the code and in the database."""

from itertools import product

import pytest

from accounts.domain.actors import ANONYMOUS, Actor, system
from accounts.domain.roles import Role
from reports.domain.workflow import ReportFacts, Status, TransitionDenied, check_transition, is_allowed
from reports.models import Report
from tests.reports.factories import SYSTEM, approved, draft, returned, rows, submitted

STEPS = {
    ("lead", "draft", "submitted"),
    ("lead", "returned", "submitted"),
    ("reviewer", "submitted", "approved"),
    ("reviewer", "submitted", "returned"),
    ("reviewer", "approved", "returned"),
}
ROLES = [
    "", "clerk", "lead", "checker", "reviewer", "leader", "plan_manager",
    "system_admin", "security_admin", "audit_admin",
]  # fmt: skip
STATUSES = ["draft", "submitted", "returned", "approved"]


def test_these_steps_are_allowed_and_no_others():
    assert {role.value for role in Role} == set(ROLES) - {""}
    assert {status.value for status in Status} == set(STATUSES)
    every = product(ROLES, STATUSES, STATUSES)
    assert {step for step in every if is_allowed(*step)} == STEPS


@pytest.mark.parametrize("role", ROLES)
def test_a_transition_follows_the_table_for_every_pair(role):
    actor = Actor(user_id=7, name="x", role=role, area_id=1)
    allowed = set()
    for before, after in product(Status, Status):
        try:
            check_transition(ReportFacts(before, area_id=1, submitted_by=9), after, actor=actor)
        except TransitionDenied:
            continue
        allowed.add((role, before.value, after.value))
    assert allowed == {step for step in STEPS if step[0] == role}


@pytest.mark.parametrize(
    ("actor", "before", "after", "code"),
    [
        (ANONYMOUS, "draft", "submitted", "wrong_role"),
        (ANONYMOUS, "submitted", "approved", "wrong_role"),
        (Actor(7, "x", "lead", area_id=2), "draft", "submitted", "other_area"),
        (Actor(7, "x", "lead", area_id=1), "submitted", "approved", "wrong_role"),
        (Actor(7, "x", "clerk", area_id=1), "draft", "submitted", "wrong_role"),
        (Actor(9, "x", "reviewer", area_id=5), "submitted", "approved", "own_report"),
        (Actor(7, "x", "reviewer", area_id=5), "draft", "approved", "wrong_status"),
        (Actor(7, "x", "reviewer", area_id=5), "draft", "returned", "wrong_status"),
        (Actor(7, "x", "reviewer", area_id=5), "approved", "approved", "wrong_status"),
        (system("x"), "draft", "approved", "wrong_status"),
    ],
)
def test_a_denial_says_why(actor, before, after, code):
    with pytest.raises(TransitionDenied) as denied:
        check_transition(ReportFacts(Status(before), area_id=1, submitted_by=9), Status(after), actor=actor)
    assert denied.value.code == code


MAKE = {"draft": draft, "submitted": submitted, "returned": returned, "approved": approved}


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("role", [*ROLES, "system"])
def test_the_database_allows_the_same_steps_and_no_others(plan, acting_as, before, role):
    report = MAKE[before]()
    actor = SYSTEM if role == "system" else Actor(user_id=987654, name="x", role=role, area_id=report.area_id)
    moved = set()
    for after in set(STATUSES) - {before}:
        if _moves(report, after, actor, acting_as):
            moved.add((role, before, after))
    assert moved == {
        ("system" if role == "system" else step[0], *step[1:])
        for step in STEPS
        if step[1] == before and role in (step[0], "system")
    }


def _moves(report, after, actor, acting_as):
    """Whether a bare UPDATE of the status gets past policies and the step guard (other guards aside)."""
    try:
        with acting_as(actor):
            touched = Report.objects.filter(pk=report.pk).update(status=after, version=report.version + 1)
            assert touched == 0
            return False
    except Exception as error:
        diagnosis = error.__cause__.diag
        return diagnosis.constraint_name not in (None, "report_status_moves_along_the_workflow")


def test_the_steps_of_the_guard_are_those_of_the_code(db):
    ((source,),) = rows("SELECT prosrc FROM pg_proc WHERE proname = 'reports_report_guard'")
    literal = {f"('{role}', '{before}', '{after}')" for role, before, after in STEPS}
    assert all(step in source for step in literal)
    assert source.count("('lead', ") + source.count("('reviewer', ") == len(STEPS)
