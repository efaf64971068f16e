"""Reading a field: from what was typed for one quantity to what it says, or what is wrong with it."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from reports.domain.decimals import STORED_DECIMALS, NotANumber, decimals_of, read_number
from reports.domain.entries import Entry, Said
from reports.domain.findings import Finding
from reports.domain.words import State
from targets.domain.algebra import Kind
from targets.domain.exact import plain

MAX_TEXT = 2000
MAX_WORDS = 500
OTHER_UNIT_DECIMALS = 2
"""Decimals that a smaller unit may have (㎡ where the quantity's unit is 万㎡), whatever the quantity's own."""


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit that may be typed instead of the quantity's own: one of it is ``factor`` of those."""

    zh: str
    en: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """What a quantity's definition in force demands of its value.

    ``minimum`` is in the quantity's unit; None allows negatives. ``not_more_than`` and
    the parts of ``not_more_than_sum_of`` are quantity codes. ``never_falls``: a count since
    some beginning, which cannot be smaller than last year. ``units`` may be typed instead.
    """

    quantity: str
    kind: Kind
    decimals: int = 0
    minimum: Decimal | None = None
    not_more_than: str = ""
    not_more_than_sum_of: tuple[str, ...] = ()
    never_falls: bool = False
    units: tuple[UnitChoice, ...] = ()


def read(entry: Entry, rule: Rule) -> Said | Finding | None:
    """Return what an entry says (None: nothing), or the first thing that is wrong with it.

    The findings are those that ``checks.CHECKS`` declares as of the reading.

    >>> rule = Rule("lamps", Kind.FLOW, decimals=0, minimum=Decimal(0))
    >>> read(Entry(State.REPORTED, "１,200"), rule).number
    Decimal('1200')
    >>> read(Entry(State.REPORTED, "-1"), rule).code
    'below_minimum'
    >>> area = Rule("floor", Kind.FLOW, decimals=2, units=(UnitChoice("㎡", "m²", Decimal("0.0001")),))
    >>> said = read(Entry(State.REPORTED, "12345", unit="㎡"), area)
    >>> said.number, said.typed_number, said.typed_unit
    (Decimal('1.2345'), Decimal('12345'), '㎡')
    """
    typed = entry.typed.strip() if isinstance(entry.typed, str) else entry.typed
    text, reason, note = tidy(entry.text), tidy(entry.reason), tidy(entry.note)
    has_number = typed != "" if isinstance(typed, str) else True
    raw = f"{typed}{text}{reason}{note}{entry.unit}"
    if any(is_forbidden(character) for character in raw):
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
    return _read_number(entry, typed, rule, reason, note)


def _read_number(entry: Entry, typed: str | Decimal, rule: Rule, reason: str, note: str) -> Said | Finding:
    unit = next((one for one in rule.units if one.zh == entry.unit), None)
    if entry.unit and unit is None:
        return Finding("unknown_unit", rule.quantity, {"unit": entry.unit})
    try:
        number = read_number(typed)
        stored = read_number(number * unit.factor) if unit else number
    except NotANumber as fault:
        return Finding(fault.code, rule.quantity)
    if rule.kind is Kind.MILESTONE and stored not in (0, 1):
        return Finding("not_a_milestone", rule.quantity, {"value": plain(stored)})
    if rule.minimum is not None and stored < rule.minimum:
        return Finding("below_minimum", rule.quantity, {"value": plain(stored), "limit": plain(rule.minimum)})
    places = _decimals_in(unit, rule)
    if decimals_of(number) > places:
        return Finding("too_many_decimals", rule.quantity, {"value": plain(number), "limit": str(places)})
    if unit is None:
        return Said(State.REPORTED, number=stored, reason=reason, note=note)
    return Said(State.REPORTED, stored, "", reason, note, number, unit.zh)


def _decimals_in(unit: UnitChoice | None, rule: Rule) -> int:
    """How many decimals may be typed: what is stored is never rounded."""
    if unit is None:
        return rule.decimals
    if unit.factor < 1:
        return max(0, min(OTHER_UNIT_DECIMALS, STORED_DECIMALS - decimals_of(unit.factor)))
    return min(STORED_DECIMALS, rule.decimals + unit.factor.adjusted())


def tidy(text: str) -> str:
    """Return words with plain newlines and without surrounding space."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_forbidden(character: str) -> bool:
    """Whether a character is NUL, a lone surrogate (neither can be stored) or a control character."""
    return unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t"


def fault_of_reason(reason: str) -> str:
    """Return why a reason for a decision cannot stand, or an empty string.

    >>> fault_of_reason(" "), fault_of_reason("口径不一致")
    ('reason_missing', '')
    """
    return fault_of_words(reason, MAX_WORDS) or ("" if reason.strip() else "reason_missing")


def fault_of_words(words: str, limit: int) -> str:
    """Return why words cannot be stored, or an empty string; no words are fine.

    >>> fault_of_words("", 5), fault_of_words("123456", 5), fault_of_words("a\\x00", 5)
    ('', 'words_too_long', 'forbidden_character')
    """
    if any(is_forbidden(character) for character in tidy(words)):
        return "forbidden_character"
    return "words_too_long" if len(tidy(words)) > limit else ""
