"""When a plan's reminders go out by themselves, and from when on slips are shown."""

from dataclasses import dataclass
from datetime import datetime, time

from reports.domain.reminding import is_quiet
from reports.domain.slips import SlipRules
from reports.models import ReminderSchedule
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Schedule:
    """A plan's schedule as it stands; ``version`` 0 while nobody set one."""

    is_on: bool
    by_mail: bool
    days_before: tuple[int, ...]
    days_after: tuple[int, ...]
    quiet_from: time
    quiet_until: time
    rules: SlipRules
    version: int

    def is_quiet(self, now: datetime) -> bool:
        """Whether nothing goes out now."""
        return is_quiet(now, self.quiet_from, self.quiet_until)


def schedule(plan: Plan) -> Schedule:
    """Return a plan's schedule; before one is set, that which is off."""
    row = ReminderSchedule.objects.filter(plan=plan).first() or ReminderSchedule(plan=plan, version=0)
    return Schedule(
        is_on=row.is_on,
        by_mail=row.by_mail,
        days_before=tuple(row.days_before),
        days_after=tuple(row.days_after),
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        rules=SlipRules(row.blue_days, row.yellow_days, row.yellow_below),
        version=row.version,
    )
