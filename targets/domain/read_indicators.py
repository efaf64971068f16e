"""Reads and checks indicators.yaml and emissions.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from targets.domain.algebra import Accrual, Comparison, Group, Pooling, Trajectory
from targets.domain.bounds import is_bounded
from targets.domain.catalogue import IndicatorRow, LedgerRow, TaskRow
from targets.domain.document import Document
from targets.domain.located import Findings, Node, gettext_noop
from targets.domain.read_measures import Known, check_use, read_measure
from targets.domain.read_places import applies_to, rows_of
from targets.domain.read_targets import check_quote, check_targets, read_targets
from targets.domain.rows import SLUG, Row, text_of
from targets.domain.unit_algebra import is_percent, parse

REQUIRED = (
    "code", "task", "owner", "name_zh", "name_en", "unit", "decimals", "measure", "accrual", "count_from",
    "comparison", "pooling", "applies_to", "group", "targets", "definition_zh", "assumptions_zh", "trajectory",
)  # fmt: skip
OPTIONAL = ("measure_unit", "source_quote")


@dataclass(frozen=True, slots=True)
class Promises:
    """The plan an indicator belongs to."""

    tasks: Mapping[str, TaskRow]
    document: Document
    base_year: int
    known: Known


Read = tuple[dict[str, IndicatorRow], dict[str, Row]]


def read_indicators(node: Node | None, plan: Promises, findings: Findings) -> Read:
    """Return the plan's own indicators and their rows by code, in the file's order."""
    top = Row(node, findings, required=("indicators",), optional=("not_a_target",))
    rows = rows_of(top, "indicators", findings, required=REQUIRED, optional=OPTIONAL, pattern=SLUG)
    found = {code: _indicator(code, row, plan, "") for code, row in rows.items()}
    for code, indicator in found.items():
        row = rows[code]
        findings.check(
            indicator.group is not Group.CARBON,
            row.at("group"),
            gettext_noop("carbon indicators have a file of their own"),
        )
        findings.check(
            indicator.source_quote or indicator.targets,
            row.place,
            gettext_noop("has no words of the plan: neither a target's quote nor a source_quote"),
        )
    return found, rows


def read_emissions(node: Node | None, plan: Promises, findings: Findings) -> tuple[tuple[LedgerRow, ...], Read]:
    """Return the carbon ledgers and their indicators; all empty where the plan has no such file."""
    if node is None:
        return (), ({}, {})
    top = Row(node, findings, required=("ledgers", "indicators"))
    ledger_rows = rows_of(top, "ledgers", findings, required=("code", "name_zh", "name_en"), pattern=SLUG, longest=20)
    ledgers = tuple(
        LedgerRow(code, row.text("name_zh", 60), row.text("name_en", 120)) for code, row in ledger_rows.items()
    )
    rows = rows_of(top, "indicators", findings, required=(*REQUIRED, "ledger"), optional=OPTIONAL, pattern=SLUG)
    found: dict[str, IndicatorRow] = {}
    for code, row in rows.items():
        ledger = row.text("ledger", 20)
        findings.check(ledger in ledger_rows, row.at("ledger"), gettext_noop("unknown ledger %(code)s"), code=ledger)
        found[code] = _indicator(code, row, plan, ledger)
        findings.check(
            found[code].group is Group.CARBON,
            row.at("group"),
            gettext_noop("an indicator of a ledger is of group carbon"),
        )
    return ledgers, (found, rows)


def _indicator(code: str, row: Row, plan: Promises, ledger: str) -> IndicatorRow:
    findings, known = row.findings, plan.known
    task, owner = row.text("task", 10), row.text("owner", 40)
    if findings.check(task in plan.tasks, row.at("task"), gettext_noop("unknown task %(code)s"), code=task):
        findings.check(
            owner in plan.tasks[task].lead,
            row.at("owner"),
            gettext_noop("%(owner)s is not a lead bureau of task %(task)s"),
            owner=owner,
            task=task,
        )
    comparison = row.word("comparison", Comparison)
    result_key = "unit" if comparison is Comparison.VALUE else "measure_unit"
    measure = read_measure(row, result_key, known)
    written, where = applies_to(row, known.areas)
    accrual, pooling = row.word("accrual", Accrual), row.word("pooling", Pooling)
    check_use(row, measure, accrual, pooling, where, known)
    group = row.word("group", Group)
    quote = row.text_or_none("source_quote", 2000)
    if quote is not None:
        check_quote(quote, row.at("source_quote"), task, plan.document, findings)
    indicator = IndicatorRow(
        code=code,
        task=task,
        owner=owner,
        ledger=ledger,
        name_zh=row.text("name_zh", 120),
        name_en=row.text("name_en", 200),
        unit=row.text("unit", 40, blank=True),
        measure_unit=row.text(result_key, 40, blank=True),
        decimals=row.whole("decimals", 0, 6),
        measure=measure,
        accrual=accrual,
        count_from=row.whole("count_from", 1990, 2100) if row.has("count_from") else None,
        comparison=comparison,
        pooling=pooling,
        group=group,
        trajectory=row.word("trajectory", Trajectory),
        applies_to=written,
        areas=where,
        bounded=is_bounded(measure, known.quantities),
        targets=read_targets(row, task, plan.base_year, plan.document, group),
        source_quote=quote or "",
        definition_zh=row.text("definition_zh", 4000),
        assumptions_zh=tuple(text_of(item, findings, 2000) for item in row.items("assumptions_zh")),
        line=row.place.line,
    )
    _check_comparison(row, indicator, known)
    findings.check(
        (indicator.count_from is not None) == (accrual is Accrual.CUMULATIVE),
        row.at("count_from"),
        gettext_noop("count_from is a year exactly where accrual is cumulative, else null"),
    )
    used = [known.quantities[name] for name in measure.quantities if name in known.quantities]
    check_targets(row, indicator, used)
    return replace(indicator, measure_unit=indicator.unit) if comparison is Comparison.VALUE else indicator


def _check_comparison(row: Row, indicator: IndicatorRow, known: Known) -> None:
    """Drops have the measure's own unit beside the drop's, and both fit together."""
    findings = row.findings
    if indicator.comparison is Comparison.VALUE:
        message = gettext_noop("measure_unit belongs to drops; comparison value has only unit")
        findings.check("measure_unit" not in row.nodes, row.at("measure_unit"), message)
        return
    findings.check("measure_unit" in row.nodes, row.place, gettext_noop("missing key %(key)s"), key="measure_unit")
    findings.check(
        indicator.accrual is not Accrual.CUMULATIVE,
        row.at("accrual"),
        gettext_noop("a drop since the base year cannot be cumulative"),
    )
    message = gettext_noop("a drop of %(comparison)s is in hundredths; the unit is %(unit)s")
    unit = parse(indicator.unit, known.units)
    if unit is not None:
        findings.check(
            is_percent(unit), row.at("unit"), message, comparison=indicator.comparison, unit=indicator.unit or "''"
        )
    measured = parse(indicator.measure_unit, known.units)
    if indicator.comparison is Comparison.DROP_POINTS and measured is not None:
        findings.check(
            is_percent(measured),
            row.at("measure_unit"),
            message,
            comparison=indicator.comparison,
            unit=indicator.measure_unit or "''",
        )
