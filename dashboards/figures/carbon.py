"""The charts of the carbon page: the years at several factors with the scenario's band, energies, areas, measures."""

from collections.abc import Sequence
from decimal import Decimal

import plotly.graph_objects as go
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards.domain.avoided import Avoided
from dashboards.domain.carbon import Amount, BandYear, Inventory, PlaceYears
from dashboards.domain.numbers import shown
from dashboards.figures import theme

HOVER = "%{customdata}<extra></extra>"
EDGE = 0.6
# One line per inventory: the first at each year's own factors.
LINES = (
    {"color": theme.GREEN_MID, "width": 2.5},
    {"color": theme.INK_SOFT, "width": 1.5},
    {"color": theme.GREY, "width": 1.5},
)
LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom", "traceorder": "normal"}
ROOM = 96
BARS, BARS_WHERE_NARROW = 0.72, 0.5


def years_figure(drawn: Inventory, *, looked_at: int, years: tuple[int, int]) -> go.Figure:
    """Return the years: a line per inventory, estimates hollow; a year that not every area is in has no point.

    Args:
        looked_at: the year the page is about.
        years: the first and the last of the axis; the scenario's band reaches as far.
    """
    lines = [_line(drawn, at) for at in range(len(drawn.definitions))]
    figure = go.Figure(data=[*_band(drawn), *lines], layout=_years_layout(drawn, looked_at, years))
    for at in range(len(drawn.definitions)):
        _name(figure, drawn, at)
    if drawn.band.years:
        last = drawn.band.years[-1]
        figure.add_annotation(
            theme.note(scenario_name(), x=last.year, y=float(last.high), xanchor="right", yanchor="bottom", yshift=4)
        )
    return figure


def energies_figure(drawn: Inventory, *, years: tuple[int, int]) -> go.Figure:
    """Return the first inventory's energies on top of each other, a bar a year; only where they add up to it."""
    known = [(line.year, line.first) for line in drawn.own.lines if line.first and line.first.parts]
    first, last = years
    hatched = ["/" if amount.is_partial else "" for _year, amount in known]
    bars = [
        go.Bar(
            name=energy,
            x=[year for year, _amount in known],
            y=[float(amount.parts[at]) for _year, amount in known if amount.parts],
            marker={"color": theme.parts_colour(at), "pattern": {"shape": hatched, "fillmode": "replace", "size": 6}},
            customdata=[
                f"{year}, {energy}: {shown(amount.parts[at], drawn.decimals)} {drawn.unit}"
                for year, amount in known
                if amount.parts
            ],
            hovertemplate=HOVER,
        )
        for at, energy in enumerate(drawn.energies)
    ]
    layout = theme.layout(
        height=theme.FULL_HEIGHT,
        barmode="stack",
        bargap=0.35,
        legend=LEGEND,
        xaxis=theme.axis(**_ticks(drawn, first, last)),
        yaxis=theme.axis(separatethousands=True, automargin=True, rangemode="tozero"),
        annotations=[_unit(drawn.unit)],
    )
    return go.Figure(data=bars, layout=layout).update_layout(showlegend=True, margin={"t": 64, "b": 60})


def areas_figure(drawn: Inventory, *, looked_at: int) -> go.Figure:
    """Return a bar per area of its energies in one year, the largest on top; areas without a figure stay, named."""
    ordered = sorted(drawn.parts, key=lambda part: _value(part, looked_at) or Decimal(-1))
    known = [(at, part) for at, part in enumerate(ordered) if (amount := part.of(looked_at).first) and amount.parts]
    bars = [
        go.Bar(
            name=energy,
            orientation="h",
            x=[float(_parts(part, looked_at)[at]) for _row, part in known],
            y=[row for row, _part in known],
            marker={"color": theme.parts_colour(at)},
            customdata=[
                f"{part.place.name}, {energy}: {shown(_parts(part, looked_at)[at], drawn.decimals)} {drawn.unit}"
                for _row, part in known
            ],
            hovertemplate=HOVER,
        )
        for at, energy in enumerate(drawn.energies)
    ]
    notes = [_beside(part, at, drawn, looked_at) for at, part in enumerate(ordered)]
    layout = theme.layout(
        height=ROOM + theme.BAR_HEIGHT * len(ordered),
        narrow={"xaxis.domain": [0, BARS_WHERE_NARROW]},
        barmode="stack",
        bargap=0.3,
        legend=LEGEND,
        xaxis=theme.axis(domain=[0, BARS], separatethousands=True, nticks=5, rangemode="tozero"),
        yaxis=_names([part.place.short for part in ordered]),
        annotations=notes,
    )
    return go.Figure(data=bars, layout=layout).update_layout(showlegend=True, margin={"t": 56, "r": 8})


