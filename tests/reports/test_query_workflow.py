"""The workflow of queries over all role × status × action: in the code, in the services, in the database, over HTTP."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction

from accounts.domain.actors import ANONYMOUS, Actor
from accounts.domain.roles import Role
from accounts.queries import clock
from reports.domain.refusals import Refused
from reports.domain.workflow import (
    QUERY_STEPS,
    QueryFacts,
    QueryStatus,
    Status,
    TransitionDenied,
    check_query_step,
)
from reports.models import Query
from reports.services import answering, querying
from tests.factories import LIANGSHAN, make_actor, make_user
from tests.reports.factories import NOON, SYSTEM, fresh, rows
from tests.reports.queries import asked, explained, move, reported

ROLES = [
    "", "clerk", "lead", "checker", "reviewer", "leader", "plan_manager",
    "system_admin", "security_admin", "audit_admin",
]  # fmt: skip
STEPS = {
    ("checker", None, "open"): "ask",
    ("reviewer", None, "open"): "ask",
    ("clerk", "open", "answered"): "answer",
    ("lead", "open", "answered"): "answer",
    ("checker", "answered", "open"): "ask_again",
    ("reviewer", "answered", "open"): "ask_again",
    ("checker", "answered", "closed"): "close",
    ("reviewer", "answered", "closed"): "close",
    ("checker", "open", "closed"): "withdraw",
    ("reviewer", "open", "closed"): "withdraw",
}
# Who may do what where, as (role, status of the query, action); everybody else is refused.
ALLOWED = {
    ("clerk", "open", "answer"),
    ("lead", "open", "answer"),
    ("checker", "none", "ask"),
    ("checker", "open", "withdraw"),
    ("checker", "answered", "close"),
    ("checker", "answered", "ask_again"),
    ("checker", "closed", "ask"),
    ("reviewer", "none", "ask"),
    ("reviewer", "open", "withdraw"),
    ("reviewer", "answered", "close"),
    ("reviewer", "answered", "ask_again"),
    ("reviewer", "closed", "ask"),
}
STATES = ["none", "open", "answered", "closed"]
ACTIONS = ["ask", "answer", "ask_again", "close", "withdraw"]
OFFICES = {"clerk": "urban_management", "checker": "urban_management"}


@pytest.fixture(autouse=True)
def _noon(plan, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


def test_these_steps_are_allowed_and_no_others():
    assert {role.value for role in Role} == set(ROLES) - {""}
    told = {
        (str(role), before and str(before), str(after)): str(step)
        for (role, before, after), step in QUERY_STEPS.items()
    }
    assert told == STEPS


@pytest.mark.parametrize("role", ROLES)
def test_a_step_follows_the_table_for_every_pair(role):
    actor = Actor(user_id=7, name="x", role=role, area_id=1, bureau_id=3)
    allowed = set()
    for before, after in product([None, *QueryStatus], QueryStatus):
        facts = QueryFacts(before, Status.SUBMITTED, 1, 3, 3, frozenset({3}))
        try:
            check_query_step(facts, after, actor=actor)
        except TransitionDenied:
            continue
        allowed.add((role, before and before.value, after.value))
    assert allowed == {step for step in STEPS if step[0] == role}


@pytest.mark.parametrize(
    ("actor", "before", "report", "code"),
    [
        (ANONYMOUS, None, "submitted", "wrong_role"),
        (Actor(7, "x", "reviewer", 5, 3), None, "draft", "wrong_status"),
        (Actor(7, "x", "reviewer", 5, 3), None, "returned", "wrong_status"),
        (Actor(7, "x", "reviewer", 5, 3), None, "approved", "wrong_status"),
        (Actor(7, "x", "checker", 5, 4), None, "submitted", "other_task"),
        (Actor(7, "x", "clerk", 2, 3), "open", "submitted", "other_area"),
        (Actor(7, "x", "clerk", 1, 4), "open", "submitted", "other_bureau"),
        (Actor(7, "x", "lead", 2, 3), "open", "submitted", "other_area"),
        (Actor(7, "x", "checker", 5, 6), "answered", "submitted", "other_bureau"),
    ],
)
def test_a_denial_says_why(actor, before, report, code):
    after = {None: "open", "open": "answered", "answered": "closed"}[before]
    facts = QueryFacts(before and QueryStatus(before), Status(report), 1, 3, 3, frozenset({3, 6}))
    with pytest.raises(TransitionDenied) as denied:
        check_query_step(facts, QueryStatus(after), actor=actor)
    assert denied.value.code == code


def queried(state, asker):
    """A report whose greenways are queried so far; asked by ``asker``."""
    report = reported()
    if state != "none":
        asked(report, actor=asker)
    if state in ("answered", "closed"):
        explained(report)
    if state == "closed":
        move(querying.close, report, actor=asker)
    return report


SERVICES = {
    "answer": answering.explain,
    "ask_again": querying.ask_again,
    "close": querying.close,
    "withdraw": querying.withdraw,
}


@pytest.mark.parametrize("state", STATES)
def test_the_services_let_through_the_same_and_no_others(acting_as, state):
    asker = make_actor("checker", bureau="urban_management")
    report = queried(state, asker)
    done = set()
    for role, action in product([role for role in ROLES if role], ACTIONS):
        actor = make_actor(role, **({"bureau": OFFICES[role]} if role in OFFICES else {}))
        if works(acting_as, report, action, actor):
            done.add((role, state, action))
    assert done == {one for one in ALLOWED if one[1] == state}


class Undone(Exception):
    """Takes back what a service did."""


def works(acting_as, report, action, actor):
    """Whether a service does its step; whatever it did is taken back."""
    with acting_as(SYSTEM):
        last = Query.objects.filter(report=report).last()
    seen = last.version if last else 1
    try:
        with transaction.atomic(), acting_as(actor):
            about = {"report_id": report.pk, "quantity": "greenway_built", "actor": actor, "now": NOON}
            if action == "ask":
                number = fresh(report).submitted_revision.number
                querying.ask(**about, reason="与台账不符", seen_revision=number)
            else:
                SERVICES[action](**about, words="说明", seen_version=seen)
            raise Undone
    except Undone:
        return True
    except (Refused, report.DoesNotExist, Query.DoesNotExist):
        return False


STRANGERS = {
    "neighbour clerk": ("clerk", {"area": LIANGSHAN, "bureau": "urban_management"}),
    "neighbour lead": ("lead", {"area": LIANGSHAN}),
    "other bureau": ("clerk", {"bureau": "housing"}),
    "other checker": ("checker", {"bureau": "energy"}),
}


@pytest.mark.parametrize("state", STATES)
def test_http_lets_through_the_same_and_no_others(client, client_of, acting_as, state):
    report = queried(state, make_actor("checker", bureau="urban_management"))
    people = {"": client}
    for role in (*ROLES[1:], *STRANGERS):
        who, details = STRANGERS.get(role, (role, {"bureau": OFFICES[role]} if role in OFFICES else {}))
        people[role] = client_of(make_user(who, **details))
    with acting_as(SYSTEM):
        before = list(Query.objects.filter(report=report).values_list("status", "version"))
    sent = {"version": before[-1][1] if before else 1, "words": "说明", "reason": "与台账不符"}
    sent["revision"] = fresh(report).submitted_revision.number
    done = set()
    for role, action in product(people, ACTIONS):
        status, moved = answer_to(people[role], report, action, sent, before, acting_as)
        assert status in ((302,) if moved or not role else (403, 404, 409)), (role, action)
        if moved:
            done.add((role, state, action))
    assert done == {one for one in ALLOWED if one[1] == state}


def answer_to(person, report, action, sent, before, acting_as):
    """The status of an answer, and whether the query moved; whatever it did is taken back."""
    try:
        with transaction.atomic():
            response = person.post(f"/values/{report.pk}/greenway_built/{action.replace('_', '-')}/", sent)
            with acting_as(SYSTEM):
                after = list(Query.objects.filter(report=report).values_list("status", "version"))
            raise Undone
    except Undone:
        return response.status_code, after != before


@pytest.mark.parametrize("before", ["open", "answered", "closed"])
def test_the_database_allows_the_same_steps_and_no_others(acting_as, before):
    report = queried(before, make_actor("checker", bureau="urban_management"))
    bureau = report.filing_year.plan.quantities.get(code="greenway_built").bureau_id
    moved = set()
    for role, after in product([*ROLES, "system"], {"open", "answered", "closed"} - {before}):
        actor = SYSTEM if role == "system" else Actor(987654, "x", role, area_id=report.area_id, bureau_id=bureau)
        if moves(report, after, actor, acting_as):
            moved.add((role, before, after))
    of_people = {step for step in STEPS if step[1] == before}
    assert moved == of_people | {("system", *step[1:]) for step in of_people}


def moves(report, after, actor, acting_as):
    """Whether a bare UPDATE of the status gets past policies and guards; it is taken back."""
    try:
        with transaction.atomic(), acting_as(actor):
            query = Query.objects.filter(report=report).last()
            if query is None or not Query.objects.filter(pk=query.pk).update(status=after, version=query.version + 1):
                return False
            raise Undone
    except Undone:
        return True
    except IntegrityError as error:
        assert error.__cause__.diag.constraint_name == "query_moves_along_the_workflow"
        return False


def test_the_steps_of_the_guard_are_those_of_the_code(db):
    ((source,),) = rows("SELECT prosrc FROM pg_proc WHERE proname = 'reports_query_guard'")
    literal = {f"('{role}', '{before}', '{after}')" for role, before, after in STEPS if before}
    assert all(step in source for step in literal)
    assert sum(source.count(f"('{role}', ") for role in ("clerk", "lead", "checker", "reviewer")) == len(literal)
