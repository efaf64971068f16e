"""An allocation as a file: a version, or what is in force, area by area with the check below."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.queries import clock
from dashboards.figures import allocating as words
from dashboards.queries.allocating import Sheet
from dashboards.views import allocation_tables as tables
from progress.forms import allocating as forms
from reports.documents import books
from reports.forms.naming import sample_words
from reports.views.handing_out import handed_out
from targets.queries.allocating import VersionFact
from targets.views import asking


@require_safe
def allocation_file(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Hand out a version's table (``?version=N``), or what is in force, as a workbook or as CSV."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    plan = asking.plan_or_404()
    found = tables.sheet_or_404(request, plan, code)
    number = forms.number(request.GET.get("version", ""))
    chosen = found.version(number)
    if number and chosen is None:
        raise Http404
    page = _page(found, chosen)
    return handed_out(
        request,
        books.Book(sample_words(is_demo=clock.is_demo()), (page,)),
        name=page.title,
        kind=kind,
        action="allocation.export",
        subject=f"allocation {code}",
        detail={"version": number, "kind": kind, "rows": len(page.rows)},
    )


def _page(found: Sheet, chosen: VersionFact | None) -> books.Page:
    lines = chosen.lines if chosen else found.in_force
    years = tuple(year for year in (chosen.years if chosen else sorted(found.grounds)) if year in found.grounds)
    name = found.fact.name_en if tables.is_english() else found.fact.name_zh
    title = _("Allocation of “%(name)s”") % {"name": name}
    unit = tables.unit_of(found)
    return books.Page(
        name=title,
        title=title,
        lines=tuple(_said(chosen)),
        headings=(_("Code"), _("Area"), *(f"{year} ({unit})" if unit else str(year) for year in years)),
        rows=tuple(
            (place.code, place.name, *(lines.get((place.code, year)) for year in years)) for place in found.places
        ),
        total=("", _("Together against the city's target"), *_totals(found, years, lines)),
    )


def _totals(found: Sheet, years: tuple[int, ...], lines: dict) -> list[str]:  # type: ignore[type-arg]
    checks = {one.year: one for one in tables.check_lines(found, years, lines)}
    return [
        " ".join(part for part in (one.pooled, f"({one.target})" if one.target else "", one.words) if part)
        for one in (checks[year] for year in years)
    ]


def _said(chosen: VersionFact | None) -> list[str]:
    if chosen is None:
        return [_("In force")]
    state = words.STATES[chosen.state][1]
    first = _("Version %(number)s, %(state)s") % {"number": chosen.number, "state": state}
    return [first, *([_("Basis: %(basis)s") % {"basis": chosen.basis}] if chosen.basis else [])]
