"""The chart of what areas contribute: one bar each, in the colour of its light, against the city and its target."""

from collections.abc import Sequence

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from dashboards.domain.lines import Line
from dashboards.figures import phrases, theme, wording
from progress.domain.judgement import Status
from progress.domain.lineage import UNBOUND
from targets.domain.algebra import Comparator

HOVER = "%{customdata}<extra></extra>"
ROOM = 76
# How much of the width bars have; the rest is the column of figures and words.
BARS, BARS_WHERE_NARROW = 0.66, 0.46
LONGEST_NAME = 20
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
        y=list(range(len(ordered))),
        marker={"color": [theme.status_colour(line.verdict.status if line.verdict else None) for line in ordered]},
        customdata=[f"{line.place.name}: {_label(line)}" for line in ordered],
        hovertemplate=HOVER,
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
    """The figure and its light; where there is no figure, why."""
    word = str(wording.STATUS[line.verdict.status]) if line.verdict else ""
    value = phrases.with_unit(line.definition, line.figure, line.verdict)
    if value or (line.verdict and line.verdict.status in SAID_BY_STATUS):
        return f"{value} {word}".strip()
    return f"{word} · {phrases.absence(line.figure)}".removeprefix(" · ")


def _name(line: Line) -> str:
    name = line.place.short
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _layout(ordered: Sequence[Line], city: Line) -> go.Layout:
    shapes, notes = [], [_beside(line, at) for at, line in enumerate(ordered)]
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
    return theme.layout(
        height=height_of(len(ordered)),
        narrow={"xaxis.domain": [0, BARS_WHERE_NARROW]},
        bargap=0.3,
        xaxis=theme.axis(range=_range(ordered, city), domain=[0, BARS], separatethousands=True, nticks=5),
        yaxis=theme.axis(
            automargin=True,
            showgrid=False,
            range=[-0.6, len(ordered) - 0.4],
            tickvals=list(range(len(ordered))),
            ticktext=[_name(line) for line in ordered],
        ),
        shapes=shapes,
        annotations=notes,
    ).update(margin={"l": 56, "r": 8, "t": 30, "b": 44})


def _own_targets(ordered: Sequence[Line], city: Line) -> list[go.Scatter]:
    """A mark where an area was allocated a target of its own."""
    bounds = [(at, line, _own_bound(line, city)) for at, line in enumerate(ordered)]
    own = [(at, line, bound) for at, line, bound in bounds if bound is not None]
    if not own:
        return []
    words = [
        f"{line.place.name}: {phrases.target_of(line.definition, line.verdict)}"
        for _at, line, _bound in own
        if line.verdict
    ]
    marks = go.Scatter(
        name=_("Own target"),
        x=[bound for _at, _line, bound in own],
        y=[at for at, _line, _bound in own],
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 16, "color": theme.INK, "line": {"width": 2.5, "color": theme.INK}},
        customdata=words,
        hovertemplate=HOVER,
        cliponaxis=False,
    )
    return [marks]


def _own_bound(line: Line, city: Line) -> float | None:
    """The target an area was allocated, where it is not the city's."""
    verdict, shared = line.verdict, city.verdict.bound if city.verdict else None
    if verdict is None or verdict.bound in (None, shared) or verdict.status in UNBOUND:
        return None
    return float(verdict.bound)


def _beside(line: Line, at: int) -> dict[str, object]:
    """The figure and the light in a column of their own, where no bar or mark crosses them."""
    font = {"size": theme.SMALL, "color": theme.INK if _number(line) is not None else theme.INK_SOFT}
    return theme.note(_label(line), xref="paper", x=1, y=at, yref="y", xanchor="right", font=font)


def _is_comparable(city: Line) -> bool:
    """Whether one area's figure can be held against the city's: a ratio, or a rule for each area; not a sum."""
    algebra = city.definition.algebra
    return algebra.measure.denominator is not None or bool(city.verdict and city.verdict.is_counted)


def _range(ordered: Sequence[Line], city: Line) -> list[float]:
    """From zero, or below it, to a little beyond the longest bar or mark."""
    known = [0.0, *map(_number, ordered), *(_own_bound(line, city) for line in ordered)]
    if _is_comparable(city) and city.verdict:
        known += [float(bound) for bound in city.verdict.bounds if bound is not None]
    numbers = [number for number in known if number is not None]
    low, high = min(numbers), max(numbers)
    span = (high - low) or 1.0
    return [low - (0.06 * span if low < 0 else 0), high + 0.06 * span]


def _line(shapes: list[dict], notes: list[dict], at: float, text: str, colour: str, *, below: bool) -> None:
    shapes.append(
        {"type": "line", "layer": "below", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1,
         "line": {"color": colour, "width": 1.5, "dash": "dot"}}
    )  # fmt: skip
    place = {"yref": "paper", "y": 0 if below else 1, "yanchor": "top" if below else "bottom"}
    if text:
        notes.append(theme.note(text, x=at, xref="x", yshift=-18 if below else 0, **place))
