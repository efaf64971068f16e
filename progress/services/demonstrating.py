"""The demonstration's present year goes the whole way: explained, proved, signed off, locked, stamped, handed in."""

from datetime import datetime
from io import BytesIO

from accounts.domain.actors import Actor, system
from accounts.services.acting import acting_as
from reports.domain.checks import Noted
from reports.domain.entries import ReportKey
from reports.models import Report
from reports.queries import reports, sheets
from reports.queries.sections import fingerprint, sign_offs, speaking
from reports.queries.sheets import Line, Sheet
from reports.services import evidence, explanations, locking, sections, submissions
from reports.services.evidence import STAMP, About
from targets.models import Plan

LOADER = system("load_demo")
REASON = "示例数据：按实际核对，情况属实。"
ON_BEHALF = "示例数据：该单位已书面确认。"

PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 62>>stream\nBT /F 24 Tf 72 720 Td (Sample data, not a real document) Tj ET\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def hand_in(report: Report, *, key: ReportKey, plan: Plan, lead: Actor, now: datetime) -> None:
    """Take a filled report of the demonstration to the city, by the services that everybody uses."""
    sheet = _sheet(report, plan, lead)
    with acting_as(LOADER):
        for line in sheet.lines.values():
            for one in line.noted:
                _settle(key, line, one, now)
    signed, speakers = sign_offs([report.pk], lead), speaking(report.pk, lead)
    for section in sheet.sections:
        bureau = section.office.bureau_id
        known = signed.get((report.pk, bureau))
        if bureau in speakers and not (known and known.is_confirmed):
            reason = "" if bureau == lead.bureau_id else ON_BEHALF
            seen = fingerprint(report.pk, bureau, lead)
            sections.confirm(key=key, bureau=section.office.code, seen=seen, actor=lead, now=now, reason=reason)
    locking.lock(report_id=report.pk, seen_version=_version(report, lead), actor=lead, now=now)
    _attach(key, STAMP, "示例盖章页.pdf", lead, now)
    submissions.submit(report_id=report.pk, seen_version=_version(report, lead), actor=lead, now=now)


def _settle(key: ReportKey, line: Line, noted: Noted, now: datetime) -> None:
    """Explain a doubt; prove a milestone."""
    if noted.finding.code == "milestone_without_evidence":
        _attach(key, About(quantity=line.code), "示例验收文件.pdf", LOADER, now)
    elif noted.is_open and not noted.is_hard:
        code = noted.finding.code
        explanations.save(key=key, quantity=line.code, code=code, reason=REASON, actor=LOADER, now=now)


def _attach(key: ReportKey, about: About, name: str, actor: Actor, now: datetime) -> None:
    evidence.store(key=key, about=about, name=name, file=BytesIO(PAPER), size=len(PAPER), actor=actor, now=now)


def _sheet(report: Report, plan: Plan, lead: Actor) -> Sheet:
    return sheets.being_filled(reports.head(report.pk, lead), plan=plan, actor=lead)


def _version(report: Report, lead: Actor) -> int:
    return reports.head(report.pk, lead).version
