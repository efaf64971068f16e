"""Where an area's figures stand among its neighbours': the one place that reads others' figures for a filer.

It reads as the system and answers with standings only: no number of another area leaves it.
"""

from collections.abc import Mapping
from decimal import Decimal

from accounts.domain.actors import system
from accounts.models import Area
from accounts.services.acting import acting_as
from reports.domain.peers import Peer, Standing, standing
from reports.domain.reading import Rule
from reports.domain.words import Stage
from reports.models import Fact, Report
from targets.domain.algebra import Kind
from targets.models import Plan

Numbers = Mapping[str, Decimal]


def standings(
    plan: Plan,
    area_id: int,
    year: int,
    stage: Stage,
    rules: Mapping[str, Rule],
    bounds: Mapping[str, str],
    numbers: Numbers,
) -> dict[str, Standing]:
    """Return which of an area's figures are out of line with those of the areas beside it.

    Args:
        rules: of the quantities to look at, by code.
        bounds: the quantity of which each is a share, by code; others go by inhabitants.
        numbers: what the area reports, by code; those of bounding quantities included.

    Four queries whatever is asked for. A neighbour gives its figures of the same year and
    stage where they count, else the latest it has of last year or of the other stage.
    """
    asked = {
        code: rule for code, rule in rules.items() if rule.kind in (Kind.FLOW, Kind.STOCK) and numbers.get(code, 0) > 0
    }
    if not asked:
        return {}
    with acting_as(system("peers")):
        people = _people(area_id)
        theirs = _figures(plan, people.keys() - {area_id}, year, stage, asked.keys() | set(bounds.values()))
    found = {}
    for code in asked:
        own = _peer(code, bounds.get(code, ""), numbers, people.get(area_id))
        others = [_peer(code, bounds.get(code, ""), figures, people.get(area)) for area, figures in theirs.items()]
        stands = standing(own, [one for one in others if one is not None]) if own else None
        if stands is not None:
            found[code] = stands
    return found


def _peer(code: str, bound: str, numbers: Numbers, people: Decimal | None) -> Peer | None:
    """Return a figure with its size: the bounding quantity, else the inhabitants."""
    number, size = numbers.get(code), numbers.get(bound) if bound else people
    return Peer(number, size, people) if number and number > 0 and size and size > 0 and people else None


def _people(area_id: int) -> dict[int, Decimal | None]:
    """Return the inhabitants of an area and of those beside it (same parent), in 万人."""
    parent = Area.objects.filter(pk=area_id).values("parent")
    beside = Area.objects.filter(parent__in=parent) | Area.objects.filter(pk=area_id)
    return dict(beside.values_list("pk", "population_10k"))


def _figures(plan: Plan, areas: set[int], year: int, stage: Stage, codes: set[str]) -> dict[int, dict[str, Decimal]]:
    """Return what counts, by area and quantity: of each area's best fitting report only."""
    other = Stage.FINAL if stage is Stage.ESTIMATE else Stage.ESTIMATE
    wanted = [(year, stage), (year - 1, Stage.FINAL), (year - 1, Stage.ESTIMATE), (year, other)]
    reports = Report.objects.filter(
        filing_year__plan=plan, filing_year__year__in=[year - 1, year], area__in=areas, submitted_revision__isnull=False
    )
    best: dict[int, tuple[int, int]] = {}
    columns = ("area", "filing_year__year", "stage", "submitted_revision__snapshot")
    for area, filed, of_stage, snapshot in reports.values_list(*columns):
        rank = wanted.index((filed, Stage(of_stage)))
        best[area] = min(best.get(area, (rank, snapshot)), (rank, snapshot))
    facts = Fact.objects.filter(
        snapshot__in=[snapshot for _, snapshot in best.values()], quantity__code__in=codes, number__isnull=False
    )
    figures: dict[int, dict[str, Decimal]] = {}
    for area, code, number in facts.values_list("area", "quantity__code", "number"):
        figures.setdefault(area, {})[code] = number
    return figures
