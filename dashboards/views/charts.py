"""The charts of a page as data for ``figures.js``."""

from dataclasses import dataclass

from plotly.graph_objects import Figure

from dashboards.figures import theme
from dashboards.figures.contributions import contributions_figure
from dashboards.figures.trajectory import trajectory_figure
from dashboards.queries.indicator import IndicatorPage
from dashboards.queries.theme import ThemePage


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: the name of its element, its heading, its fixed height in pixels, and what plotly draws."""

    name: str
    heading: str
    height: int
    figure: dict[str, object]

    @property
    def element(self) -> str:
        """The id of the element that holds the data."""
        return f"figure-{self.name}"


def charts_of_indicator(page: IndicatorPage) -> dict[str, Chart]:
    """Return the trajectory and, where areas contribute, their bars."""
    charts = {}
    if page.trajectory.is_drawable:
        charts["trajectory"] = _chart("trajectory", page.definition.name, trajectory_figure(page.trajectory))
    lines = [contribution.line for contribution in page.contributions if contribution.line.figure]
    if any(line.figure and line.figure.value is not None for line in lines):
        charts["contributions"] = _chart("contributions", page.definition.name, contributions_figure(lines, page.city))
    return charts


def charts_of_theme(page: ThemePage) -> tuple[Chart, ...]:
    """Return the theme's story: its first headline indicators over the years."""
    return tuple(
        _chart(f"story-{number}", drawn.definition.name, trajectory_figure(drawn, height=theme.SMALL_HEIGHT))
        for number, drawn in enumerate(page.charts, start=1)
    )


def _chart(name: str, heading: str, figure: Figure) -> Chart:
    drawn = figure.to_plotly_json()
    return Chart(name, heading, int(figure.layout.height), {"data": drawn["data"], "layout": drawn["layout"]})
