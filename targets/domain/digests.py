"""What makes a definition the same definition: SHA-256 over its canonical text."""

import hashlib
import json

from targets.domain.algebra import Target, Term
from targets.domain.catalogue import IndicatorRow, QuantityRow
from targets.domain.exact import plain


def checks_of(row: QuantityRow) -> dict[str, object]:
    """Return a quantity's checks as they are stored: codes under the words of quantities.yaml."""
    checks: dict[str, object] = {}
    if row.not_more_than is not None:
        checks["not_more_than"] = row.not_more_than
    if row.not_more_than_sum_of:
        checks["not_more_than_sum_of"] = list(row.not_more_than_sum_of)
    if row.never_falls:
        checks["never_falls"] = True
    return checks


def quantity_digest(row: QuantityRow) -> str:
    """Return the digest of everything a ``QuantityVersion`` holds."""
    return _digest(
        row.name_zh, row.name_en, row.unit, row.decimals, plain(row.minimum), checks_of(row), row.note_zh,
        sorted(row.areas),
    )  # fmt: skip


def indicator_digest(row: IndicatorRow) -> str:
    """Return the digest of everything an ``IndicatorVersion`` holds, its terms, areas and targets included."""
    measure = row.measure
    return _digest(
        row.name_zh, row.name_en, row.unit, row.measure_unit, row.decimals, plain(measure.scale),
        [_term(term) for term in measure.numerator],
        None if measure.denominator is None else [_term(term) for term in measure.denominator],
        row.accrual, row.count_from, row.comparison, row.pooling, row.group, row.trajectory, row.bounded,
        sorted(row.areas), [_target(target) for target in row.targets],
        row.source_quote, row.definition_zh, list(row.assumptions_zh),
    )  # fmt: skip


def _term(term: Term) -> list[object]:
    return [term.quantity, plain(term.coefficient), term.factor]


def _target(target: Target) -> list[object]:
    bounds = [plain(target.value), plain(target.lower), plain(target.upper)]
    return [target.key, target.comparator, *bounds, target.firmness, target.quote]


def _digest(*content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
