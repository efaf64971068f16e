"""The filed values behind a figure, with who filed them and in which revision, as far as the actor may see them."""

from collections.abc import Collection

from django.db.models import F, OuterRef, Subquery

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from progress.domain.tracing import Record, Slot, Source
from progress.queries.published import Published
from reports.domain.words import Basis, State
from reports.models import Fact, Report, Revision
from targets.domain.algebra import Indicator
from targets.domain.exact import exact
from targets.models import Plan

ROW = (
    "area_id", "quantity__code", "snapshot__report__filing_year__year", "snapshot__report__stage", "state", "number",
    "reason", "provenance", "declared_state", "declared_number", "revision_number", "revision_digest", "filed_by",
    "snapshot__taken_at",
)  # fmt: skip


def record_of(
    plan: Plan, said: Published, indicator: Indicator, areas: Collection[int], *, basis: str, actor: Actor
) -> Record:
    """Load what was filed of an indicator's quantities in every year; one query, two where a zone was switched.

    Args:
        plan: which plan.
        said: what it publishes for the judged year.
        indicator: whose quantities.
        areas: primary keys of the areas whose figures are explained.
        basis: ``approved``, or ``provisional`` for submitted reports too.
        actor: who asks.
    """
    ids, codes = said.tree.ids, said.tree.codes
    zones = tuple(zone for zone in said.tree.zones if zone.switches and {ids[zone.parent], ids[zone.code]} & {*areas})
    in_force = "approved_revision" if basis == Basis.APPROVED else "submitted_revision"
    report = f"snapshot__report__{in_force}"
    first = Revision.objects.filter(snapshot=OuterRef("snapshot")).order_by("number").values("actor")[:1]
    rows = Fact.objects.visible_to(actor).filter(
        quantity__plan=plan,
        quantity__code__in=indicator.measure.quantities,
        area__in={*areas, *(ids[zone.code] for zone in zones)},
        snapshot__report__filing_year__plan=plan,
        snapshot=F(f"{report}__snapshot"),
    )
    rows = rows.annotate(
        revision_number=F(f"{report}__number"), revision_digest=F(f"{report}__digest"), filed_by=Subquery(first)
    )
    filed = _filed(plan, zones, ids, in_force) if zones else frozenset()
    is_clerk = actor.has(Role.CLERK)
    return Record(
        sources=dict(_source(codes, row) for row in rows.values_list(*ROW)),
        zones=zones,
        filed=filed,
        hidden={name for name in indicator.measure.quantities if is_clerk and said.offices[name] != actor.bureau_id},
        closed={zone.code for zone in zones if not actor.is_municipal and ids[zone.code] != actor.area_id},
    )


def _source(codes: dict[int, str], row: tuple) -> tuple[Slot, Source]:
    area_id, quantity, year, stage, state, number, reason, provenance, declared, declared_number, *rest = row
    revision, digest, filed_by, filed_at = rest
    source = Source(
        area=codes[area_id],
        year=year,
        stage=stage,
        state=State(state),
        number=exact(number),
        reason=reason,
        provenance=provenance,
        revision=revision,
        digest=digest,
        filed_by=filed_by or "",
        filed_at=filed_at,
        is_verified=bool(declared),
        declared_state=declared,
        declared=exact(declared_number),
    )
    return (codes[area_id], quantity, year, stage), source


def _filed(plan: Plan, zones: tuple, ids: dict[str, int], in_force: str) -> frozenset[tuple[str, int]]:
    """Which zones filed in which years: their parents' figures show as much, so it is no secret of theirs."""
    codes = {ids[zone.code]: zone.code for zone in zones}
    rows = Report.objects.filter(filing_year__plan=plan, area__in=codes, **{f"{in_force}__isnull": False})
    return frozenset((codes[area], year) for area, year in rows.values_list("area_id", "filing_year__year"))
