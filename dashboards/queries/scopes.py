"""What a page looks at: whose plan, which year, basis and stage, how current it is, and what the actor may read."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Exists, Max, OuterRef, Q, Subquery

from accounts.domain.actors import Actor
from dashboards.domain.definitions import Catalogue, Place
from dashboards.queries.catalogue import catalogue_of
from progress.domain.rollup import BEST
from progress.models import Rollup
from progress.queries.deadlines import Deadlines, deadlines_beside, deadlines_column
from reports.domain.words import Basis, Stage
from reports.models import ReportMark
from targets.models import Plan, PlanMark


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; None stands for the usual."""

    year: int | None = None
    basis: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What one page is about.

    ``years`` can be chosen; ``as_of`` is the moment the figures were last brought up to
    date (None before the first roll-up), ``now`` the clock; ``readable`` are the areas
    whose figures the actor may see, the city first. ``is_counting``: something was handed in,
    decided or redefined that the figures do not count yet. ``ahead``: the year asked for, where it has not begun
    and the page shows the usual one instead.
    """

    plan: Plan
    last_event: int
    language: str
    catalogue: Catalogue
    year: int
    years: tuple[int, ...]
    basis: Basis
    stage: str
    as_of: datetime | None
    now: datetime
    deadlines: Deadlines
    readable: tuple[Place, ...]
    sees_everyone: bool
    is_counting: bool = False
    ahead: int | None = None

    @property
    def years_ahead(self) -> tuple[int, ...]:
        """The plan's years that have not begun: targets are due in them, figures there are none."""
        return tuple(range(self.years[-1] + 1, self.catalogue.last_year + 1))

    @property
    def fields(self) -> dict[str, str]:
        """What an address must say to be about the same; the usual stage goes without saying."""
        said = {"year": str(self.year), "basis": self.basis.value}
        return said if self.counts_estimates else said | {"stage": self.stage}

    @property
    def query(self) -> str:
        """The part of an address that keeps year, basis and stage, for links."""
        return urlencode(self.fields)

    @property
    def approved_query(self) -> str:
        """The same, of approved reports only."""
        return urlencode(self.fields | {"basis": Basis.APPROVED.value})

    @property
    def provisional_query(self) -> str:
        """The same, of submitted reports too."""
        return urlencode(self.fields | {"basis": Basis.PROVISIONAL.value})

    @property
    def estimates_query(self) -> str:
        """The same, where a year without year-end figures is told by its estimates."""
        return urlencode({name: word for name, word in self.fields.items() if name != "stage"})

    @property
    def recorded_query(self) -> str:
        """The same year as earlier lights are recorded of it: approved reports, estimates included."""
        return urlencode({"year": self.year, "basis": Basis.APPROVED.value})

    @property
    def counts_estimates(self) -> bool:
        """Whether estimates count where there is no year-end figure."""
        return self.stage == BEST

    @property
    def stages(self) -> tuple[str, ...]:
        """What can be shown: with estimates, or year-end figures only."""
        return BEST, Stage.FINAL.value

    @property
    def bases(self) -> tuple[Basis, ...]:
        """What can be counted."""
        return tuple(Basis)

    @property
    def is_approved_only(self) -> bool:
        """Whether only approved reports count."""
        return self.basis is Basis.APPROVED

    @property
    def home(self) -> Place:
        """The area a page about one shows first: the city to its offices, to filers their own."""
        return self.catalogue.city if self.sees_everyone else self.readable[-1]

    def parts_of(self, place: Place) -> tuple[Place, ...]:
        """Return the areas directly below one, as far as the actor may see them."""
        return tuple(one for one in self.readable if one.parent_id == place.id)

    def readable_place(self, code: str) -> Place | None:
        """Return the area with this code if the actor may see its figures."""
        return next((place for place in self.readable if place.code == code), None)


def scope_of(asked: Asked, *, actor: Actor, now: datetime, language: str) -> Scope | None:
    """Return what a page looks at; None before a plan is loaded. One query.

    The usual year is the latest, up to the clock's, for which anything was submitted; so it is
    where a year of the plan is asked for that has not begun. The usual basis is what was approved.

    Raises:
        LookupError: there is no such year, basis or stage.
    """
    plan = _plan_of(actor)
    if plan is None:
        return None
    years = tuple(range(plan.base_year, max(plan.base_year, now.year) + 1))
    latest = min(plan.latest_year or years[-1], years[-1])
    ahead = asked.year if asked.year is not None and years[-1] < asked.year <= plan.last_year else None
    year = latest if asked.year is None or ahead else asked.year
    if year not in years or asked.basis not in (None, *Basis) or asked.stage not in (None, BEST, Stage.FINAL):
        raise LookupError(f"no figures of {year} on basis {asked.basis}, stage {asked.stage}")
    catalogue = catalogue_of(plan, year, language=language, last_event=plan.last_event or 0)
    return Scope(
        plan=plan,
        last_event=plan.last_event or 0,
        language=language,
        catalogue=catalogue,
        year=year,
        years=years,
        basis=Basis(asked.basis or Basis.APPROVED),
        stage=asked.stage or BEST,
        as_of=plan.as_of.at if hasattr(plan, "as_of") else None,
        now=now,
        deadlines=deadlines_beside(plan, plan.deadlines),
        readable=readable_by(actor, catalogue),
        sees_everyone=actor.is_municipal,
        is_counting=plan.is_counting,
        ahead=ahead,
    )


def catalogue_in(scope: Scope, year: int) -> Catalogue:
    """Return the plan as in force in another year, in the language of the page."""
    if year == scope.year:
        return scope.catalogue
    return catalogue_of(scope.plan, year, language=scope.language, last_event=scope.last_event)


def readable_by(actor: Actor, catalogue: Catalogue) -> tuple[Place, ...]:
    """The areas whose figures an actor may see: as ``visible_to`` and row-level security, without a query.

    The city's offices: all. Filers: their own area and those above it. Others: none.
    """
    if actor.is_municipal:
        return catalogue.places
    if not actor.is_filer:
        return ()
    by_id = {place.id: place for place in catalogue.places}
    chain, area = set(), by_id.get(actor.area_id or 0)
    while area is not None:
        chain.add(area.id)
        area = by_id.get(area.parent_id or 0)
    return tuple(place for place in catalogue.places if place.id in chain)


def _plan_of(actor: Actor) -> Plan | None:
    """The plan of the actor's city, with its deadlines, latest event and latest year anything was submitted for."""
    own = Q(city=actor.area_id) | Q(city__children=actor.area_id)
    plans = Plan.objects.all() if actor.is_system else Plan.objects.filter(own)
    reported = Rollup.objects.filter(
        area=OuterRef("city"), indicator__plan=OuterRef("pk"), stage=BEST, basis=Basis.PROVISIONAL, touched=True
    )
    latest = reported.order_by("-year").values("year")[:1]
    reports = ReportMark.objects.filter(event__report__filing_year__plan=OuterRef("pk"))
    changes = PlanMark.objects.filter(event__plan=OuterRef("pk"))
    return (
        plans.select_related("city", "as_of")
        .annotate(latest_year=Subquery(latest), last_event=Max("events"), is_counting=Exists(reports) | Exists(changes))
        .annotate(deadlines=deadlines_column())
        .order_by("pk")
        .first()
    )
