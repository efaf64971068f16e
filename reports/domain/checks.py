"""The checks of what is filed, declared as data: a code, a severity, a message.

Three steps, all pure. ``reading.read`` turns what was typed for one quantity into what it
says, or a hard finding: what cannot be read is not stored. ``compare`` looks at several
quantities of one report together, and ``examine`` at one quantity against earlier years,
its evidence and its peers: what they find is stored and open. A hard finding is put
right; a soft one may be passed with a written reason, which travels to the reviewer.
Messages are worded in English here and translated by reports/forms/wording.py.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reports.domain.entries import Said
from reports.domain.findings import Finding
from reports.domain.peers import Standing
from reports.domain.reading import Rule
from reports.domain.words import Stage
from targets.domain.algebra import Kind
from targets.domain.exact import plain
from targets.domain.located import gettext_noop


class Severity(StrEnum):
    """Hard: must be put right. Soft: must be put right or explained."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that may be wrong; ``message`` takes the names of what the finding saw."""

    code: str
    severity: Severity
    message: str
    among_peers: bool = False


def _hard(code: str, message: str) -> Check:
    return Check(code, Severity.HARD, message)


def _soft(code: str, message: str) -> Check:
    return Check(code, Severity.SOFT, message)


def _among(code: str, message: str) -> Check:
    return Check(code, Severity.SOFT, message, among_peers=True)


CHECKS: dict[str, Check] = {
    check.code: check
    for check in (
        # Of the reading: what cannot be read is not stored.
        _hard(
            "forbidden_character", gettext_noop("There is a character in here that cannot be stored; type it again.")
        ),
        _hard("words_too_long", gettext_noop("Reason and note may have at most %(limit)s characters each.")),
        _hard("text_too_long", gettext_noop("At most %(limit)s characters.")),
        _hard("words_without_a_value", gettext_noop("A reason or note needs a value, or “not applicable”, beside it.")),
        _hard("value_missing", gettext_noop("The value is missing.")),
        _hard("value_beside_not_applicable", gettext_noop("Either a value or “not applicable”, not both.")),
        _hard("reason_missing", gettext_noop("Say why.")),
        _hard("text_expected", gettext_noop("This asks for words, not for a number.")),
        _hard("number_expected", gettext_noop("This asks for a number.")),
        _hard("not_a_number", gettext_noop("This is not a number: digits, at most one decimal point, no unit.")),
        _hard("too_long", gettext_noop("This number has too many digits.")),
        _hard("too_large", gettext_noop("This number is too large: at most 14 digits before the decimal point.")),
        _hard("unknown_unit", gettext_noop("This cannot be entered in %(unit)s.")),
        _hard("not_a_milestone", gettext_noop("0 for not done or 1 for done, not %(value)s.")),
        _hard("below_minimum", gettext_noop("%(value)s is below the least possible value, %(limit)s.")),
        _hard("too_many_decimals", gettext_noop("%(value)s has too many decimals: at most %(limit)s.")),
        # Of several quantities together.
        _hard("more_than", gettext_noop("%(value)s is more than %(others)s, which is %(limit)s.")),
        _hard("more_than_sum", gettext_noop("%(value)s is more than the sum of %(others)s, which is %(limit)s.")),
        # Against earlier years and the evidence.
        _hard(
            "cumulative_falls",
            gettext_noop("This counts since the beginning and cannot fall: %(before)s last year, %(value)s now."),
        ),
        _hard("milestone_without_evidence", gettext_noop("Reported as done: attach the document that shows it.")),
        _soft("milestone_withdrawn", gettext_noop("Reported as done last year, as not done now.")),
        _soft("zero_after_nonzero", gettext_noop("0 now, %(before)s before.")),
        _soft(
            "unit_slip",
            gettext_noop("%(value)s now, %(before)s before: about %(times)s times apart. Is the unit right?"),
        ),
        _soft(
            "denominator_changed",
            gettext_noop("A base for shares changed by %(percent)s %%: %(before)s before, %(value)s now."),
        ),
        _soft("jump", gettext_noop("%(value)s now, %(before)s before: a change of %(percent)s %%.")),
        _soft(
            "far_from_final",
            gettext_noop("The estimate %(value)s is %(percent)s %% away from last year’s final, %(before)s."),
        ),
        _soft(
            "far_from_estimate",
            gettext_noop("The final %(value)s is %(percent)s %% away from this year’s estimate, %(before)s."),
        ),
        # Among peers: only where it stands, never what they reported.
        _among(
            "unit_slip_among_peers_above",
            gettext_noop(
                "For the area’s size about %(times)s times what is usual among %(count)s others. Is the unit right?"
            ),
        ),
        _among(
            "unit_slip_among_peers_below",
            gettext_noop(
                "For the area’s size about 1/%(times)s of what is usual among %(count)s others. Is the unit right?"
            ),
        ),
        _among("out_of_line_above", gettext_noop("For the area’s size far above the usual among %(count)s others.")),
        _among("out_of_line_below", gettext_noop("For the area’s size far below the usual among %(count)s others.")),
        # Of who may write what.
        _hard(
            "conflict",
            gettext_noop("Somebody else changed this value while you were typing. Nothing was overwritten."),
        ),
        _hard("other_bureau", gettext_noop("Another bureau reports this.")),
        _hard("not_owed", gettext_noop("This is not reported here.")),
    )
}

