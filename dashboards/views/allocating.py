"""The plan manager's pages of allocations (指标分解): all promises with their state; one to draft and put forward."""

from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import clock
from dashboards.domain.allocation_tables import texts_of
from dashboards.figures import allocating as words
from dashboards.queries.allocating import Sheet, entries
from dashboards.views import allocation_tables as tables
from progress.forms import allocating as forms
from progress.forms.allocating import Sent
from progress.queries.allocating import spread_by
from targets.domain.allocation_states import EDITABLE
from targets.domain.exact import plain
from targets.domain.spreading import Rule, SpreadRefused
from targets.models import Plan
from targets.queries.allocating import VersionFact
from targets.services import allocating
from targets.services.allocating import Content
from targets.views import asking

Lines = dict[tuple[str, int], Decimal]


@require_safe
def allocation_list_page(request: HttpRequest) -> HttpResponse:
    """Show every promise: what counties were given, what it comes to, and what is on its way."""
    found = entries(asking.plan_or_404(), actor=request.actor)
    english = tables.is_english()
    able = [
        (
            one,
            [
                (column, words.check_line(column.year, column.check, one.indicator, _unit(one.fact, english), {}))
                for column in one.columns
            ],
            words.STATES[one.is_open.state] if one.is_open else None,
        )
        for one in found
        if not one.obstacle
    ]
    unable: dict[str, list[Any]] = {}
    for one in found:
        if one.obstacle:
            unable.setdefault(str(words.OBSTACLES[one.obstacle]), []).append(one)
    context = {"able": able, "unable": unable.items(), "english": english}
    return render(request, "dashboards/allocations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def allocation_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show one promise's allocation, or act on the version that is on its way."""
    plan = asking.plan_or_404()
    if request.method != "POST":
        return _page(request, tables.sheet_or_404(request, plan, code))
    act, _dash, year = request.POST.get("act", "").partition("-")
    if act in ("start", "take_back", "withdraw"):
        return _moved(request, plan, code, act)
    if act not in ("save", "propose", "spread", "add", "drop"):
        raise Http404
    sent = forms.sent(request.POST)
    chosen = request.POST.get("more", "") if act == "add" else year
    found = tables.sheet_or_404(request, plan, code, [*sent.years, *_years(chosen)])
    if act in ("save", "propose"):
        return _saved(request, plan, found, sent, act)
    return _refilled(request, found, sent, act, chosen)


@require_POST
def allocation_check(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with what the targets in the fields come to; nothing is stored."""
    plan, sent = asking.plan_or_404(), forms.sent(request.POST)
    found = tables.sheet_or_404(request, plan, code, sent.years)
    lines, _faults = forms.read(sent.cells, _indicators(found, sent))
    return render(
        request, "dashboards/_allocation_checks.html", {"checks": tables.check_lines(found, sent.years, lines)}
    )


def _moved(request: HttpRequest, plan: Plan, code: str, act: str) -> HttpResponse:
    """Begin a version, take it back, or give it up."""
    found, sent, now = tables.sheet_or_404(request, plan, code), forms.sent(request.POST), clock.now()
    open_one = {"version_id": sent.version, "seen": sent.seen, "actor": request.actor, "now": now}
    copied = forms.number(request.POST.get("copied", "")) or None
    change = {
        "start": partial(allocating.start, plan_id=plan.pk, code=code, copied=copied, actor=request.actor, now=now),
        "take_back": partial(allocating.take_back, **open_one),
        "withdraw": partial(allocating.withdraw, **open_one, reason=request.POST.get("why", "")),
    }[act]
    refused = asking.attempt(
        change, action=f"allocation.{act}", actor=request.actor, now=now, names=tables.names_of(found)
    )
    if refused:
        return _page(request, found, refused=refused, status=409)
    return redirect("plan-allocation", code=code)


def _saved(request: HttpRequest, plan: Plan, found: Sheet, sent: Sent, act: str) -> HttpResponse:
    """Keep the draft; and put it forward where that was asked. What was typed stays on the page if that is refused."""
    lines, faults = forms.read(sent.cells, _indicators(found, sent))
    if faults:
        return _page(request, found, sent=sent, faults=faults, status=422)
    now = clock.now()
    refused = asking.attempt(
        lambda: _write(request, found, sent, lines, now, is_proposed=act == "propose"),
        action=f"allocation.{act}",
        actor=request.actor,
        now=now,
        names=tables.names_of(found),
    )
    if refused:
        fresh = tables.sheet_or_404(request, plan, found.fact.code, sent.years)
        return _page(request, fresh, sent=sent, refused=refused, status=409)
    done = _("Put forward; somebody else approves it.") if act == "propose" else _("Saved as a draft.")
    messages.success(request, done)
    return redirect("plan-allocation", code=found.fact.code)


def _write(request: HttpRequest, found: Sheet, sent: Sent, lines: Lines, now: Any, *, is_proposed: bool) -> None:
    said = {"actor": request.actor, "now": now}
    content = Content(
        years=sent.years,
        lines=lines,
        basis=sent.basis,
        reason=sent.reason,
        gap_reason=sent.gap_reason,
        rules=_rules(found, sent),
    )
    row = allocating.save(version_id=sent.version, seen=sent.seen, content=content, **said)
    if is_proposed:
        unproven = {year for year, one in found.checks(lines, sent.years).items() if one.needs_a_reason}
        allocating.propose(version_id=row.pk, seen=row.revision, unproven=unproven, **said)


def _rules(found: Sheet, sent: Sent) -> dict[str, Any]:
    """What is kept of the rules: as stored, and anew for the columns that one has just filled."""
    kept = {year: said for year, said in (found.open.rules if found.open else {}).items() if int(year) in sent.years}
    for year, rule in (sent.spread or {}).items():
        if year in sent.years and year in found.grounds:
            try:
                kept[str(year)] = spread_by(rule, found.grounds[year], year).memory
            except SpreadRefused:
                kept.pop(str(year), None)
    return kept


def _refilled(request: HttpRequest, found: Sheet, sent: Sent, act: str, chosen: str) -> HttpResponse:
    """Show the page with a column filled by a rule, added or dropped; nothing is stored yet."""
    year = next(iter(_years(chosen)), 0)
    if act == "add":
        return _page(request, found, sent=sent.with_year(year) if year in found.possible_years else sent)
    if act == "drop":
        return _page(request, found, sent=sent.without_year(year))
    rule = request.POST.get(f"rule-{year}", "")
    if rule not in set(Rule) or year not in found.grounds:
        raise Http404
    try:
        made = spread_by(Rule(rule), found.grounds[year], year)
    except SpreadRefused as refused:
        said = words.spread_refusal(refused, tables.names_of(found))
        return _page(request, found, sent=sent, refused=said, status=409)
    values = {area: plain(value) for area, value in made.values.items()}
    return _page(request, found, sent=sent.filled(year, Rule(rule), values), is_preview=True)


def _page(
    request: HttpRequest,
    found: Sheet,
    *,
    sent: Sent | None = None,
    faults: dict[tuple[str, int], str] | None = None,
    refused: str = "",
    is_preview: bool = False,
    status: int = 200,
) -> HttpResponse:
    wanted = found.version(forms.number(request.GET.get("version", "")))
    version = found.open if sent is not None or wanted is None else wanted
    is_edited = sent is not None or (version is not None and version.state in EDITABLE)
    if is_edited and sent is None:
        sent = _sent_of(version)
    context = _context(found, version, sent if is_edited else None, faults or {})
    is_same = sent is not None and version is not None and version.pk == sent.version
    seen = version.revision if refused and is_same else sent.seen if sent else 0
    context |= {"refused": refused, "is_preview": is_preview, "is_edited": is_edited, "seen": seen}
    return render(request, "dashboards/allocation.html", context, status=status)


def _context(
    found: Sheet, version: VersionFact | None, sent: Sent | None, faults: dict[tuple[str, int], str]
) -> dict[str, Any]:
    lines: Lines = dict(version.lines if version else found.in_force)
    years = sent.years if sent else version.years if version else tuple(sorted(found.grounds))
    years = tuple(year for year in years if year in found.grounds)
    texts = sent.cells if sent else texts_of(lines)
    stored = version.lines if sent and version and version.revision != sent.seen else None
    typed = forms.read(sent.cells, _indicators(found, sent))[0] if sent else lines
    faults_in_words = {key: str(forms.FAULTS[code]) for key, code in faults.items()}
    indicator = found.grounds[max(found.grounds)].indicator
    spread = (sent.spread or {}) if sent else {}
    return {
        "sheet": found,
        "english": tables.is_english(),
        "unit": tables.unit_of(found),
        "version": version,
        "state": words.STATES[version.state] if version else None,
        "sent": sent,
        "columns": [tables.column(found, year, spread.get(year)) for year in years],
        "rules": [(rule.value, word) for rule, word in words.rules_of(indicator).items()],
        **tables.table(found, years, texts, stored=stored, faults=faults_in_words),
        "faults": faults_in_words,
        "checks": tables.check_lines(found, years, typed),
        "memories": words.memories(version.rules, typed, indicator, tables.names_of(found)) if version else (),
        "more_years": [year for year in found.possible_years if year not in years],
        "history": tables.history(found),
    }


def _sent_of(version: VersionFact) -> Sent:
    return Sent(
        cells=texts_of(version.lines),
        years=version.years,
        basis=version.basis,
        reason=version.reason,
        gap_reason=version.gap_reason,
        version=version.pk,
        seen=version.revision,
    )


def _indicators(found: Sheet, sent: Sent) -> dict[int, Any]:
    return {year: found.grounds[year].indicator for year in sent.years if year in found.grounds}


def _years(chosen: str) -> list[int]:
    return [int(chosen)] if forms.YEAR.fullmatch(chosen) else []


def _unit(fact: Any, english: bool) -> str:
    return fact.unit_en if english else fact.unit_zh
