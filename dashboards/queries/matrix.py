"""Areas × indicators, as far as the actor may see them."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from dashboards.domain.definitions import Definition, Place
from dashboards.domain.dues import NO_NUMBER
from dashboards.domain.lights import SHOWN_ORDER, Light, light_of
from dashboards.domain.matrices import Matrix, Wish, matrix_of
from dashboards.queries.figures import verdicts_of
from dashboards.queries.scopes import Scope
from progress.domain.judgement import Status
from targets.domain.algebra import Pooling


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """The matrix with the wish that arranged it; ``is_empty``: nothing was ever judged."""

    scope: Scope
    wish: Wish
    matrix: Matrix
    is_empty: bool

    def query(self, **changes: object) -> str:
        """Return the address of the same matrix under another wish."""
        return urlencode(self.scope.fields | replace(self.wish, **changes).fields)

    @property
    def columns(self) -> int:
        """How wide the table is, in cells."""
        return 1 + len(self.matrix.places)

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The statuses it can be filtered by, worst first."""
        return tuple(status for status in SHOWN_ORDER if status not in NO_NUMBER)

    @property
    def is_arranged(self) -> bool:
        """Whether its order is not the plan's."""
        return bool(self.wish.by or self.wish.across)


def matrix_page(scope: Scope, wish: Wish) -> MatrixPage:
    """Return the matrix of the city and the areas directly below it that the actor may read. One query.

    Indicators the plan only watches, and what the city files as one figure, have no light
    in any county: they are left out.

    Raises:
        LookupError: there is no such theme, task, area or indicator.
    """
    definitions = _definitions(scope, wish)
    places = (scope.catalogue.city, *scope.parts_of(scope.catalogue.city))
    if wish.by is not None and wish.by not in {place.code for place in places}:
        raise LookupError(f"no area {wish.by}")
    if wish.across is not None and wish.across not in scope.catalogue.indicators:
        raise LookupError(f"no indicator {wish.across}")
    found = verdicts_of(scope, places=places, years=[scope.year], indicators=[one.id for one in definitions])
    lights = {key[:2]: light_of(verdicts, scope.year) for key, verdicts in found.items()}

    def light(place: Place, definition: Definition) -> Light | None:
        return lights.get((place.id, definition.id))

    return MatrixPage(scope, wish, matrix_of(definitions, places, light, wish), is_empty=not found)


def _definitions(scope: Scope, wish: Wish) -> list[Definition]:
    catalogue = scope.catalogue
    theme = None if wish.theme is None else catalogue.theme(wish.theme)
    if (wish.theme and theme is None) or (wish.task and catalogue.task(wish.task) is None):
        raise LookupError(f"no theme {wish.theme} or task {wish.task}")
    return [
        one
        for one in catalogue.indicators.values()
        if one.algebra.judged
        and one.algebra.pooling is not Pooling.CITY
        and (theme is None or one.code in theme.indicators)
        and wish.task in (None, one.task.code)
    ]
