"""A light's lineage as one table, for files: what was promised, how it is computed, and every number that went in."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from dashboards.domain.definitions import Definition
from dashboards.domain.formulas import in_words, with_numbers
from dashboards.domain.raw import FiledNumber
from dashboards.domain.rows import Verdict
from dashboards.domain.tables import Cell, Table
from dashboards.figures import phrases, wording
from progress.domain.lineage import Lineage

WIDTH = 11


def lineage_table(definition: Definition, verdict: Verdict, lineage: Lineage, numbers: Iterable[FiledNumber]) -> Table:
    """Return the explanation row by row; numbers unrounded.

    Args:
        definition: the indicator as in force in the judged year, in the language of the page.
        verdict: the judgement explained.
        lineage: of the same.
        numbers: every input that the reader may see.
    """
    rows = [*_promise(definition, verdict, lineage), *_computed(definition, lineage), *_factors(lineage)]
    rows += [_number(one) for one in numbers]
    headings = (
        _("What"), _("Area"), _("Year"), _("Name"), _("Value"), _("Unit"), _("State"), _("Declared value"),
        _("Stage"), _("Revision"), _("Source"),
    )  # fmt: skip
    return Table(headings, tuple(rows))


def _row(
    what: str, *, name: Cell = None, value: Cell = None, unit: Cell = None, year: Cell = None, source: Cell = None
):
    return (what, None, year, name, value, unit, None, None, None, None, source)


def _promise(definition: Definition, verdict: Verdict, lineage: Lineage) -> Iterator[tuple[Cell, ...]]:
    clause = f"{lineage.clause.number} {definition.task.title}"
    yield _row(_("Clause"), name=clause, source=lineage.clause.quote)
    if verdict.bound is not None:
        firmness = str(wording.FIRMNESS[verdict.firmness])
        yield _row(_("Target"), name=phrases.target_of(definition, verdict), value=verdict.bound, unit=definition.unit,
                   year=verdict.target_year, source=firmness)  # fmt: skip
    reason = str(wording.REASON.get(verdict.reason, verdict.reason))
    yield _row(_("Light"), name=str(wording.STATUS[verdict.status]), year=lineage.year, source=reason)
    if verdict.expected is not None and lineage.is_open:
        yield _row(_("Expected progress"), value=verdict.expected, unit=definition.unit, year=lineage.year)
    if verdict.shortfall is not None:
        yield _row(_("shortfall"), value=verdict.shortfall, unit="%", year=lineage.year)


def _computed(definition: Definition, lineage: Lineage) -> Iterator[tuple[Cell, ...]]:
    total = lineage.total
    digest = f"{lineage.definition.effective_from} · {lineage.definition.digest[:12]}"
    yield _row(_("Formula"), name=in_words(definition), source=digest)
    if total is None:
        return
    if total.base_numerator is not None:
        base = with_numbers(definition, total.base_numerator, total.base_denominator)
        yield _row(_("Formula with numbers"), name=base, year=lineage.base_year)
    if total.numerator is not None:
        now = with_numbers(definition, total.numerator, total.denominator)
        yield _row(_("Formula with numbers"), name=now, year=lineage.judged_year)
    void = "" if total.value is not None else str(wording.VOID.get(total.void, total.void))
    yield _row(_("Figure"), value=total.value, unit=definition.unit, year=lineage.judged_year, source=void)
    yield _row(_("Coverage"), name=f"{total.reported}/{total.expected}", year=lineage.judged_year)


def _factors(lineage: Lineage) -> Iterator[tuple[Cell, ...]]:
    for coefficient in lineage.coefficients:
        for value in coefficient.factor:
            yield _row(_("Factor"), name=value.named.zh, value=value.value, unit=value.unit, year=value.of_year,
                       source=value.source)  # fmt: skip


def _number(one: FiledNumber) -> tuple[Cell, ...]:
    entry, source = one.entry, one.source
    filed = (None, None, None, "")
    if source is not None:
        declared = source.declared if source.is_verified else None
        filed = (declared, str(wording.STAGE[source.stage]), source.revision, f"{source.filed_by} {source.digest[:12]}")
    state = str(wording.PRESENCE[entry.presence])
    return (_("Input"), one.place.name, entry.year, one.quantity.name, entry.number, one.quantity.unit, state, *filed)
