"""A line of a page: one indicator in one area, with its figure and its light."""

from dataclasses import dataclass

from dashboards.domain.definitions import Definition, Place
from dashboards.domain.lights import Light
from dashboards.domain.movements import Movement, movement_of
from dashboards.domain.rows import Figure, Verdict


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of ``definition`` in ``place`` in ``year``.

    ``judged`` is the figure the light rests on, where that is another year's; ``earlier``
    are the figures of the years before, in their order, where a page loads them.
    """

    definition: Definition
    place: Place
    year: int
    figure: Figure | None = None
    light: Light | None = None
    judged: Figure | None = None
    earlier: tuple[Figure, ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        """The judgement that is the light."""
        return self.light.verdict if self.light else None

    @property
    def movement(self) -> Movement | None:
        """How the figure changed since the year before; None where there is nothing to compare."""
        return movement_of(self.definition, self.figure, self.earlier)

    @property
    def is_covered_by_areas(self) -> bool:
        """Whether coverage counts several areas."""
        return self.figure is not None and self.figure.expected > 1
