"""The "why this light" panel of an indicator's page."""

from dashboards.figures.missing import Missing, missing
from dashboards.figures.why import Why, why
from dashboards.queries.indicator import IndicatorPage


def why_of(page: IndicatorPage) -> Why | None:
    """Explain the chosen light; None where nothing was judged yet."""
    if page.chosen is None:
        return None
    catalogue = page.scope.catalogue
    return why(
        page.definition,
        page.figure,
        page.chosen,
        page.path,
        base_year=catalogue.base_year,
        on_track_below=catalogue.on_track_below,
        behind_below=catalogue.behind_below,
    )


def missing_of(page: IndicatorPage) -> Missing | None:
    """Say what would turn the chosen light; None where nothing is missing or it cannot be said."""
    totals = {filed.quantity.code: filed.total for filed in page.filed if filed.total is not None}
    parts = [one.line for one in page.contributions] if page.is_city and page.is_summed else []
    return missing(page.definition, page.figure, page.chosen, totals=totals, parts=parts)
