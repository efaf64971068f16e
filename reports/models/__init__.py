"""What was reported: values being filled, and what was submitted and approved, frozen."""

from reports.models.filing import FilingYear, Report, Value
from reports.models.record import Fact, ReportEvent, ReportMark, Revision, Snapshot

__all__ = ["Fact", "FilingYear", "Report", "ReportEvent", "ReportMark", "Revision", "Snapshot", "Value"]
