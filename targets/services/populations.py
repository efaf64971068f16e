"""How many people live in each area: what a sum is spread by."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.models import Area
from accounts.services import journal
from targets.domain.exact import plain, too_precise
from targets.models import Population
from targets.queries.allocating import populations
from targets.services.amending import locked
from targets.services.refusals import PlanRefused

MOST_SOURCE = 200
DIGITS, PLACES = 12, 2


@transaction.atomic
def set_populations(
    *,
    plan_id: int,
    people: Mapping[str, Decimal],
    year: int,
    source: str,
    seen: Mapping[str, int],
    actor: Actor,
    now: datetime,
) -> int:
    """Set how many people live in some areas, by one source.

    Args:
        plan_id: of whose city.
        people: in 万人 by area code, each with its zones; those that are as before stay as they are.
        year: of the count.
        source: the yearbook or bulletin.
        seen: by area code, the edition that the page showed.

    Returns:
        How many areas have a new number.

    Raises:
        PlanRefused: ``wrong_role``, ``year_outside_plan``, ``words_out_of_range`` (source), ``people_out_of_range``
            (about the area), ``stale`` (about the area), ``nothing_changed``.
    """
    plan = locked(plan_id=plan_id, actor=actor)
    source = source.strip()
    if not source or len(source) > MOST_SOURCE or "\x00" in source:
        raise PlanRefused("words_out_of_range")
    if not plan.base_year - 20 <= year <= plan.last_year:
        raise PlanRefused("year_outside_plan")
    present = populations(tuple(people))
    areas = dict(Area.objects.filter(code__in=list(people)).values_list("code", "pk"))
    changed = []
    for code, number in people.items():
        former = present[code]
        if code not in areas or number <= 0 or too_precise(number, DIGITS, PLACES):
            raise PlanRefused("people_out_of_range", code)
        if former.edition != seen.get(code, 0):
            raise PlanRefused("stale", code)
        if (former.people_10k, former.year, former.source) != (number, year, source):
            changed.append(code)
    if not changed:
        raise PlanRefused("nothing_changed")
    Population.objects.filter(area__code__in=changed, superseded_at__isnull=True).update(superseded_at=now)
    Population.objects.bulk_create(
        Population(
            area_id=areas[code],
            edition=present[code].edition + 1,
            year=year,
            people_10k=people[code],
            source=source,
            set_by=actor.name[:120],
            recorded_at=now,
        )
        for code in changed
    )
    rows = [{"area": code, "old": plain(present[code].people_10k), "new": plain(people[code])} for code in changed]
    detail = {"year": year, "source": source, "rows": rows}
    journal.record(actor=actor, now=now, action="population.set", subject=f"plan {plan.slug}", detail=detail)
    return len(changed)
