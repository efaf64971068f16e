"""``manage.py import_values``: all or nothing, errors by line, the same rules as the form."""

import io
from datetime import datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from accounts.models import JournalRecord
from accounts.queries import clock
from reports.domain.deadlines import ZONE
from reports.domain.words import Stage
from reports.models import Fact, FilingYear, Report, ReportMark, Revision, Value
from targets.models import Plan, QuantityArea, QuantityVersion
from tests.factories import CITY, LIANGSHAN, SISHUI
from tests.reports.factories import SYSTEM, approved, draft, fresh, returned, save, submitted, typed

HEADER = "area,quantity,year,stage,state,value\n"
WRONG_HEADER = "line 1: the columns must be exactly area,quantity,year,stage,state,value"


@pytest.fixture(autouse=True)
def _plan(plan):
    with translation.override("en"):
        yield plan


@pytest.fixture
def load(tmp_path):
    def call(body, *options, raw=None):
        path = tmp_path / "values.csv"
        path.write_bytes(raw if raw is not None else (HEADER + body).encode())
        out = io.StringIO()
        call_command("import_values", str(path), *options, stdout=out)
        return out.getvalue().strip()

    return call


@pytest.fixture
def world(acting_as):
    with acting_as(SYSTEM):
        yield


def _errors(load, body, *options, raw=None):
    with pytest.raises(CommandError) as caught:
        load(body, *options, raw=raw)
    *lines, last = str(caught.value).splitlines()
    assert last == "nothing was imported"
    return lines


def _report(area=SISHUI, year=2024, stage="final"):
    return Report.objects.select_related("approved_revision", "submitted_revision").get(
        area__code=area, filing_year__year=year, stage=stage
    )


def _said(report):
    return {
        value.quantity.code: (value.state, value.number, value.text)
        for value in report.values.select_related("quantity")
    }


def test_a_file_is_filed_submitted_and_approved(load, world):
    body = (
        "370831,heat_supplied,2024,final,reported,100.50\n"
        "370831,greenway_built,2024,final,not_applicable,\n"
        "370800,renewal_pilot_progress,2024,final,reported,进展顺利\n"
        "370832,heat_supplied,2024,estimate,reported,7\n"
    )
    told = load(body)
    assert told == "rows: 4, values changed: 4, reports decided: 3, revisions: 6"
    report = _report()
    assert (report.status, report.approved_revision.number, report.submitted_by_id) == ("approved", 2, None)
    assert _said(report) == {
        "heat_supplied": ("reported", Decimal("100.5"), ""),
        "greenway_built": ("not_applicable", None, ""),
    }
    assert set(report.values.values_list("provenance", "changed_by")) == {("imported", None)}
    assert report.values.get(quantity__code="greenway_built").reason == "back-filling"
    assert Fact.objects.filter(snapshot=report.approved_revision.snapshot).count() == 2
    assert list(report.events.values_list("step", "actor")) == [
        ("submit", "import_values · 济宁市住房和城乡建设局"),
        ("approve", "import_values · 济宁市住房和城乡建设局"),
    ]
    assert ReportMark.objects.filter(event__report=report).count() == 2
    assert _said(_report(CITY)) == {"renewal_pilot_progress": ("reported", None, "进展顺利")}
    assert _report(LIANGSHAN, 2024, "estimate").status == "approved"


def test_one_journal_record_tells_the_whole_import(load, world):
    load("370831,heat_supplied,2024,final,reported,1\n")
    (record,) = JournalRecord.objects.filter(action="report.import")
    assert (record.actor, record.role, record.subject) == ("import_values", "system", "organisation 370800/housing")
    assert (record.detail["rows"], record.detail["years_opened"], record.detail["reason"]) == (
        1,
        [2024],
        "back-filling",
    )
    (told,) = record.detail["reports"]
    assert (told["report"], told["values"]) == ("report jining-2024/2024/370831/final", 1)
    assert [revision["number"] for revision in told["revisions"]] == [1, 2]


