"""Addresses of reports."""

from django.urls import path, register_converter

from reports.api import views as api
from reports.domain.words import Stage
from reports.views import (
    applicability,
    autosaving,
    board,
    carrying,
    comparing,
    deadlines,
    definitions,
    evidence,
    filing,
    histories,
    narratives,
    review,
    sections,
    submitting,
    threads,
    verifying,
    workbook,
)


class YearConverter:
    """Four digits."""

    regex = "[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        """Return the year."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return its four digits."""
        return f"{value:04d}"


class StageConverter:
    """A stage by its word."""

    regex = "estimate|final"

    def to_python(self, value: str) -> Stage:
        """Return the stage."""
        return Stage(value)

    def to_url(self, value: str) -> str:
        """Return its word."""
        return str(value)


class ReportIdConverter:
    """A primary key that fits the column."""

    regex = "[0-9]{1,15}"

    def to_python(self, value: str) -> int:
        """Return the key."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return it as text."""
        return str(value)


register_converter(YearConverter, "year")
register_converter(StageConverter, "stage")
register_converter(ReportIdConverter, "report")

urlpatterns = [
    path("filing/", filing.filing, name="filing"),
    path("filing/<year:year>/<stage:stage>/", filing.sheet, name="filing-sheet"),
    path("filing/<year:year>/<stage:stage>/autosave/", autosaving.autosave, name="filing-autosave"),
    path("filing/<year:year>/<stage:stage>/explain/", autosaving.explain, name="filing-explain"),
    path("filing/<year:year>/<stage:stage>/area/", submitting.area, name="filing-area"),
    path("filing/<year:year>/<stage:stage>/paper/", submitting.paper, name="filing-paper"),
    path("filing/<year:year>/<stage:stage>/lock/", submitting.lock, name="filing-lock"),
    path("filing/<year:year>/<stage:stage>/unlock/", submitting.unlock, name="filing-unlock"),
    path("filing/<year:year>/<stage:stage>/reason/", submitting.reason, name="filing-reason"),
    path("filing/<year:year>/<stage:stage>/submit/", submitting.submit, name="filing-submit"),
    path("filing/<year:year>/<stage:stage>/correction/", submitting.correction_paper, name="filing-correction"),
    path("filing/<year:year>/<stage:stage>/correct/", submitting.correct, name="filing-correct"),
    path("filing/<year:year>/<stage:stage>/receipt/", submitting.receipt, name="filing-receipt"),
    path("filing/<year:year>/<stage:stage>/workbook/", workbook.download, name="filing-workbook"),
    path("filing/<year:year>/<stage:stage>/workbook/upload/", workbook.upload, name="filing-workbook-upload"),
    path("filing/<year:year>/<stage:stage>/workbook/apply/", workbook.apply, name="filing-workbook-apply"),
    path("filing/<year:year>/<stage:stage>/confirm/", sections.confirm, name="filing-confirm"),
    path("filing/<year:year>/<stage:stage>/withdraw/", sections.withdraw, name="filing-withdraw"),
    path("filing/<year:year>/<stage:stage>/hand-back/", sections.hand_back, name="filing-hand-back"),
    path("filing/<year:year>/<stage:stage>/remind/", sections.remind, name="filing-remind"),
    path("filing/<year:year>/<stage:stage>/narratives/", narratives.narrative_page, name="filing-narratives"),
    path("filing/<year:year>/<stage:stage>/carry/", carrying.carry_page, name="filing-carry"),
    path("filing/<year:year>/<stage:stage>/carry/undo/", carrying.undo, name="filing-carry-undo"),
    path("plan/reporting/", applicability.reporting_page, name="plan-reporting"),
    path("plan/definitions/", definitions.definition_list_page, name="plan-definitions"),
    path("plan/definitions/withdraw/", definitions.withdraw, name="plan-withdraw"),
    path("plan/definitions/quantities/<slug:code>/", definitions.quantity_page, name="plan-quantity"),
    path("plan/definitions/indicators/<slug:code>/", definitions.indicator_words_page, name="plan-indicator"),
    path("filing-years/", deadlines.filing_year_page, name="filing-years"),
    path("filing/<year:year>/<stage:stage>/evidence/", evidence.evidence_page, name="filing-evidence"),
    path("filing/<year:year>/<stage:stage>/evidence/upload/", evidence.upload, name="filing-evidence-upload"),
    path("evidence/<uuid:evidence_id>/", evidence.download, name="evidence"),
    path("evidence/<uuid:evidence_id>/remove/", evidence.remove, name="evidence-remove"),
    path("values/<report:report_id>/<slug:quantity>/", threads.thread, name="value-thread"),
    path("values/<report:report_id>/<slug:quantity>/ask/", threads.ask, name="value-ask"),
    path("values/<report:report_id>/<slug:quantity>/ask-again/", threads.ask_again, name="value-ask-again"),
    path("values/<report:report_id>/<slug:quantity>/close/", threads.close, name="value-close"),
    path("values/<report:report_id>/<slug:quantity>/withdraw/", threads.withdraw, name="value-withdraw"),
    path("values/<report:report_id>/<slug:quantity>/answer/", threads.answer, name="value-answer"),
    path("values/<report:report_id>/<slug:quantity>/propose/", threads.propose, name="value-propose"),
    path("values/<report:report_id>/<slug:quantity>/discard/", threads.discard, name="value-discard"),
    path("values/<report:report_id>/<slug:quantity>/history/", histories.value_history, name="value-history"),
    path("values/<report:report_id>/<slug:quantity>/verified/", verifying.verified_value, name="value-verified"),
    path("values/<report:report_id>/<slug:quantity>/verified/put/", verifying.put, name="value-put"),
    path("values/<report:report_id>/<slug:quantity>/verified/lift/", verifying.lift, name="value-lift"),
    path("values/<report:report_id>/<slug:quantity>/verified/object/", verifying.object_to, name="value-object"),
    path("values/<report:report_id>/<slug:quantity>/verified/uphold/", verifying.uphold, name="value-uphold"),
    path("reports/<report:report_id>/compare/", comparing.compare, name="report-compare"),
    path("board/", board.board_page, name="board"),
    path("board/export/", board.export, name="board-export"),
    path("board/remind/", board.remind, name="board-remind"),
    path("reminders/", board.schedule_page, name="reminders"),
    path("review/", review.review, name="review"),
    path("review/approve/", review.approve_chosen, name="review-approve-chosen"),
    path("review/<report:report_id>/", review.report, name="review-report"),
    path("review/<report:report_id>/approve/", review.approve, name="review-approve"),
    path("review/<report:report_id>/return/", review.return_report, name="review-return"),
    path("review/<report:report_id>/reopen/", review.reopen, name="review-reopen"),
    path("api/v1/reports/", api.report_list, name="api-reports"),
    path("api/v1/reports/<report:report_id>/", api.report_detail, name="api-report"),
    path("api/v1/reports/<report:report_id>/lock/", api.report_lock, name="api-report-lock"),
    path("api/v1/reports/<report:report_id>/submit/", api.report_submit, name="api-report-submit"),
    path("api/v1/reports/<report:report_id>/approve/", api.report_approve, name="api-report-approve"),
    path("api/v1/reports/<report:report_id>/return/", api.report_return, name="api-report-return"),
    path("api/v1/reports/<report:report_id>/reopen/", api.report_reopen, name="api-report-reopen"),
    path("api/v1/reports/<year:year>/<stage:stage>/values/", api.report_values, name="api-report-values"),
]
