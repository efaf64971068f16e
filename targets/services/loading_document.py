"""Loads the plan as a document: its text, parts, tasks, duties, units, ledgers and themes."""

from accounts.models import Area, Bureau
from targets.domain.catalogue import Catalogue
from targets.domain.located import Findings, Place, gettext_noop
from targets.models import (
    Indicator,
    Ledger,
    Part,
    Plan,
    PlanIssuer,
    Task,
    TaskBureau,
    Theme,
    ThemeIndicator,
    Unit,
)
from targets.services.synchronising import Changes, replace_links, synchronise, update


def load_plan_row(
    catalogue: Catalogue,
    plan: Plan | None,
    areas: dict[str, Area],
    bureaus: dict[str, Bureau],
    changes: Changes,
    findings: Findings,
) -> Plan:
    """Create or update the plan itself; its city and base year stay what they were."""
    row = catalogue.plan
    fixed = {"city_id": areas[row.city].pk, "base_year": row.base_year}
    values = {
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "document_no": row.document_no,
        "issued_on": row.issued_on,
        "last_year": row.last_year,
        "deadline_month": row.deadline_month,
        "deadline_day": row.deadline_day,
        "deadline_quote": row.deadline_quote,
        "text": catalogue.text,
    }
    if plan is None:
        plan = Plan.objects.create(slug=row.slug, **fixed, **values)
        changes.created["plan"] += 1
    else:
        for name, value in fixed.items():
            message = gettext_noop("a loaded plan keeps its city and base year; another one is another plan (slug)")
            field = "plan.city" if name == "city_id" else "plan.base_year"
            findings.check(getattr(plan, name) == value, Place("plan.yaml", 0, field), message)
        update(plan, values, changes, plan.slug)
    issuers = [
        {"plan_id": plan.pk, "bureau_id": bureaus[code].pk, "order": order}
        for order, code in enumerate(row.issuers, start=1)
    ]
    replace_links(PlanIssuer, list(PlanIssuer.objects.filter(plan=plan)), issuers, changes, plan.slug)
    return plan


def load_tasks(catalogue: Catalogue, plan: Plan, bureaus: dict[str, Bureau], changes: Changes) -> dict[str, Task]:
    """Create or update parts, tasks and duties; return tasks by code."""
    parts = synchronise(
        Part,
        {part.code: part for part in plan.parts.all()},
        {
            row.code: {
                "plan_id": plan.pk,
                "code": row.code,
                "order": order,
                "numeral": row.numeral,
                "title_zh": row.title_zh,
                "title_en": row.title_en,
            }
            for order, row in enumerate(catalogue.parts, start=1)
        },
        changes,
    )
    tasks = synchronise(
        Task,
        {task.code: task for task in plan.tasks.all()},
        {
            row.code: {
                "plan_id": plan.pk,
                "part_id": parts[row.part].pk,
                "code": row.code,
                "order": order,
                "clause": row.clause,
                "title_zh": row.title_zh,
                "title_en": row.title_en,
                "mode": row.mode,
                "responsibility_quote": row.quote,
            }
            for order, row in enumerate(catalogue.tasks, start=1)
        },
        changes,
    )
    duties: dict[int, list[TaskBureau]] = {}
    for duty in TaskBureau.objects.filter(task__plan=plan):
        duties.setdefault(duty.task_id, []).append(duty)
    for row in catalogue.tasks:
        task = tasks[row.code]
        named = [(code, TaskBureau.Duty.LEAD.value) for code in row.lead]
        named += [(code, TaskBureau.Duty.SUPPORT.value) for code in row.supporting]
        wanted = [
            {"task_id": task.pk, "bureau_id": bureaus[code].pk, "duty": duty, "order": order}
            for order, (code, duty) in enumerate(named, start=1)
        ]
        replace_links(TaskBureau, duties.get(task.pk, []), wanted, changes, row.code)
    return tasks


def remove_tasks(catalogue: Catalogue, plan: Plan, changes: Changes, findings: Findings) -> None:
    """Remove parts and tasks that the plan no longer has and nothing belongs to."""
    for task in plan.tasks.exclude(code__in=[row.code for row in catalogue.tasks]):
        if task.indicators.exists() or task.quantities.exists():
            message = gettext_noop("task %(code)s is gone, but indicators or quantities loaded before belong to it")
            findings.add(Place("plan.yaml", 0, "tasks"), message, code=task.code)
            continue
        task.delete()
        changes.removed.append(f"task {task.code}")
    for part in plan.parts.exclude(code__in=[row.code for row in catalogue.parts]):
        if not part.tasks.exists():
            part.delete()
            changes.removed.append(f"part {part.code}")


def load_words(catalogue: Catalogue, plan: Plan, changes: Changes) -> None:
    """Create or update units and ledgers. A unit stays, since earlier definitions may name it."""
    synchronise(
        Unit,
        {unit.zh: unit for unit in plan.units.all()},
        {
            row.zh: {"plan_id": plan.pk, "zh": row.zh, "en": row.en, "dimension": row.dimension, "si": row.si}
            for row in catalogue.units
        },
        changes,
        label=repr,
    )
    synchronise(
        Ledger,
        {ledger.code: ledger for ledger in plan.ledgers.all()},
        {
            row.code: {
                "plan_id": plan.pk,
                "code": row.code,
                "order": order,
                "name_zh": row.name_zh,
                "name_en": row.name_en,
            }
            for order, row in enumerate(catalogue.ledgers, start=1)
        },
        changes,
    )


def load_themes(catalogue: Catalogue, plan: Plan, indicators: dict[str, Indicator], changes: Changes) -> None:
    """Make the themes what the file says: a grouping for leaders, of which nothing depends."""
    themes = synchronise(
        Theme,
        {theme.code: theme for theme in plan.themes.all()},
        {
            row.code: {
                "plan_id": plan.pk,
                "code": row.code,
                "order": order,
                "name_zh": row.name_zh,
                "name_en": row.name_en,
            }
            for order, row in enumerate(catalogue.themes, start=1)
        },
        changes,
    )
    for theme in plan.themes.exclude(code__in=themes):
        theme.delete()
        changes.removed.append(f"theme {theme.code}")
    present: dict[int, list[ThemeIndicator]] = {}
    for link in ThemeIndicator.objects.filter(theme__plan=plan):
        present.setdefault(link.theme_id, []).append(link)
    for row in catalogue.themes:
        theme = themes[row.code]
        wanted = [
            {
                "theme_id": theme.pk,
                "indicator_id": indicators[code].pk,
                "order": order,
                "headline": row.headline.index(code) + 1 if code in row.headline else 0,
            }
            for order, code in enumerate(row.indicators, start=1)
        ]
        replace_links(ThemeIndicator, present.get(theme.pk, []), wanted, changes, row.code)
