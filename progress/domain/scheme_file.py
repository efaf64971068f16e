"""A scoring scheme as a file says it: read from plain text values, every fault named."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from progress.domain.schemes import BONUSES, DEDUCTIONS, Against, Line, Rule, RuleKind, Scheme
from targets.domain.exact import too_precise

DIGITS, PLACES = 9, 4
FIELDS = frozenset({"name", "note", "example", "effective_from", "against", "lines", "deductions", "bonuses"})
LEAST_CAP, MOST_CAP = Decimal(1), Decimal(2)


class SchemeFileRefused(Exception):
    """A file that is no scheme of this plan; ``faults`` say what is wrong, one sentence each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class SchemeFile:
    """What a file says: ``is_example`` unless it says otherwise, so that nobody's weights pass for a decision."""

    name: str
    note: str
    is_example: bool
    effective_from: int
    scheme: Scheme


def read_scheme(said: object, *, known: Collection[str]) -> SchemeFile:
    """Read a scheme from nested texts, lists and mappings (a YAML file in which every scalar is text).

    Args:
        said: the file's content.
        known: codes of the plan's indicators.

    Raises:
        SchemeFileRefused: with everything that is wrong.

    >>> said = {"name": "x", "effective_from": "2026", "lines": [{"indicator": "a", "weight": "5"}]}
    >>> read_scheme(said, known={"a"}).scheme.lines
    (Line(indicator='a', weight=Decimal('5'), cap=Decimal('1')),)
    """
    faults: list[str] = []
    top = said if isinstance(said, Mapping) else {}
    faults += [f"unknown field: {name}" for name in sorted(set(top) - FIELDS)]
    name, against = str(top.get("name", "")).strip(), str(top.get("against", Against.EXPECTED.value))
    year = str(top.get("effective_from", ""))
    if not name or len(name) > 120:
        faults.append("name: a text of at most 120 characters")
    if not (year.isdecimal() and len(year) == 4):
        faults.append("effective_from: a year")
    if against not in set(Against):
        faults.append("against: expected or target")
    lines = _lines(top.get("lines"), known, faults)
    rules = {**_rules(top, "deductions", DEDUCTIONS, faults), **_rules(top, "bonuses", BONUSES, faults)}
    if faults:
        raise SchemeFileRefused(tuple(faults))
    is_example = str(top.get("example", "true")).lower() != "false"
    return SchemeFile(
        name, str(top.get("note", "")).strip(), is_example, int(year), Scheme(lines, Against(against), rules)
    )


def number(text: object) -> Decimal | None:
    """Return a number that a column of points can hold, or None.

    >>> number("0.5"), number("nan"), number("0.00001"), number("1e30")
    (Decimal('0.5'), None, None, None)
    """
    try:
        found = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    return None if too_precise(found, DIGITS, PLACES) else found


def _lines(said: object, known: Collection[str], faults: list[str]) -> tuple[Line, ...]:
    lines: dict[str, Line] = {}
    for place, one in enumerate(said if isinstance(said, list) else [], start=1):
        row = one if isinstance(one, Mapping) else {}
        code, weight, cap = str(row.get("indicator", "")), number(row.get("weight")), number(row.get("cap", "1"))
        if code not in known:
            faults.append(f"lines {place}: no such indicator: {code}")
        elif code in lines:
            faults.append(f"lines {place}: named twice: {code}")
        elif weight is None or weight <= 0:
            faults.append(f"lines {place}: weight: a positive number")
        elif cap is None or not LEAST_CAP <= cap <= MOST_CAP:
            faults.append(f"lines {place}: cap: from 1 to 2")
        else:
            lines[code] = Line(code, weight, cap)
    if not lines and not faults:
        faults.append("lines: at least one")
    return tuple(lines.values())


def _rules(
    top: Mapping[str, object], field: str, kinds: tuple[RuleKind, ...], faults: list[str]
) -> dict[RuleKind, Rule]:
    said = top.get(field) or {}
    rules: dict[RuleKind, Rule] = {}
    for kind, one in said.items() if isinstance(said, Mapping) else []:
        row = one if isinstance(one, Mapping) else {}
        points, most = number(row.get("points")), number(row["most"]) if "most" in row else None
        if kind not in kinds:
            faults.append(f"{field}: unknown: {kind}")
        elif points is None or points <= 0 or ("most" in row and (most is None or most < points)):
            faults.append(f"{field} {kind}: points: a positive number; most: not below it")
        else:
            rules[RuleKind(kind)] = Rule(points, most)
    return rules
