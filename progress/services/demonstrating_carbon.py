"""The demonstration's carbon account: made-up assumptions and floor areas, each of them said to be so."""

from datetime import datetime
from decimal import Decimal

from accounts.domain.actors import Actor
from accounts.models import Area
from progress.domain.scenarios import Assumption
from progress.domain.sizes import Sizes
from progress.models import AreaSize
from progress.queries import scenarios
from progress.queries.shapes import tree_of
from progress.services.scenarios import set_assumptions
from progress.services.sizes import set_sizes
from targets.models import Plan

SOURCE = "示例数据"
REASON = "示例数据：演示情景推演，不代表任何预测"
# Floor area in m² per person, and the years for which it is set.
FLOOR_PER_PERSON = {2020: Decimal("46.0"), 2023: Decimal("48.5"), 2025: Decimal("50.0")}
# Percent a year, low, middle and high; what is not named does not change.
CHANGES = {
    "floor": ("0.8", "1.2", "1.8"),
    "use building_electricity": ("-0.5", "1", "2.5"),
    "use building_heat": ("-3", "-1.5", "0"),
    "use building_gas": ("-1", "0", "1"),
    "use building_coal": ("-20", "-14", "-8"),
    "factor co2_electricity": ("-5", "-3.2", "-1.5"),
}


def account(plan: Plan, *, actor: Actor, now: datetime) -> None:
    """Set what the carbon account of the demonstration is told, by the services that everybody uses."""
    assumptions = [
        Assumption(subject, *map(Decimal, CHANGES.get(subject, ("0", "0", "0"))), basis=SOURCE)
        for subject in scenarios.subjects(plan, now.year)
    ]
    set_assumptions(plan_id=plan.pk, assumptions=assumptions, reason=REASON, seen=0, actor=actor, now=now)
    tree = tree_of(plan)
    register = dict(Area.objects.filter(population_10k__isnull=False).values_list("code", "population_10k"))
    people = Sizes({}, register, tree.zones)
    for year, per_person in FLOOR_PER_PERSON.items():
        known = {tree.codes[pk]: people.of(tree.codes[pk], year) for pk in tree.units}
        values = {code: (size.value * per_person).quantize(Decimal("0.1")) for code, size in known.items() if size}
        floor = {"kind": AreaSize.Kind.FLOOR, "year": year, "values": values, "seen": {}}
        set_sizes(plan_id=plan.pk, **floor, source=SOURCE, reason=REASON, actor=actor, now=now)
