"""What was reported: what is being worked on, and what was submitted and approved, frozen."""

from reports.models.changes import ValueChange
from reports.models.evidence import Evidence
from reports.models.filing import Extension, FilingYear, Report, Value
from reports.models.record import Annex, Fact, ReportEvent, ReportMark, Revision, Snapshot, SubmissionKey
from reports.models.review import CoSignature, Query, Remark, Verification, VerifiedValue
from reports.models.work import Explanation, Narrative, Reminder, ReminderSchedule, Section

__all__ = [
    "Annex",
    "CoSignature",
    "Evidence",
    "Explanation",
    "Extension",
    "Fact",
    "FilingYear",
    "Narrative",
    "Query",
    "Remark",
    "Reminder",
    "ReminderSchedule",
    "Report",
    "ReportEvent",
    "ReportMark",
    "Revision",
    "Section",
    "Snapshot",
    "SubmissionKey",
    "Value",
    "ValueChange",
    "Verification",
    "VerifiedValue",
]
