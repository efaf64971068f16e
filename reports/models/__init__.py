"""What was reported: what is being worked on, and what was submitted and approved, frozen."""

from reports.models.evidence import Evidence
from reports.models.filing import FilingYear, Report, Value
from reports.models.record import Annex, Fact, ReportEvent, ReportMark, Revision, Snapshot, SubmissionKey
from reports.models.work import Explanation, Narrative, Reminder, Section

__all__ = [
    "Annex",
    "Evidence",
    "Explanation",
    "Fact",
    "FilingYear",
    "Narrative",
    "Reminder",
    "Report",
    "ReportEvent",
    "ReportMark",
    "Revision",
    "Section",
    "Snapshot",
    "SubmissionKey",
    "Value",
]
