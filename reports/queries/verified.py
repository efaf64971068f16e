"""Verified values (核定值): what the reviewer put beside what was declared, and what the area says to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.domain.actors import Actor
from reports.domain.entries import ReportKey, Said
from reports.domain.threads import RemarkKind, VerifiedStatus
from reports.domain.words import Stage, State
from reports.domain.workflow import Status
from reports.models import Fact, Remark, VerifiedValue
from reports.queries.places import Place
from targets.models import Plan, QuantityVersion

MOST = 50
"""As many are listed at once."""


@dataclass(frozen=True, slots=True)
class Verified:
    """One verified value with what it was put beside, of which report and quantity.

    ``file`` is the name of what proves it and ``file_id`` its key, where there is something;
    ``objection`` the words of its area's objection; ``counts``: it stands in what is counted.
    """

    report_id: int
    key: ReportKey
    area: Place
    report_status: str
    code: str
    name_zh: str
    name_en: str
    unit: str
    status: str
    version: int
    said: Said
    declared: Said
    reason: str
    at: datetime
    by: str
    file_id: UUID | None
    file: str
    objection: str
    counts: bool

    @property
    def is_superseded(self) -> bool:
        """Whether the area has declared another value since: what it was put beside is gone, and it with it."""
        return not self.counts and self.report_status in (Status.SUBMITTED, Status.APPROVED)

    @property
    def is_objected(self) -> bool:
        """Whether an objection waits for the reviewer."""
        return self.status == VerifiedStatus.OBJECTED


def holding(report_id: int | None, actor: Actor) -> dict[str, tuple[Said, Said]]:
    """Return, by quantity code, what a report's verified values say and what each was put beside; one query."""
    rows = _rows(actor).filter(report=report_id).select_related("quantity")
    return {row.quantity.code: (_said(row), _declared(row)) for row in rows}


def beside(said: Said, found: tuple[Said, Said] | None) -> Said | None:
    """Return the verified value that holds beside what is declared now; None where none does.

    Args:
        said: what is declared now.
        found: of ``holding``.
    """
    if found is None:
        return None
    verified, put = found
    now = (said.state, said.number, said.text)
    return verified if now == (put.state, put.number, put.text) else None


def of_report(report_id: int, actor: Actor) -> tuple[Verified, ...]:
    """Return the verified values of a report that are not lifted, as far as the actor may see them."""
    return _listed(_rows(actor).filter(report=report_id).order_by("quantity__order"), actor)


def of_value(report_id: int, code: str, actor: Actor) -> Verified | None:
    """Return the verified value of one quantity that is not lifted, if there is one."""
    return next(iter(_listed(_rows(actor).filter(report=report_id, quantity__code=code), actor)), None)


def of_area(plan: Plan, actor: Actor) -> tuple[Verified, ...]:
    """Return a filer's verified values, the newest first: what they may object to, and what became of it."""
    rows = _rows(actor).filter(report__filing_year__plan=plan).exclude(status=VerifiedStatus.UPHELD)
    return _listed(rows.order_by("-at", "-pk"), actor, MOST)


def objected(plan: Plan, actor: Actor) -> tuple[Verified, ...]:
    """Return the verified values with an objection that waits for the reviewer, the oldest first."""
    rows = _rows(actor).filter(report__filing_year__plan=plan, status=VerifiedStatus.OBJECTED)
    return _listed(rows.order_by("at", "pk"), actor, MOST)


def _rows(actor: Actor) -> QuerySet[VerifiedValue]:
    return VerifiedValue.objects.visible_to(actor).exclude(status=VerifiedStatus.LIFTED)


def _listed(rows: QuerySet[VerifiedValue], actor: Actor, most: int | None = None) -> tuple[Verified, ...]:
    said = Remark.objects.visible_to(actor).filter(kind=RemarkKind.OBJECT)
    said = said.filter(report=OuterRef("report"), quantity=OuterRef("quantity")).order_by("-pk").values("words")[:1]
    rows = rows.select_related("report__filing_year__plan", "area", "quantity", "evidence")
    counted = Fact.objects.visible_to(actor).exclude(declared_state="")
    counted = counted.filter(quantity=OuterRef("quantity"), snapshot=OuterRef("report__submitted_revision__snapshot"))
    found = list(rows.annotate(objection=Subquery(said), counts=Exists(counted))[:most])
    names = names_of(row.quantity_id for row in found)
    return tuple(_verified(row, names) for row in found)


def names_of(quantity_ids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Return the latest names and unit of quantities: Chinese, English, unit."""
    rows = QuantityVersion.objects.filter(quantity__in=set(quantity_ids)).order_by("effective_from")
    return {row[0]: row[1:] for row in rows.values_list("quantity", "name_zh", "name_en", "unit")}


def _verified(row: VerifiedValue, names: Mapping[int, tuple[str, str, str]]) -> Verified:
    report, area = row.report, row.area
    year = report.filing_year
    zh, en, unit = names[row.quantity_id]
    return Verified(
        report_id=report.pk,
        key=ReportKey(year.plan.slug, year.year, area.code, Stage(report.stage)),
        area=Place(area.pk, area.code, area.name_zh, area.name_en),
        report_status=report.status,
        code=row.quantity.code,
        name_zh=zh,
        name_en=en,
        unit=unit,
        status=row.status,
        version=row.version,
        said=_said(row),
        declared=_declared(row),
        reason=row.reason,
        at=row.at,
        by=row.actor,
        file_id=row.evidence_id,
        file=row.evidence.name if row.evidence else "",
        objection=row.objection or "" if row.status in (VerifiedStatus.OBJECTED, VerifiedStatus.UPHELD) else "",
        counts=row.counts,
    )


def _said(row: VerifiedValue) -> Said:
    return Said(State(row.state), row.number, row.text)


def _declared(row: VerifiedValue) -> Said:
    return Said(State(row.declared_state), row.declared_number, row.declared_text)
