"""Template tags for how things go: a line's years, what changed, how many stand how: ``{% load courses %}``."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from dashboards.domain.lines import Line
from dashboards.domain.matrices import Row
from dashboards.domain.numbers import shown
from dashboards.domain.rows import Verdict
from dashboards.domain.tiles import Step
from dashboards.figures import boundaries, comparisons, digests, heat, movements, sparklines, stacks, turns
from dashboards.figures.comparisons import Scale
from dashboards.queries.boundaries import SuppliedMap
from dashboards.queries.comparison import Comparison, Course, Tile
from dashboards.queries.matrix import MatrixPage
from dashboards.queries.scopes import Scope
from dashboards.queries.theme import ThemePage
from progress.domain.digests import Week
from progress.domain.judgement import Status
from progress.domain.turns import Turn

register = template.Library()


@register.simple_tag
def sparkline(line: Line, scope: Scope) -> SafeString:
    """Return the sparkline of a line, from the plan's base year on."""
    return sparklines.sparkline(line, scope.catalogue.base_year)


@register.filter
def moved(line: Line) -> SafeString:
    """Return how a line's figure moved since the year before."""
    return movements.moved(line)


@register.filter
def stack(counts: Iterable[tuple[Status, int]]) -> SafeString:
    """Return a bar of how many lights have which status."""
    return stacks.stack(counts)


@register.filter
def turn_word(turn: Turn) -> str:
    """Say what kind of news a change is."""
    return str(turns.TURN[turn])


@register.filter
def week_name(week: Week) -> str:
    """Name a week by its number."""
    return digests.week_name(week)


@register.filter
def week_days(week: Week) -> str:
    """Say from which day to which a week goes."""
    return digests.week_days(week)


@register.simple_tag
def heat_cells(row: Row, page: MatrixPage | ThemePage) -> SafeString:
    """Return the cells of a matrix's row."""
    return heat.cells(row, page.matrix, query=page.scope.query, wish=page.wish)


@register.simple_tag
def matrix_query(page: MatrixPage, **changes: str) -> str:
    """Return the address of the same matrix, ordered or filtered otherwise; an empty word takes a wish back."""
    return page.query(**{name: word or None for name, word in changes.items()})


@register.simple_tag
def small_chart(course: Course, scale: Scale) -> SafeString:
    """Return the small chart of an area's years."""
    return comparisons.small_chart(course.line, course.targets, scale)


@register.simple_tag
def rank_bar(line: Line, scale: Scale) -> SafeString:
    """Return the bar of an area in the order of areas."""
    return comparisons.rank_bar(line, scale)


@register.simple_tag
def boundary_map(supplied: SuppliedMap, page: Comparison, colour: str) -> SafeString:
    """Return the supplied map, its areas coloured as the tiles are."""
    looks = ((tile.line, _tile_class(tile, colour, "shape")) for tile in page.tiles)
    return boundaries.boundary_map(supplied.boundaries, looks, page.scope.query)


@register.filter
def tile_class(tile: Tile, colour: str) -> str:
    """Return the class of a tile's colour: by its light, or by the class of its figure."""
    return _tile_class(tile, colour, "tile")


def _tile_class(tile: Tile, colour: str, what: str) -> str:
    if colour == "value":
        return f"{what}--step-{tile.step.number}" if tile.step else ""
    status = tile.line.verdict.status.value if tile.line.verdict else "not_reported"
    return f"lit lit--{status}"


@register.simple_tag
def short_light(verdict: Verdict | None) -> SafeString:
    """Return a light with its short word, where there is little room; the whole word is its title."""
    return heat.short_light(verdict)


@register.simple_tag
def step_words(step: Step, decimals: int) -> str:
    """Return from where to where a class of figures goes."""
    return f"{shown(step.low, decimals)}–{shown(step.high, decimals)}"
