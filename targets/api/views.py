"""Read-only views of what was promised."""

from typing import Any

from django.http import Http404
from django.utils.timezone import localtime
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries import clock
from targets.api import serializers
from targets.models import Plan
from targets.queries import plans
from targets.queries.places import areas_of
from targets.queries.promises import promises
from targets.queries.quantities import quantity_facts
from targets.queries.themes import themes


def _asked(request: Request, shape: type[serializers.PlanParameters]) -> tuple[Plan, int, dict[str, Any]]:
    """Return the plan, the year and the other parameters; 400 for a bad parameter, 404 for an unknown plan."""
    parameters = shape(data=request.query_params.dict())
    parameters.is_valid(raise_exception=True)
    asked = dict(parameters.validated_data)
    plan = plans.the_plan(asked.pop("plan", None))
    if plan is None:
        raise Http404
    year = asked.pop("year", None) or localtime(clock.now()).year
    return plan, year, asked


@extend_schema(parameters=[serializers.PlanParameters], responses=serializers.AreaSerializer(many=True))
@api_view(["GET"])
def areas(request: Request) -> Response:
    """List the plan's areas, from the province to the counties and zones."""
    plan, _, _ = _asked(request, serializers.PlanParameters)
    return Response(serializers.AreaSerializer(areas_of(plan), many=True).data)


@extend_schema(parameters=[serializers.PlanParameters], responses=serializers.PlanSerializer)
@api_view(["GET"])
def plan(request: Request) -> Response:
    """Show the plan: text, parts, tasks with their bureaus, themes."""
    plan, year, _ = _asked(request, serializers.PlanParameters)
    outline = plans.outline(plan, year)
    outline_and_themes = {name: getattr(outline, name) for name in outline.__slots__} | {"themes": themes(plan)}
    return Response(serializers.PlanSerializer(outline_and_themes).data)


@extend_schema(parameters=[serializers.QuantityParameters], responses=serializers.QuantitySerializer(many=True))
@api_view(["GET"])
def quantities(request: Request) -> Response:
    """List what is to be reported, of all bureaus and areas or of one."""
    plan, year, filters = _asked(request, serializers.QuantityParameters)
    return Response(serializers.QuantitySerializer(quantity_facts(plan, year, **filters), many=True).data)


@extend_schema(parameters=[serializers.IndicatorParameters], responses=serializers.IndicatorSerializer(many=True))
@api_view(["GET"])
def indicators(request: Request) -> Response:
    """List the indicators with their measures and targets."""
    plan, year, filters = _asked(request, serializers.IndicatorParameters)
    found = [fact for _, fact in plans.indicator_facts(plan, year) if _matches(fact, filters)]
    return Response(serializers.IndicatorSerializer(found, many=True).data)


@extend_schema(parameters=[serializers.PlanParameters], responses=serializers.IndicatorSerializer)
@api_view(["GET"])
def indicator(request: Request, code: str) -> Response:
    """Show one indicator."""
    plan, year, _ = _asked(request, serializers.PlanParameters)
    found = next((fact for _, fact in plans.indicator_facts(plan, year) if fact.code == code), None)
    if found is None:
        raise Http404
    return Response(serializers.IndicatorSerializer(found).data)


@extend_schema(parameters=[serializers.TargetParameters], responses=serializers.TargetSerializer(many=True))
@api_view(["GET"])
def targets(request: Request) -> Response:
    """List every promise: the plan's own for the city, and the allocations one may see."""
    plan, year, filters = _asked(request, serializers.TargetParameters)
    found = [one for one in promises(plan, year, request._request.actor) if _matches(one, filters)]
    return Response(serializers.TargetSerializer(found, many=True).data)


def _matches(row: object, filters: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in filters.items())
