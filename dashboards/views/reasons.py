"""The "why this light" panel of an indicator's page, and the same as a file."""

from django.utils.translation import gettext as _

from dashboards.domain.tables import Numbers
from dashboards.figures.lineage_table import lineage_table
from dashboards.figures.missing import Missing, missing
from dashboards.figures.why import Why, why
from dashboards.queries.indicator import IndicatorPage


def why_of(page: IndicatorPage) -> Why | None:
    """Explain the chosen light; None where nothing was judged yet."""
    if page.chosen is None:
        return None
    return why(page.told_by, page.chosen, page.lineage)


def lineage_of(page: IndicatorPage) -> tuple[Numbers, ...]:
    """Return the chosen light's lineage as a file to download; none where nothing was judged yet."""
    if page.chosen is None:
        return ()
    heading = _("%(indicator)s, %(area)s %(year)s: basis of the light") % {
        "indicator": page.definition.name,
        "area": page.line.place.name,
        "year": page.scope.year,
    }
    return (Numbers("lineage", heading, lineage_table(page.told_by, page.chosen, page.lineage, page.numbers)),)


def missing_of(page: IndicatorPage) -> Missing | None:
    """Say what would turn the chosen light; None where nothing is missing or it cannot be said."""
    totals = {filed.quantity.code: filed.total for filed in page.filed if filed.total is not None}
    parts = [one.line for one in page.contributions] if page.is_city and page.is_summed else []
    return missing(page.definition, page.figure, page.chosen, totals=totals, parts=parts)
