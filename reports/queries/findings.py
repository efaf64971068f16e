"""What the checks find in a report as it stands, with the reasons that were written for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from accounts.domain.actors import Actor
from reports.domain import checks
from reports.domain.checks import Noted, Seen
from reports.domain.entries import Said
from reports.domain.findings import Finding, by_quantity
from reports.models import Annex, Evidence, Explanation
from reports.queries import peers
from reports.queries.definitions import Owed
from reports.queries.reports import Head
from targets.models import MeasureTerm, Plan


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was said of a quantity before: last year's as counted, and this year's estimate."""

    last_final: Said | None = None
    last_estimate: Said | None = None
    this_estimate: Said | None = None


NOTHING = Earlier()


def noted(
    head: Head,
    *,
    plan: Plan,
    actor: Actor,
    owed: Mapping[str, Owed],
    said: Mapping[str, Said],
    earlier: Mapping[str, Earlier],
) -> dict[str, tuple[Noted, ...]]:
    """Return every finding of a report by quantity; hard ones first.

    Args:
        owed: the quantities to examine, by code.
        said: what is said now; of other bureaus, too, where the actor sees it.
        earlier: what was said before.
    """
    if not said:
        return {}
    rules = {code: one.rule for code, one in owed.items()}
    found = checks.compare((one.rule for one in owed.values()), said)
    bases = _denominators(plan)
    files = _evidence(head, actor)
    numbers = {code: one.number for code, one in said.items() if one.number is not None}
    places = peers.standings(plan, head.area.id, head.key.year, head.key.stage, rules, _bounds(owed), numbers)
    for code in rules.keys() & said.keys():
        before = earlier.get(code, NOTHING)
        seen = Seen(
            rule=rules[code],
            now=said[code],
            last_final=before.last_final,
            last_estimate=before.last_estimate,
            this_estimate=before.this_estimate,
            evidence=files.get(code, 0),
            is_denominator=code in bases,
            standing=places.get(code),
        )
        found += checks.examine(seen, head.key.stage)
    reasons = _reasons(head, actor)
    return {
        code: tuple(sorted((_note(one, reasons) for one in beside), key=lambda one: not one.is_hard))
        for code, beside in by_quantity(found).items()
    }


def frozen(snapshot_id: int, actor: Actor) -> dict[str, tuple[Noted, ...]]:
    """Return the findings that were handed in with a snapshot, each with its reason, by quantity."""
    rows = Annex.objects.visible_to(actor).filter(snapshot=snapshot_id, kind="finding").order_by("id")
    found: dict[str, tuple[Noted, ...]] = {}
    for row in rows:
        saw = {name.removeprefix("saw."): word for name, word in row.body.items() if name.startswith("saw.")}
        one = Noted(Finding(row.body["code"], row.subject, saw), row.body["reason"])
        found[row.subject] = (*found.get(row.subject, ()), one)
    return found


def _note(found: Finding, reasons: Mapping[tuple[str, str], Explanation]) -> Noted:
    written = reasons.get((found.quantity, found.code))
    if written is None or checks.CHECKS[found.code].severity is checks.Severity.HARD:
        return Noted(found)
    if checks.is_about(written.saw, found):
        return Noted(found, reason=written.reason)
    return Noted(found, earlier_reason=written.reason)


def _bounds(owed: Mapping[str, Owed]) -> dict[str, str]:
    """Return the quantity of which each is a share, where the same bureau reports both.

    A section is so judged by its own figures, whoever looks at it: its bureau has to be
    able to explain what is found.
    """
    bounds = {code: one.rule.not_more_than for code, one in owed.items() if one.rule.not_more_than in owed}
    return {code: bound for code, bound in bounds.items() if owed[bound].bureau_id == owed[code].bureau_id}


def _reasons(head: Head, actor: Actor) -> dict[tuple[str, str], Explanation]:
    if head.id is None:
        return {}
    rows = Explanation.objects.visible_to(actor).filter(report=head.id).select_related("quantity")
    return {(row.quantity.code, row.code): row for row in rows}


def _evidence(head: Head, actor: Actor) -> dict[str, int]:
    if head.id is None:
        return {}
    rows = Evidence.objects.visible_to(actor).filter(report=head.id, removed_at=None, quantity__isnull=False)
    rows = rows.filter(is_of_review=False)
    return dict(rows.order_by().values_list("quantity__code").annotate(n=Count("pk")))


def _denominators(plan: Plan) -> frozenset[str]:
    terms = MeasureTerm.objects.filter(version__indicator__plan=plan, side=MeasureTerm.Side.DENOMINATOR)
    return frozenset(terms.values_list("quantity__code", flat=True))
