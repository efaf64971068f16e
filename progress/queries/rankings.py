"""Rankings: what could be published of an indicator, and what was."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.domain.actors import Actor
from progress.domain.rankings import highest_is_best, ranked
from progress.domain.rollup import BEST
from progress.models import AsOf, Publication, Rollup
from reports.domain.words import Basis, Stage
from reports.models import Report
from targets.domain.algebra import Pooling
from targets.domain.exact import plain
from targets.models import Plan
from targets.queries.definitions import in_force, indicator_versions


@dataclass(frozen=True, slots=True)
class Ranked:
    """One area's line. ``value`` is unrounded, in the indicator's unit; without one ``void_reason`` says why.

    ``revision`` is the number of the approved revision the figure of the year rests on.
    """

    area_id: int
    area_zh: str
    area_en: str
    rank: int | None
    value: Decimal | None
    void_reason: str
    has_estimate: bool
    revision: int | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Areas in order of one indicator's approved figure of one year.

    ``fingerprint`` stands for every number on it: what is published is what was looked at.
    """

    indicator: str
    name_zh: str
    name_en: str
    unit: str
    decimals: int
    year: int
    stage: str
    highest_first: bool
    as_of: datetime
    rows: tuple[Ranked, ...]

    @property
    def has_figures(self) -> bool:
        """Whether there is anything to rank."""
        return any(row.rank is not None for row in self.rows)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over what would be published."""
        lines = [
            f"{row.area_id} {row.rank} {plain(row.value) if row.value is not None else row.void_reason}"
            f" {row.revision} {row.has_estimate}"
            for row in self.rows
        ]
        head = f"{self.indicator} {self.year} {self.stage} {self.highest_first}"
        return hashlib.sha256("\n".join([head, *lines]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Published:
    """A published ranking with who published it, and whether and why it was withdrawn."""

    id: int
    title: str
    ranking: Ranking
    published_at: datetime
    published_as: str
    withdrawn_at: datetime | None
    withdrawn_as: str
    withdrawn_because: str


@dataclass(frozen=True, slots=True)
class Rankable:
    """An indicator that can be ranked; ``highest_first`` as the plan's comparators say, None where they do not."""

    code: str
    name_zh: str
    name_en: str
    highest_first: bool | None


def rankable(plan: Plan, year: int) -> tuple[Rankable, ...]:
    """Return the indicators of which areas have figures of their own, in the plan's order."""
    sentences, versions = in_force(plan, year).indicators, indicator_versions(plan, year)
    return tuple(
        Rankable(code, versions[code].name_zh, versions[code].name_en, highest_is_best(one.targets))
        for code, one in sentences.items()
        if one.pooling is not Pooling.CITY
    )


def ranking(
    plan: Plan, indicator: str, year: int, *, actor: Actor, highest_first: bool, stage: str = BEST
) -> Ranking | None:
    """Return the areas below the city by their approved figures; None before the first roll-up.

    The actor has to see them all: anybody else gets a ranking of what they see.

    Raises:
        LookupError: no indicator that can be ranked.
    """
    version = indicator_versions(plan, year).get(indicator)
    if version is None or version.pooling == Pooling.CITY:
        raise LookupError(indicator)
    as_of = AsOf.objects.filter(plan=plan).values_list("at", flat=True).first()
    if as_of is None:
        return None
    wanted = {"indicator": version.indicator_id, "year": year, "stage": stage, "basis": Basis.APPROVED}
    rollups = Rollup.objects.visible_to(actor).filter(**wanted, area__parent=plan.city_id).select_related("area")
    by_area = {str(row.area_id): row for row in rollups.order_by("area__order", "area__code")}
    revisions = _revisions(plan, year, stage, actor)
    order = ranked({area: row.value for area, row in by_area.items()}, highest_first=highest_first)
    return Ranking(
        indicator=indicator,
        name_zh=version.name_zh,
        name_en=version.name_en,
        unit=version.unit,
        decimals=version.decimals,
        year=year,
        stage=stage,
        highest_first=highest_first,
        as_of=as_of,
        rows=tuple(_ranked(by_area[area], rank, revisions) for area, rank in order),
    )


def _ranked(row: Rollup, rank: int | None, revisions: dict[int, int]) -> Ranked:
    return Ranked(
        area_id=row.area_id,
        area_zh=row.area.name_zh,
        area_en=row.area.name_en,
        rank=rank,
        value=row.value,
        void_reason=row.void_reason,
        has_estimate=row.has_estimate,
        revision=revisions.get(row.area_id),
    )


def _revisions(plan: Plan, year: int, stage: str, actor: Actor) -> dict[int, int]:
    """Return the number of each area's approved revision of the year: the final, else the estimate."""
    rows = Report.objects.visible_to(actor).filter(
        filing_year__plan=plan, filing_year__year=year, approved_revision__isnull=False
    )
    if stage != BEST:
        rows = rows.filter(stage=stage)
    pairs = rows.values_list("area", "stage", "approved_revision__number")
    found = {}
    for area, _of_stage, number in sorted(pairs, key=lambda one: one[1] == Stage.FINAL):
        found[area] = number
    return found


def published(actor: Actor) -> tuple[Published, ...]:
    """Return the publications an actor may see, the latest first, without their lines."""
    rows = Publication.objects.visible_to(actor).select_related("indicator__plan")
    return tuple(_published(row, ()) for row in rows)


def publication(publication_id: int, actor: Actor) -> Published:
    """Return one with its lines.

    Raises:
        Publication.DoesNotExist: none that this actor may see.
    """
    row = Publication.objects.visible_to(actor).select_related("indicator__plan").get(pk=publication_id)
    figures = row.figures.select_related("area").order_by("order")
    return _published(
        row,
        (
            Ranked(
                area_id=one.area_id,
                area_zh=one.area.name_zh,
                area_en=one.area.name_en,
                rank=one.rank,
                value=one.value,
                void_reason=one.void_reason,
                has_estimate=one.has_estimate,
                revision=one.revision,
            )
            for one in figures
        ),
    )


def _published(row: Publication, lines: Iterable[Ranked]) -> Published:
    version = indicator_versions(row.indicator.plan, row.year)[row.indicator.code]
    shown = Ranking(
        indicator=row.indicator.code,
        name_zh=version.name_zh,
        name_en=version.name_en,
        unit=row.unit,
        decimals=row.decimals,
        year=row.year,
        stage=row.stage,
        highest_first=row.highest_first,
        as_of=row.as_of,
        rows=tuple(lines),
    )
    return Published(
        id=row.pk,
        title=row.title,
        ranking=shown,
        published_at=row.published_at,
        published_as=row.published_as,
        withdrawn_at=row.withdrawn_at,
        withdrawn_as=row.withdrawn_as,
        withdrawn_because=row.withdrawn_because,
    )
