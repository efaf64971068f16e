"""The carbon page in words: what may be said of peaks and why not, what is assumed, how far factors are trusted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.domain.carbon import Inventory
from dashboards.domain.definitions import Definition
from dashboards.domain.numbers import shown
from progress.domain.peaks import Doubt, Peak, Reason
from progress.domain.scenarios import FLOOR, factor_of, use_of
from targets.forms.factors import TRUST

DOUBTS: dict[Doubt, Promise] = {
    Doubt.TOO_FEW_FINALS: gettext_lazy(
        "approved year-end figures of four years in a row are needed; missing: %(years)s"
    ),
    Doubt.ESTIMATE: gettext_lazy("only an estimate is there for %(years)s"),
    Doubt.INCOMPLETE: gettext_lazy("not every area is in the figure of %(years)s; missing: %(areas)s"),
    Doubt.COVERAGE_DIFFERS: gettext_lazy("the years do not count the same areas: %(areas)s"),
    Doubt.COVERAGE_UNKNOWN: gettext_lazy(
        "which areas are in the figure of %(years)s is known to the city's offices only"
    ),
    Doubt.NOT_FALLING: gettext_lazy("the figure did not fall in %(years)s"),
    Doubt.RISES_AGAIN: gettext_lazy("a later figure (%(years)s) is not below the last year-end figure"),
    Doubt.FACTOR_PROVISIONAL: gettext_lazy("a factor of the formula is provisional"),
}
BAND_DOUBTS: dict[str, Promise] = {
    "no_assumptions": gettext_lazy("No assumptions have been set, so no scenario is drawn."),
    "lacking": gettext_lazy("No scenario is drawn: nothing is assumed about %(subjects)s."),
    "no_base": gettext_lazy("No scenario is drawn: there is no year yet in which every area reported every energy."),
}
NOT_STATED = gettext_lazy("not stated")


@dataclass(frozen=True, slots=True)
class Saying:
    """What may be said of one inventory's peak: a sentence, and the reasons where nothing may be claimed."""

    definition: Definition
    is_behind: bool
    sentence: str
    reasons: tuple[str, ...]


def sayings(drawn: Inventory, names: Mapping[str, str], *, first_year: int) -> tuple[Saying, ...]:
    """Return a saying per inventory.

    Args:
        names: of areas the reader may see, by code; others stay unnamed.
        first_year: of the plan; what is missing before it is not a gap.
    """
    return tuple(
        _saying(one, peak, names, first_year) for one, peak in zip(drawn.definitions, drawn.peaks, strict=True)
    )


def band_words(drawn: Inventory) -> str:
    """Say why no scenario is drawn; empty where one is."""
    if not drawn.band.doubt:
        return ""
    subjects = listed(subject_name(subject, drawn.definitions[0]) for subject in drawn.band.subjects)
    return str(BAND_DOUBTS[drawn.band.doubt]) % {"subjects": subjects}


def subject_name(subject: str, definition: Definition) -> str:
    """Return what an assumption is about, in words."""
    if subject == FLOOR:
        return _("Building floor area")
    uses = {use_of(code): quantity.name for code, quantity in definition.quantities.items()}
    if subject in uses:
        return _("%(energy)s, per floor area") % {"energy": uses[subject]}
    return {factor_of(code): name for code, name in definition.factors.items()}.get(subject, subject)


def trust(confidence: str) -> str:
    """Return how far a factor can be trusted, in words; what the plan does not say is not stated."""
    return str(TRUST.get(confidence, confidence) or NOT_STATED)


def listed(words: Iterable[str]) -> str:
    """Return words one after the other."""
    return _(", ").join(words)


def _saying(definition: Definition, peak: Peak, names: Mapping[str, str], first_year: int) -> Saying:
    if peak.year is None or peak.value is None:
        reasons = tuple(_reason(reason, names, first_year) for reason in peak.reasons)
        return Saying(definition, False, _("Cannot be judged yet"), reasons)
    words = {
        "year": peak.year,
        "value": shown(peak.value, definition.decimals),
        "unit": definition.unit,
        "years": years_words(peak.falling),
    }
    if peak.is_earliest_known:
        sentence = _(
            "Past its peak: highest in %(year)s (%(value)s %(unit)s), or before, as earlier years cannot be compared;"
            " falling in %(years)s."
        )
    else:
        sentence = _("Past its peak: highest in %(year)s (%(value)s %(unit)s); falling in %(years)s.")
    return Saying(definition, True, sentence % words, ())


def _reason(reason: Reason, names: Mapping[str, str], first_year: int) -> str:
    areas = [names[code] for code in reason.areas if code in names]
    years = [year for year in reason.years if year >= first_year]
    if reason.doubt is Doubt.TOO_FEW_FINALS and not years:
        return _("year-end figures of four years in a row are needed; the plan's first year is %(year)s") % {
            "year": first_year
        }
    if reason.doubt is Doubt.INCOMPLETE and not areas:
        return _("not every area is in the figure of %(years)s") % {"years": years_words(years)}
    return str(DOUBTS[reason.doubt]) % {"years": years_words(years), "areas": listed(areas)}


def years_words(years: Sequence[int]) -> str:
    """Return years as a span where they are one, else one by one.

    >>> years_words((2022, 2023, 2024))
    '2022–2024'
    """
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}–{years[-1]}"
    return listed(map(str, years))