def measures_figure(ledgers: Sequence[Avoided], *, looked_at: int) -> go.Figure:
    """Return a bar per measure of what it saved in one year; they overlap, so they stand apart and have no sum."""
    ordered = [measure for ledger in ledgers for measure in reversed(ledger.measures)]
    values = [measure.amount.value if measure.amount else None for measure in ordered]
    said = [
        f"{shown(value, measure.definition.decimals)} {measure.definition.unit}"
        if value is not None
        else _("no figure")
        for measure, value in zip(ordered, values, strict=True)
    ]
    bars = go.Bar(
        orientation="h",
        x=[None if value is None else float(value) for value in values],
        y=list(range(len(ordered))),
        marker={"color": theme.parts_colour(1), "line": {"color": theme.GREEN_MID, "width": 1}},
        customdata=[f"{measure.definition.name}: {words}" for measure, words in zip(ordered, said, strict=True)],
        hovertemplate=HOVER,
    )
    notes = []
    for at, (measure, words) in enumerate(zip(ordered, said, strict=True)):
        place = {"x": 0, "y": at, "xref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 9}
        notes.append(theme.note(f"{measure.definition.name} · <b>{words}</b>", **place))
    layout = theme.layout(
        height=40 + 54 * len(ordered),
        bargap=0.72,
        xaxis=theme.axis(separatethousands=True, nticks=5, rangemode="tozero"),
        yaxis=theme.axis(range=[-0.6, len(ordered) - 0.2], showticklabels=False, showgrid=False),
        annotations=notes,
    )
    return go.Figure(data=[bars], layout=layout).update_layout(margin={"l": 8, "t": 8})


def scenario_name() -> str:
    """Return what a scenario is called wherever it is drawn or tabled."""
    return _("Scenario, not measured")


def _line(drawn: Inventory, at: int) -> go.Scatter:
    """One inventory's complete years; the line breaks at others: a silent area must not look like a saving."""
    years = [(line.year, _whole(line.amounts[at])) for line in drawn.own.lines]
    known = [(year, amount) for year, amount in years if amount is not None]
    first, last = (known[0][0], known[-1][0]) if known else (0, -1)
    style = LINES[min(at, len(LINES) - 1)]
    spans = [(year, amount) for year, amount in years if first <= year <= last]
    return go.Scatter(
        name=drawn.definitions[at].name,
        x=[year for year, _amount in spans],
        y=[None if amount is None else float(amount.value or 0) for _year, amount in spans],
        mode="lines+markers",
        connectgaps=False,
        line=style,
        marker={
            "size": 9,
            "color": [theme.PAPER if amount and amount.is_estimate else style["color"] for _year, amount in spans],
            "line": {"color": style["color"], "width": 2},
        },
        customdata=[
            f"{drawn.definitions[at].name}<br>{_said(year, amount, drawn)}" if amount else "" for year, amount in spans
        ],
        hovertemplate=HOVER,
        cliponaxis=False,
    )


def _whole(amount: Amount | None) -> Amount | None:
    return amount if amount is not None and amount.value is not None and amount.is_complete else None


def _said(year: int, amount: Amount, drawn: Inventory) -> str:
    words = f"{year}: {shown(amount.value or Decimal(0), drawn.decimals)} {drawn.unit}"
    return " · ".join([words, *_remarks(amount)])


def _remarks(amount: Amount) -> list[str]:
    """What a figure must not be shown without: that it is an estimate, how many areas are in it."""
    remarks = [pgettext("flag", "estimate")] if amount.is_estimate else []
    return [*remarks, f"{amount.reported}/{amount.expected}"] if amount.is_partial else remarks


def _ticks(drawn: Inventory, first: int, last: int) -> dict[str, object]:
    """The years, and under each what its figure must not be shown without."""
    known = {line.year: line.first for line in drawn.own.lines}
    said = {year: _remarks(amount) for year, amount in known.items() if amount is not None and amount.value is not None}
    years = list(range(first, last + 1))
    return {
        "range": [first - EDGE, last + EDGE],
        "tickvals": years,
        "ticktext": ["<br>".join([str(year), *said.get(year, [])]) for year in years],
        "showgrid": False,
        "tickangle": 0,
    }


def _band(drawn: Inventory) -> list[go.Scatter]:
    """A pale band and a dashed middle, without marks: assumptions are nothing that was measured."""
    years = drawn.band.years
    if not years:
        return []
    edges = [*(one.high for one in years), *(one.low for one in reversed(years))]
    around = go.Scatter(
        name=_("Scenario: low to high"),
        x=[one.year for one in (*years, *reversed(years))],
        y=[float(edge) for edge in edges],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=theme.GREY_TINT,
        hoverinfo="skip",
    )
    middle = go.Scatter(
        name=scenario_name(),
        x=[one.year for one in years],
        y=[float(one.middle) for one in years],
        mode="lines",
        line={"color": theme.INK_SOFT, "width": 1.5, "dash": "dash"},
        customdata=[_of_scenario(one, drawn) for one in years],
        hovertemplate=HOVER,
    )
    return [around, middle]


def _of_scenario(one: BandYear, drawn: Inventory) -> str:
    low, middle, high = (shown(value, drawn.decimals) for value in (one.low, one.middle, one.high))
    words = {"name": scenario_name(), "year": one.year, "value": middle, "low": low, "high": high, "unit": drawn.unit}
    return _("%(name)s, %(year)s: %(value)s (%(low)s to %(high)s) %(unit)s") % words


def _years_layout(drawn: Inventory, looked_at: int, years: tuple[int, int]) -> go.Layout:
    first, last = years
    half = 0.5
    band = {
        "type": "rect", "xref": "x", "yref": "paper", "layer": "below", "line": {"width": 0},
        "x0": looked_at - half, "x1": looked_at + half, "y0": 0, "y1": 1, "fillcolor": theme.GREEN_TINT,
    }  # fmt: skip
    return theme.layout(
        height=theme.FULL_HEIGHT,
        narrow={"xaxis.tickfont": {"size": 10}},
        xaxis=theme.axis(**_ticks(drawn, first, last)),
        yaxis=theme.axis(separatethousands=True, automargin=True, rangemode="normal"),
        annotations=[_unit(drawn.unit)],
        shapes=[band],
    ).update(margin={"l": 56, "r": 20, "t": 30, "b": 60})


def _name(figure: go.Figure, drawn: Inventory, at: int) -> None:
    """Label a line where nothing crosses the words, instead of a legend: beside its middle, on its free side."""
    known = [line for line in drawn.own.lines if all(_whole(one) for one in line.amounts)]
    if not known:
        return
    values = [[float(one.value) for one in line.amounts if one and one.value is not None] for line in known]
    is_upper = all(values[-1][at] >= other for other in values[-1])
    near = len(known) - 1 if is_upper else len(known) // 2
    rises = values[-1][at] >= values[near - 1 if near else 0][at]
    place = {"yanchor": "bottom", "yshift": 8} if is_upper else {"yanchor": "top", "yshift": -10}
    font = {"size": theme.SMALL, "color": LINES[min(at, len(LINES) - 1)]["color"]}
    side = "right" if is_upper == rises else "left"
    note = theme.note(drawn.definitions[at].name, x=known[near].year, y=values[near][at], font=font, xanchor=side)
    figure.add_annotation(note | place)
    if is_upper:
        # On a phone there is no room beside a point: from the left edge, above the highest.
        edge = {"x": 0, "xref": "paper", "xanchor": "left", "y": max(row[at] for row in values)}
        narrow = {f"annotations.{len(figure.layout.annotations) - 1}": note | place | edge}
        figure.layout.meta = {"narrow": figure.layout.meta["narrow"] | narrow}


def _unit(unit: str) -> dict[str, object]:
    corner = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
    return theme.note(unit, **corner, xshift=-40, yshift=6)


def _names(names: Sequence[str]) -> dict[str, object]:
    return theme.axis(
        automargin=True,
        showgrid=False,
        range=[-0.6, len(names) - 0.4],
        tickvals=list(range(len(names))),
        ticktext=list(names),
    )


def _beside(part: PlaceYears, at: int, drawn: Inventory, year: int) -> dict[str, object]:
    amount = part.of(year).first
    value = _value(part, year)
    words = _("no figure") if value is None or amount is None else shown(value, drawn.decimals)
    remarks = _remarks(amount) if amount and value is not None else []
    return theme.note(" ".join([words, *remarks]), xref="paper", x=1, y=at, yref="y", xanchor="right")


def _value(part: PlaceYears, year: int) -> Decimal | None:
    amount = part.of(year).first
    return amount.value if amount else None


def _parts(part: PlaceYears, year: int) -> tuple[Decimal, ...]:
    amount = part.of(year).first
    return amount.parts if amount and amount.parts else ()
