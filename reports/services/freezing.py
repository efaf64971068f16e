"""Freezing: the content of a report at a moment, its digest, and the rows that keep it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import models

from reports.domain.annexes import AnnexKind, CanonicalAnnex
from reports.domain.canonical import CanonicalFact, canonical_text, digest
from reports.domain.checks import Noted
from reports.domain.entries import ReportKey, Said
from reports.domain.threads import VerifiedStatus
from reports.domain.words import Stage, State
from reports.models import Annex, Evidence, Explanation, Fact, Report, Snapshot, Value, VerifiedValue
from targets.domain.exact import plain

KEPT = ("unit", "typed_number", "typed_unit", "note", "reason", "provenance")
Annexes = Iterable[tuple[int, CanonicalAnnex]]


@dataclass(frozen=True, slots=True)
class Entered:
    """A value as it is frozen: its row, what counts, and what was declared where that is another."""

    row: Value | Fact
    said: Said
    declared: Said | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a report says, all bureaus together, verified values among it.

    ``annexes`` go with the primary key of the bureau whose they are.
    """

    key: ReportKey
    values: tuple[Entered, ...]
    annexes: tuple[tuple[int, CanonicalAnnex], ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of the canonical text."""
        facts = [
            CanonicalFact(
                one.row.quantity.code, one.row.bureau.code, one.said, one.row.unit, one.row.provenance, one.declared
            )
            for one in self.values
        ]
        return digest(canonical_text(self.key, facts, [annex for _, annex in self.annexes]))


def key_of(report: Report) -> ReportKey:
    """Return a report's key; its filing year with plan, and its area, should be loaded."""
    year = report.filing_year
    return ReportKey(year.plan.slug, year.year, report.area.code, Stage(report.stage))


def content_of(report: Report) -> Content:
    """Read what a report says now; the actor has to see all of it (a lead, or the system)."""
    values = report.values.select_related("quantity", "bureau").order_by("quantity__order")
    annexes = [*_explanations(report), *_narratives(report), *_evidence(report), *_sign_offs(report)]
    return _content(report, [(row, row.said) for row in values], annexes)


def content_again(report: Report, snapshot: Snapshot) -> Content:
    """Read what a snapshot says, with the verified values as they stand now instead of then."""
    facts = snapshot.facts.select_related("quantity", "bureau").order_by("quantity__order")
    rows = snapshot.annexes.exclude(kind=AnnexKind.VERIFIED).select_related("bureau")
    annexes = [_annex(AnnexKind(row.kind), row, row.subject, row.body) for row in rows]
    return _content(report, [(fact, fact.declared) for fact in facts], annexes)


def _content(report: Report, rows: Iterable[tuple[Value | Fact, Said]], annexes: Annexes) -> Content:
    verified = {row.quantity_id: row for row in standing(report).select_related("evidence")}
    values, more = [], []
    for row, declared in rows:
        one = verified.get(row.quantity_id)
        if one is None or not _is_beside(one, declared):
            values.append(Entered(row, declared, None))
            continue
        said = replace(declared, state=State(one.state), number=one.number, text=one.text)
        values.append(Entered(row, replace(said, typed_number=None, typed_unit=""), declared))
        body = {"reason": one.reason, "at": one.at.isoformat(), "by": one.actor}
        if one.evidence is not None:
            body |= {"file": one.evidence.name, "sha256": one.evidence.sha256}
        more.append(_annex(AnnexKind.VERIFIED, row, row.quantity.code, body))
    return Content(key_of(report), tuple(values), (*annexes, *more))


def standing(report: Report) -> models.QuerySet:
    """Return the verified values of a report that are not lifted."""
    return report.verified_values.exclude(status=VerifiedStatus.LIFTED)


def _is_beside(verified: VerifiedValue, declared: Said) -> bool:
    """Whether a verified value was put beside what is declared now."""
    put = (verified.declared_state, verified.declared_number, verified.declared_text)
    return put == (declared.state.value, declared.number, declared.text)


def came_after_lock(row: Explanation, report: Report) -> bool:
    """Whether a reason was written under the lock that holds, for what was found since."""
    return report.is_locked and row.changed_at > report.locked_at


def freeze(
    report: Report, content: Content, *, found: Mapping[str, tuple[Noted, ...]], stamp: Evidence | None, now: datetime
) -> Snapshot:
    """Keep the content as a snapshot, with what the checks found on receipt and the stamped page.

    Args:
        found: by quantity code.
        stamp: the scan of the page that carries the digest; None where there is none or the
            content has it among its annexes.
    """
    snapshot = Snapshot.objects.create(report=report, taken_at=now, digest=content.digest)
    facts = [_fact(snapshot, one) for one in content.values]
    Fact.objects.bulk_create(facts, batch_size=1000)
    annexes = [
        Annex(
            snapshot=snapshot,
            area_id=report.area_id,
            bureau_id=bureau,
            kind=annex.kind,
            subject=annex.subject,
            body=dict(annex.body),
        )
        for bureau, annex in (*content.annexes, *_findings(found, content), *_stamp(report, stamp))
    ]
    Annex.objects.bulk_create(annexes, batch_size=1000)
    return snapshot


def _fact(snapshot: Snapshot, one: Entered) -> Fact:
    told = one.declared
    return Fact(
        snapshot=snapshot,
        quantity_id=one.row.quantity_id,
        area_id=one.row.area_id,
        bureau_id=one.row.bureau_id,
        state=one.said.state,
        number=one.said.number,
        text=one.said.text,
        declared_state="" if told is None else told.state,
        declared_number=None if told is None else told.number,
        declared_text="" if told is None else told.text,
        **{name: getattr(one.row, name) for name in KEPT},
    )


def _explanations(report: Report) -> Annexes:
    """Reasons for the figures as they stand; one that was written for another figure stays at home.

    One that came after the lock goes with its finding, which is no part of the canonical text.
    """
    numbers = dict(report.values.values_list("quantity", "number"))
    for row in report.explanations.select_related("bureau", "quantity").order_by("pk"):
        if row.saw.get("value") != plain(numbers.get(row.quantity_id)) or came_after_lock(row, report):
            continue
        body = {"code": row.code, "reason": row.reason} | _saw(row.saw)
        yield _annex(AnnexKind.EXPLANATION, row, row.quantity.code, body)


def _narratives(report: Report) -> Annexes:
    for row in report.narratives.select_related("bureau", "task").order_by("pk"):
        body = {"practice": row.practice, "problems": row.problems, "intentions": row.intentions}
        if any(body.values()):
            yield _annex(AnnexKind.NARRATIVE, row, row.task.code, body)


def _evidence(report: Report) -> Annexes:
    rows = report.evidence.filter(removed_at=None, is_stamp=False, is_of_review=False)
    rows = rows.select_related("bureau", "quantity", "task")
    for row in rows:
        about = row.quantity.code if row.quantity else row.task.code
        yield _annex(AnnexKind.EVIDENCE, row, str(row.pk), _file(row) | {"for": about})


def _sign_offs(report: Report) -> Annexes:
    for row in report.sections.filter(confirmed_at__isnull=False).select_related("bureau").order_by("pk"):
        body = {"at": row.confirmed_at.isoformat(), "by": row.confirmed_as, "reason": row.on_behalf_reason}
        yield _annex(AnnexKind.SIGN_OFF, row, row.bureau.code, body)


def _findings(found: Mapping[str, tuple[Noted, ...]], content: Content) -> Annexes:
    by_code = {one.row.quantity.code: one.row for one in content.values}
    for code, beside in found.items():
        for one in beside:
            body = {"code": one.finding.code, "severity": one.severity.value, "reason": one.reason}
            yield _annex(AnnexKind.FINDING, by_code[code], code, body | _saw(one.finding.saw))


def _stamp(report: Report, stamp: Evidence | None) -> Annexes:
    if stamp is not None:
        yield _annex(AnnexKind.STAMP, stamp, str(stamp.pk), _file(stamp) | {"locked": report.locked_digest})


def _annex(kind: AnnexKind, row: models.Model, subject: str, body: Mapping[str, str]) -> tuple[int, CanonicalAnnex]:
    return row.bureau_id, CanonicalAnnex(kind, row.bureau.code, subject, body)


def _saw(saw: Mapping[str, str]) -> dict[str, str]:
    return {f"saw.{name}": word for name, word in saw.items()}


def _file(row: Evidence) -> dict[str, str]:
    return {"name": row.name, "kind": row.kind, "size": str(row.size), "sha256": row.sha256}
