"""Reads and checks plan.yaml against the plan's text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from targets.domain.catalogue import AreaRow, BureauRow, PartRow, TaskRow
from targets.domain.document import Document, Heading, cut, flatten, positions, writes_day
from targets.domain.located import Findings, Node, gettext_noop
from targets.domain.read_places import rows_of
from targets.domain.rows import SLUG, Row

NOT_IN_TEXT = gettext_noop("is not in the plan's text")


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What plan.yaml holds; ``top`` is its ``plan`` row, for the rest of the checks."""

    top: Row
    parts: dict[str, PartRow]
    tasks: dict[str, TaskRow]
    document: Document
    rows: dict[str, Row] = field(default_factory=dict)


def read_plan(
    node: Node | None, text: str, areas: Mapping[str, AreaRow], bureaus: Mapping[str, BureauRow], findings: Findings
) -> PlanFile:
    """Return parts, tasks and the text cut into clauses."""
    top = Row(node, findings, required=("plan", "parts", "tasks"))
    plan = Row(
        top.nodes.get("plan"), findings, place=top.place,
        required=("slug", "title", "title_en", "document_no", "issued_on", "issuers", "city", "base_year",
                  "filing_deadline"),
    )  # fmt: skip
    part_rows = rows_of(top, "parts", findings, required=("code", "numeral", "title", "title_en"), longest=10)
    parts = {
        code: PartRow(code, row.text("numeral", 4), row.text("title", 120), row.text("title_en", 200))
        for code, row in part_rows.items()
    }
    task_rows = rows_of(
        top, "tasks", findings, required=("code", "part", "clause", "title", "title_en", "responsibility"), longest=10
    )
    headings: list[Heading] = []
    for code, part in parts.items():
        headings.append(Heading(code, part.numeral, part.title_zh))
        for task, row in task_rows.items():
            if row.nodes.get("part") is not None and row.text("part", 10) == code:
                clause = row.text("clause", 20)
                row.findings.check(
                    clause.startswith(part.numeral) and clause != part.numeral,
                    row.at("clause"),
                    gettext_noop("a clause begins with its part's numeral %(numeral)s"),
                    numeral=part.numeral,
                )
                headings.append(Heading(task, part.numeral, row.text("title", 120), clause or "?"))
    document, missing = cut(text, headings)
    for heading in headings:
        if heading.code in missing:
            row = task_rows[heading.code] if heading.clause else part_rows[heading.code]
            message = gettext_noop("the heading %(heading)s is not in the plan's text, or not in this order")
            findings.add(row.at("title"), message, heading=heading.clause + heading.title)
    tasks = {code: _task(code, row, parts, bureaus, document) for code, row in task_rows.items()}
    _check_plan(plan, document, areas, bureaus)
    return PlanFile(plan, parts, tasks, document, task_rows)


def _check_plan(plan: Row, document: Document, areas: Mapping[str, AreaRow], bureaus: Mapping[str, BureauRow]) -> None:
    findings = plan.findings
    plan.text("slug", 60, pattern=SLUG)
    for key, longest in (("title", 120), ("document_no", 60)):
        findings.check(document.holds(plan.text(key, longest)), plan.at(key), NOT_IN_TEXT)
    plan.text("title_en", 200)
    issued = plan.day("issued_on")
    findings.check(writes_day(document.flat, issued.month, issued.day, issued.year), plan.at("issued_on"), NOT_IN_TEXT)
    issuers = plan.texts("issuers", 40)
    for code in issuers:
        findings.check(code in bureaus, plan.at("issuers"), gettext_noop("unknown bureau %(code)s"), code=code)
    names = [re.escape(flatten(bureaus[code].name_zh)) for code in issuers if code in bureaus]
    findings.check(
        re.search("[、，,；;]?".join(names), document.flat),
        plan.at("issuers"),
        gettext_noop("the issuers do not stand in the plan's text in this order"),
    )
    city = plan.text("city", 12)
    findings.check(
        city in areas and areas[city].kind == "city", plan.at("city"), gettext_noop("must be the code of a city")
    )
    plan.whole("base_year", 1990, 2100)


