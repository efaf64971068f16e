"""The chart of an indicator over the years: actual, estimate, expected path, targets, baseline."""

from collections.abc import Iterator
from decimal import Decimal

import plotly.graph_objects as go
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards.domain.numbers import plain, shown
from dashboards.domain.rows import Verdict
from dashboards.domain.trajectories import Point, Trajectory
from dashboards.figures import phrases, theme
from progress.domain.judgement import Status
from targets.domain.algebra import Comparator

SYMBOLS = {
    Comparator.AT_LEAST: "triangle-up",
    Comparator.ABOVE: "triangle-up",
    Comparator.AT_MOST: "triangle-down",
    Comparator.BELOW: "triangle-down",
}
HOVER = "%{customdata}<extra></extra>"
WIDE_UNIT = 3


def trajectory_figure(shown_for: Trajectory, *, height: int = theme.FULL_HEIGHT) -> go.Figure:
    """Return the chart; years that only an estimate is known of are hollow points.

    Args:
        shown_for: what to draw; where areas are counted, bars of how many meet it.
        height: in pixels, fixed, so that nothing moves when it is drawn.
    """
    if shown_for.is_counted:
        return _counted_figure(shown_for, height)
    drawn = (_path(shown_for), _baseline(shown_for), _actual(shown_for), _partial(shown_for))
    traces = [trace for trace in drawn if trace is not None]
    figure = go.Figure(data=[*_trend(shown_for), *traces, *_targets(shown_for)], layout=_layout(shown_for, height))
    _name_lines(figure, shown_for)
    return figure


def _actual(drawn: Trajectory) -> go.Scatter | None:
    return _points(drawn, [point for point in drawn.points if not point.is_partial], _("Actual"), "lines+markers+text")


def _partial(drawn: Trajectory) -> go.Scatter | None:
    """Sums that not every area is in yet: points that no line leads to."""
    partial = [point for point in drawn.points if point.is_partial]
    return _points(drawn, partial, _("Actual, incomplete"), "markers+text")


def _points(drawn: Trajectory, points: list[Point], name: str, mode: str) -> go.Scatter | None:
    if not points:
        return None
    last = drawn.points[-1]
    hollow = [point.is_estimate or point.is_partial for point in points]
    return go.Scatter(
        name=name,
        x=[point.year for point in points],
        y=[float(point.value) for point in points],
        mode=mode,
        line={"color": theme.GREEN_MID, "width": 2.5},
        marker={
            "size": 9,
            "color": [theme.PAPER if is_hollow else theme.GREEN_MID for is_hollow in hollow],
            "line": {"color": theme.GREEN_MID, "width": 2},
        },
        text=[_value(drawn, point) if point is last else "" for point in points],
        textposition=_beside_the_path(drawn, last),
        textfont={"color": theme.GREEN, "size": theme.SIZE},
        customdata=[_said(drawn, point) for point in points],
        hovertemplate=HOVER,
        cliponaxis=False,
    )


def _beside_the_path(drawn: Trajectory, point: Point) -> str:
    """Where a figure's label does not cross the expected path: on the figure's own side of it."""
    expected = dict(drawn.path).get(point.year)
    return "bottom center" if expected is not None and point.value < expected else "top center"


def _value(drawn: Trajectory, point: Point) -> str:
    return shown(point.value, drawn.definition.decimals, [verdict.bound for verdict in drawn.targets])


def _said(drawn: Trajectory, point: Point) -> str:
    words = [f"{point.year}: {_value(drawn, point)} {drawn.definition.unit}".rstrip()]
    words += [pgettext("flag", "estimate")] if point.is_estimate else []
    words += [pgettext("flag", "incomplete")] if point.is_partial else []
    return ", ".join(words)


