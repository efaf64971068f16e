"""Template tags for figures and lights: ``{% load figures %}``.

``{% light verdict %}`` is shape, word and colour; ``{{ line|figure_value }}`` is a number with
its unit, or a dash that says why there is none.
"""

from decimal import Decimal
from functools import lru_cache

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dashboards.domain.definitions import Definition
from dashboards.domain.lines import Line
from dashboards.domain.news import News
from dashboards.domain.numbers import grouped, plain, shown
from dashboards.domain.rows import Figure, Verdict
from dashboards.domain.tables import Cell
from dashboards.figures import bullets, phrases, rankings, wording
from progress.domain.judgement import Flag, Status
from progress.domain.turns import Stand
from progress.queries.rankings import Ranked, Ranking
from reports.domain.words import Basis
from targets.domain.algebra import Firmness, Pooling
from targets.domain.exact import exact as without_padding

register = template.Library()
FLAG_ORDER = tuple(Flag)
BESIDE = frozenset({Flag.ESTIMATE, Flag.INCOMPLETE})


@register.simple_tag
def light(verdict: Verdict | None, look: str = "") -> SafeString:
    """Return a light: its shape, its word, and what must be said beside it.

    Args:
        verdict: None where nothing was judged yet.
        look: ``big``, ``boxed``, ``bare`` (the shape alone, its word for screen readers and as
            a title), ``brief`` (coverage and estimate are said elsewhere), or several of them.
    """
    if verdict is None:
        return SafeString('<span class="light light--none">—</span>')
    return _light(verdict.status, verdict.flags, verdict.firmness, look, get_language() or "")


@register.simple_tag
def missed_light(verdict: Verdict, look: str = "") -> SafeString:
    """Return the mark of a target that was missed, beside an indicator's light; ``brief`` leaves out the word."""
    word = "" if look == "brief" else f" {wording.STATUS[verdict.status]}"
    soft, firm = ("", "") if verdict.binds else (" light--soft", _firmness(verdict.firmness))
    markup = '<span class="light light--{}{}">{}{}</span>{}'
    return format_html(markup, verdict.status.value, soft, verdict.target_year or "", word, firm)


@register.simple_tag
def status_light(status: Status, look: str = "") -> SafeString:
    """Return the light of a status on its own, for legends and counts; ``soft`` for targets that do not bind."""
    return _light(status, frozenset(), Firmness.BINDING, look, get_language() or "")


@register.simple_tag
def stand_light(news: News, stand: Stand, look: str = "") -> SafeString:
    """Return the light of a target before or after it changed; what must be said beside it stands after."""
    if stand is news.change.after:
        return _light(stand.status, stand.flags, news.firmness, look, get_language() or "")
    return status_light(stand.status, look if news.binds else f"{look} soft")


@lru_cache(maxsize=512)
def _light(status: Status, flags: frozenset[Flag], firmness: Firmness, look: str, language: str) -> SafeString:
    word, binds = wording.STATUS[status], firmness is Firmness.BINDING
    classes = "".join(f" light--{name}" for name in (*look.split(), *([] if binds else ["soft"])))
    unsaid = BESIDE if "brief" in look.split() else frozenset()
    said = [] if binds else [wording.FIRMNESS[firmness]]
    said += [wording.FLAG[flag] for flag in FLAG_ORDER if flag in flags - unsaid]
    if "bare" in look.split():
        title = " · ".join(str(part) for part in (word, *said))
        markup = '<span class="light light--{}{}" title="{}"><span class="visually-hidden">{}</span></span>'
        return format_html(markup, status.value, classes, title, title)
    beside = format_html_join("", ' <small class="light__flag">{}</small>', ((flag,) for flag in said))
    return format_html('<span class="light light--{}{}">{}</span>{}', status.value, classes, word, beside)


@register.filter
def figure_value(line: Line) -> SafeString:
    """Return a line's figure with its unit, never rounded across its target; a dash with the reason without one."""
    return _figure(line.definition, line.figure, line.verdict)


@register.filter
def absence(line: Line) -> str:
    """Say why a line has no figure."""
    return phrases.absence(line.figure)


@register.filter
def judged_value(line: Line) -> SafeString:
    """Return the figure of the year the light rests on, as ``figure_value`` does."""
    return _figure(line.definition, line.judged, line.verdict)


