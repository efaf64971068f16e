"""Reads and checks an indicator's targets against the words they are quoted from."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from targets.domain.algebra import Accrual, Comparator, Comparison, Firmness, Group, Kind, Target, Trajectory
from targets.domain.catalogue import IndicatorRow, QuantityRow
from targets.domain.document import CHINESE, Document, flatten, numbers_in, spells
from targets.domain.located import Findings, Node, Place, gettext_noop
from targets.domain.rows import Row

FIRM_WORDS = {
    Firmness.STRIVE: "力争|争取|努力",
    Firmness.ENCOURAGE: "鼓励|推动|支持|引导|倡导|探索",
    Firmness.PRINCIPLE: "原则上",
}
PERCENT = Decimal(100)


def read_targets(row: Row, task: str, base_year: int, document: Document, group: Group) -> tuple[Target, ...]:
    """Return the targets, each with a quote that stands once in the plan, in the indicator's own clause."""
    return tuple(_target(node, row.findings, task, base_year, document, group) for node in row.items("targets"))


def _target(node: Node, findings: Findings, task: str, base_year: int, document: Document, group: Group) -> Target:
    row = Row(
        node, findings, required=("year", "comparator", "firmness", "quote"), optional=("value", "lower", "upper")
    )
    comparator = row.word("comparator", Comparator)
    needed = ("lower", "upper") if comparator is Comparator.BETWEEN else ("value",)
    for key in ("value", "lower", "upper"):
        if key in needed:
            findings.check(row.has(key), row.place, gettext_noop("missing key %(key)s"), key=key)
        else:
            findings.check(
                not row.has(key),
                row.at(key),
                gettext_noop("comparator %(comparator)s has no %(key)s"),
                comparator=comparator,
                key=key,
            )
    target = Target(
        year=row.whole("year", base_year + 1, 2100) if row.has("year") else None,
        comparator=comparator,
        value=row.number_or_none("value", 20, 6),
        lower=row.number_or_none("lower", 20, 6),
        upper=row.number_or_none("upper", 20, 6),
        firmness=row.word("firmness", Firmness),
        quote=row.text("quote", 2000),
    )
    if target.lower is not None and target.upper is not None:
        findings.check(target.lower < target.upper, row.at("lower"), gettext_noop("must be below upper"))
    if target.quote:
        check_quote(target.quote, row.at("quote"), task, document, findings, once=True)
        _check_words(target, row, group)
    return target


def check_quote(
    quote: str, place: Place, task: str, document: Document, findings: Findings, *, once: bool = False
) -> None:
    """The quote is verbatim, stands in the clause of its own task, and where asked once in the whole plan."""
    flat = flatten(quote)
    if flat not in document.flat:
        findings.add(place, gettext_noop("the quote is not in the plan's text"))
        return
    if once:
        count = document.flat.count(flat)
        message = gettext_noop("the quote stands %(count)s times in the plan's text; make it longer")
        findings.check(count == 1, place, message, count=count)
    if task in document.clauses:
        message = gettext_noop("the quote does not stand in clause %(code)s")
        findings.check(flat in document.clauses[task], place, message, code=task)


def _check_words(target: Target, row: Row, group: Group) -> None:
    """Year, bounds, firmness and comparator are those the quote writes; Chinese words bind Chinese quotes."""
    findings, quote = row.findings, flatten(target.quote)
    if target.year is not None:
        findings.check(
            re.search(rf"(?<!\d){target.year}(?!\d)", quote), row.at("year"), gettext_noop("is not a year of the quote")
        )
    bounds = [bound for bound in (target.value, target.lower, target.upper) if bound is not None] or [PERCENT]
    whole = bounds == [PERCENT]
    written = set(bounds) <= set(numbers_in(quote)) or (group is Group.STANDING and spells(quote, bounds[0]))
    findings.check(
        written or whole or group is Group.MILESTONE,
        row.at("value" if target.value is not None else "lower"),
        gettext_noop("is not a figure of the quote"),
    )
    if not CHINESE.search(quote):
        return
    word = FIRM_WORDS.get(target.firmness)
    findings.check(
        word is None or re.search(word, quote),
        row.at("firmness"),
        gettext_noop("the quote has no word for firmness %(firmness)s"),
        firmness=target.firmness,
    )
    if target.firmness is Firmness.BINDING:
        findings.check(
            not re.search("力争|鼓励|原则上", quote.split("，")[-1]),
            row.at("firmness"),
            gettext_noop("the quote is not binding"),
        )
    said = _comparator_of(quote, whole)
    findings.check(
        said is None or said is target.comparator,
        row.at("comparator"),
        gettext_noop("the quote says %(said)s"),
        said=said,
    )


