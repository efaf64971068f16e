"""Row-level security, at the level of SQL: who sees and writes which rows, the anonymous and the neighbour included."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from accounts.domain.actors import ANONYMOUS, Actor
from reports.models import Fact, FilingYear, Report, ReportEvent, ReportMark, Revision, Snapshot, Value
from targets.models import Quantity
from tests.factories import LIANGSHAN, make_actor
from tests.reports.factories import (
    NOON,
    SYSTEM,
    approved,
    draft,
    privilege_missing,
    returned,
    row_security_refuses,
    rows,
    run,
    submitted,
    typed,
)

TABLES = {"report": Report, "value": Value, "snapshot": Snapshot, "fact": Fact, "revision": Revision,
          "reportevent": ReportEvent, "reportmark": ReportMark}  # fmt: skip
WORKBENCH = ("section", "narrative", "explanation", "reminder", "evidence", "annex", "submissionkey")
REVIEWED = (
    "query",
    "remark",
    "verifiedvalue",
    "verification",
    "cosignature",
    "extension",
    "reminderschedule",
    "valuechange",
)
BOTH = {"heat_supplied": typed("100"), "greenway_built": typed("3.5")}


@pytest.fixture(autouse=True)
def _plan(plan):
    return plan


@pytest.fixture
def world():
    """Sishui: a draft of 2026, 2025 approved. Liangshan: 2026 submitted, 2025 returned."""
    return {
        "own_draft": draft(BOTH),
        "own_approved": approved(BOTH, year=2025),
        "other_submitted": submitted(BOTH, area=LIANGSHAN),
        "other_returned": returned(BOTH, area=LIANGSHAN, year=2025),
    }


def _seen(actor, acting_as):
    """How many rows of each table a bare SELECT returns."""
    with acting_as(actor):
        return {name: rows(f"SELECT count(*) FROM reports_{name}")[0][0] for name in TABLES}


NOTHING = dict.fromkeys(TABLES, 0)
# The world above, in rows: two values, hence two facts, in each report.
EXPECTED = {
    "system": {"report": 4, "value": 8, "snapshot": 3, "fact": 6, "revision": 4, "reportevent": 5, "reportmark": 5},
    "clerk": {"report": 2, "value": 2, "snapshot": 1, "fact": 1, "revision": 2, "reportevent": 2, "reportmark": 2},
    "lead": {"report": 2, "value": 4, "snapshot": 1, "fact": 2, "revision": 2, "reportevent": 2, "reportmark": 2},
    "city": {"report": 3, "value": 0, "snapshot": 3, "fact": 6, "revision": 4, "reportevent": 5, "reportmark": 5},
}


def test_a_clerk_sees_their_areas_reports_and_their_bureaus_values(world, acting_as):
    assert _seen(make_actor("clerk"), acting_as) == EXPECTED["clerk"]
    urban = make_actor("clerk", bureau="urban_management")
    assert _seen(urban, acting_as) == EXPECTED["clerk"]
    with acting_as(urban):
        assert set(rows("SELECT number FROM reports_value UNION SELECT number FROM reports_fact")) == {(3.5,)}


def test_a_clerk_of_a_bureau_that_reported_nothing_sees_no_value(world, acting_as):
    water = make_actor("clerk", bureau="water")
    assert _seen(water, acting_as) == EXPECTED["clerk"] | {"value": 0, "fact": 0}


def test_a_lead_sees_everything_of_their_area(world, acting_as):
    assert _seen(make_actor("lead"), acting_as) == EXPECTED["lead"]


@pytest.mark.parametrize("role", ["reviewer", "checker", "leader", "plan_manager"])
def test_the_city_sees_what_was_submitted_and_never_a_value_being_filled(world, acting_as, role):
    actor = make_actor(role)
    assert _seen(actor, acting_as) == EXPECTED["city"]
    with acting_as(actor):
        assert rows("SELECT DISTINCT status FROM reports_report ORDER BY 1") == [
            ("approved",), ("returned",), ("submitted",),
        ]  # fmt: skip


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", "", "superuser"])
def test_administrators_and_nobody_see_nothing(world, acting_as, role):
    assert _seen(Actor(1, "x", role, area_id=world["own_draft"].area_id), acting_as) == NOTHING
    assert _seen(ANONYMOUS, acting_as) == NOTHING


def test_outside_of_acting_as_there_is_nothing(world):
    assert {name: rows(f"SELECT count(*) FROM reports_{name}")[0][0] for name in TABLES} == NOTHING


def test_the_system_sees_everything(world, acting_as):
    assert _seen(SYSTEM, acting_as) == EXPECTED["system"]


@pytest.mark.parametrize(
    "role",
    ["clerk", "lead", "checker", "reviewer", "leader", "plan_manager", "system_admin", "audit_admin", "", "system"],
)
def test_both_locks_agree(world, acting_as, role):
    actor = {"": ANONYMOUS, "system": SYSTEM}.get(role) or make_actor(role)
    for model in (Report, Value, Snapshot, Fact, Revision, ReportEvent):
        with acting_as(SYSTEM):
            by_code = set(model.objects.visible_to(actor).values_list("pk", flat=True))
        with acting_as(actor):
            by_database = set(model.objects.values_list("pk", flat=True))
        assert by_code == by_database, model


def test_the_neighbour_cannot_touch_a_report(world, acting_as):
    neighbour = make_actor("lead", area=LIANGSHAN)
    own = world["own_draft"].pk
    with acting_as(neighbour):
        assert run("UPDATE reports_report SET version = 99 WHERE id = %s", own) == 0
        assert run("UPDATE reports_value SET number = 0, version = 99 WHERE report_id = %s", own) == 0
        assert run("DELETE FROM reports_value WHERE report_id = %s", own) == 0
        assert rows("SELECT * FROM reports_report WHERE id = %s FOR UPDATE", own) == []


def _new_value(report, actor, code="heat_delivered", **fields):
    quantity = Quantity.objects.get(code=code)
    row = {"area_id": report.area_id, "bureau_id": quantity.bureau_id, "changed_by_id": actor.user_id} | fields
    return Value(report=report, quantity=quantity, state="reported", number=1, changed_at=NOON, **row)


def _insert(row):
    type(row).objects.bulk_create([row])


def test_a_clerk_writes_their_own_bureaus_values_in_their_own_name(world, acting_as):
    clerk = make_actor("clerk")
    with acting_as(clerk):
        _insert(_new_value(world["own_draft"], clerk))
        for row in (
            _new_value(world["own_draft"], clerk, "water_supplied"),
            _new_value(world["own_draft"], clerk, "heating_pipe_renewed", changed_by_id=make_actor("clerk").user_id),
            _new_value(world["other_returned"], clerk),
        ):
            with row_security_refuses("reports_value"):
                _insert(row)


@pytest.mark.parametrize("role", ["reviewer", "checker", "leader", "plan_manager", "audit_admin"])
def test_nobody_else_writes_values(world, acting_as, role):
    actor = make_actor(role)
    with acting_as(actor):
        with row_security_refuses("reports_value"):
            _insert(_new_value(world["own_draft"], actor))
        assert run("UPDATE reports_value SET version = 99") == 0
        assert run("DELETE FROM reports_value") == 0


def test_a_report_is_opened_by_its_own_area_only(world, acting_as):
    other = world["other_submitted"]
    for actor in (
        make_actor("clerk"),
        make_actor("lead"),
        make_actor("reviewer"),
        make_actor("audit_admin"),
        ANONYMOUS,
    ):
        row = Report(filing_year=other.filing_year, area_id=other.area_id, stage="final", created_at=NOON)
        with acting_as(actor), row_security_refuses("reports_report"):
            _insert(row)


def test_only_the_lead_freezes(world, acting_as):
    report, quantity = world["own_draft"], Quantity.objects.get(code="heat_supplied")
    for actor in (make_actor("clerk"), make_actor("reviewer"), make_actor("lead", area=LIANGSHAN)):
        with acting_as(actor):
            with row_security_refuses("reports_snapshot"):
                _insert(Snapshot(report=report, taken_at=NOON, digest="0" * 64))
            fact = {"area_id": report.area_id, "bureau_id": quantity.bureau_id, "number": 1, "provenance": "typed"}
            with row_security_refuses("reports_fact"):
                snapshot = world["own_approved"].approved_revision.snapshot_id
                _insert(Fact(snapshot_id=snapshot, quantity=quantity, state="reported", **fact))


@pytest.mark.parametrize(
    ("role", "step"),
    [("clerk", "submit"), ("lead", "approve"), ("reviewer", "submit"), ("checker", "approve"), ("leader", "approve")],
)
def test_revisions_and_events_are_made_by_their_role(world, acting_as, role, step):
    report, actor = world["own_approved"], make_actor(role)
    revision = report.approved_revision
    named = {"at": NOON, "by_id": actor.user_id, "actor": "x"}
    with acting_as(actor):
        with row_security_refuses("reports_revision"):
            _insert(Revision(report=report, number=9, step=step, snapshot=revision.snapshot,
                             digest=revision.digest, **named))  # fmt: skip
        with row_security_refuses("reports_reportevent"):
            _insert(ReportEvent(report=report, area_id=report.area_id, step=step, reason="x", **named))


def test_revisions_and_events_are_made_in_ones_own_name(world, acting_as):
    report, reviewer = world["other_submitted"], make_actor("reviewer")
    revision = report.submitted_revision
    for by in (None, make_actor("reviewer").user_id):
        named = {"at": NOON, "by_id": by, "actor": "x"}
        with acting_as(reviewer):
            with row_security_refuses("reports_revision"):
                _insert(Revision(report=report, number=9, step="approve", snapshot=revision.snapshot,
                                 digest=revision.digest, **named))  # fmt: skip
            with row_security_refuses("reports_reportevent"):
                _insert(ReportEvent(report=report, area_id=report.area_id, step="approve", **named))


def test_a_mark_is_left_beside_ones_own_event_only(world, acting_as):
    with acting_as(SYSTEM):
        event = ReportEvent.objects.create(
            report=world["own_approved"], area_id=world["own_approved"].area_id, step="submit", at=NOON, actor="x"
        )
    for actor in (make_actor("clerk"), make_actor("lead"), make_actor("reviewer"), make_actor("leader"), ANONYMOUS):
        with acting_as(actor), row_security_refuses("reports_reportmark"):
            _insert(ReportMark(event=event))


def test_a_filer_opens_a_year_with_the_plans_own_deadlines_only(acting_as, plan):
    own = draft(year=2025).filing_year
    later = {name: getattr(own, name).replace(year=getattr(own, name).year + 3) for name in
             ("estimate_deadline", "final_deadline")}  # fmt: skip
    clerk = make_actor("clerk")
    with acting_as(clerk):
        for wrong in (
            {"year": 2028, "estimate_deadline": later["estimate_deadline"] - timedelta(days=30)},
            {"year": 2028, "final_deadline": later["final_deadline"] + timedelta(seconds=1)},
            {"year": 2031},
            {"year": 2019},
        ):
            with row_security_refuses("reports_filingyear"):
                _insert(FilingYear(plan=plan, **later | wrong))
        _insert(FilingYear(plan=plan, year=2028, **later))
        assert run("UPDATE reports_filingyear SET final_deadline = final_deadline + interval '1 day'") == 0
    for actor in (make_actor("reviewer"), make_actor("system_admin"), ANONYMOUS):
        with acting_as(actor), row_security_refuses("reports_filingyear"):
            _insert(FilingYear(plan=plan, year=2027, **later))
    with acting_as(make_actor("plan_manager")):
        assert run("UPDATE reports_filingyear SET final_deadline = final_deadline + interval '1 day'") == 2


def test_the_rollup_role_reads_everything_and_takes_marks(world):
    rollup = connection.ops.quote_name(settings.DATABASE_ROLES["rollup"])
    run(f"SET LOCAL ROLE {rollup}")
    counts = {name: rows(f"SELECT count(*) FROM reports_{name}")[0][0] for name in TABLES}
    assert counts == EXPECTED["system"]
    assert len(rows("SELECT id FROM reports_reportmark FOR UPDATE SKIP LOCKED")) == 5
    assert run("DELETE FROM reports_reportmark") == 5
    for statement in (
        "UPDATE reports_report SET version = 99",
        "UPDATE reports_value SET version = 99",
        "INSERT INTO reports_snapshot (report_id, taken_at, digest) SELECT id, now(), '' FROM reports_report",
        "DELETE FROM reports_fact",
    ):
        with privilege_missing():
            run(statement)
    run("RESET ROLE")


def test_every_table_is_under_forced_row_security(db):
    names = [f"reports_{name}" for name in (*TABLES, *WORKBENCH, *REVIEWED, "filingyear")]
    found = rows("SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
                 " WHERE relname LIKE 'reports\\_%%' AND relkind = 'r' ORDER BY 1")  # fmt: skip
    assert found == [(name, True, True) for name in sorted(names)]
