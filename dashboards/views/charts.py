"""The charts of a page: data for ``figures.js``, and the numbers behind them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from plotly.graph_objects import Figure

from dashboards.domain.tables import Table
from dashboards.domain.trajectories import Trajectory
from dashboards.figures import theme
from dashboards.figures.contributions import contributions_figure
from dashboards.figures.tables import contributions_table, trajectory_table
from dashboards.figures.trajectory import trajectory_figure
from dashboards.queries.indicator import IndicatorPage
from dashboards.queries.theme import ThemePage


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: the name of its element, its heading, its fixed height in pixels, what plotly draws, and its numbers."""

    name: str
    heading: str
    height: int
    figure: dict[str, object]
    table: Table

    @property
    def element(self) -> str:
        """The id of the element that holds the data."""
        return f"figure-{self.name}"


def charts_of_indicator(page: IndicatorPage) -> dict[str, Chart]:
    """Return the trajectory and, where areas contribute, their bars."""
    charts = {}
    if page.trajectory.is_drawable:
        charts["trajectory"] = story("trajectory", page.trajectory, height=theme.FULL_HEIGHT)
    shown = [contribution for contribution in page.contributions if contribution.line.figure]
    lines = [contribution.line for contribution in shown]
    if any(line.figure and line.figure.value is not None for line in lines):
        table = contributions_table(lines, page.city, [contribution.share for contribution in shown])
        heading = _("%(indicator)s, %(year)s: by area") % {"indicator": page.definition.name, "year": page.scope.year}
        charts["contributions"] = chart("contributions", heading, contributions_figure(lines, page.city), table)
    return charts


def charts_of_theme(page: ThemePage) -> tuple[Chart, ...]:
    """Return the theme's story: its first headline indicators over the years."""
    return tuple(
        story(f"story-{number}", drawn, height=theme.SMALL_HEIGHT) for number, drawn in enumerate(page.charts, start=1)
    )


def story(name: str, drawn: Trajectory, *, height: int) -> Chart:
    """Return an indicator's years in one area as a chart of this height in pixels."""
    heading = f"{drawn.definition.name}: {drawn.place_name}"
    return chart(name, heading, trajectory_figure(drawn, height=height), trajectory_table(drawn))


def chart(name: str, heading: str, figure: Figure, table: Table) -> Chart:
    """Return a figure of plotly's with the numbers behind it."""
    drawn = figure.to_plotly_json()
    return Chart(name, heading, int(figure.layout.height), {"data": drawn["data"], "layout": drawn["layout"]}, table)
