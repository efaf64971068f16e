"""The demonstration's notes by reviewers, each of them said to be sample data."""

from datetime import datetime

from accounts.domain.actors import Actor
from progress.services import noting
from reports.domain.demonstration.units import SISHUI
from targets.models import Plan

# Indicator, area (None: the city), year (None: all years), words.
NOTES = (
    (
        "urban-waste-recycling-rate",
        None,
        None,
        "示例数据：产生量按可回收物回收量加清运量推算，口径待确认。\n各县（市、区）口径一致，可与上年直接比较。",
    ),
    (
        "heating-energy-intensity-cut",
        None,
        2026,
        "示例数据：2026年为预计数，采暖季未结束。年报数报送后，降幅可能有小幅变化。",
    ),
    (
        "urban-waste-recycling-rate",
        SISHUI,
        2026,
        "示例数据：新建分拣中心已投入试运行，预计全年回收利用率继续提高，请在年报中附运行台账。",
    ),
)


def note(plan: Plan, *, actor: Actor, now: datetime) -> None:
    """Write notes beside indicators of the city and of one county, by the service that everybody uses."""
    for indicator, area, year, text in NOTES:
        about = {"indicator": indicator, "area": area or plan.city.code, "year": year}
        noting.write(plan_id=plan.pk, **about, text=text, actor=actor, now=now)
