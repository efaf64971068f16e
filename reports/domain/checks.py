"""The hard checks of a value: each is a code, and the numbers it saw.

Two steps. ``read`` turns what was typed for one quantity into what it says; ``compare``
looks at several quantities of one report together. Both are pure. A finding's wording
is the interface's (reports/forms/wording.py).
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from reports.domain.decimals import NotANumber, decimals_of, read_number
from reports.domain.entries import Entry, Said
from reports.domain.words import State
from targets.domain.algebra import Kind
from targets.domain.exact import plain

MAX_TEXT = 2000
MAX_WORDS = 500


@dataclass(frozen=True, slots=True)
class Rule:
    """What a quantity's definition in force demands of its value.

    ``minimum`` is in the quantity's unit; None allows negatives. ``not_more_than`` and
    the parts of ``not_more_than_sum_of`` are quantity codes.
    """

    quantity: str
    kind: Kind
    decimals: int = 0
    minimum: Decimal | None = None
    not_more_than: str = ""
    not_more_than_sum_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with one quantity: a code, and what the check saw (plain strings)."""

    code: str
    quantity: str
    saw: Mapping[str, str] = field(default_factory=dict)


def read(entry: Entry, rule: Rule) -> Said | Finding | None:
    """Return what an entry says (None: nothing), or the first thing that is wrong with it.

    Codes: ``forbidden_character``, ``words_too_long``, ``text_too_long``,
    ``words_without_a_value``, ``value_missing``, ``value_beside_not_applicable``,
    ``reason_missing``, ``text_expected``, ``number_expected``, ``not_a_number``, ``too_long``, ``too_large``,
    ``not_a_milestone``, ``below_minimum``, ``too_many_decimals``.

    >>> rule = Rule("lamps", Kind.FLOW, decimals=0, minimum=Decimal(0))
    >>> read(Entry(State.REPORTED, "１,200"), rule)
    Said(state=<State.REPORTED: 'reported'>, number=Decimal('1200'), text='', reason='', note='')
    >>> read(Entry(State.REPORTED, "-1"), rule).code
    'below_minimum'
    """
    typed = entry.typed.strip() if isinstance(entry.typed, str) else entry.typed
    text, reason, note = tidy(entry.text), tidy(entry.reason), tidy(entry.note)
    has_number = typed != "" if isinstance(typed, str) else True
    raw = f"{typed}{text}{reason}{note}"
    if any(_is_forbidden(character) for character in raw):
        return Finding("forbidden_character", rule.quantity)
    if max(len(reason), len(note)) > MAX_WORDS:
        return Finding("words_too_long", rule.quantity, {"limit": str(MAX_WORDS)})
    if len(text) > MAX_TEXT:
        return Finding("text_too_long", rule.quantity, {"limit": str(MAX_TEXT)})
    if entry.state is State.NOT_APPLICABLE:
        if has_number or text:
            return Finding("value_beside_not_applicable", rule.quantity)
        if not reason:
            return Finding("reason_missing", rule.quantity)
        return Said(State.NOT_APPLICABLE, reason=reason, note=note)
    if not has_number and not text:
        if reason or note:
            return Finding("words_without_a_value", rule.quantity)
        return Finding("value_missing", rule.quantity) if entry.state is State.REPORTED else None
    if rule.kind is Kind.TEXT:
        if has_number or not text:
            return Finding("text_expected", rule.quantity)
        return Said(State.REPORTED, text=text, reason=reason, note=note)
    if text or not has_number:
        return Finding("number_expected", rule.quantity)
    number = _read_in_bounds(typed, rule)
    if isinstance(number, Finding):
        return number
    return Said(State.REPORTED, number=number, reason=reason, note=note)


def _read_in_bounds(typed: str | Decimal, rule: Rule) -> Decimal | Finding:
    """Return the number if this quantity can have it; milestones are 0 or 1."""
    try:
        number = read_number(typed)
    except NotANumber as fault:
        return Finding(fault.code, rule.quantity)
    if rule.kind is Kind.MILESTONE and number not in (0, 1):
        return Finding("not_a_milestone", rule.quantity, {"value": plain(number)})
    if rule.minimum is not None and number < rule.minimum:
        return Finding("below_minimum", rule.quantity, {"value": plain(number), "limit": plain(rule.minimum)})
    if decimals_of(number) > rule.decimals:
        return Finding("too_many_decimals", rule.quantity, {"value": plain(number), "limit": str(rule.decimals)})
    return number


def tidy(text: str) -> str:
    """Return words with plain newlines and without surrounding space."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _is_forbidden(character: str) -> bool:
    """NUL and lone surrogates cannot be stored; other control characters are never meant."""
    return unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t"


def compare(rules: Iterable[Rule], said: Mapping[str, Said]) -> list[Finding]:
    """Return what is wrong among the values of one report.

    A comparison is made only where both sides were reported as numbers; for a sum, where
    all its parts were. ``saw`` names the value, the limit and the other quantities' codes.

    >>> rules = [Rule("delivered", Kind.FLOW, not_more_than="supplied")]
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


def _one(code: str) -> tuple[str, ...]:
    return (code,) if code else ()


def by_quantity(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """Group findings by the quantity they stand beside."""
    grouped: dict[str, tuple[Finding, ...]] = {}
    for finding in findings:
        grouped[finding.quantity] = (*grouped.get(finding.quantity, ()), finding)
    return grouped


def fault_of_reason(reason: str) -> str:
    """Return why a reason for a decision cannot stand, or an empty string.

    >>> fault_of_reason(" "), fault_of_reason("口径不一致")
    ('reason_missing', '')
    """
    if not reason.strip():
        return "reason_missing"
    if any(_is_forbidden(character) for character in tidy(reason)):
        return "forbidden_character"
    return "words_too_long" if len(tidy(reason)) > MAX_WORDS else ""
