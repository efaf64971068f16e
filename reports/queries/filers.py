"""Who entered the figures of a report: none of them approves it (trust.md, 16)."""

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from reports.domain.workflow import Step
from reports.models import Revision, Value, ValueChange


def of_report(report_id: int) -> frozenset[int]:
    """Return the keys of the people who ever entered a figure of it, handed it in or corrected it.

    The history tells of those whose figure a program put back. Asked as the system, for the
    city does not read values being worked on; nothing but the people's keys leaves this module.
    """
    with acting_as(system("filers")):
        typed = Value.objects.filter(report=report_id).values_list("changed_by", flat=True)
        changed = ValueChange.objects.filter(report=report_id).order_by().values_list("by", flat=True)
        handed = Revision.objects.filter(report=report_id, step__in=[Step.SUBMIT, Step.CORRECT])
        people = {*typed.distinct(), *changed.distinct(), *handed.values_list("by", flat=True)}
    return frozenset(person for person in people if person is not None)
