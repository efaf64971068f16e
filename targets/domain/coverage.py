"""Nothing left over: every figure of the text, every quantity and every factor has its place."""

from collections.abc import Mapping, Sequence

from targets.domain.algebra import Group, Kind
from targets.domain.catalogue import ExplainedFigure, FactorRow, IndicatorRow, QuantityRow, ThemeRow
from targets.domain.document import Document, flatten, numbers_in
from targets.domain.located import Findings, Node, gettext_noop
from targets.domain.located import Mapping as NodeMapping
from targets.domain.read_places import rows_of
from targets.domain.rows import SLUG, Row

Span = tuple[int, int]


def first_tasks(indicators: Mapping[str, IndicatorRow], quantities: Mapping[str, QuantityRow]) -> dict[str, str]:
    """Return each quantity's task: that of the first indicator it serves or is evidence for."""
    tasks: dict[str, str] = {}
    for indicator in indicators.values():
        for code in indicator.measure.quantities:
            tasks.setdefault(code, indicator.task)
    for code, quantity in quantities.items():
        if quantity.evidence_for is not None and quantity.evidence_for in indicators:
            tasks.setdefault(code, indicators[quantity.evidence_for].task)
    return tasks


def check_use(
    indicators: Mapping[str, IndicatorRow],
    quantities: Mapping[str, QuantityRow],
    quantity_rows: Mapping[str, Row],
    factors: Mapping[str, FactorRow],
    factor_rows: Mapping[str, Row],
    findings: Findings,
) -> None:
    """Every number is used by an indicator, every text names one, every factor is used."""
    used = {code for indicator in indicators.values() for code in indicator.measure.quantities}
    named = {code for indicator in indicators.values() for code in indicator.measure.factors}
    for code, quantity in quantities.items():
        row = quantity_rows[code]
        if quantity.kind is Kind.TEXT:
            findings.check(
                quantity.evidence_for is None or quantity.evidence_for in indicators,
                row.at("evidence_for"),
                gettext_noop("unknown indicator %(code)s"),
                code=quantity.evidence_for,
            )
        else:
            findings.check(code in used, row.at("code"), gettext_noop("%(code)s is used by no indicator"), code=code)
    for code in factors:
        message = gettext_noop("%(code)s is used by no indicator")
        findings.check(code in named, factor_rows[code].at("code"), message, code=code)


def read_themes(node: Node | None, indicators: Mapping[str, IndicatorRow], findings: Findings) -> tuple[ThemeRow, ...]:
    """Return the themes; none where the plan has no such file."""
    if node is None:
        return ()
    top = Row(node, findings, required=("themes",))
    rows = rows_of(
        top, "themes", findings, required=("code", "name_zh", "name_en", "headline", "indicators"), pattern=SLUG,
        longest=60,
    )  # fmt: skip
    themes: list[ThemeRow] = []
    for code, row in rows.items():
        headline, others = row.texts("headline", 80), row.texts("indicators", 80)
        message = gettext_noop("a theme has one to three headline indicators")
        findings.check(1 <= len(headline) <= 3, row.at("headline"), message)
        for key, names in (("headline", headline), ("indicators", others)):
            for item, name in zip(row.items(key), names, strict=True):
                findings.check(name in indicators, item.place, gettext_noop("unknown indicator %(code)s"), code=name)
        every = tuple(dict.fromkeys((*headline, *others)))
        themes.append(ThemeRow(code, row.text("name_zh", 60), row.text("name_en", 120), headline, every))
    return tuple(themes)


def read_explained(
    node: Node | None,
    document: Document,
    indicators: Mapping[str, IndicatorRow],
    indicator_rows: Mapping[str, Row],
    findings: Findings,
) -> tuple[ExplainedFigure, ...]:
    """Read ``not_a_target`` where the plan has it, and account for every figure of the text.

    A figure with a unit is a target's value or explained, never both; and the value of a
    dated target (100 % aside) is a figure of the text.
    """
    section = node.get("not_a_target") if isinstance(node, NodeMapping) else None
    if section is None:
        return ()
    top = Row(node, findings, required=("not_a_target",), optional=("indicators",))
    explained: list[ExplainedFigure] = []
    spans: dict[Span, Row] = {}
    for item in top.items("not_a_target"):
        row = Row(item, findings, required=("token", "context", "indicator", "reason"))
        if row.broken:
            continue
        one = ExplainedFigure(
            row.text("token", 60), row.text("context", 400), row.text("indicator", 80), row.text("reason", 1000)
        )
        explained.append(one)
        message = gettext_noop("unknown indicator %(code)s")
        findings.check(one.indicator in indicators, row.at("indicator"), message, code=one.indicator)
        token, context = flatten(one.token), flatten(one.context)
        if not token or token not in context or document.flat.count(context) != 1:
            message = gettext_noop("must hold the token and stand exactly once in the plan's text")
            findings.add(row.at("context"), message)
            continue
        at = document.flat.index(context) + context.index(token)
        spans[at, at + len(token)] = row
    _account(document, indicators, indicator_rows, spans, top, findings)
    return tuple(explained)


def _account(
    document: Document,
    indicators: Mapping[str, IndicatorRow],
    rows: Mapping[str, Row],
    spans: dict[Span, Row],
    top: Row,
    findings: Findings,
) -> None:
    promised = _promised(document, indicators)
    hit: set[tuple[str, str]] = set()
    met: set[Span] = set()
    for figure in document.figures():
        span, numbers = figure.span(), list(numbers_in(figure.group()))
        covering = [
            key for key, (start, stop), values in promised if start <= span[0] and span[1] <= stop and values == numbers
        ]
        hit.update(covering)
        around = document.flat[max(document.start, span[0] - 16) : span[1] + 6]
        if span in spans:
            met.add(span)
            message = gettext_noop("%(figure)s is both a target and explained away")
            findings.check(not covering, spans[span].at("token"), message, figure=figure.group())
        elif not covering:
            message = gettext_noop("the figure %(figure)s of the text is neither a target nor explained: …%(around)s…")
            findings.add(top.at("not_a_target"), message, figure=figure.group(), around=around)
    for span, row in spans.items():
        findings.check(span in met, row.at("token"), gettext_noop("is no figure with a unit in the plan's text"))
    for code, indicator in indicators.items():
        for target in indicator.targets if indicator.group is Group.TARGET else ():
            if target.value != 100 and (code, target.key) not in hit:
                message = gettext_noop("the value of %(year)s is no figure with a unit in the plan's text")
                findings.add(rows[code].at("targets"), message, year=target.key)


def _promised(
    document: Document, indicators: Mapping[str, IndicatorRow]
) -> list[tuple[tuple[str, str], Span, Sequence[object]]]:
    """Every target with the stretch of text its quote covers and the figures it promises."""
    found: list[tuple[tuple[str, str], Span, Sequence[object]]] = []
    for code, indicator in indicators.items():
        for target in indicator.targets:
            quote = flatten(target.quote)
            at = document.flat.find(quote)
            if at >= 0 and quote:
                values = [bound for bound in (target.value, target.lower, target.upper) if bound is not None]
                found.append(((code, target.key), (at, at + len(quote)), values))
    return found