def _path(drawn: Trajectory) -> go.Scatter | None:
    if len(drawn.path) < 2:
        return None
    places, name = drawn.definition.decimals, _("Expected")
    return go.Scatter(
        name=name,
        x=[year for year, _value in drawn.path],
        y=[float(value) for _year, value in drawn.path],
        mode="lines",
        line={"color": theme.GREY, "width": 1.5, "dash": "dash"},
        customdata=[f"{name} {year}: {shown(value, places)}" for year, value in drawn.path],
        hovertemplate=HOVER,
    )


def _trend(drawn: Trajectory) -> Iterator[go.Scatter]:
    """A dotted line in a pale band, without marks: where the years lead is nothing that was measured."""
    if drawn.outlook is None:
        return
    name, places, unit = _("Trend, not measured"), drawn.definition.decimals, drawn.definition.unit
    years = [one.year for one in drawn.trend]
    edges = [*(one.high for one in drawn.trend), *(one.low for one in reversed(drawn.trend))]
    yield go.Scatter(
        name=_("Interval of the trend"),
        x=[*years, *reversed(years)],
        y=[float(edge) for edge in edges],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=theme.GREY_TINT,
        hoverinfo="skip",
    )
    words = _("%(name)s, %(year)s: %(value)s (%(low)s to %(high)s) %(unit)s")
    yield go.Scatter(
        name=name,
        x=years,
        y=[float(one.value) for one in drawn.trend],
        mode="lines",
        line={"color": theme.INK_SOFT, "width": 1.5, "dash": "dot"},
        customdata=[
            words
            % {
                "name": name,
                "year": one.year,
                "value": shown(one.value, places),
                "low": shown(one.low, places),
                "high": shown(one.high, places),
                "unit": unit,
            }
            for one in drawn.trend
        ],
        hovertemplate=HOVER,
    )


def _baseline(drawn: Trajectory) -> go.Scatter | None:
    if drawn.baseline is None:
        return None
    (year, value), name = drawn.baseline, _("Baseline")
    return go.Scatter(
        name=name,
        x=[year],
        y=[float(value)],
        mode="markers",
        marker={"symbol": "square", "size": 9, "color": theme.GREY},
        customdata=[f"{name} {year}: {plain(value)} {drawn.definition.unit}"],
        hovertemplate=HOVER,
    )


def _targets(drawn: Trajectory) -> Iterator[go.Scatter]:
    """A mark per bound: a point at its year, or a line across all years where it always holds."""
    for verdict in drawn.targets:
        words = phrases.target_of(drawn.definition, verdict)
        for bound in (bound for bound in verdict.bounds if bound is not None):
            yield _target(drawn, verdict, bound, words)


def _target(drawn: Trajectory, verdict: Verdict, bound: Decimal, words: str) -> go.Scatter:
    standing, reference = verdict.target_year is None, verdict.status is Status.NOT_ALLOCATED
    years = [drawn.years[0], drawn.years[1]] if standing else [verdict.target_year]
    label = phrases.bound_of(drawn.definition, verdict) if bound == verdict.bound else ""
    return go.Scatter(
        name=_("City target") if reference else _("Target"),
        x=years,
        y=[float(bound)] * len(years),
        mode="lines+text" if standing else "markers+text",
        line={"color": theme.INK, "width": 1.5, "dash": "dot"},
        marker={
            "symbol": SYMBOLS.get(verdict.comparator, "diamond"),
            "size": 11,
            "color": theme.PAPER if reference else theme.INK,
            "line": {"color": theme.INK, "width": 1.5},
        },
        text=[label, ""] if standing else [label],
        textposition="top right" if standing else _free_corner(drawn, verdict.target_year, bound),
        textfont={"color": theme.INK, "size": theme.SMALL},
        customdata=[words] * len(years),
        hovertemplate=HOVER,
        cliponaxis=False,
    )


