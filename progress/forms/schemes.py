"""Reading a scoring scheme as it was typed: numbers stay exact, and what is wrong stands beside its field."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from progress.domain.scheme_file import DIGITS, LEAST_CAP, MOST_CAP, PLACES
from progress.domain.schemes import Against, Line, Rule, RuleKind, Scheme
from reports.domain.decimals import NotANumber, read_number
from targets.domain.exact import plain, too_precise


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, field by field, what is wrong with it, and the scheme it comes to where nothing is."""

    said: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    scheme: Scheme | None = None
    effective_from: int = 0


def fields_of(scheme: Scheme) -> dict[str, str]:
    """Return a scheme as its form's fields."""
    said = {"against": scheme.against.value}
    for line in scheme.lines:
        said |= {f"weight-{line.indicator}": plain(line.weight), f"cap-{line.indicator}": plain(line.cap)}
    for kind, rule in scheme.rules.items():
        said |= {f"points-{kind.value}": plain(rule.points), f"most-{kind.value}": plain(rule.most) or ""}
    return said


def typed(sent: Mapping[str, str], *, known: Collection[str]) -> Typed:
    """Read a scheme from a form; an empty weight leaves its indicator out, empty points leave a rule out.

    Args:
        sent: the fields.
        known: codes of the indicators that can be weighed, in the order of the lines.
    """
    said = {name: value.strip() for name, value in sent.items()}
    errors: dict[str, str] = {}
    lines = []
    for code in known:
        weight = said.get(f"weight-{code}", "")
        if not weight:
            continue
        cap = said.get(f"cap-{code}", "") or "1"
        points, most = _positive(weight, f"weight-{code}", errors), _number(cap)
        if most is None or not LEAST_CAP <= most <= MOST_CAP:
            errors[f"cap-{code}"] = _("From 1 to 2.")
        elif points is not None:
            lines.append(Line(code, points, most))
    rules = {kind: rule for kind in RuleKind if (rule := _rule(said, kind, errors)) is not None}
    against, year = said.get("against", ""), said.get("effective_from", "")
    if against not in set(Against):
        errors["against"] = _("Choose one.")
    if not (year.isdecimal() and len(year) == 4):
        errors["effective_from"] = _("A year.")
    if not lines and not errors:
        errors["lines"] = _("Give at least one indicator a weight.")
    if errors:
        return Typed(said, errors)
    return Typed(said, {}, Scheme(tuple(lines), Against(against), rules), int(year))


def _rule(said: Mapping[str, str], kind: RuleKind, errors: dict[str, str]) -> Rule | None:
    points, most = said.get(f"points-{kind.value}", ""), said.get(f"most-{kind.value}", "")
    if not points:
        return None
    each = _positive(points, f"points-{kind.value}", errors)
    limit = _positive(most, f"most-{kind.value}", errors) if most else None
    if each is None or (most and limit is None):
        return None
    if limit is not None and limit < each:
        errors[f"most-{kind.value}"] = _("Not less than the points of one.")
        return None
    return Rule(each, limit)


def _positive(text: str, name: str, errors: dict[str, str]) -> Decimal | None:
    found = _number(text)
    if found is None or found <= 0:
        errors[name] = _("A positive number with at most four places.")
        return None
    return found


def _number(text: str) -> Decimal | None:
    try:
        found = read_number(text)
    except NotANumber:
        return None
    return None if too_precise(found, DIGITS, PLACES) else found
