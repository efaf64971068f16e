"""The chart of what areas contribute: one bar each, in the colour of its light, against the city and its target."""

from collections.abc import Sequence

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from dashboards.domain.lines import Line
from dashboards.domain.trajectories import UNBOUND
from dashboards.figures import phrases, theme, wording
from progress.domain.judgement import Status
from targets.domain.algebra import Comparator

HOVER = "%{customdata}<extra></extra>"
ROOM = 76
# Statuses whose word already says why there is no figure.
SAID_BY_STATUS = frozenset({Status.NOT_REPORTED, Status.NOT_APPLICABLE})


def contributions_figure(lines: Sequence[Line], city: Line) -> go.Figure:
    """Return bars sorted by figure, the best for a floor on top; areas without one stay below, named.

    Args:
        lines: areas the reader may see, in the plan's order.
        city: the city's line; its figure and target are drawn where areas can be compared with them.
    """
    ordered = _sorted(lines, city)
    bars = go.Bar(
        orientation="h",
        x=[_number(line) for line in ordered],
        y=[line.place.short for line in ordered],
        marker={"color": [theme.status_colour(line.verdict.status if line.verdict else None) for line in ordered]},
        text=[_label(line) for line in ordered],
        textposition="outside",
        textfont={"size": theme.SMALL, "color": theme.INK},
        customdata=[f"{line.place.name}: {_label(line)}" for line in ordered],
        hovertemplate=HOVER,
        cliponaxis=False,
    )
    return go.Figure(data=[bars, *_own_targets(ordered, city)], layout=_layout(ordered, city))


def height_of(number: int) -> int:
    """Return the height in pixels of a chart with so many bars."""
    return ROOM + theme.BAR_HEIGHT * number


def _sorted(lines: Sequence[Line], city: Line) -> list[Line]:
    """Plotly draws the first bar at the bottom: missing first, then from the worst to the best."""
    falling = city.verdict is not None and city.verdict.comparator in (Comparator.AT_MOST, Comparator.BELOW)
    known = [line for line in lines if _number(line) is not None]
    missing = [line for line in reversed(lines) if _number(line) is None]
    return missing + sorted(known, key=lambda line: _number(line) or 0.0, reverse=falling)


def _number(line: Line) -> float | None:
    return None if line.figure is None or line.figure.value is None else float(line.figure.value)


def _label(line: Line) -> str:
    word = str(wording.STATUS[line.verdict.status]) if line.verdict else ""
    value = phrases.with_unit(line.definition, line.figure, line.verdict)
    return f"{value} {word}".strip()


def _layout(ordered: Sequence[Line], city: Line) -> go.Layout:
    shapes, notes = [], [_absent(line) for line in ordered if _number(line) is None]
    if _is_comparable(city):
        if city.figure and city.figure.value is not None and not (city.verdict and city.verdict.is_counted):
            value = phrases.value_of(city.definition, city.figure, city.verdict)
            _line(shapes, notes, float(city.figure.value), f"{city.place.short} {value}", theme.GREY, below=True)
        verdict = city.verdict
        if verdict and verdict.bound is not None:
            for bound in (bound for bound in verdict.bounds if bound is not None):
                words = _("target %(bound)s") if verdict.is_counted else _("city target %(bound)s")
                text = words % {"bound": phrases.bound_of(city.definition, verdict)}
                _line(shapes, notes, float(bound), text if bound == verdict.bound else "", theme.INK, below=False)
    numbers = [number for number in map(_number, ordered) if number is not None]
    return theme.layout(
        height=height_of(len(ordered)),
        bargap=0.3,
        xaxis=theme.axis(range=_range(numbers, city), separatethousands=True, showgrid=True),
        yaxis=theme.axis(automargin=True, showgrid=False, type="category"),
        shapes=shapes,
        annotations=notes,
    ).update(margin={"l": 72, "r": 16, "t": 30, "b": 44})


def _own_targets(ordered: Sequence[Line], city: Line) -> list[go.Scatter]:
    """A mark where an area was allocated a target of its own."""
    bound = city.verdict.bound if city.verdict else None
    own = [
        (line, line.verdict)
        for line in ordered
        if line.verdict and line.verdict.status not in UNBOUND and line.verdict.bound not in (None, bound)
    ]
    if not own:
        return []
    words = [f"{line.place.name}: {phrases.target_of(line.definition, verdict)}" for line, verdict in own]
    marks = go.Scatter(
        name=_("Own target"),
        x=[float(verdict.bound or 0) for _line, verdict in own],
        y=[line.place.short for line, _verdict in own],
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 16, "color": theme.INK, "line": {"width": 2.5, "color": theme.INK}},
        customdata=words,
        hovertemplate=HOVER,
        cliponaxis=False,
    )
    return [marks]


def _absent(line: Line) -> dict[str, object]:
    """The words where there is no bar."""
    text = _label(line)
    if line.verdict is None or line.verdict.status not in SAID_BY_STATUS:
        text = f"{text} · {phrases.absence(line.figure)}".removeprefix(" · ")
    return theme.note(text, x=0, y=line.place.short, xref="x", yref="y", xanchor="left", xshift=4)


def _is_comparable(city: Line) -> bool:
    """Whether one area's figure can be held against the city's: a ratio, or a rule for each area; not a sum."""
    algebra = city.definition.algebra
    return algebra.measure.denominator is not None or bool(city.verdict and city.verdict.is_counted)


def _range(numbers: Sequence[float], city: Line) -> list[float]:
    """Room on the right for the labels."""
    known = [0.0, *numbers]
    if _is_comparable(city) and city.verdict:
        known += [float(bound) for bound in city.verdict.bounds if bound is not None]
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    return [low - (0.35 * span if low < 0 else 0), high + 0.45 * span]


def _line(shapes: list[dict], notes: list[dict], at: float, text: str, colour: str, *, below: bool) -> None:
    shapes.append(
        {"type": "line", "layer": "below", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1,
         "line": {"color": colour, "width": 1.5, "dash": "dot"}}
    )  # fmt: skip
    place = {"yref": "paper", "y": 0 if below else 1, "yanchor": "top" if below else "bottom"}
    if text:
        notes.append(theme.note(text, x=at, xref="x", yshift=-18 if below else 0, **place))