def _figure(definition: Definition, figure: Figure | None, verdict: Verdict | None) -> SafeString:
    value = phrases.value_of(definition, figure, verdict)
    if not value:
        why = phrases.absence(figure)
        return format_html('<span class="absent" title="{}">—<span class="visually-hidden">{}</span></span>', why, why)
    unit = phrases.unit_of(definition, verdict)
    beside = format_html('<span class="unit">{}</span>', unit) if unit else ""
    return format_html("{}{}", value, beside)


@register.filter
def target_words(line: Line) -> str:
    """Return what the target of the light demands and by when; empty where the plan sets no number."""
    return phrases.target_of(line.definition, line.verdict) if line.verdict else ""


@register.simple_tag
def target_of(definition: Definition, verdict: Verdict) -> str:
    """Return what one target demands and by when."""
    return phrases.target_of(definition, verdict)


@register.filter
def pooling_words(pooling: Pooling) -> str:
    """Return how areas combine, in a sentence."""
    return str(wording.POOLING[pooling])


@register.filter
def expected_words(line: Line) -> str:
    """Return expected progress with its unit; empty without a path."""
    return phrases.expected_of(line.definition, line.verdict) if line.verdict else ""


@register.filter
def pace_words(line: Line) -> str:
    """Return the yearly change still needed to reach an open target; empty where there is none."""
    return phrases.pace_of(line.definition, line.figure, line.verdict) if line.verdict else ""


@register.simple_tag
def shortfall_words(line: Line, scope: object) -> str:
    """Return how far behind or ahead of expected progress; empty without a path."""
    catalogue = scope.catalogue  # type: ignore[attr-defined]
    thresholds = (catalogue.on_track_below, catalogue.behind_below)
    return phrases.shortfall_of(line.verdict, thresholds) if line.verdict else ""


@register.filter
def bullet(line: Line) -> SafeString:
    """Return the bullet graph of a line: the figure that was judged, target, expected progress."""
    if phrases.is_done_or_not(line.definition, line.verdict):
        return SafeString("")
    return bullets.drawn(line.judged or line.figure, line.verdict)


@register.filter
def coverage(figure: Figure | None) -> str:
    """Return reported areas of those that owe the figure, ``12/14``."""
    return phrases.coverage_of(figure) if figure and figure.expected else ""


@register.filter
def amount(number: Decimal | None) -> str:
    """Return a sum as it was filed: grouped, at most six places, no trailing zeros; a dash where there is none."""
    return plain(number) if isinstance(number, Decimal) else "—"


@register.filter
def places(number: Decimal | None, decimals: int) -> str:
    """Return a number with so many places, grouped; a dash where there is none (or no figure at all)."""
    return shown(number, decimals) if isinstance(number, Decimal) else "—"


@register.filter
def status_word(status: str) -> str:
    """Return the word of a status."""
    return str(wording.STATUS[Status(status)])


@register.filter
def basis_word(basis: str) -> str:
    """Return what counts, in words."""
    return str(wording.BASIS[Basis(basis)])


@register.filter
def firmness_word(verdict: Verdict) -> str:
    """Return how binding a target is in the plan's words; empty where it simply binds."""
    return "" if verdict.binds else str(wording.FIRMNESS[verdict.firmness])


def _firmness(firmness: Firmness) -> SafeString:
    return format_html(' <small class="light__flag">{}</small>', wording.FIRMNESS[firmness])


@register.simple_tag
def ranked_number(line: Ranked, ranking: Ranking) -> str:
    """Return the figure of a ranking's line."""
    return rankings.number_of(line, ranking)


@register.simple_tag
def ranked_bar(line: Ranked, ranking: Ranking) -> SafeString:
    """Return the bar of a ranking's line."""
    return rankings.bar(line, ranking)


@register.filter
def void_word(reason: str) -> str:
    """Say why there is no figure, from its code."""
    return str(wording.VOID.get(reason, reason))


@register.filter
def exact(cell: Cell) -> str:
    """Return a cell of the numbers behind a chart, unrounded; a dash where there is nothing.

    >>> exact(Decimal("1234.500")), exact(None)
    ('1,234.5', '–')
    """
    if isinstance(cell, Decimal):
        return grouped(without_padding(cell) or cell)
    return "–" if cell in (None, "") else str(cell)


@register.simple_tag(takes_context=True)
def download_address(context: Context, chart: str, kind: str) -> str:
    """Return where the numbers of a chart of this very page are to be had."""
    asked = context["request"].GET.copy()
    asked["download"] = f"{chart}.{kind}"
    return f"?{asked.urlencode()}"
