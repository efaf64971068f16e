"""The charts' numbers as tables, unrounded."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards.domain.definitions import Definition
from dashboards.domain.lines import Line
from dashboards.domain.tables import Cell, Table
from dashboards.domain.trajectories import Trajectory
from dashboards.figures import phrases, wording


def trajectory_table(drawn: Trajectory) -> Table:
    """Return a row per year that the chart shows anything of."""
    points = {point.year: point for point in drawn.points}
    path, trend = dict(drawn.path), {one.year: one for one in drawn.trend}
    targets = {verdict.target_year: phrases.target_of(drawn.definition, verdict) for verdict in drawn.targets}
    standing = targets.pop(None, "")
    baseline = dict([drawn.baseline] if drawn.baseline else [])
    years = sorted({*points, *path, *trend, *targets, *baseline})
    rows: list[tuple[Cell, ...]] = []
    for year in years:
        point, outlook = points.get(year), trend.get(year)
        stage = ""
        if point is not None:
            stage = pgettext("flag", "estimate") if point.is_estimate else pgettext("stage", "final")
        rows.append(
            (
                year,
                point.value if point else None,
                point.of if point else None,
                stage,
                path.get(year),
                targets.get(year, "") or standing,
                baseline.get(year),
                *((outlook.value, outlook.low, outlook.high) if outlook else (None, None, None)),
            )
        )
    trend_name = _("Trend, not measured")
    headings = (
        _("Year"),
        _("Areas that meet it") if drawn.is_counted else _with_unit(_("Actual"), drawn.definition),
        _("Areas it binds"),
        _("Stage"),
        _with_unit(_("Expected progress"), drawn.definition),
        _("Target"),
        _with_unit(_("Baseline"), drawn.definition),
        _with_unit(trend_name, drawn.definition),
        _("%(name)s, lower end") % {"name": trend_name},
        _("%(name)s, upper end") % {"name": trend_name},
    )
    return Table(headings, tuple(rows)).without_empty_columns()


def contributions_table(lines: Sequence[Line], city: Line, shares: Iterable[Decimal | None] = ()) -> Table:
    """Return a row per area, the city last; ``shares`` in percent, in the order of ``lines``."""
    known = [*shares, None]
    known += [None] * (len(lines) + 1 - len(known))
    rows = [_area_row(line, share) for line, share in zip([*lines, city], known, strict=False)]
    headings = (
        _("Area"),
        _with_unit(_("Actual"), city.definition),
        _("Light"),
        _("Target"),
        _("Numerator"),
        _("Denominator"),
        _("Share (%)"),
    )
    return Table(headings, tuple(rows)).without_empty_columns()


def _area_row(line: Line, share: Decimal | None) -> tuple[Cell, ...]:
    figure, verdict = line.figure, line.verdict
    value: Cell = figure.value if figure is not None and figure.value is not None else phrases.absence(figure)
    if verdict is not None and verdict.is_counted:
        value = phrases.value_of(line.definition, figure, verdict)
    return (
        line.place.name,
        value,
        str(wording.STATUS[verdict.status]) if verdict else "",
        phrases.target_of(line.definition, verdict) if verdict else "",
        figure.numerator if figure else None,
        figure.denominator if figure else None,
        share,
    )


def _with_unit(name: str, definition: Definition) -> str:
    return f"{name} ({definition.unit})" if definition.unit else name