JUMP = {Kind.FLOW: Decimal(3), Kind.STOCK: Decimal("1.5")}
"""A flow that is three times last year's or a third of it, a stock one and a half times, is doubted."""

DENOMINATOR_CHANGE = {Kind.FLOW: Decimal("0.5"), Kind.STOCK: Decimal("0.1")}
"""By how much of last year's a denominator may differ."""

FAR_FROM_FINAL = Decimal("0.5")
FAR_FROM_ESTIMATE = Decimal("0.2")

SLIPS = (10, 100, 1000, 10_000)
SLIP_WIDTH = Decimal("1.25")
"""A ratio within this factor of a power of ten looks like a mistaken unit."""

SMALL = 20
"""Counts below this move by whole multiples for good reasons and are not compared by ratio."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding as it stands beside a value: ``reason`` was written for just these numbers.

    ``earlier_reason`` was written for other numbers: offered again, not counted.
    """

    finding: Finding
    reason: str = ""
    earlier_reason: str = ""

    @property
    def severity(self) -> Severity:
        """How severe it is."""
        return severity_of(self.finding)

    @property
    def is_hard(self) -> bool:
        """Whether it has to be put right."""
        return self.severity is Severity.HARD

    @property
    def is_open(self) -> bool:
        """Whether it keeps the report from being handed in."""
        return self.is_hard or not self.reason


@dataclass(frozen=True, slots=True)
class Seen:
    """What the checks look at for one quantity; None where nothing was said.

    ``last_final``, ``last_estimate``: last year's, as counted; ``this_estimate``: this
    year's, on a final's sheet. ``evidence``: how many files are attached.
    """

    rule: Rule
    now: Said
    last_final: Said | None = None
    last_estimate: Said | None = None
    this_estimate: Said | None = None
    evidence: int = 0
    is_denominator: bool = False
    standing: Standing | None = None


def is_about(saw: Mapping[str, str], finding: Finding) -> bool:
    """Whether a reason written for what a check once ``saw`` still holds for a finding.

    Among peers it holds for the value: others' filings void nobody's reason.
    """
    if CHECKS[finding.code].among_peers:
        return saw.get("value") == finding.saw.get("value")
    return dict(saw) == dict(finding.saw)


def severity_of(finding: Finding) -> Severity:
    """Return how severe a finding is."""
    return CHECKS[finding.code].severity


def compare(rules: Iterable[Rule], said: Mapping[str, Said]) -> list[Finding]:
    """Return what is wrong among the values of one report.

    A comparison is made only where both sides were reported as numbers; for a sum, where
    all its parts were. ``saw`` names the value, the limit and the other quantities' codes.

    >>> rules = [Rule("delivered", Kind.FLOW, not_more_than="supplied")]
    >>> from reports.domain.words import State
    >>> said = {"delivered": Said(State.REPORTED, Decimal(9)), "supplied": Said(State.REPORTED, Decimal(8))}
    >>> [(finding.code, dict(finding.saw)) for finding in compare(rules, said)]
    [('more_than', {'value': '9', 'limit': '8', 'others': 'supplied'})]
    """
    numbers = {code: one.number for code, one in said.items() if one.number is not None}
    findings = []
    for rule in rules:
        for code, parts in (("more_than", _one(rule.not_more_than)), ("more_than_sum", rule.not_more_than_sum_of)):
            if not parts or rule.quantity not in numbers or any(part not in numbers for part in parts):
                continue
            value, limit = numbers[rule.quantity], sum((numbers[part] for part in parts), Decimal(0))
            if value > limit:
                saw = {"value": plain(value), "limit": plain(limit), "others": ",".join(parts)}
                findings.append(Finding(code, rule.quantity, saw))
    return findings


