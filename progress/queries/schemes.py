"""Scoring schemes as kept, and whether a plan's areas are scored at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.actors import Actor
from progress.domain.schemes import Against, Line, Rule, RuleKind, Scheme, SchemeStatus
from progress.models import SchemeLine, SchemeRule, ScoringScheme, ScoringSwitch
from targets.domain.exact import exact
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Switch:
    """Whether scoring is on, since when and by whose word; the latter are None and empty where it was never set."""

    is_on: bool = False
    changed_at: datetime | None = None
    changed_as: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A scheme with its history; ``edition`` names it within its plan, ``version`` counts a draft's changes.

    ``copied_from`` is an edition. ``activated_because`` is empty while it is a draft.
    """

    id: int
    edition: int
    name: str
    note: str
    is_example: bool
    status: SchemeStatus
    effective_from: int
    copied_from: int | None
    version: int
    created_at: datetime
    created_as: str
    activated_at: datetime | None
    activated_as: str
    activated_because: str
    retired_at: datetime | None
    scheme: Scheme

    @property
    def is_draft(self) -> bool:
        """Whether it can still be edited."""
        return self.status is SchemeStatus.DRAFT


def switch(plan: Plan, actor: Actor) -> Switch:
    """Return whether a plan's areas are scored, as far as the actor may know; off where nothing says otherwise."""
    row = ScoringSwitch.objects.visible_to(actor).filter(plan=plan).first()
    return Switch() if row is None else Switch(row.is_on, row.changed_at, row.changed_as, row.reason)


def kept_schemes(plan: Plan, actor: Actor) -> tuple[Kept, ...]:
    """Return every scheme of a plan that the actor may see, the latest edition first; three queries."""
    rows = list(ScoringScheme.objects.visible_to(actor).filter(plan=plan).select_related("copied_from"))
    lines: dict[int, list[Line]] = {row.pk: [] for row in rows}
    columns = ("scheme", "indicator__code", "weight", "cap")
    for scheme, code, weight, cap in SchemeLine.objects.filter(scheme__in=lines).values_list(*columns):
        lines[scheme].append(Line(code, exact(weight), exact(cap)))
    rules: dict[int, dict[RuleKind, Rule]] = {row.pk: {} for row in rows}
    for scheme, kind, points, most in SchemeRule.objects.filter(scheme__in=lines).values_list(
        "scheme", "kind", "points", "most"
    ):
        rules[scheme][RuleKind(kind)] = Rule(exact(points), exact(most))
    return tuple(_kept(row, lines[row.pk], rules[row.pk]) for row in rows)


def in_force(schemes: Iterable[Kept], year: int) -> Kept | None:
    """Return the scheme by which a year is scored: the active one that began last, not after it; None without one."""
    active = [one for one in schemes if one.status is SchemeStatus.ACTIVE and one.effective_from <= year]
    return max(active, key=lambda one: one.effective_from, default=None)


def _kept(row: ScoringScheme, lines: list[Line], rules: dict[RuleKind, Rule]) -> Kept:
    return Kept(
        id=row.pk,
        edition=row.edition,
        name=row.name,
        note=row.note,
        is_example=row.is_example,
        status=SchemeStatus(row.status),
        effective_from=row.effective_from,
        copied_from=row.copied_from.edition if row.copied_from else None,
        version=row.version,
        created_at=row.created_at,
        created_as=row.created_as,
        activated_at=row.activated_at,
        activated_as=row.activated_as,
        activated_because=row.activated_because,
        retired_at=row.retired_at,
        scheme=Scheme(tuple(lines), Against(row.against), {kind: rules[kind] for kind in RuleKind if kind in rules}),
    )
