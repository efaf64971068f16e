"""An indicator's page, as it is looked at and as it answers to what was sent of a note."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise

from dashboards.domain.definitions import Definition, Place
from dashboards.forms import IndicatorForm, WithdrawForm
from dashboards.queries.indicator import indicator_page
from dashboards.queries.scopes import Scope
from dashboards.views.charts import charts_of_indicator
from dashboards.views.downloads import page_or_download
from dashboards.views.looking import found, looked_at
from dashboards.views.reasons import lineage_of, missing_of, why_of
from progress.domain.noting import may_write
from progress.forms.noting import NoteForm


@dataclass(frozen=True, slots=True)
class Looked:
    """What the address of an indicator's page names; ``target`` is a key, None the light's own."""

    scope: Scope
    definition: Definition
    place: Place
    target: str | None

    @property
    def query(self) -> str:
        """The part of an address that leads back to it."""
        return f"area={self.place.code}&{self.scope.query}"

    @property
    def plan_years(self) -> range:
        """The years that a note may be about."""
        return range(self.scope.plan.base_year, self.scope.plan.last_year + 1)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent and did not do: a note, or the reason for withdrawing the note ``withdrawing``."""

    note: NoteForm | None = None
    withdrawing: int | None = None
    reason: WithdrawForm | None = None
    refused: Promise | str = ""

    @property
    def status(self) -> int:
        """The answer's status: refused, or mistyped."""
        return 409 if self.refused else 422


def looked_at_indicator(request: HttpRequest, code: str) -> Looked:
    """Return what an address looks at.

    Raises:
        Http404: the address is none of ours, or names an area that the actor may not see.
    """
    form = IndicatorForm(request.GET)
    scope = found(looked_at(request, form))
    definition = found(scope.catalogue.indicators.get(code))
    wish = form.cleaned_data
    place = found(scope.readable_place(wish["area"] or scope.catalogue.city.code))
    return Looked(scope, definition, place, wish["target"] or None)


def answer(request: HttpRequest, looked: Looked, sent: Sent | None = None) -> HttpResponse:
    """Answer with the page; ``sent`` stands in its form again, beside what is wrong with it."""
    scope = looked.scope
    try:
        page = indicator_page(scope, looked.definition, looked.place, actor=request.actor, target=looked.target)
    except LookupError as problem:
        raise Http404 from problem
    charts = charts_of_indicator(page)
    facts = {"page": page, "scope": scope, "place": looked.place, "charts": charts, "why": why_of(page)}
    facts |= {"missing": missing_of(page), "sent": sent}
    if may_write(request.actor):
        blank = NoteForm(years=looked.plan_years, initial={"year": scope.year})
        facts["note_form"] = sent.note if sent and sent.note else blank
    files = (*charts.values(), *(lineage_of(page) if "download" in request.GET else ()))
    response = page_or_download(request, "dashboards/indicator.html", facts, charts=files, scope=scope)
    if sent:
        response.status_code = sent.status
    return response