def examine(seen: Seen, stage: Stage) -> list[Finding]:
    """Return what is doubtful about one value: at most one finding against earlier figures, one among peers.

    >>> from reports.domain.words import State
    >>> rule, last = Rule("roofs", Kind.FLOW, 2), Said(State.REPORTED, Decimal("3.1"))
    >>> [found.code for found in examine(Seen(rule, Said(State.REPORTED, Decimal(31000)), last), Stage.ESTIMATE)]
    ['unit_slip']
    """
    if seen.now.number is None:
        return []
    if seen.rule.kind is Kind.MILESTONE:
        return list(_milestone(seen))
    found = next(_against_before(seen, seen.now.number, stage), None)
    among = _among_peers(seen.rule.quantity, seen.now.number, seen.standing)
    return [one for one in (found, among) if one is not None]


def is_newly_done(now: Said | None, last: Said | None) -> bool:
    """Whether a milestone is reported as done and was not last year: then its document is asked for.

    >>> from reports.domain.words import State
    >>> done = Said(State.REPORTED, Decimal(1))
    >>> is_newly_done(done, None), is_newly_done(done, done)
    (True, False)
    """
    return _is_done(now) and not _is_done(last)


def _is_done(said: Said | None) -> bool:
    return said is not None and said.number == 1


def _milestone(seen: Seen) -> Iterator[Finding]:
    """Done needs a document in the year it was done; what was done stays done until withdrawn."""
    last = seen.last_final or seen.last_estimate
    if is_newly_done(seen.now, last) and not seen.evidence:
        yield Finding("milestone_without_evidence", seen.rule.quantity)
    if _is_done(last) and not _is_done(seen.now):
        yield Finding("milestone_withdrawn", seen.rule.quantity, {"value": "0"})


def _against_before(seen: Seen, number: Decimal, stage: Stage) -> Iterator[Finding]:
    """Compare with what was said before, the most telling finding first."""
    quantity, kind = seen.rule.quantity, seen.rule.kind
    last, estimate = _number(seen.last_final, seen.last_estimate), _number(seen.this_estimate)
    if seen.rule.never_falls and last is not None and number < last:
        yield Finding("cumulative_falls", quantity, _saw(number, last))
    known = [before for before in (last, estimate) if before is not None and before > 0]
    for before in known:
        if number == 0:
            yield Finding("zero_after_nonzero", quantity, {"value": "0", "before": plain(before)})
        elif times := _slip(number, before):
            yield Finding("unit_slip", quantity, _saw(number, before) | {"times": str(times)})
    if last in known and last is not None and not _is_small(seen.rule, number, last):
        away, is_final = abs(number - last), seen.last_final is not None
        if seen.is_denominator and away > DENOMINATOR_CHANGE[kind] * last:
            yield Finding("denominator_changed", quantity, _saw(number, last))
        if max(number, last) >= JUMP[kind] * min(number, last):
            yield Finding("jump", quantity, _saw(number, last))
        if stage is Stage.ESTIMATE and is_final and away > FAR_FROM_FINAL * last:
            yield Finding("far_from_final", quantity, _saw(number, last))
    if estimate in known and estimate is not None and not _is_small(seen.rule, number, estimate):
        away = abs(number - estimate)
        if away > FAR_FROM_ESTIMATE * estimate:
            yield Finding("far_from_estimate", quantity, _saw(number, estimate))


def _saw(number: Decimal, before: Decimal) -> dict[str, str]:
    percent = f"{(number - before) / before * 100:+.1f}" if before else ""
    return {"value": plain(number), "before": plain(before), "percent": percent}


def _among_peers(quantity: str, number: Decimal, standing: Standing | None) -> Finding | None:
    if standing is None:
        return None
    saw = {"value": plain(number), "count": str(standing.count)}
    if standing.times:
        return Finding(f"unit_slip_among_peers_{standing.side}", quantity, saw | {"times": str(standing.times)})
    return Finding(f"out_of_line_{standing.side}", quantity, saw)


def _slip(number: Decimal, before: Decimal) -> int:
    """Return the power of ten by which two numbers differ, or 0."""
    ratio = max(number, before) / min(number, before) if number > 0 else Decimal(0)
    return next((times for times in SLIPS if times <= ratio * SLIP_WIDTH and ratio <= times * SLIP_WIDTH), 0)


def _is_small(rule: Rule, number: Decimal, before: Decimal) -> bool:
    return rule.decimals == 0 and max(number, before) < SMALL


def _number(*said: Said | None) -> Decimal | None:
    """Return the first number that was said; a “not applicable” is none."""
    first = next((one for one in said if one is not None), None)
    return first.number if first else None


def _one(code: str) -> tuple[str, ...]:
    return (code,) if code else ()
