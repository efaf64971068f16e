"""Areas × indicators: every light of a year beside the others, filtered and in order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dashboards.domain.definitions import Definition, Place
from dashboards.domain.lights import SHOWN_ORDER, Light
from progress.domain.judgement import Status

LAST = len(SHOWN_ORDER)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which indicators are shown and in which order; None for all, and for the plan's order.

    ``theme`` and ``task`` are codes; with ``status`` only indicators that have it somewhere.
    ``by`` is the area whose lights order the indicators, ``across`` the indicator whose
    lights order the areas, the worst first.
    """

    theme: str | None = None
    task: str | None = None
    status: Status | None = None
    by: str | None = None
    across: str | None = None

    @property
    def fields(self) -> dict[str, str]:
        """What an address says of it."""
        wishes = {"theme": self.theme, "task": self.task, "status": self.status, "by": self.by, "across": self.across}
        return {name: str(wish) for name, wish in wishes.items() if wish}


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator's lights, in the order of the matrix's places; None where nothing was judged."""

    definition: Definition
    lights: tuple[Light | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The lights: ``places`` are the columns, the area above the others first."""

    places: tuple[Place, ...]
    rows: tuple[Row, ...]

    @property
    def legend(self) -> tuple[Status, ...]:
        """The statuses that it shows, worst first."""
        known = {light.verdict.status for row in self.rows for light in row.lights if light}
        return tuple(status for status in SHOWN_ORDER if status in known)


def matrix_of(
    definitions: Iterable[Definition],
    places: tuple[Place, ...],
    light: Callable[[Place, Definition], Light | None],
    wish: Wish,
) -> Matrix:
    """Return the matrix as wished for; equals stay in the plan's order, and the first place stays first.

    Args:
        definitions: the rows, in the plan's order.
        places: the columns, in the plan's order.
        light: of an indicator in an area.
        wish: the filter by status, and the orders.
    """
    shown = list(definitions)
    if wish.status is not None:
        shown = [one for one in shown if any(_has(light(place, one), wish.status) for place in places)]
    pivot = next((place for place in places if place.code == wish.by), None)
    if pivot is not None:
        shown.sort(key=lambda one: _gravity(light(pivot, one)))
    across = next((one for one in shown if one.code == wish.across), None)
    if across is not None:
        places = (places[0], *sorted(places[1:], key=lambda place: _gravity(light(place, across))))
    return Matrix(places, tuple(Row(one, tuple(light(place, one) for place in places)) for one in shown))


def _has(light: Light | None, status: Status) -> bool:
    return light is not None and light.verdict.status is status


def _gravity(light: Light | None) -> int:
    return LAST if light is None else SHOWN_ORDER.index(light.verdict.status)
