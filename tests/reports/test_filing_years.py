"""Filing years: opening, closing, and a later deadline for one county; who may, and what it means everywhere."""

from datetime import datetime, timedelta

import pytest

from accounts.models import Area
from progress.queries.deadlines import deadlines_of
from reports.domain.deadlines import ZONE
from reports.domain.refusals import Refused
from reports.domain.words import Stage
from reports.models import Extension, FilingYear
from reports.queries import board, deadlines, reports, todo
from reports.services import explanations, filing_years, locking, narratives, sections, submissions
from targets.models import Plan
from tests.factories import LIANGSHAN, SISHUI, make_actor
from tests.reports.factories import NOON, draft, fresh, journalled, key_of, refused, save, stamped, typed

DUE = datetime(2026, 11, 16, tzinfo=ZONE)
LATER = datetime(2026, 11, 26, tzinfo=ZONE)
AFTER = datetime(2026, 11, 20, 12, tzinfo=ZONE)


@pytest.fixture
def manager(english_noon):
    return make_actor("plan_manager")


@pytest.fixture
def do(acting_as, manager):
    """``do(service, …)``: the plan manager does it with 2026."""

    def call(service, *, actor=None, year=2026, **words):
        actor = actor or manager
        with acting_as(manager):
            kept = filing_years.ensure(plan=Plan.objects.get(), year=year, actor=manager, now=NOON)
        with acting_as(actor):
            return service(filing_year_id=kept.pk, **words, actor=actor, now=NOON)

    return call


def extend(do, **words):
    given = {"area_code": SISHUI, "stage": Stage.ESTIMATE, "deadline": LATER, "reason": "洪涝灾害"}
    return do(filing_years.extend, **given | words)


def test_an_extension_is_in_force_wherever_a_deadline_is_read(do, acting_as):
    extend(do)
    plan, sishui, liangshan = Plan.objects.get(), Area.objects.get(code=SISHUI), Area.objects.get(code=LIANGSHAN)
    report = draft()
    lead = make_actor("lead")
    with acting_as(lead):
        assert reports.head(report.pk, lead).deadline == LATER
        year, stage = 2026, Stage.ESTIMATE
        assert reports.head_of(plan=plan, area=sishui, year=year, stage=Stage.FINAL, actor=lead).deadline > LATER
        (filing,) = [one for one in todo.to_do(plan, lead, AFTER) if (one.year, one.stage) == (year, stage)]
        assert (filing.deadline, filing.days_left) == (LATER, 5)
    neighbour = make_actor("lead", area=LIANGSHAN)
    with acting_as(neighbour):
        assert reports.head_of(plan=plan, area=liangshan, year=2026, stage=stage, actor=neighbour).deadline == DUE
    reviewer = make_actor("reviewer")
    with acting_as(reviewer):
        rows = board.board(plan, 2026, stage, reviewer, AFTER).rows
        late = {row.area.code: (row.slip, row.days_late) for row in rows}
        assert (late[LIANGSHAN], late[SISHUI]) == (("red", 5), ("yellow", 0))
        known = deadlines.of_plan(plan)
        assert (known.effective(2026, stage, sishui.pk), known.effective(2026, stage, liangshan.pk)) == (LATER, DUE)
        silence = deadlines_of(plan)
        said = [silence.has_passed(2026, "best", moment, sishui.pk) for moment in (DUE, AFTER, LATER)]
        assert said == [False, False, True]
        assert silence.has_passed(2026, "best", DUE, liangshan.pk)
        assert not silence.has_passed(2026, "final", AFTER, sishui.pk)


def handed_in(report, acting_as, moment):
    lead = make_actor("lead", area=report.area.code)
    with acting_as(lead):
        submissions.submit(report_id=report.pk, seen_version=report.version, actor=lead, now=moment)
    return fresh(report)


def test_a_report_within_its_extension_is_in_time_and_the_neighbours_is_late(do, acting_as):
    extend(do)
    for area, is_late in ((SISHUI, False), (LIANGSHAN, True)):
        assert handed_in(stamped(draft(area=area)), acting_as, AFTER).is_late is is_late


def test_an_extension_may_be_replaced_and_taken_back(do, acting_as, manager):
    extend(do)
    extend(do, deadline=LATER + timedelta(days=1))
    with acting_as(manager):
        (one,) = Extension.objects.all()
        assert (one.deadline, one.reason, one.set_as) == (LATER + timedelta(days=1), "洪涝灾害", manager.name)
    do(filing_years.take_back, extension_id=one.pk, reason="误加")
    with acting_as(manager):
        assert not Extension.objects.exists()
    with pytest.raises(Refused, match="nothing_changed"):
        do(filing_years.take_back, extension_id=one.pk, reason="误加")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"deadline": DUE}, "not_later"),
        ({"area_code": "000000"}, "unknown_area"),
        ({"area_code": "370000"}, "unknown_area"),
        ({"reason": " "}, "reason_missing"),
    ],
)
def test_an_extension_that_makes_no_sense_is_refused(do, words, code):
    with pytest.raises(Refused, match=code):
        extend(do, **words)


