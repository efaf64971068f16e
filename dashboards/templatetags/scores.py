"""Words and numbers of scoring, for templates."""

from fractions import Fraction

from django import template

from dashboards.domain.numbers import plain
from dashboards.figures import scoring
from dashboards.queries.scopes import Scope
from progress.domain.readings import to_decimal
from progress.domain.schemes import Against, RuleKind, SchemeStatus
from progress.domain.scoring import Adjustment, Earned
from progress.forms.schemes import Typed

register = template.Library()
register.filter("points", scoring.points)
register.filter("signed_points", scoring.signed)
register.filter("percent", scoring.percent)
register.filter("plain", plain)


@register.filter
def why_earned(earned: Earned) -> str:
    """Say why a line earned what it did."""
    return scoring.why_words(earned)


@register.filter
def way(earned: Earned, decimals: int) -> str:
    """Return how a share was worked out, with the numbers put in."""
    return scoring.way_words(earned, decimals)


@register.filter
def is_against_expected(earned: Earned) -> bool:
    """Whether its figure was held against expected progress."""
    return scoring.is_against_expected(earned)


@register.filter
def rule_word(kind: RuleKind) -> str:
    """Return what a deduction or bonus is for."""
    return str(scoring.RULES[kind])


@register.filter
def scheme_status(status: SchemeStatus) -> str:
    """Return where a scheme stands."""
    return str(scoring.STATUS[status])


@register.filter
def against_word(against: str) -> str:
    """Return what figures are held against."""
    return str(scoring.AGAINST[Against(against)])


@register.simple_tag
def about(adjustment: Adjustment, scope: Scope) -> str:
    """Name what a deduction or bonus counted."""
    return scoring.about_words(adjustment, scope.catalogue)


@register.simple_tag
def said(typed: Typed, prefix: str, code: str) -> str:
    """Return what was typed in a field of an indicator or rule."""
    return typed.said.get(f"{prefix}-{code}", "")


@register.simple_tag
def wrong(typed: Typed, prefix: str, code: str) -> str:
    """Return what is wrong with it, or nothing."""
    return typed.errors.get(f"{prefix}-{code}", "")


@register.filter
def length_percent(share: Fraction | None) -> str:
    """Return a share as a bar's length in percent."""
    return f"{to_decimal(100 * (share or Fraction(0))):.2f}"
