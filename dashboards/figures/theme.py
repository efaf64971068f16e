"""The one place for the charts' colours, type and measures; the style sheets' names for the same are in tokens.css."""

import plotly.graph_objects as go

from progress.domain.judgement import Status

INK = "#1a2420"
INK_SOFT = "#4a5851"
LINE = "#d3dbd5"
PAPER = "#ffffff"
GREEN = "#14532d"
GREEN_MID = "#2a7d4b"
GREEN_TINT = "#e8f1eb"
RED = "#b3201f"
ORANGE = "#b8480b"
AMBER = "#a86d00"
GREY = "#66736d"
GREY_TINT = "#eceff0"

STATUS = {
    Status.MET: GREEN_MID,
    Status.ON_TRACK: GREEN_MID,
    Status.IN_PROGRESS: GREEN_MID,
    Status.BEHIND: AMBER,
    Status.AWAITING_FINAL: AMBER,
    Status.FAR_BEHIND: ORANGE,
    Status.MISSED: RED,
    Status.BREACHED: RED,
}

# Parts of a whole (energies), told apart by lightness as well as by colour; none is a status's.
PARTS = (GREEN, "#7fb795", "#3b4f7d", "#b4c0da", "#6d5a7a", "#d2c6da")

SANS = (
    '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", '
    '"Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif'
)
SIZE = 13
SMALL = 12

# Traces of the shipped (basic) bundle of plotly.js; no other may be used.
BASIC_TRACES = frozenset({"bar", "pie", "scatter"})

FULL_HEIGHT = 360
SMALL_HEIGHT = 240
BAR_HEIGHT = 26


def status_colour(status: Status | None) -> str:
    """Return the colour of a light.

    >>> status_colour(Status.MISSED), status_colour(None)
    ('#b3201f', '#66736d')
    """
    return STATUS.get(status, GREY) if status else GREY


def parts_colour(number: int) -> str:
    """Return the colour of a whole's part, counted from 0; after the last one they begin anew.

    >>> parts_colour(0) == parts_colour(len(PARTS)) == GREEN
    True
    """
    return PARTS[number % len(PARTS)]


def layout(*, height: int, narrow: dict[str, object] | None = None, **more: object) -> go.Layout:
    """Return the house layout: paper ground, quiet grid, no legend, no dragging (phones scroll past charts).

    Args:
        height: in pixels.
        narrow: what ``figures.js`` sets otherwise on a phone, by path (``xaxis.dtick``).
        more: of plotly's layout.
    """
    return go.Layout(
        template=None,
        height=height,
        meta={"narrow": narrow or {}},
        margin={"l": 56, "r": 20, "t": 30, "b": 32},
        paper_bgcolor=PAPER,
        plot_bgcolor=PAPER,
        font={"family": SANS, "size": SIZE, "color": INK},
        hoverlabel={"font": {"family": SANS, "size": SIZE}},
        showlegend=False,
        dragmode=False,
        hovermode="closest",
        **more,
    )


def axis(**more: object) -> dict[str, object]:
    """Return an axis: hairlines, no zoom, tabular numbers."""
    quiet = {"gridcolor": LINE, "linecolor": LINE, "zeroline": False, "fixedrange": True, "tickfont": {"size": SMALL}}
    return quiet | more


def note(text: str, **more: object) -> dict[str, object]:
    """Return an annotation without an arrow, in soft ink."""
    return {"text": text, "showarrow": False, "font": {"size": SMALL, "color": INK_SOFT}} | more
