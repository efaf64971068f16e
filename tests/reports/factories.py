"""Reports in every state, made by the services that make them in earnest."""

from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts.domain.actors import system
from accounts.models import Bureau, JournalRecord
from accounts.services.acting import acting_as
from reports.domain.entries import Entry, ReportKey
from reports.domain.refusals import Refused
from reports.domain.words import Stage, State
from reports.models import Explanation, Report
from reports.queries import reports, sheets
from reports.queries.sections import fingerprint, speaking
from reports.services import evidence, filing, freezing, locking, reviews, sections, submissions
from targets.models import Plan, Quantity
from tests.factories import SISHUI, make_actor

PLAN = "jining-2024"
NOON = datetime(2026, 11, 10, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
SYSTEM = system("tests")


def key_of(area=SISHUI, year=2026, stage=Stage.ESTIMATE):
    """The key of a report of Jining's plan."""
    return ReportKey(PLAN, year, area, stage)


def typed(number, **fields):
    """An entry with a number as typed."""
    return Entry(State.REPORTED, number, **fields)


def not_applicable(reason="无此项", **fields):
    """An entry that says: not applicable."""
    return Entry(State.NOT_APPLICABLE, reason=reason, **fields)


def save(actor, entries, *, now=NOON, keep_good=False, **key):
    """File entries as an actor, in their area unless told otherwise."""
    key.setdefault("area", actor.area_code or SISHUI)
    with acting_as(actor):
        return filing.save(key=key_of(**key), entries=entries, actor=actor, now=now, keep_good=keep_good)


def draft(entries=None, *, now=NOON, **key):
    """A draft with the given entries, filed by the system."""
    saved = save(SYSTEM, entries or {"heat_supplied": typed("100"), "greenway_built": typed("3.5")}, now=now, **key)
    with acting_as(SYSTEM):
        return Report.objects.get(pk=saved.report_id)


SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def confirmed(report, *, lead=None, now=NOON):
    """The report with every section that says something confirmed, and every doubt explained."""
    lead = lead or make_actor("lead", area=report.area.code)
    key = freezing.key_of(fresh(report))
    with acting_as(SYSTEM):
        sheet = sheets.being_filled(reports.head(report.pk, SYSTEM), plan=Plan.objects.get(), actor=SYSTEM)
        for line in sheet.lines.values():
            for one in line.noted:
                if one.is_open and not one.is_hard:
                    explain(report, line, one, now)
        speakers = speaking(report.pk, SYSTEM)
        done = set(report.sections.filter(confirmed_at__isnull=False).values_list("bureau__code", flat=True))
    for section in sheet.sections:
        code = section.office.code
        if section.office.bureau_id in speakers and code not in done:
            reason = "" if section.office.bureau_id == lead.bureau_id else "代为确认"
            with acting_as(lead):
                seen = fingerprint(report.pk, section.office.bureau_id, lead)
                sections.confirm(key=key, bureau=code, seen=seen, actor=lead, now=now, reason=reason)
    return fresh(report)


def withdrawn(report, bureau="housing", now=NOON):
    """The report with a bureau's confirmation taken back by a clerk of its own."""
    clerk = make_actor("clerk", area=report.area.code, bureau=bureau)
    with acting_as(clerk):
        seen = fingerprint(report.pk, clerk.bureau_id, clerk)
        sections.withdraw(key=freezing.key_of(fresh(report)), bureau=bureau, seen=seen, actor=clerk, now=now)
    return fresh(report)


def seen_of(bureau="housing", key=None):
    """The fingerprint of a bureau's section as it stands, as a page opened now would name it."""
    key = key or key_of()
    with acting_as(SYSTEM):
        of_key = {"area__code": key.area, "filing_year__year": key.year, "stage": key.stage}
        report = Report.objects.filter(**of_key).first()
        return fingerprint(report and report.pk, Bureau.objects.get(code=bureau).pk, SYSTEM)


def explain(report, line, noted, now=NOON):
    """A written reason for one doubt."""
    Explanation.objects.create(
        report=report, area=report.area, bureau_id=line.bureau_id, quantity=Quantity.objects.get(code=line.code),
        code=noted.finding.code, saw=dict(noted.finding.saw), reason="属实", changed_at=now,
    )  # fmt: skip


def locked(report, *, lead=None, now=NOON):
    """The report confirmed and locked by its lead."""
    lead = lead or make_actor("lead", area=report.area.code)
    report = confirmed(report, lead=lead, now=now)
    with acting_as(lead):
        locking.lock(report_id=report.pk, seen_version=report.version, actor=lead, now=now)
    return fresh(report)


def stamped(report, *, lead=None, now=NOON):
    """The report locked, with the scan of its stamped page."""
    lead = lead or make_actor("lead", area=report.area.code)
    report = locked(report, lead=lead, now=now)
    scan = {"name": "盖章页.pdf", "file": BytesIO(SCAN), "size": len(SCAN)}
    with acting_as(lead):
        evidence.store(key=freezing.key_of(report), about=evidence.STAMP, **scan, actor=lead, now=now)
    return fresh(report)


def submitted(entries=None, *, lead=None, now=NOON, **key):
    """A report that its area's lead submitted."""
    report = draft(entries, now=now, **key)
    lead = lead or make_actor("lead", area=report.area.code)
    report = stamped(report, lead=lead, now=now)
    with acting_as(lead):
        submissions.submit(report_id=report.pk, seen_version=report.version, actor=lead, now=now)
    return fresh(report)


def approved(entries=None, *, reviewer=None, now=NOON, **key):
    """A report that a reviewer approved."""
    report = submitted(entries, now=now, **key)
    reviewer = reviewer or make_actor("reviewer")
    with acting_as(reviewer):
        reviews.approve(report_id=report.pk, seen_version=report.version, actor=reviewer, now=now)
    return fresh(report)


def returned(entries=None, *, reason="口径不一致", now=NOON, **key):
    """A report that a reviewer sent back."""
    report = submitted(entries, now=now, **key)
    reviewer = make_actor("reviewer")
    with acting_as(reviewer):
        reviews.return_report(report_id=report.pk, seen_version=report.version, reason=reason, actor=reviewer, now=now)
    return fresh(report)


def fresh(report):
    """The report as it is now, read by the system."""
    with acting_as(SYSTEM):
        related = ("filing_year__plan", "area", "submitted_revision__snapshot", "approved_revision")
        return Report.objects.select_related(*related).get(pk=report.pk)


@contextmanager
def database_refuses(constraint):
    """The block must fail on this constraint or guard, and on no other."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.diag.constraint_name == constraint


@contextmanager
def row_security_refuses(table):
    """The block must fail on a row-level security policy of this table."""
    with pytest.raises(ProgrammingError, match=rf'row-level security policy.*"{table}"'), transaction.atomic():
        yield


@contextmanager
def privilege_missing():
    """The block must fail for want of a grant."""
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        yield


def rows(sql, *parameters):
    """What a bare SELECT returns for whoever acts."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def run(sql, *parameters):
    """Run a bare statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount


def journalled(action):
    """What the journal holds of an action that was done, in order."""
    with acting_as(SYSTEM):
        return list(JournalRecord.objects.filter(action=action, result="done").order_by("id"))


def refused(code, call, /, *args, **kwargs):
    """Assert that a call is refused with ``code``."""
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code
