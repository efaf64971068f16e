"""Queries about single values, at every stage, made by the services that make them in earnest."""

from io import BytesIO

from accounts.services.acting import acting_as
from reports.models import Query
from reports.services import answering, correcting, evidence, freezing, locking, querying
from tests.factories import SISHUI, make_actor
from tests.reports.factories import NOON, SCAN, SYSTEM, fresh, submitted, typed

HEAT = "heat_supplied"
CHECKED = {"heat_supplied": typed("100"), "heat_delivered": typed("80"), "greenway_built": typed("3.5")}


def reported(area=SISHUI):
    """A submitted report with heat and greenways."""
    return submitted(CHECKED, area=area)


def asked(report, quantity="greenway_built", *, actor=None, reason="与台账不符", now=NOON):
    """A query about one value; by the reviewer unless told."""
    actor = actor or make_actor("reviewer")
    with acting_as(actor):
        number = fresh_as(report, actor).submitted_revision.number
        return querying.ask(
            report_id=report.pk, quantity=quantity, reason=reason, seen_revision=number, actor=actor, now=now
        )


def fresh_as(report, actor):
    """The report as it is now."""
    return fresh(report)


def move(service, report, quantity="greenway_built", *, actor, seen=None, now=NOON, **words):
    """One step of a query by an actor, who saw it as it is unless told."""
    if seen is None:
        with acting_as(SYSTEM):
            seen = Query.objects.filter(report=report, quantity__code=quantity).last().version
    with acting_as(actor):
        return service(report_id=report.pk, quantity=quantity, seen_version=seen, actor=actor, now=now, **words)


def explained(report, quantity="greenway_built", *, actor=None, words="台账已更新"):
    """The query answered with words."""
    actor = actor or make_actor("clerk", bureau="urban_management")
    return move(answering.explain, report, quantity, actor=actor, words=words)


def proposed(report, number, quantity="greenway_built", *, actor=None, words="重新测量", now=NOON):
    """Another value with its words."""
    actor = actor or make_actor("clerk", bureau="urban_management")
    with acting_as(SYSTEM):
        value = report.values.filter(quantity__code=quantity).first()
    entry = typed(number, seen_version=value.version if value else 0)
    return move(answering.propose, report, quantity, actor=actor, entry=entry, words=words, now=now)


def relocked(report, *, lead=None, now=NOON):
    """The report locked for its correction, with the stamped page."""
    lead = lead or make_actor("lead", area=report.area.code)
    with acting_as(lead):
        locking.lock(report_id=report.pk, seen_version=fresh(report).version, actor=lead, now=now)
    scan = {"name": "更正页.pdf", "file": BytesIO(SCAN + b"%"), "size": len(SCAN) + 1}
    with acting_as(lead):
        evidence.store(key=freezing.key_of(fresh(report)), about=evidence.STAMP, **scan, actor=lead, now=now)
    return fresh(report)


def handed_in(report, *, lead=None, now=NOON, key=""):
    """The corrections of a report locked, stamped and handed in."""
    lead = lead or make_actor("lead", area=report.area.code)
    report = relocked(report, lead=lead, now=now)
    with acting_as(lead):
        correcting.hand_in(report_id=report.pk, seen_version=report.version, actor=lead, now=now, key=key)
    return fresh(report)
