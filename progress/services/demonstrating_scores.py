"""The demonstration's scoring: the example scheme in force and an edited draft beside it, marked as samples."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from accounts.domain.actors import Actor
from progress.services import scheme_files, scoring
from targets.models import Plan

EXAMPLE = Path(__file__).resolve().parent.parent / "schemes" / "jining-2024-example.yaml"
SAMPLE = "示例数据：演示用，不是正式考核办法。"
DRAFT = "示例草案：供热专题加倍（示例数据）"
DOUBLED = frozenset({"heating-energy-intensity-cut", "heating-network-loss-cut", "shallow-geothermal-area"})


def set_up(plan: Plan, *, actor: Actor, now: datetime) -> None:
    """Turn scoring on, put the example in force, and leave a copy of it as an edited draft.

    Args:
        plan: the demonstration's.
        actor: its plan manager, who acts.
        now: when.
    """
    who = {"actor": actor, "now": now}
    scoring.turn(plan_id=plan.pk, is_on=True, reason=SAMPLE, **who)
    file = scheme_files.read(EXAMPLE, plan=plan)
    example = scoring.load(plan_id=plan.pk, file=file, **who)
    scoring.activate(scheme_id=example.pk, seen_version=1, reason=SAMPLE, **who)
    draft = scoring.copy(scheme_id=example.pk, name=DRAFT, **who)
    lines = tuple(
        replace(line, weight=2 * line.weight, cap=Decimal("1.1")) if line.indicator in DOUBLED else line
        for line in file.scheme.lines
    )
    said = {"name": DRAFT, "note": SAMPLE, "effective_from": now.year, "scheme": replace(file.scheme, lines=lines)}
    scoring.edit(scheme_id=draft.pk, seen_version=1, **said, **who)
