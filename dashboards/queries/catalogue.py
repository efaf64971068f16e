"""A plan in words, for pages: loaded once per plan event, language and year, then kept in the process.

Definitions change only by a ``PlanEvent``, so its number is part of the key and nothing
kept is ever out of date. Nothing in here is anybody's figure.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from django.db import connection

from accounts.models import Area, Bureau
from dashboards.domain.definitions import Catalogue, Definition, Office, Place, Promise, Quantity, Task, Theme
from dashboards.domain.plan_text import ClauseHead, PartHead, PlanText, Promised, read
from progress.domain.verdicts import NO_TARGET
from targets.domain.algebra import Firmness, Kind
from targets.models import Factor, Indicator, Plan, Target, TaskBureau, ThemeIndicator
from targets.queries.definitions import in_force, indicator_versions, quantity_versions
from targets.queries.units import english_units, in_english

KEPT = 64


def catalogue_of(plan: Plan, year: int, *, language: str, last_event: int) -> Catalogue:
    """Return ``plan`` as in force in ``year``, with names in ``language``.

    Args:
        plan: which plan.
        year: the definitions in force then.
        language: ``en``, else names are Chinese.
        last_event: number of the plan's latest event; a newer one makes a new catalogue.
    """
    # The database is part of the key for processes that look at several in turn, as tests do.
    return _kept(str(connection.settings_dict["NAME"]), plan.pk, year, language == "en", last_event)


@lru_cache(maxsize=KEPT)
def _kept(database: str, plan_id: int, year: int, english: bool, last_event: int) -> Catalogue:
    catalogue = _Loader(Plan.objects.select_related("city").get(pk=plan_id), year, english).load()
    return replace(catalogue, event=last_event)


class _Loader:
    """Reads one catalogue, table by table."""

    def __init__(self, plan: Plan, year: int, english: bool) -> None:
        self.plan, self.year, self.english = plan, year, english
        self.units = english_units(plan) if english else {}

    def load(self) -> Catalogue:
        offices = {office.id: office for office in self._offices()}
        tasks = self._tasks(offices)
        indicators = self._indicators(tasks, offices)
        return Catalogue(
            plan_id=self.plan.pk,
            title=self.plan.title_en if self.english else self.plan.title_zh,
            base_year=self.plan.base_year,
            last_year=self.plan.last_year,
            on_track_below=self.plan.on_track_below,
            behind_below=self.plan.behind_below,
            places=self._places(),
            offices=tuple(offices.values()),
            tasks=tuple(tasks.values()),
            indicators=indicators,
            themes=self._themes(),
            text=self._text(indicators.values()),
        )

    def _places(self) -> tuple[Place, ...]:
        below = defaultdict(list)
        for area in Area.objects.order_by("order", "code"):
            below[area.parent_id].append(area)
        found, waiting = [], [self.plan.city]
        while waiting:
            area = waiting.pop(0)
            found.append(self._place(area))
            waiting += below[area.pk]
        return tuple(found)

    def _place(self, area: Area) -> Place:
        return Place(
            id=area.pk,
            code=area.code,
            name=area.name_en if self.english else area.name_zh,
            short=area.name_en if self.english else area.short_zh,
            parent_id=area.parent_id,
            home_when_off_id=area.parent_when_off_id,
            population_10k=area.population_10k,
            tile=None if area.tile_row is None or area.tile_column is None else (area.tile_row, area.tile_column),
        )

    def _offices(self) -> list[Office]:
        return [
            Office(
                id=bureau.pk,
                code=bureau.code,
                name=bureau.name_en if self.english else bureau.name_zh,
                short=bureau.short_en if self.english else bureau.plan_name,
            )
            for bureau in Bureau.objects.filter(city=self.plan.city)
        ]

    def _tasks(self, offices: dict[int, Office]) -> dict[int, Task]:
        duties = defaultdict(list)
        for duty in TaskBureau.objects.filter(task__plan=self.plan):
            duties[duty.task_id, duty.duty].append(offices[duty.bureau_id])
        return {
            task.pk: Task(
                id=task.pk,
                code=task.code,
                clause=task.clause,
                title=task.title_en if self.english else task.title_zh,
                part_numeral=task.part.numeral,
                part_title=task.part.title_en if self.english else task.part.title_zh,
                leads=tuple(duties[task.pk, TaskBureau.Duty.LEAD]),
                supports=tuple(duties[task.pk, TaskBureau.Duty.SUPPORT]),
                responsibility_quote=task.responsibility_quote,
            )
            for task in self.plan.tasks.select_related("part")
        }

    def _quantities(self, offices: dict[int, Office]) -> dict[str, Quantity]:
        return {
            code: Quantity(
                id=row.quantity_id,
                code=code,
                name=self._name(row),
                unit=self._unit(row.unit),
                decimals=row.decimals,
                office=offices[row.quantity.bureau_id],
                definition=row.note_zh,
                is_milestone=row.quantity.kind == Kind.MILESTONE,
            )
            for code, row in quantity_versions(self.plan, self.year).items()
        }

    def _indicators(self, tasks: dict[int, Task], offices: dict[int, Office]) -> dict[str, Definition]:
        quantities = self._quantities(offices)
        factors = {factor.code: self._name(factor) for factor in Factor.objects.filter(plan=self.plan)}
        promises = defaultdict(dict)
        for target in Target.objects.filter(version__indicator__plan=self.plan):
            promises[target.version_id][target.key] = Promise(Firmness(target.firmness), target.quote)
        sentences = in_force(self.plan, self.year).indicators
        versions = indicator_versions(self.plan, self.year)
        found = {}
        for indicator in Indicator.objects.filter(plan=self.plan).order_by("task__order", "order"):
            row, algebra = versions[indicator.code], sentences[indicator.code]
            found[indicator.code] = Definition(
                id=indicator.pk,
                code=indicator.code,
                name=self._name(row),
                unit=self._unit(row.unit),
                measure_unit=self._unit(row.measure_unit or row.unit),
                task=tasks[indicator.task_id],
                owner=offices[indicator.owner_id],
                algebra=algebra,
                quantities={code: quantities[code] for code in algebra.measure.quantities},
                factors={code: factors[code] for code in algebra.measure.factors},
                promises=promises[row.pk],
                definition=row.definition_zh,
                assumptions=tuple(row.assumptions_zh),
                source_quote=row.source_quote,
            )
        return found

    def _themes(self) -> tuple[Theme, ...]:
        links = defaultdict(list)
        for link in ThemeIndicator.objects.filter(theme__plan=self.plan).select_related("indicator"):
            links[link.theme_id].append(link)
        return tuple(
            Theme(
                code=theme.code,
                name=self._name(theme),
                headlines=tuple(
                    link.indicator.code
                    for link in sorted(links[theme.pk], key=lambda link: link.headline)
                    if link.headline
                ),
                indicators=tuple(link.indicator.code for link in links[theme.pk]),
            )
            for theme in self.plan.themes.all()
        )

    def _text(self, definitions: Iterable[Definition]) -> PlanText:
        clauses = defaultdict(list)
        for task in self.plan.tasks.all():
            clauses[task.part_id].append(ClauseHead(task.code, task.clause, task.title_zh))
        parts = [PartHead(part.numeral, part.title_zh, tuple(clauses[part.pk])) for part in self.plan.parts.all()]
        return read(self.plan.text, parts, [said for one in definitions for said in _promised(one)])

    def _name(self, row: object) -> str:
        return row.name_en if self.english else row.name_zh  # type: ignore[attr-defined]

    def _unit(self, unit: str) -> str:
        return in_english(unit, self.units) if self.english else unit


def _promised(definition: Definition) -> Iterable[Promised]:
    """The words of each target, else of what the plan only watches."""
    quotes = {key: promise.quote for key, promise in definition.promises.items()} or {
        NO_TARGET: definition.source_quote
    }
    return (Promised(definition.code, key, definition.task.code, words) for key, words in quotes.items() if words)