def test_an_unchanged_file_makes_no_new_revisions(load, world):
    body = "370831,heat_supplied,2024,final,reported,100\n370831,greenway_built,2024,final,not_applicable,\n"
    load(body)
    before = _report()
    told = load(body.replace(",100\n", ",100.00\n"), "--reason", "another")
    assert told == "rows: 2, values changed: 0, reports decided: 0, revisions: 0"
    after = _report()
    assert (after.version, after.approved_revision_id) == (before.version, before.approved_revision_id)
    assert Revision.objects.count() == 2


def test_an_approved_report_is_reopened_amended_and_approved_again(load, world):
    load("370831,heat_supplied,2024,final,reported,100\n370831,greenway_built,2024,final,reported,3\n")
    load("370831,heat_supplied,2024,final,reported,120\n", "--reason", "更正 2024 年供热量")
    report = _report()
    assert (report.status, report.approved_revision.number) == ("approved", 4)
    assert _said(report) == {
        "heat_supplied": ("reported", Decimal(120), ""),
        "greenway_built": ("reported", Decimal(3), ""),
    }
    assert list(report.events.values_list("step", "reason")) == [
        ("submit", ""), ("approve", ""), ("reopen", "更正 2024 年供热量"), ("submit", ""), ("approve", ""),
    ]  # fmt: skip
    first, last = report.revisions.get(number=2), report.revisions.get(number=4)
    assert first.digest != last.digest
    assert Fact.objects.get(snapshot=first.snapshot, quantity__code="heat_supplied").number == 100


@pytest.mark.parametrize(
    ("make", "steps"),
    [
        (draft, ["submit", "approve"]),
        (submitted, ["submit", "return", "submit", "approve"]),
        (returned, ["submit", "return", "submit", "approve"]),
        (approved, ["submit", "approve", "reopen", "submit", "approve"]),
    ],
)
def test_a_report_in_any_state_is_amended_and_keeps_others_work(load, world, make, steps):
    report = make(
        {"greenway_built": typed("3.5", note="王"), "heat_supplied": typed("100")}, year=2024, stage=Stage.FINAL
    )
    load("370831,heat_supplied,2024,final,reported,120\n370831,heat_delivered,2024,final,reported,90\n")
    report = fresh(report)
    assert report.status == "approved"
    assert _said(report) == {
        "greenway_built": ("reported", Decimal("3.5"), ""),
        "heat_supplied": ("reported", Decimal(120), ""),
        "heat_delivered": ("reported", Decimal(90), ""),
    }
    assert report.values.get(quantity__code="greenway_built").note == "王"
    assert list(report.events.values_list("step", flat=True)) == steps


def test_a_submitted_report_with_the_same_values_is_only_approved(load, world):
    report = submitted({"heat_supplied": typed("100")}, year=2024, stage=Stage.FINAL)
    load("370831,heat_supplied,2024,final,reported,100\n")
    assert list(fresh(report).events.values_list("step", flat=True)) == ["submit", "approve"]


def test_no_approve_leaves_the_report_submitted(load, world):
    load("370831,heat_supplied,2024,final,reported,100\n", "--no-approve")
    report = _report()
    assert (report.status, report.approved_revision_id, report.submitted_revision.number) == ("submitted", None, 1)
    load("370831,heat_supplied,2024,final,reported,100\n", "--no-approve")
    assert _report().version == report.version


def test_a_named_organisation_stands_in_the_record(load, world):
    load("370831,heat_supplied,2024,final,reported,1\n", "--organisation", "370831/water")
    assert set(_report().events.values_list("actor", flat=True)) == {"import_values · 泗水县城乡水务局"}
    with pytest.raises(CommandError, match="--organisation AREA/BUREAU: there is no organisation 370831/nobody"):
        load("370831,heat_supplied,2024,final,reported,1\n", "--organisation", "370831/nobody")