@pytest.mark.parametrize("role", ["clerk", "lead", "checker", "reviewer", "leader", "system_admin", "audit_admin"])
def test_nobody_else_keeps_filing_years(do, role):
    actor = make_actor(role)
    for service, words in (
        (filing_years.set_opening, {"opens_at": None}),
        (filing_years.close, {"reason": "x"}),
        (filing_years.reopen, {"reason": "x"}),
        (filing_years.extend, {"area_code": SISHUI, "stage": Stage.FINAL, "deadline": LATER, "reason": "x"}),
        (filing_years.take_back, {"extension_id": 1, "reason": "x"}),
    ):
        with pytest.raises(Refused, match="wrong_role"):
            do(service, actor=actor, **words)


def test_a_closed_year_takes_nothing_until_it_is_opened_again(do, acting_as):
    report = stamped(draft())
    do(filing_years.close, reason="年度填报结束")
    clerk, lead = make_actor("clerk"), make_actor("lead")
    with acting_as(clerk):
        head = reports.head(report.pk, clerk)
        assert (head.is_closed, head.is_open) == (True, False)
    with pytest.raises(Refused, match="year_closed"):
        save(clerk, {"heat_delivered": typed("1")})
    with pytest.raises(Refused, match="year_closed"):
        save(clerk, {"heat_delivered": typed("1")}, stage=Stage.ESTIMATE, now=AFTER)
    with pytest.raises(Refused, match="year_closed"):
        handed_in(report, acting_as, NOON)
    words = {"practice": "做法", "problems": "", "intentions": "", "seen_version": 0}
    about = {"quantity": "heat_supplied", "code": "jump", "reason": "属实"}
    for service, said in (
        (narratives.save, {"key": key_of(), "task": "2.1", **words}),
        (sections.withdraw, {"key": key_of(), "bureau": "housing", "seen": ""}),
        (explanations.save, {"key": key_of(), **about}),
        (locking.unlock, {"report_id": report.pk, "seen_version": report.version}),
    ):
        with acting_as(lead):
            refused("year_closed", service, **said, actor=lead, now=NOON)
    with acting_as(lead):
        (one,) = [one for one in todo.to_do(Plan.objects.get(), lead, NOON) if one.year == 2026]
    assert (one.is_closed, one.is_owed) == (True, False)
    do(filing_years.reopen, reason="补报")
    assert handed_in(report, acting_as, NOON).status == "submitted"


def test_closing_twice_changes_nothing(do):
    do(filing_years.close, reason="结束")
    with pytest.raises(Refused, match="nothing_changed"):
        do(filing_years.close, reason="结束")


def test_an_opening_moves_the_first_day(do, acting_as):
    do(filing_years.set_opening, opens_at=datetime(2026, 11, 12, tzinfo=ZONE))
    clerk = make_actor("clerk")
    with pytest.raises(Refused, match="not_begun"):
        save(clerk, {"heat_delivered": typed("1")})
    save(clerk, {"heat_delivered": typed("1")}, now=datetime(2026, 11, 12, tzinfo=ZONE))
    with pytest.raises(Refused, match="opens_too_late"):
        do(filing_years.set_opening, opens_at=DUE)
    do(filing_years.set_opening, opens_at=None)
    save(clerk, {"utility_tunnel_built": typed("2")})


def test_every_change_is_in_the_journal(do, acting_as):
    extend(do)
    do(filing_years.close, reason="结束")
    (record,) = journalled("filing_year.extend")
    assert record.subject == "filing_year jining-2024/2026"
    assert (record.detail["area"], record.detail["old"], record.detail["reason"]) == (SISHUI, None, "洪涝灾害")
    assert journalled("filing_year.close")[0].detail["reason"] == "结束"


PAGE = "/filing-years/"


def test_the_page_extends_closes_and_opens_and_the_county_reads_it(manager, as_):
    client, clerk = as_("plan_manager"), as_("clerk")
    sent = {"year": "2026", "act": "extend", "area": SISHUI, "stage": "estimate", "day": "2026-11-25", "reason": "洪涝"}
    assert client.post(PAGE, sent).status_code == 302
    assert "25 Nov 2026, 24:00" in client.get(PAGE).content.decode()
    assert "25 Nov 2026, 24:00" in clerk.get("/filing/2026/estimate/").content.decode()
    assert "25 Nov 2026" not in as_("clerk", area=LIANGSHAN).get("/filing/2026/estimate/").content.decode()
    early = client.post(PAGE, sent | {"day": "2026-11-10"})
    assert (early.status_code, b"An extension ends after the deadline" in early.content) == (409, True)
    assert client.post(PAGE, sent | {"reason": ""}).status_code == 422
    assert client.post(PAGE, sent | {"act": "vanish"}).status_code == 404
    assert client.post(PAGE, {"year": "2026", "act": "close", "reason": "结束"}).status_code == 302
    assert "Read only: the year is closed." in clerk.get("/filing/2026/estimate/").content.decode()
    assert "Closed" in clerk.get("/filing/").content.decode()
    assert client.post(PAGE, {"year": "2026", "act": "reopen", "reason": "补报"}).status_code == 302
    assert "Read only" not in clerk.get("/filing/2026/estimate/").content.decode()
    assert client.post(PAGE, {"year": "2026", "act": "opening", "opens": "2026-11-15"}).status_code == 302
    assert clerk.get("/filing/2026/estimate/").status_code == 404


def test_nobody_else_reads_or_changes_filing_years(manager, as_):
    for role in ("clerk", "lead", "reviewer", "leader", "system_admin"):
        client = as_(role)
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, {"year": "2026", "act": "close", "reason": "x"}).status_code == 403
    assert not FilingYear.objects.filter(closed_at__isnull=False).exists()
