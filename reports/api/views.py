"""Reports over HTTP: the services and queries of the pages, for programs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.domain.actors import Actor
from accounts.models import Area
from accounts.queries import clock
from reports.api import answers
from reports.api.serializers import (
    DecisionSerializer,
    EntriesSerializer,
    EntrySerializer,
    ReasonedSerializer,
    ReportSerializer,
    ReportsSerializer,
    SavedSerializer,
    WantedSerializer,
    WholeReportSerializer,
)
from reports.domain.entries import ReportKey
from reports.domain.refusals import FindingsRefused, Refused
from reports.domain.words import Stage
from reports.forms import wording
from reports.queries import places, reports, sheets
from reports.services import filing, locking, reviews, submissions
from reports.services.refusals import recorded
from targets.models import Plan

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER, description="any text of yours, once per submission"
)
IF_MATCH = OpenApiParameter("If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="the version seen")


@extend_schema(operation_id="reports_list", parameters=[WantedSerializer], responses=ReportsSerializer)
@api_view(["GET"])
def report_list(request: Request) -> Response:
    """List reports: filers their own area's, the city what was submitted."""
    asked = WantedSerializer(data=request.query_params.dict())
    asked.is_valid(raise_exception=True)
    wanted = dict(asked.validated_data)
    limit, offset = wanted.pop("limit"), wanted.pop("offset")
    heads = reports.heads(_actor(request), offset=offset, limit=limit + 1, **wanted)
    following = offset + limit if len(heads) > limit else None
    return Response({"next_offset": following, "results": [answers.report(head) for head in heads[:limit]]})


@extend_schema(operation_id="reports_read", responses=WholeReportSerializer)
@api_view(["GET"])
def report_detail(request: Request, report_id: int) -> Response:
    """Read a report: for filers its values as they stand, for the city as last submitted."""
    actor, head = _actor(request), _head(request, report_id)
    plan = Plan.objects.get(slug=head.key.plan)
    if actor.is_filer:
        sheet = sheets.being_filled(head, plan=plan, actor=actor, bureau_id=answers.own_bureau(actor))
    else:
        shown = head.counted or head.latest
        sheet = sheets.frozen(head, plan=plan, actor=actor, snapshot_id=shown.snapshot_id)
    history = reports.history(report_id, actor)
    return Response(answers.whole(head, sheet, history), headers={"ETag": f'"{head.version}"'})


@extend_schema(operation_id="reports_write_values", request=EntriesSerializer, responses=SavedSerializer)
@api_view(["PUT"])
def report_values(request: Request, year: int, stage: Stage) -> Response:
    """Write values of one's own bureau into the own area's report of a year and stage, all or none.

    The report comes into being with its first value. Answers 428 where a value lacks the
    version that was seen, 409 where somebody else changed one since, 400 beside hard errors.
    """
    sent = EntriesSerializer(data=request.data)
    sent.is_valid(raise_exception=True)
    rows = sent.validated_data["values"]
    actor, now, plan = _actor(request), clock.now(), places.plan_of(_actor(request))
    if plan is None:
        raise Http404
    key = ReportKey(plan.slug, year, Area.objects.get(pk=actor.area_id).code, stage)
    with _worded(), recorded(action="report.save", subject=key.subject, actor=actor, now=now):
        if any("version" not in row for row in rows):
            raise Refused("version_missing")
        if len({row["quantity"] for row in rows}) < len(rows):
            raise Refused("named_twice")
        entries = {row["quantity"]: EntrySerializer().entry(row) for row in rows}
        saved = filing.save(key=key, entries=entries, actor=actor, now=now)
    return Response({"id": saved.report_id, "version": saved.version, "changed": list(saved.changed)})


@extend_schema(
    operation_id="reports_submit",
    request=DecisionSerializer,
    responses=ReportSerializer,
    parameters=[IF_MATCH, IDEMPOTENCY_KEY],
)
@api_view(["POST"])
def report_submit(request: Request, report_id: int) -> Response:
    """Hand the locked and stamped report in (the area's lead); the same key gives the same answer once."""
    key = request.headers.get("Idempotency-Key", "")
    return _decide(request, report_id, DecisionSerializer(data=request.data), submissions.submit, key=key)


@extend_schema(
    operation_id="reports_lock", request=DecisionSerializer, responses=ReportSerializer, parameters=[IF_MATCH]
)
@api_view(["POST"])
def report_lock(request: Request, report_id: int) -> Response:
    """Lock the report for printing and stamping (the area's lead)."""
    return _decide(request, report_id, DecisionSerializer(data=request.data), locking.lock)


@extend_schema(
    operation_id="reports_approve", request=DecisionSerializer, responses=ReportSerializer, parameters=[IF_MATCH]
)
@api_view(["POST"])
def report_approve(request: Request, report_id: int) -> Response:
    """Accept the report (a reviewer who did not submit it)."""
    return _decide(request, report_id, DecisionSerializer(data=request.data), reviews.approve)


@extend_schema(
    operation_id="reports_return", request=ReasonedSerializer, responses=ReportSerializer, parameters=[IF_MATCH]
)
@api_view(["POST"])
def report_return(request: Request, report_id: int) -> Response:
    """Send a submitted report back with a reason (a reviewer)."""
    return _decide(request, report_id, ReasonedSerializer(data=request.data), reviews.return_report)


@extend_schema(
    operation_id="reports_reopen", request=ReasonedSerializer, responses=ReportSerializer, parameters=[IF_MATCH]
)
@api_view(["POST"])
def report_reopen(request: Request, report_id: int) -> Response:
    """Open an approved report for correction with a reason (a reviewer)."""
    return _decide(request, report_id, ReasonedSerializer(data=request.data), reviews.reopen)


def _decide(request: Request, report_id: int, sent: DecisionSerializer, service: Any, **more: str) -> Response:
    actor, now, head = _actor(request), clock.now(), _head(request, report_id)
    sent.is_valid(raise_exception=True)
    said = dict(sent.validated_data)
    seen = said.pop("version", None) or answers.version_in(request.headers.get("If-Match", ""))
    action = f"report.{service.__name__.removesuffix('_report')}"
    with _worded(), recorded(action=action, subject=head.key.subject, actor=actor, now=now):
        if seen is None:
            raise Refused("version_missing")
        service(report_id=report_id, seen_version=seen, actor=actor, now=now, **said, **more)
    after = reports.head(report_id, actor)
    return Response(answers.report(after), headers={"ETag": f'"{after.version}"'})


def _actor(request: Request) -> Actor:
    return request._request.actor


def _head(request: Request, report_id: int) -> reports.Head:
    try:
        return reports.head(report_id, _actor(request))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


@contextmanager
def _worded() -> Iterator[None]:
    """Give a refusal its sentence, and its fields, on the way to the exception handler."""
    try:
        yield
    except Refused as refused:
        refused.message = wording.refusal(refused)
        if isinstance(refused, FindingsRefused):
            refused.fields = {code: answers.findings(found) for code, found in refused.findings.items()}
        raise