def test_a_plan_can_be_named(load, world):
    with pytest.raises(CommandError, match="there is no plan other"):
        load("370831,heat_supplied,2024,final,reported,1\n", "--plan", "other")
    load("370831,heat_supplied,2024,final,reported,1\n", "--plan", "jining-2024")
    assert _report().status == "approved"


def test_lateness_follows_the_deadline_at_receipt(load, world, monkeypatch):
    body = "370831,heat_supplied,2024,final,reported,1\n370831,heat_supplied,2024,estimate,reported,1\n"
    monkeypatch.setattr(clock, "now", lambda: datetime(2025, 2, 1, tzinfo=ZONE))
    load(body)
    assert (_report().is_late, _report(stage="estimate").is_late) == (False, True)


def test_a_byte_order_mark_is_no_column(load, world):
    load("", raw=b"\xef\xbb\xbf" + (HEADER + "370831,heat_supplied,2024,final,reported,1\r\n").encode())
    assert _report().status == "approved"


def test_only_a_header_changes_nothing(load, world):
    assert load("") == "rows: 0, values changed: 0, reports decided: 0, revisions: 0"
    assert not FilingYear.objects.exists()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("370899,heat_supplied,2024,final,reported,1", "there is no area 370899"),
        ("370831,heat,2024,final,reported,1", "there is no quantity heat"),
        ("370800,heat_supplied,2024,final,reported,1", "not reported there: heat_supplied, 370800"),
        ("370831,central_city_built_area,2024,final,reported,1", "not reported there: central_city_built_area, 370831"),
        ("370831,heat_supplied,2019,final,reported,1", "the plan has no year 2019"),
        ("370831,heat_supplied,2031,final,reported,1", "the plan has no year 2031"),
        ("370831,heat_supplied,24,final,reported,1", "“24” is not a year"),
        ("370831,heat_supplied,２０２４,final,reported,1", "“２０２４” is not a year"),
        ("370831,heat_supplied,2024,Final,reported,1", "the stage is estimate or final, not “Final”"),
        ("370831,heat_supplied,2024,best,reported,1", "the stage is estimate or final, not “best”"),
        ("370831,heat_supplied,2024,final,missing,1", "the state is reported or not_applicable, not “missing”"),
        ("370831,heat_supplied,2024,final,reported", "5 columns instead of 6"),
        ("370831,heat_supplied,2024,final,reported,1,2", "7 columns instead of 6"),
        (
            "370831,heat_supplied,2024,final,reported,abc",
            "heat_supplied: This is not a number: digits, at most one decimal point, no unit.",
        ),
        (
            "370831,heat_supplied,2024,final,reported,NaN",
            "heat_supplied: This is not a number: digits, at most one decimal point, no unit.",
        ),
        ("370831,heat_supplied,2024,final,reported,-1", "heat_supplied: -1 is below the least possible value, 0."),
        ("370831,heat_supplied,2024,final,reported,1.234", "heat_supplied: 1.234 has too many decimals: at most 2."),
        ("370831,heat_supplied,2024,final,reported,", "heat_supplied: The value is missing."),
        (
            "370831,heat_supplied,2024,final,not_applicable,0",
            "heat_supplied: Either a value or “not applicable”, not both.",
        ),
        ("370800,renewal_special_plan_issued,2024,final,reported,2",
         "renewal_special_plan_issued: 0 for not done or 1 for done, not 2."),
        ("370831,heat_supplied,2024,final,reported,1\x00",
         "heat_supplied: There is a character in here that cannot be stored; type it again."),
    ],
)  # fmt: skip
def test_a_line_that_is_wrong_is_named_and_nothing_is_written(load, world, row, message):
    body = f"370831,greenway_built,2024,final,reported,1\n{row}\n370832,greenway_built,2024,final,reported,1\n"
    assert _errors(load, body) == [f"line 3: {message}"]
    assert not Report.objects.exists()
    assert not FilingYear.objects.exists()
    assert not Value.objects.exists()


