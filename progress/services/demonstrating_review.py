"""The demonstration's queries, ticks and co-signatures, by the services that everybody uses."""

from accounts.domain.actors import Actor
from reports.domain.demonstration.deeds import Act, Deed
from reports.domain.threads import CoSigned
from reports.models import Query, Report
from reports.queries import cosigning as signatures
from reports.services import answering, cosigning, querying, ticking
from targets.models import Plan

ACTS = frozenset({Act.ASK, Act.EXPLAIN, Act.CLOSE, Act.TICK, Act.CO_SIGN})


def do(deed: Deed, *, plan: Plan, report: Report, actor: Actor) -> None:
    """Carry out what was asked, answered, closed, ticked or co-signed of a submitted report."""
    year, stage = deed.key.year, deed.key.stage
    if deed.act is Act.CO_SIGN:
        about = {"plan": plan, "year": year, "stage": stage, "task": deed.about}
        seen = signatures.fingerprint(plan, year, stage, actor)
        cosigning.say(**about, word=CoSigned.COSIGNED, reason=deed.reason, seen=seen, actor=actor, now=deed.at)
        return
    revision = report.submitted_revision.number
    if deed.act is Act.TICK:
        seen = {report.pk: revision}
        about = {"plan": plan, "year": year, "stage": stage, "quantity": deed.about}
        ticking.tick(**about, seen=seen, actor=actor, now=deed.at)
        return
    value = {"report_id": report.pk, "quantity": deed.about, "actor": actor, "now": deed.at}
    if deed.act is Act.ASK:
        querying.ask(**value, reason=deed.reason, seen_revision=revision)
        return
    version = Query.objects.visible_to(actor).filter(report=report, quantity__code=deed.about).latest("pk").version
    step = answering.explain if deed.act is Act.EXPLAIN else querying.close
    step(**value, words=deed.reason, seen_version=version)
