"""Reports in every state, made by the services that make them in earnest."""

from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts.domain.actors import system
from accounts.models import JournalRecord
from accounts.services.acting import acting_as
from reports.domain.entries import Entry, ReportKey
from reports.domain.refusals import Refused
from reports.domain.words import Stage, State
from reports.models import Report
from reports.services import filing, reviews, submissions
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


def submitted(entries=None, *, lead=None, now=NOON, **key):
    """A report that its area's lead submitted."""
    report = draft(entries, now=now, **key)
    lead = lead or make_actor("lead", area=report.area.code)
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


def refused(code, call, *args, **kwargs):
    """Assert that a call is refused with ``code``."""
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code
