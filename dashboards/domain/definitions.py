"""What pages say of a plan: names in one language, and each indicator as in force in one year.

The plan's own sentences (quotes, definitions, assumptions) stay in the plan's language.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from dashboards.domain.plan_text import PlanText
from progress.domain.verdicts import NO_TARGET
from targets.domain.algebra import Firmness, Group, Indicator


@dataclass(frozen=True, slots=True)
class Place:
    """An area of the plan's tree; ``population_10k`` is in 万人, ``tile`` its row and column in a schematic grid."""

    id: int
    code: str
    name: str
    short: str
    parent_id: int | None
    home_when_off_id: int | None = None
    population_10k: Decimal | None = None
    tile: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """A municipal bureau."""

    id: int
    code: str
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Task:
    """A clause of the plan, with its part and the bureaus that answer for it."""

    id: int
    code: str
    clause: str
    title: str
    part_numeral: str
    part_title: str
    leads: tuple[Office, ...] = ()
    supports: tuple[Office, ...] = ()
    responsibility_quote: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What areas report, in words."""

    id: int
    code: str
    name: str
    unit: str
    decimals: int
    office: Office
    definition: str
    is_milestone: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """How binding one target is, and the plan's own words for it."""

    firmness: Firmness
    quote: str


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator as in force in one year: its sentence of the algebra, in words.

    ``quantities`` and ``factors`` name what ``algebra.measure`` speaks of;
    ``promises`` are by target key; ``measure_unit`` is the unit before a drop is taken.
    """

    id: int
    code: str
    name: str
    unit: str
    measure_unit: str
    task: Task
    owner: Office
    algebra: Indicator
    quantities: dict[str, Quantity]
    factors: dict[str, str]
    promises: dict[str, Promise] = field(default_factory=dict)
    definition: str = ""
    assumptions: tuple[str, ...] = ()
    source_quote: str = ""

    @property
    def decimals(self) -> int:
        """Places a figure is shown with."""
        return self.algebra.decimals

    @property
    def is_milestone(self) -> bool:
        """Whether it is something done or not done."""
        return self.algebra.group is Group.MILESTONE

    @property
    def quotes(self) -> tuple[tuple[str, str], ...]:
        """The plan's own words, each after the key of its first target; else those it is watched by."""
        keys: dict[str, str] = {}
        for key, promise in self.promises.items():
            keys.setdefault(promise.quote, key)
        if not keys and self.source_quote:
            keys[self.source_quote] = NO_TARGET
        return tuple((key, words) for words, key in keys.items())

    def promise_of(self, key: str) -> Promise | None:
        """Return what the plan says of the target with this key; of an interim one its next dated one, else its last.

        Args:
            key: of a target; None for what only watches (``none``).
        """
        if key in self.promises or not key.isdecimal():
            return self.promises.get(key)
        dated = sorted(int(known) for known in self.promises if known.isdecimal())
        following = [year for year in dated if year > int(key)] or dated[-1:]
        return self.promises[str(following[0])] if following else None

    def firmness_of(self, key: str) -> Firmness:
        """How binding the target with this key is; what only watches binds like any."""
        promise = self.promise_of(key)
        return promise.firmness if promise else Firmness.BINDING


@dataclass(frozen=True, slots=True)
class Theme:
    """A grouping for leaders; ``headlines`` and ``indicators`` are codes, in order."""

    code: str
    name: str
    headlines: tuple[str, ...]
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A plan as in force in one year, in one language.

    ``places`` are the city (first) and every area below it, zones included; ``text`` is the plan as published,
    ``event`` the number of the plan's latest event: what is read of the plan's words may be kept as long as it stands.
    """

    plan_id: int
    title: str
    base_year: int
    last_year: int
    on_track_below: Decimal
    behind_below: Decimal
    places: tuple[Place, ...]
    offices: tuple[Office, ...]
    tasks: tuple[Task, ...]
    indicators: dict[str, Definition]
    themes: tuple[Theme, ...]
    text: PlanText
    event: int = 0

    @property
    def city(self) -> Place:
        """The area the plan is for."""
        return self.places[0]

    @property
    def parts_of_city(self) -> tuple[Place, ...]:
        """Every area below the city, in the plan's order."""
        return self.places[1:]

    def place(self, code: str) -> Place | None:
        """Return the area with this code, if it belongs to the plan."""
        return next((place for place in self.places if place.code == code), None)

    def theme(self, code: str) -> Theme | None:
        """Return the theme with this code."""
        return next((theme for theme in self.themes if theme.code == code), None)

    def task(self, code: str) -> Task | None:
        """Return the task with this code."""
        return next((task for task in self.tasks if task.code == code), None)

    def office(self, code: str) -> Office | None:
        """Return the bureau with this code."""
        return next((office for office in self.offices if office.code == code), None)