def _comparator_of(quote: str, whole: bool) -> Comparator | None:
    """The comparator that the quote's last words demand, or None where they leave it open."""
    if quote.endswith("以上") or ("不低于" in quote and not whole):
        return Comparator.AT_LEAST
    if quote.endswith("以内"):
        return Comparator.AT_MOST
    return Comparator.ABOVE if re.search(r"超过\d+(?:\.\d+)?%$", quote) else None


def check_targets(row: Row, indicator: IndicatorRow, quantities: Sequence[QuantityRow]) -> None:
    """Check the targets of an indicator together: years, tightening, and what its group promises."""
    findings, where, targets = row.findings, row.at("targets"), indicator.targets
    keys = [target.key for target in targets]
    findings.check(len(set(keys)) == len(keys), where, gettext_noop("two targets for one year"))
    dated = [target for target in targets if target.year is not None]
    years = [target.year or 0 for target in dated]
    findings.check(years == sorted(years), where, gettext_noop("targets must stand in the order of their years"))
    _check_tightening(dated, where, findings)
    standing = len(dated) < len(targets)
    if indicator.group is Group.TARGET:
        message = gettext_noop("an indicator of group target has dated targets and no other")
        findings.check(dated and not standing, where, message)
    elif indicator.group is Group.STANDING:
        findings.check(standing, where, gettext_noop("an indicator of group standing needs a target without a year"))
    elif indicator.group is Group.MILESTONE:
        _check_milestone(row, indicator, quantities)
    else:
        message = gettext_noop("an indicator of group %(group)s has no targets")
        findings.check(not targets, where, message, group=indicator.group)
    if indicator.trajectory is Trajectory.LINEAR:
        findings.check(dated, row.at("trajectory"), gettext_noop("a linear path needs a dated target to run to"))
    if _is_share(indicator):
        for target in targets:
            for bound in (target.value, target.lower, target.upper):
                holds = bound is None or 0 <= bound <= PERCENT
                findings.check(holds, where, gettext_noop("%(value)s is no percentage from 0 to 100"), value=bound)


def _is_share(indicator: IndicatorRow) -> bool:
    return (
        indicator.unit == "%"
        and indicator.comparison is Comparison.VALUE
        and indicator.group in (Group.TARGET, Group.STANDING)
    )


def _check_tightening(dated: Sequence[Target], where: Place, findings: Findings) -> None:
    """Floors rise and ceilings fall from target to target."""
    for earlier, later in pairwise(dated):
        if earlier.value is None or later.value is None:
            continue
        words = {earlier.comparator, later.comparator}
        if words <= {Comparator.AT_LEAST, Comparator.ABOVE}:
            tightens = later.value > earlier.value
        elif words <= {Comparator.AT_MOST, Comparator.BELOW}:
            tightens = later.value < earlier.value
        else:
            continue
        findings.check(tightens, where, gettext_noop("the target of %(year)s does not tighten"), year=later.year)


def _check_milestone(row: Row, indicator: IndicatorRow, quantities: Sequence[QuantityRow]) -> None:
    targets = indicator.targets
    row.findings.check(
        len(targets) == 1 and targets[0].comparator is Comparator.AT_LEAST and indicator.accrual is Accrual.STOCK,
        row.at("targets"),
        gettext_noop("a milestone has one target, comparator >=, accrual stock"),
    )
    coefficients = [term.coefficient for term in indicator.measure.numerator]
    if targets and {quantity.kind for quantity in quantities} == {Kind.MILESTONE} and None not in coefficients:
        most = sum((coefficient for coefficient in coefficients if coefficient is not None), Decimal(0))
        row.findings.check(
            targets[0].value == most * indicator.measure.scale,
            row.at("targets"),
            gettext_noop("the milestone's target is not all of its parts: %(most)s"),
            most=most,
        )
