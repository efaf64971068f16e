"""How many reports were handed in, by year: what a changed definition concerns."""

from django.db.models import Count

from accounts.domain.actors import Actor
from reports.models import Report
from targets.models import Plan


def by_year(plan: Plan, actor: Actor) -> dict[int, int]:
    """Return how many reports of each year have been handed in, as far as the actor may see them; one query."""
    rows = Report.objects.visible_to(actor).filter(filing_year__plan=plan, submitted_revision__isnull=False)
    counted = rows.order_by().values("filing_year__year").annotate(n=Count("pk"))
    return {row["filing_year__year"]: row["n"] for row in counted}
