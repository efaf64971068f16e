"""Which year-end figures can be taken over from last year, and which just were."""

from accounts.domain.actors import Actor
from reports.domain.words import Provenance
from reports.models import Value
from reports.queries import definitions, sheets
from reports.queries.reports import Head
from reports.queries.sheets import Line
from targets.domain.algebra import Kind
from targets.models import Plan


def carryable(head: Head, *, plan: Plan, actor: Actor) -> tuple[Line, ...]:
    """Return the stock quantities of the actor's bureau that say nothing yet and had a number last year.

    Last year's is what counted: the final, else the estimate. One whose unit has changed
    since is left to be typed.
    """
    sheet = sheets.being_filled(head, plan=plan, actor=actor, bureau_id=actor.bureau_id)
    before = definitions.of_plan(plan.pk, area_id=head.area.id).in_force(head.key.year - 1)
    return tuple(
        line
        for line in sheet.lines.values()
        if line.rule.kind is Kind.STOCK
        and line.said is None
        and line.last is not None
        and line.last.number is not None
        and before[line.code].unit == line.unit
    )


def last_carried(report_id: int | None, actor: Actor) -> dict[str, int]:
    """Return what the bureau's last take-over wrote and nobody changed since: version by quantity code."""
    if report_id is None:
        return {}
    rows = Value.objects.visible_to(actor).filter(report=report_id, bureau=actor.bureau_id)
    carried = dict(rows.filter(provenance=Provenance.CARRIED).values_list("quantity__code", "version"))
    last = max(carried.values(), default=0)
    return {code: version for code, version in carried.items() if version == last}