def test_every_wrong_line_is_named_in_order(load, world):
    body = (
        "370831,heat_supplied,2024,final,reported,-1\n"
        "370831,greenway_built,2024,final,reported,1\n"
        "37,heat_supplied,2024,final,reported,1\n"
        "370831,greenway_built,2024,final,reported,2\n"
        "x,y,z,a,b,c\n"
    )
    assert _errors(load, body) == [
        "line 4: there is no area 37",
        "line 5: the same value as in line 3",
        "line 6: “z” is not a year",
        "line 6: the stage is estimate or final, not “a”",
        "line 6: the state is reported or not_applicable, not “b”",
    ]
    assert _errors(load, body.splitlines()[0] + "\n") == [
        "line 2: heat_supplied: -1 is below the least possible value, 0."
    ]


def test_rows_of_one_report_are_checked_together_and_with_what_is_stored(load, world):
    both = "370831,heat_delivered,2024,final,reported,101\n370831,heat_supplied,2024,final,reported,100\n"
    wrong = "heat_delivered: 101 is more than heat_supplied, which is 100."
    assert _errors(load, both) == [f"line 2: {wrong}"]
    load("370831,heat_supplied,2024,final,reported,100\n")
    assert _errors(load, "370831,heat_delivered,2024,final,reported,101\n") == [f"line 2: {wrong}"]
    assert _report().revisions.count() == 2


def test_others_unfinished_errors_are_named_too(load, world):
    draft({"county_town_built_area": typed("10")}, year=2024, stage=Stage.FINAL)
    save(SYSTEM, {"started_public_area": typed("5")}, year=2024, stage=Stage.FINAL)
    QuantityVersion.objects.filter(quantity__code="county_town_built_area").update(minimum=20)
    assert _errors(load, "370831,heat_supplied,2024,final,reported,1\n") == [
        "line 2: county_town_built_area: 10 is below the least possible value, 20."
    ]
    assert _report().status == "draft"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"area;quantity\n", WRONG_HEADER),
        (b"area,quantity,year,stage,value,state\n", WRONG_HEADER),
        (b"", WRONG_HEADER),
        (HEADER.encode() + "370831,注释".encode("gbk"), "line 2: the file is not UTF-8"),
        (HEADER.encode() + b'370831,"x\n', "line 2: no proper CSV: unexpected end of data"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_file_is_refused(load, world, raw, message):
    assert _errors(load, "", raw=raw) == [message]


def test_a_reason_that_says_nothing_and_a_file_that_is_not_there_are_refused(load, world):
    with pytest.raises(CommandError, match=r"--reason: Say why\."):
        load("370831,heat_supplied,2024,final,reported,1\n", "--reason", " ")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_values", "/nowhere/values.csv")


def test_every_quantity_of_every_area_can_be_imported_at_once(load, world, plan):
    rows = []
    for place in QuantityArea.objects.select_related("area", "version__quantity"):
        quantity = place.version.quantity
        value = "进展" if quantity.kind == "text" else "1"
        rows.append(f"{place.area.code},{quantity.code},2025,final,reported,{value}\n")
    load("".join(rows))
    assert Report.objects.filter(status="approved").count() == 15
    assert Fact.objects.count() == len(rows) == Value.objects.count()
    assert isinstance(plan, Plan)


def test_the_number_of_queries_grows_with_the_reports_not_with_the_rows(load, world, django_assert_num_queries):
    def body(area, codes):
        return "".join(f"{area},{code},2025,final,reported,1\n" for code in codes)

    few = ["heat_supplied", "greenway_built"]
    many = [*few, "heat_delivered", "heating_pipe_renewed", "utility_tunnel_built", "pocket_parks_built"]
    load(body("370811", few))
    with django_assert_num_queries(OF_ONE_REPORT):
        load(body(SISHUI, few))
    with django_assert_num_queries(OF_ONE_REPORT):
        load(body(LIANGSHAN, many))


OF_ONE_REPORT = 43
