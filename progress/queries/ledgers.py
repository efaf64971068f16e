"""The carbon ledgers of a plan: which indicators they hold, the factors behind them, units and zones.

Nothing in here is anybody's figure. All of it changes only by a ``PlanEvent``, whose number
is part of the key under which it is kept.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.db import connection

from accounts.models import Area
from progress.domain.rollup import Zone
from progress.queries.shapes import tree_of
from targets.domain.algebra import Factor
from targets.models import Indicator, Plan, Unit
from targets.queries import keeping
from targets.queries.definitions import factors_in_force
from targets.queries.keeping import FactorFact

KEPT = 16


@dataclass(frozen=True, slots=True)
class Ledger:
    """One carbon ledger with the codes of its indicators, in order."""

    code: str
    name_zh: str
    name_en: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledgers:
    """A plan's ledgers; ``facts`` say where factors are from, ``factors`` what they are.

    ``units`` maps a unit to its dimension and how many base units (kg, m²) one is;
    ``leaves`` maps an area's code to the reporting areas below it, itself where it reports.
    ``register`` holds the register's populations in 10⁴ persons.
    """

    ledgers: tuple[Ledger, ...]
    factors: dict[str, Factor]
    facts: dict[str, FactorFact]
    units: dict[str, tuple[str, Decimal]]
    zones: tuple[Zone, ...]
    leaves: dict[str, tuple[str, ...]]
    register: dict[str, Decimal]

    def ledger(self, code: str) -> Ledger | None:
        """Return the ledger with this code."""
        return next((ledger for ledger in self.ledgers if ledger.code == code), None)


def ledgers_of(plan_id: int, event: int) -> Ledgers:
    """Return a plan's ledgers as they stand after its event number ``event``."""
    return _kept(str(connection.settings_dict["NAME"]), plan_id, event)


@lru_cache(maxsize=KEPT)
def _kept(database: str, plan_id: int, event: int) -> Ledgers:
    plan = Plan.objects.get(pk=plan_id)
    tree = tree_of(plan)
    held: dict[str, list[str]] = {}
    for code, ledger in Indicator.objects.filter(plan=plan).exclude(ledger="").values_list("code", "ledger"):
        held.setdefault(ledger, []).append(code)
    units = Unit.objects.filter(plan=plan).values_list("zh", "dimension", "si")
    people = Area.objects.filter(population_10k__isnull=False).values_list("code", "population_10k")
    return Ledgers(
        ledgers=tuple(
            Ledger(one.code, one.name_zh, one.name_en, tuple(held.get(one.code, ()))) for one in plan.ledgers.all()
        ),
        factors=factors_in_force(plan),
        facts={fact.code: fact for fact in keeping.factors(plan)},
        units={zh: (dimension, si) for zh, dimension, si in units},
        zones=tree.zones,
        leaves={tree.codes[pk]: (tree.codes[pk],) for pk in tree.units}
        | {tree.codes[pk]: tuple(tree.codes[unit] for unit in below) for pk, below in tree.parts_of.items()},
        register=dict(people),
    )
