"""The carbon page: what an area's buildings emitted, and beside it what measures are estimated to have avoided."""

from dataclasses import dataclass

from accounts.domain.actors import Actor
from dashboards.domain.avoided import Avoided, Source
from dashboards.domain.carbon import Inventory
from dashboards.domain.definitions import Place
from dashboards.queries.avoided import avoided, source_of
from dashboards.queries.inventories import inventory
from dashboards.queries.scopes import Scope
from progress.queries import carbon
from progress.queries.ledgers import ledgers_of


@dataclass(frozen=True, slots=True)
class CarbonPage:
    """The two accounts of one area, side by side and never added; ``inventory`` is None where the plan keeps none.

    ``factors`` are those of the inventory, as they serve the year looked at.
    """

    place: Place
    inventory: Inventory | None
    avoided: tuple[Avoided, ...]
    factors: tuple[Source, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the plan keeps no account at all."""
        return self.inventory is None and not self.avoided


def carbon_page(scope: Scope, place: Place, *, actor: Actor, english: bool) -> CarbonPage:
    """Return both accounts; four queries.

    Args:
        scope: plan, year, basis and stage.
        place: an area the actor may read.
        actor: who asks.
        english: in which language ledgers are named.
    """
    ledgers = ledgers_of(scope.catalogue.plan_id, scope.catalogue.event)
    codes = [code for ledger in ledgers.ledgers for code in ledger.indicators]
    rows = carbon.rows(
        indicators=[scope.catalogue.indicators[code].id for code in codes],
        areas=[one.id for one in scope.readable],
        stage=scope.stage,
        basis=scope.basis,
    )
    drawn = inventory(scope, place, ledgers, rows)
    factors = {code: name for one in drawn.definitions for code, name in one.factors.items()} if drawn else {}
    return CarbonPage(
        place=place,
        inventory=drawn,
        avoided=avoided(scope, place, ledgers, rows, actor=actor, english=english),
        factors=tuple(source_of(code, name, scope.year, ledgers, english=english) for code, name in factors.items()),
    )
