"""Scoring kept by the plan manager: on or off, schemes copied, edited, put in force. All in the journal."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.services import journal
from progress.domain.scheme_file import SchemeFile
from progress.domain.schemes import Scheme, SchemeStatus
from progress.models import SchemeLine, SchemeRule, ScoringScheme, ScoringSwitch
from reports.domain import reading
from reports.domain.refusals import Refused
from targets.domain.exact import exact, plain
from targets.models import Indicator, Plan

LONGEST_NAME = 120


@transaction.atomic
def turn(*, plan_id: int, is_on: bool, reason: str, actor: Actor, now: datetime) -> ScoringSwitch:
    """Switch the scoring of a plan's areas on or off; off, nobody but the plan manager sees any of it.

    Raises:
        Refused: ``wrong_role``, the reason is missing or cannot be kept, or ``nothing_changed``.
    """
    plan = _locked(plan_id, actor)
    reason = _reason(reason)
    row = ScoringSwitch.objects.filter(plan=plan).first()
    if (row.is_on if row else False) == is_on:
        raise Refused("nothing_changed")
    row = row or ScoringSwitch(plan=plan)
    row.is_on, row.reason = is_on, reason
    row.changed_at, row.changed_by_id, row.changed_as = now, actor.user_id, actor.name[:120]
    row.save()
    detail = {"old": not is_on, "new": is_on, "reason": reason}
    journal.record(actor=actor, now=now, action="scoring.turn", subject=f"plan {plan.slug}", detail=detail)
    return row


@transaction.atomic
def load(*, plan_id: int, file: SchemeFile, actor: Actor, now: datetime) -> ScoringScheme:
    """Keep the scheme of a file as a draft.

    Raises:
        Refused: ``wrong_role``.
    """
    plan = _locked(plan_id, actor)
    row = _begin(
        plan,
        actor,
        now,
        name=file.name,
        note=file.note,
        effective_from=file.effective_from,
        is_example=file.is_example,
        against=file.scheme.against.value,
    )
    _write(row, file.scheme)
    detail = {"title": row.name, "rows": len(file.scheme.lines)}
    journal.record(actor=actor, now=now, action="scheme.load", subject=_subject(row), detail=detail)
    return row


@transaction.atomic
def copy(*, scheme_id: int, name: str, actor: Actor, now: datetime) -> ScoringScheme:
    """Begin a draft that says what another scheme says, to be edited and compared with it.

    Raises:
        ScoringScheme.DoesNotExist: none for this actor.
        Refused: ``wrong_role``, ``name_missing``, ``words_too_long`` or ``forbidden_character``.
    """
    _check_role(actor)
    source = ScoringScheme.objects.visible_to(actor).get(pk=scheme_id)
    plan = _locked(source.plan_id, actor)
    row = _begin(
        plan,
        actor,
        now,
        name=_name(name),
        note=source.note,
        effective_from=source.effective_from,
        is_example=source.is_example,
        against=source.against,
        copied_from=source,
    )
    for part in (*source.lines.all(), *source.rules.all()):
        part.pk, part.scheme = None, row
        part.save(force_insert=True)
    detail = {"title": row.name, "old": source.edition}
    journal.record(actor=actor, now=now, action="scheme.copy", subject=_subject(row), detail=detail)
    return row


@transaction.atomic
def edit(
    *, scheme_id: int, seen_version: int, name: str, note: str, effective_from: int, scheme: Scheme, actor: Actor,
    now: datetime,
) -> ScoringScheme:  # fmt: skip
    """Replace what a draft says.

    Args:
        seen_version: the version that the page showed.
        effective_from: the first year it is meant for; within the plan.
        scheme: lines of indicators of the plan, at least one, and rules.

    Raises:
        ScoringScheme.DoesNotExist: none for this actor.
        Refused: ``wrong_role``, ``stale``, ``scheme_in_force``, ``scheme_empty``, ``no_such_year``,
            ``no_such_indicator``, or the name or note cannot be kept.
    """
    row = _locked_draft(scheme_id, seen_version, actor)
    row.name, row.note = _name(name), _note(note)
    if not scheme.lines:
        raise Refused("scheme_empty")
    if not row.plan.base_year <= effective_from <= row.plan.last_year:
        raise Refused("no_such_year")
    before = _said(row)
    row.effective_from, row.against, row.version = effective_from, scheme.against.value, row.version + 1
    row.save(update_fields=["name", "note", "effective_from", "against", "version"])
    row.lines.all().delete()
    row.rules.all().delete()
    _write(row, scheme)
    changes = _changes(before, _said(row))
    journal.record(
        actor=actor, now=now, action="scheme.edit", subject=_subject(row), detail={"title": row.name} | changes
    )
    return row


@transaction.atomic
def activate(*, scheme_id: int, seen_version: int, reason: str, actor: Actor, now: datetime) -> ScoringScheme:
    """Put a draft in force from its first year on; the one in force from the same year retires.

    Raises:
        ScoringScheme.DoesNotExist: none for this actor.
        Refused: ``wrong_role``, ``stale``, ``scheme_in_force``, ``scheme_empty``, or the reason cannot be kept.
    """
    row = _locked_draft(scheme_id, seen_version, actor)
    reason = _reason(reason)
    if not row.lines.exists():
        raise Refused("scheme_empty")
    same = {"plan": row.plan_id, "effective_from": row.effective_from, "status": SchemeStatus.ACTIVE}
    former = ScoringScheme.objects.filter(**same).first()
    if former is not None:
        former.status, former.retired_at = SchemeStatus.RETIRED, now
        former.save(update_fields=["status", "retired_at"])
    row.status, row.activated_at, row.activated_by_id = SchemeStatus.ACTIVE, now, actor.user_id
    row.activated_as, row.activated_because = actor.name[:120], reason
    row.save(update_fields=["status", "activated_at", "activated_by", "activated_as", "activated_because"])
    detail = {"title": row.name, "year": row.effective_from, "reason": reason}
    detail |= {} if former is None else {"old": former.edition, "new": row.edition}
    journal.record(actor=actor, now=now, action="scheme.activate", subject=_subject(row), detail=detail)
    return row


@transaction.atomic
def discard(*, scheme_id: int, seen_version: int, actor: Actor, now: datetime) -> None:
    """Throw a draft away.

    Raises:
        ScoringScheme.DoesNotExist: none for this actor.
        Refused: ``wrong_role``, ``stale``, ``scheme_in_force``, or ``scheme_copied``: another was copied from it.
    """
    row = _locked_draft(scheme_id, seen_version, actor)
    if ScoringScheme.objects.filter(copied_from=row).exists():
        raise Refused("scheme_copied")
    subject, title = _subject(row), row.name
    row.delete()
    journal.record(actor=actor, now=now, action="scheme.discard", subject=subject, detail={"title": title})


def _check_role(actor: Actor) -> None:
    if not (actor.has(Role.PLAN_MANAGER) or actor.is_system):
        raise Refused("wrong_role")


def _locked(plan_id: int, actor: Actor) -> Plan:
    """The plan, so that its managers take turns: editions count one after the other."""
    _check_role(actor)
    return Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan_id)


def _locked_draft(scheme_id: int, seen_version: int, actor: Actor) -> ScoringScheme:
    """The plan, as whoever puts another scheme in force does, then the draft as it was seen."""
    _check_role(actor)
    rows = ScoringScheme.objects.visible_to(actor).select_related("plan")
    _locked(rows.get(pk=scheme_id).plan_id, actor)
    row = rows.select_for_update(of=("self",), no_key=True).get(pk=scheme_id)
    if row.status != SchemeStatus.DRAFT:
        raise Refused("scheme_in_force")
    if row.version != seen_version:
        raise Refused("stale")
    return row


def _begin(plan: Plan, actor: Actor, now: datetime, **said: object) -> ScoringScheme:
    last = plan.scoring_schemes.order_by("-edition").values_list("edition", flat=True).first() or 0
    who = {"created_at": now, "created_by_id": actor.user_id, "created_as": actor.name[:120]}
    return ScoringScheme.objects.create(plan=plan, edition=last + 1, **who, **said)


def _write(row: ScoringScheme, scheme: Scheme) -> None:
    ids = dict(Indicator.objects.filter(plan=row.plan_id).values_list("code", "pk"))
    if any(line.indicator not in ids for line in scheme.lines):
        raise Refused("no_such_indicator")
    SchemeLine.objects.bulk_create(
        SchemeLine(scheme=row, indicator_id=ids[line.indicator], order=order, weight=line.weight, cap=line.cap)
        for order, line in enumerate(scheme.lines, start=1)
    )
    SchemeRule.objects.bulk_create(
        SchemeRule(scheme=row, kind=kind.value, points=rule.points, most=rule.most)
        for kind, rule in scheme.rules.items()
    )


def _said(row: ScoringScheme) -> dict[str, str]:
    """What a scheme says, item by item, to be compared."""
    said = {"effective_from": str(row.effective_from), "against": str(row.against)}
    for code, weight, cap in row.lines.values_list("indicator__code", "weight", "cap"):
        said[code] = f"{plain(exact(weight))} (≤ {plain(exact(cap))})"
    for kind, points, most in row.rules.values_list("kind", "points", "most"):
        limit = "" if most is None else f" (≤ {plain(exact(most))})"
        said[kind] = f"{plain(exact(points))}{limit}"
    return said


def _changes(before: dict[str, str], after: dict[str, str]) -> dict[str, dict[str, str]]:
    return {
        item: {"old": before.get(item, ""), "new": after.get(item, "")}
        for item in {**before, **after}
        if before.get(item) != after.get(item)
    }


def _subject(row: ScoringScheme) -> str:
    return f"scheme {row.plan.slug}/{row.edition}"


def _reason(reason: str) -> str:
    if fault := reading.fault_of_reason(reason):
        raise Refused(fault)
    return reading.tidy(reason)


def _name(name: str) -> str:
    tidied = reading.tidy(name)
    if not tidied:
        raise Refused("name_missing")
    if fault := reading.fault_of_words(tidied, LONGEST_NAME):
        raise Refused(fault)
    return tidied


def _note(note: str) -> str:
    tidied = reading.tidy(note)
    if fault := reading.fault_of_words(tidied, reading.MAX_WORDS):
        raise Refused(fault)
    return tidied
