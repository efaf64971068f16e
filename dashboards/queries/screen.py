"""The big screen (大屏): few, large things, slide by slide; and a number that says whether anything changed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q

from accounts.domain.actors import Actor
from dashboards.domain.definitions import Theme
from dashboards.domain.lights import PROBLEMS, SHOWN_ORDER, Counts
from dashboards.domain.lines import Line
from dashboards.queries.figures import standings
from dashboards.queries.lines import concerns, counted, lines_of
from dashboards.queries.overview import TaskLines
from dashboards.queries.scopes import Scope
from dashboards.queries.tasks import Laggards, laggards
from progress.models import AsOf

# What can be read from six metres: so many of each on one slide.
THEMES, CELLS, DUE, WORST, WORST_SLIDES, TASKS = 4, 6, 5, 5, 3, 18
HEADLINES, COUNTS, LATE, PROGRESS, THEME = "headlines", "counts", "worst", "tasks", "theme-"

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Page:
    """What can be chosen; ``theme`` is set where it is one theme."""

    code: str
    theme: Theme | None = None


@dataclass(frozen=True, slots=True)
class Slide:
    """What the screen shows at a time: the ``number``-th of ``of`` slides of one page."""

    page: Page
    number: int
    of: int
    content: object

    @property
    def kind(self) -> str:
        """Which template draws it."""
        return "theme" if self.page.theme else self.page.code

    @property
    def name(self) -> str:
        """Its id: the same after the figures changed, so that the screen stays where it is."""
        return f"{self.page.code}-{self.number}"


@dataclass(frozen=True, slots=True)
class Themed:
    """A theme with its most important lines; ``counts`` and ``softer`` count the ``others``."""

    theme: Theme
    lines: tuple[Line, ...]
    others: int = 0
    counts: Counts = ()
    softer: Counts = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Lights counted, and what is due in the year looked at: the worst first, ``more`` of them unsaid."""

    counts: Counts
    softer: Counts
    due: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Late:
    """A line that is missed, breached or behind, and the areas that are so too (of whom the actor may know)."""

    line: Line
    areas: tuple[Line, ...]


def pages(scope: Scope) -> tuple[Page, ...]:
    """Return what can be shown, in the order it is shown."""
    themes = (Page(f"{THEME}{theme.code}", theme) for theme in scope.catalogue.themes)
    return Page(HEADLINES), Page(COUNTS), Page(LATE), *themes, Page(PROGRESS)


def slides(scope: Scope, chosen: Sequence[str]) -> tuple[Slide, ...]:
    """Return the slides of the pages chosen (all, where none is), in the order of ``pages``. Two to four queries.

    Raises:
        LookupError: one of them is no page.
    """
    known = pages(scope)
    if unknown := set(chosen) - {page.code for page in known}:
        raise LookupError(f"no page {unknown}")
    writer = _Writer(scope)
    return tuple(
        Slide(page, number, len(contents), content)
        for page in known
        if page.code in chosen or not chosen
        for contents in [writer.contents(page)]
        for number, content in enumerate(contents, start=1)
    )


def version_of(actor: Actor) -> str:
    """Return a word that is another whenever the figures of the actor's plan were brought up to date. One query.

    Empty before the first roll-up.
    """
    own = Q(plan__city=actor.area_id) | Q(plan__city__children=actor.area_id)
    last = AsOf.objects.filter(own).order_by("plan").values_list("sequence", "at").first()
    return f"{last[0]}-{last[1].timestamp():.6f}" if last else ""


class _Writer:
    """Fills slides from an area's lines, loaded once."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.place = scope, scope.home
        catalogue = scope.catalogue
        known = [one for one in catalogue.indicators.values() if concerns(one, self.place, catalogue.city)]
        found = standings(scope, places=[self.place], years=[scope.year])
        self.lines = {line.definition.code: line for line in lines_of(found, known, self.place, scope.year)}
        self.judged = [line for line in self.lines.values() if line.definition.algebra.judged]

    def contents(self, page: Page) -> Sequence[object]:
        """Return what each slide of a page shows."""
        if page.theme:
            return [self._theme(page.theme)]
        write: dict[str, Callable[[], Sequence[object]]] = {
            HEADLINES: self._headlines,
            COUNTS: self._counts,
            LATE: self._late,
            PROGRESS: self._progress,
        }
        return write[page.code]()

    def _headlines(self) -> Sequence[object]:
        return _in_pages([Themed(theme, self._known(theme.headlines)) for theme in self.scope.catalogue.themes], THEMES)

    def _theme(self, theme: Theme) -> Themed:
        first = self._known(theme.headlines)
        rest = [line for line in self._known(theme.indicators) if line in self.judged and line not in first]
        shown = (*first, *sorted(rest, key=_worst_first))[:CELLS]
        others = [line for line in rest if line not in shown]
        return Themed(theme, shown, len(others), counted(others, binds=True), counted(others, binds=False))

    def _counts(self) -> Sequence[object]:
        due = [line for line in self.judged if line.verdict and line.verdict.target_year == self.scope.year]
        shown = tuple(sorted(due, key=_worst_first)[:DUE])
        lines = self.lines.values()
        return [Standing(counted(lines, binds=True), counted(lines, binds=False), shown, len(due) - len(shown))]

    def _late(self) -> Sequence[object]:
        bad = [line for line in self.judged if line.verdict and line.verdict.status in PROBLEMS]
        shown = sorted(bad, key=_worst_first)[: WORST * WORST_SLIDES]
        behind: dict[int, Laggards] = {}
        if shown and self.scope.sees_everyone:
            behind = {one.definition.id: one for one in laggards(self.scope, [line.definition for line in shown])}
        late = [Late(line, behind[line.definition.id].lines if line.definition.id in behind else ()) for line in shown]
        return _in_pages(late, WORST) or [()]

    def _progress(self) -> Sequence[object]:
        tasks = self.scope.catalogue.tasks
        lit = [TaskLines(task, tuple(line for line in self.judged if line.definition.task == task)) for task in tasks]
        return _in_pages([one for one in lit if one.lines], TASKS)

    def _known(self, codes: Iterable[str]) -> tuple[Line, ...]:
        return tuple(self.lines[code] for code in codes if code in self.lines)


def _worst_first(line: Line) -> tuple[bool, int]:
    """What binds before what does not, then as ``SHOWN_ORDER``."""
    verdict = line.verdict
    return verdict is None or not verdict.binds, SHOWN_ORDER.index(verdict.status) if verdict else len(SHOWN_ORDER)


def _in_pages(things: Sequence[Thing], size: int) -> list[tuple[Thing, ...]]:
    return [tuple(things[at : at + size]) for at in range(0, len(things), size)]