def _free_corner(drawn: Trajectory, year: int | None, bound: Decimal) -> str:
    """Where a target's label does not cross the figures: on the bound's other side, and not where they come from."""
    before = [point.value for point in drawn.points if year is not None and point.year <= year]
    is_below = bool(before) and before[-1] >= bound
    comes_from_there = len(before) > 1 and (before[-1] > before[0]) is is_below
    side = "right" if comes_from_there and year is not None and year < drawn.years[1] else "left"
    return f"{'bottom' if is_below else 'top'} {side}"


def _counted_figure(drawn: Trajectory, height: int) -> go.Figure:
    years = [point.year for point in drawn.points]
    met = [int(point.value) for point in drawn.points]
    others = [(point.of or 0) - count for point, count in zip(drawn.points, met, strict=True)]
    labels = [f"{count} / {point.of}" for point, count in zip(drawn.points, met, strict=True)]
    bars = [
        go.Bar(
            name=_("Areas that meet it"), x=years, y=met, text=labels, textposition="inside", insidetextanchor="start",
            marker={"color": theme.GREEN_MID}, customdata=labels, hovertemplate=HOVER,
        ),
        go.Bar(
            name=_("Other areas it binds"), x=years, y=others, hoverinfo="skip",
            marker={"color": theme.GREY_TINT, "line": {"color": theme.GREY, "width": 1}},
        ),
    ]  # fmt: skip
    figure = go.Figure(data=bars, layout=_layout(drawn, height))
    figure.update_layout(barmode="stack", bargap=0.35)
    figure.update_yaxes(rangemode="tozero", dtick=1 if max([0, *met, *others]) < 12 else None, title=None)
    return figure


def _layout(drawn: Trajectory, height: int) -> go.Layout:
    first, last = drawn.years
    edge = 0.6
    return theme.layout(
        height=height,
        narrow={"xaxis.dtick": 2},
        xaxis=theme.axis(range=[first - edge, last + edge], dtick=1, tickformat="d", showgrid=False, tickangle=0),
        yaxis=theme.axis(**_ticks(drawn)),
        annotations=_unit(drawn),
        shapes=[_looked_at(drawn)],
    )


def _unit(drawn: Trajectory) -> list[dict[str, object]]:
    """The unit at the head of the axis."""
    if not drawn.definition.unit or drawn.is_counted:
        return []
    side = "left" if len(drawn.definition.unit) > WIDE_UNIT else "right"
    corner = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": side, "yanchor": "bottom", "yshift": 6}
    return [theme.note(drawn.definition.unit, **corner)]


def _ticks(drawn: Trajectory) -> dict[str, object]:
    """A yes-or-no milestone has two ticks; anything else plotly chooses."""
    if drawn.definition.is_milestone and not drawn.is_counted and all(v.bound == 1 for v in drawn.targets):
        return {"range": [-0.15, 1.3], "tickvals": [0, 1], "ticktext": [_("Not done"), _("Done")]}
    return {"separatethousands": True, "automargin": True, "rangemode": "normal"}


def _looked_at(drawn: Trajectory) -> dict[str, object]:
    """A quiet band behind the year the page looks at."""
    half = 0.5
    return {
        "type": "rect", "xref": "x", "yref": "paper", "layer": "below", "line": {"width": 0},
        "x0": drawn.looked_at - half, "x1": drawn.looked_at + half, "y0": 0, "y1": 1, "fillcolor": theme.GREEN_TINT,
    }  # fmt: skip


def _name_lines(figure: go.Figure, drawn: Trajectory) -> None:
    """Label the expected path where it is, instead of a legend."""
    if len(drawn.path) < 2:
        return
    ahead = [point for point in drawn.path if point[0] > drawn.looked_at]
    (before, low), (after, high) = (
        ahead[len(ahead) // 2 - 1 : len(ahead) // 2 + 1] if len(ahead) > 1 else drawn.path[-2:]
    )
    middle = {"x": (before + after) / 2, "y": float(low + high) / 2}
    figure.add_annotation(theme.note(_("Expected"), **middle, xanchor="left", yanchor="top", xshift=6, yshift=-2))
