"""Loads a plan folder: validated as a whole, all or nothing, and twice the same as once."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.utils.timezone import localtime

from accounts.domain.actors import Actor
from accounts.services import journal
from targets.domain.algebra import Group
from targets.domain.catalogue import Catalogue
from targets.domain.located import Findings
from targets.domain.validation import read_catalogue
from targets.models import Plan, PlanEvent
from targets.services.events import publish
from targets.services.loading_definitions import (
    Context,
    Years,
    load_indicator_versions,
    load_indicators,
    load_quantities,
    load_quantity_versions,
)
from targets.services.loading_document import load_plan_row, load_tasks, load_themes, load_words, remove_tasks
from targets.services.loading_factors import load_factors
from targets.services.loading_places import load_places
from targets.services.plan_files import read_folder
from targets.services.refusals import FilesRefused
from targets.services.removals import remove_missing
from targets.services.synchronising import Changes

LOCK = "targets.load_plan"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder holds and what loading it changed."""

    slug: str
    counts: dict[str, int]
    changes: Changes


def load_plan(*, folder: Path, effective_from: int | None, actor: Actor, now: datetime) -> Loaded:
    """Load a plan folder in one transaction.

    The first load defines every year (from the base year on). Later on, a definition
    that differs becomes a new version from ``effective_from`` on; names, texts, bureaus
    and tasks are brought up to date in place; a factor's value is superseded. Every
    change is in the journal and in a plan event, for which the roll-up is woken; a load
    that changes nothing writes nothing.

    Args:
        folder: the plan's YAML files and text.
        effective_from: the year from which changed definitions hold; None: this year.
        actor: who loads.
        now: the clock; its year is "this year".

    Raises:
        FilesRefused: with every problem found; nothing was written.
    """
    files = read_folder(folder)
    if files.problems:
        raise FilesRefused(files.problems)
    reading = read_catalogue(files.files, files.text)
    if reading.catalogue is None:
        raise FilesRefused(reading.problems)
    catalogue, changes = reading.catalogue, Changes()
    with transaction.atomic():
        plan = _write(catalogue, effective_from, now, changes)
        if changes:
            summary = changes.as_json()
            publish(plan=plan, kind=PlanEvent.Kind.PLAN_LOADED, summary=summary, actor=actor, now=now)
            journal.record(actor=actor, now=now, action="plan.load", subject=f"plan {plan.slug}", detail=summary)
    return Loaded(plan.slug, _counts(catalogue), changes)


def _write(catalogue: Catalogue, effective_from: int | None, now: datetime, changes: Changes) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])
    findings = Findings()
    # The plan before its areas: as whoever changes it at the desk, or they would wait for each other.
    known = Plan.objects.select_for_update(of=("self",), no_key=True).filter(slug=catalogue.plan.slug).first()
    areas, bureaus = load_places(catalogue, changes)
    plan = load_plan_row(catalogue, known, areas, bureaus, changes, findings)
    tasks = load_tasks(catalogue, plan, bureaus, changes)
    load_words(catalogue, plan, changes)
    factors = load_factors(catalogue, plan, now, changes)
    this_year = localtime(now).year
    year = catalogue.plan.base_year if known is None else effective_from or this_year
    context = Context(plan, areas, bureaus, tasks, Years(year, this_year), changes, findings)
    indicators = load_indicators(catalogue, context)
    quantities = load_quantities(catalogue, indicators, context)
    load_quantity_versions(catalogue, quantities, context)
    load_indicator_versions(catalogue, indicators, quantities, factors, context)
    load_themes(catalogue, plan, indicators, changes)
    remove_missing(catalogue, context)
    remove_tasks(catalogue, plan, changes, findings)
    if findings.problems:
        raise FilesRefused(tuple(findings.problems))
    return plan


def _counts(catalogue: Catalogue) -> dict[str, int]:
    carbon = sum(row.group is Group.CARBON for row in catalogue.indicators)
    return {
        "areas": len(catalogue.areas),
        "bureaus": len(catalogue.bureaus),
        "tasks": len(catalogue.tasks),
        "quantities": len(catalogue.quantities),
        "indicators": len(catalogue.indicators) - carbon,
        "carbon": carbon,
        "targets": sum(len(row.targets) for row in catalogue.indicators),
        "factors": len(catalogue.factors),
    }