def deadline(plan: Row, document: Document) -> tuple[int, int, str]:
    """Return month, day and the plan's words of the yearly filing deadline."""
    row = Row(plan.nodes.get("filing_deadline"), plan.findings, required=("month_day", "quote"), place=plan.place)
    written = row.text("month_day", 5)
    quote = row.text("quote", 300)
    row.findings.check(document.holds(quote), row.at("quote"), NOT_IN_TEXT)
    found = re.fullmatch(r"(\d\d)-(\d\d)", written)
    month, day = (int(found[1]), int(found[2])) if found else (0, 0)
    longest = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not (1 <= month <= 12 and 1 <= day <= longest[month - 1]):
        row.findings.add(row.at("month_day"), gettext_noop("must be month and day such as '11-15'"))
        return 12, 31, quote
    row.findings.check(
        writes_day(flatten(quote), month, day), row.at("month_day"), gettext_noop("is not the day its quote names")
    )
    return month, day, quote


def _task(
    code: str, row: Row, parts: Mapping[str, PartRow], bureaus: Mapping[str, BureauRow], document: Document
) -> TaskRow:
    findings = row.findings
    part = row.text("part", 10)
    findings.check(part in parts, row.at("part"), gettext_noop("unknown part %(code)s"), code=part)
    duty = Row(
        row.nodes.get("responsibility"), findings, required=("mode", "lead", "supporting", "quote"), place=row.place
    )
    mode = duty.text("mode", 10)
    lead, supporting = duty.texts("lead", 40), duty.texts("supporting", 40)
    for key, named in (("lead", lead), ("supporting", supporting)):
        for bureau in named:
            findings.check(bureau in bureaus, duty.at(key), gettext_noop("unknown bureau %(code)s"), code=bureau)
    for bureau in set(lead) & set(supporting):
        findings.add(duty.at("supporting"), gettext_noop("%(value)s is named twice"), value=bureau)
    findings.check(mode in ("led", "shared"), duty.at("mode"), gettext_noop("must be led or shared"))
    if mode == "led":
        findings.check(len(lead) == 1, duty.at("lead"), gettext_noop("a led task has exactly one lead bureau"))
    elif mode == "shared":
        findings.check(len(lead) > 1, duty.at("lead"), gettext_noop("a shared task has several lead bureaus"))
    quote = duty.text_or_none("quote", 400)
    if quote is not None:
        _duty_quote(code, duty, quote, [*lead, *supporting], bureaus, document)
    return TaskRow(
        code=code,
        part=part,
        clause=row.text("clause", 20),
        title_zh=row.text("title", 120),
        title_en=row.text("title_en", 200),
        mode=mode,
        lead=lead,
        supporting=supporting,
        quote=quote or "",
    )


def _duty_quote(
    code: str, duty: Row, quote: str, named: list[str], bureaus: Mapping[str, BureauRow], document: Document
) -> None:
    """The quote stands in its own clause, in the mode's words, and names just these bureaus in this order."""
    findings, mode = duty.findings, duty.text("mode", 10)
    if code in document.clauses:
        findings.check(
            flatten(quote) in document.clauses[code],
            duty.at("quote"),
            gettext_noop("the quote does not stand in clause %(code)s"),
            code=code,
        )
    findings.check(
        not (("牵头单位" in quote and mode == "shared") or ("按职责分工" in quote and mode == "led")),
        duty.at("mode"),
        gettext_noop("the mode is not that of the quote"),
    )
    written = positions(quote, {one: (row.plan_name, *row.aliases) for one, row in bureaus.items()})
    findings.check(
        not written or written == named,
        duty.at("quote"),
        gettext_noop("the quote names %(written)s, the file %(named)s"),
        written=", ".join(written),
        named=", ".join(named),
    )
