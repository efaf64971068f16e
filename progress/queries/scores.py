"""Scores of areas: loaded once for all of them, then computed under as many schemes as one likes."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.db import connection

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from progress.domain.completion import Judged
from progress.domain.judgement import Flag, Status
from progress.domain.rankings import ranked
from progress.domain.rollup import BEST
from progress.domain.schemes import Scheme
from progress.domain.scoring import Filing, Score, score
from progress.queries.conduct import filings
from reports.domain.words import Basis
from targets.domain.algebra import Accrual, Comparator, Comparison, Firmness, Group, Indicator
from targets.models import Plan

SQL = Path(__file__).resolve().parent.parent / "sql" / "scores.sql"
# No county sees a score, not even its own.
LOOKERS = frozenset({Role.REVIEWER, Role.LEADER, Role.PLAN_MANAGER})


@dataclass(frozen=True, slots=True)
class Scored:
    """An area (primary key) with its score; ``rank`` None where it has none. Equal shares of the maximum share one."""

    area_id: int
    rank: int | None
    score: Score


@dataclass(frozen=True, slots=True)
class Facts:
    """What scores of a year rest on, by area (primary key): judgements by indicator, and how each area filed."""

    year: int
    areas: tuple[int, ...]
    judged: Mapping[int, Mapping[str, tuple[Judged, ...]]]
    filed: Mapping[int, Filing]

    def scored(self, scheme: Scheme) -> tuple[Scored, ...]:
        """Return every area, the best first; equals and those without a score in the order asked for."""
        found = {
            area: score(scheme, self.judged.get(area, {}), self.filed.get(area, Filing()), self.year)
            for area in self.areas
        }
        order = ranked({str(area): one.share for area, one in found.items()}, highest_first=True)
        return tuple(Scored(int(area), rank, found[int(area)]) for area, rank in order)


def facts_of(
    plan: Plan,
    year: int,
    areas: Collection[int],
    indicators: Mapping[int, Indicator],
    *,
    basis: Basis,
    actor: Actor,
    now: datetime,
    stage: str = BEST,
) -> Facts:
    """Load what the scores of some areas rest on; the number of queries is constant.

    Args:
        plan: whose areas.
        year: the year to be scored.
        areas: primary keys, in the order in which equals are shown.
        indicators: by primary key, as in force in ``year``; every one that a scheme weighs.
        basis: approved figures, or submitted ones too.
        actor: somebody who may see scores; others are told of nothing.
        now: by which silence is overdue.
        stage: which figures: ``best`` is the final, else the estimate.
    """
    if not (actor.is_system or actor.role in LOOKERS):
        return Facts(year, (), {}, {})
    judged: dict[int, dict[str, list[Judged]]] = {}
    wanted = {"areas": list(areas), "indicators": list(indicators), "year": year, "stage": stage, "basis": basis.value}
    with connection.cursor() as cursor:
        cursor.execute(SQL.read_text(encoding="utf-8"), wanted)
        for area, indicator, *cells in cursor.fetchall():
            sentence = indicators[indicator]
            judged.setdefault(area, {}).setdefault(sentence.code, []).append(_judged(sentence, cells))
    return Facts(
        year=year,
        areas=tuple(areas),
        judged={area: {code: tuple(own) for code, own in known.items()} for area, known in judged.items()},
        filed=filings(plan, year, areas, actor=actor, now=now),
    )


def _judged(sentence: Indicator, cells: list) -> Judged:  # type: ignore[type-arg]
    key, target_year, comparator, bound, upper, status, reason, flags, expected, judged_year, met, owed, *rest = cells
    value, reported, owing, baseline = rest
    from_zero = sentence.comparison is not Comparison.VALUE or sentence.accrual is Accrual.CUMULATIVE
    return Judged(
        indicator=sentence.code,
        key=key,
        status=Status(status),
        target_year=target_year,
        comparator=Comparator(comparator) if comparator else None,
        bound=bound,
        upper=upper,
        firmness=_firmness(sentence, key),
        reason=reason,
        flags=frozenset(Flag(flag) for flag in (json.loads(flags) if isinstance(flags, str) else flags)),
        expected=expected,
        start=Decimal(0) if from_zero else baseline,
        value=value,
        judged_year=judged_year,
        reported=reported or 0,
        owing=owing or 0,
        met=met,
        owed=owed,
        is_milestone=sentence.group is Group.MILESTONE,
    )


def _firmness(sentence: Indicator, key: str) -> Firmness | None:
    """How binding a target is; an interim one of an allocation as the plan's next dated one, else its last."""
    by_key = {target.key: target.firmness for target in sentence.targets}
    if key in by_key or not key.isdecimal():
        return by_key.get(key)
    dated = sorted(target.year for target in sentence.targets if target.year is not None)
    following = [year for year in dated if year > int(key)] or dated[-1:]
    return by_key[str(following[0])] if following else None
