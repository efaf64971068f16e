"""The roll-up over HTTP: figures with their judgements, as far as one may see them."""

from dataclasses import fields
from decimal import Decimal

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries import clock
from progress.api.plans import plan_named
from progress.models import AsOf
from progress.queries.figures import FigureRow, Wanted, figure_rows
from targets.domain.exact import plain

PAGE = 500
COLUMNS = tuple(field.name for field in fields(FigureRow))


class WantedSerializer(serializers.Serializer):
    """What to select, and from where to go on."""

    plan = serializers.SlugField(required=False, help_text="slug; may be left out while there is one plan")
    year = serializers.IntegerField(required=False, min_value=1900, max_value=2200)
    area = serializers.CharField(required=False, max_length=12)
    indicator = serializers.SlugField(required=False, max_length=80)
    stage = serializers.ChoiceField(["best", "final", "estimate"], default="best")
    basis = serializers.ChoiceField(["approved", "provisional"], default="approved")
    limit = serializers.IntegerField(default=PAGE, min_value=1, max_value=PAGE)
    offset = serializers.IntegerField(default=0, min_value=0, max_value=10_000_000)


class FigureSerializer(serializers.Serializer):
    """One target of one indicator for one area as seen from a year. Decimals are strings, unrounded."""

    area = serializers.CharField()
    indicator = serializers.CharField()
    year = serializers.IntegerField()
    stage = serializers.CharField()
    basis = serializers.CharField()
    numerator = serializers.CharField(allow_null=True)
    denominator = serializers.CharField(allow_null=True)
    value = serializers.CharField(allow_null=True)
    reported = serializers.IntegerField()
    expected = serializers.IntegerField()
    expected_value = serializers.CharField(allow_null=True)
    shortfall = serializers.CharField(allow_null=True)
    target_year = serializers.IntegerField(allow_null=True)
    comparator = serializers.CharField()
    target_value = serializers.CharField(allow_null=True)
    target_upper = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    flags = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField()
    void_reason = serializers.CharField()


class FiguresSerializer(serializers.Serializer):
    """A page of figures, how current they are, and where the next page begins."""

    as_of = serializers.DateTimeField(allow_null=True)
    next_offset = serializers.IntegerField(allow_null=True)
    results = FigureSerializer(many=True)


@extend_schema(parameters=[WantedSerializer], responses=FiguresSerializer)
@api_view(["GET"])
def rollups(request: Request) -> Response:
    """List figures with their judgements; filers receive their own area's and the city's."""
    asked = WantedSerializer(data=request.query_params.dict())
    asked.is_valid(raise_exception=True)
    words = asked.validated_data
    plan = plan_named(words.pop("plan", None))
    limit, offset = words.pop("limit"), words.pop("offset")
    # One more than asked for tells whether there is a next page.
    part = {"first": offset, "most": limit + 1}
    page = list(figure_rows(plan, Wanted(**words), actor=request._request.actor, as_of=clock.now(), **part))
    return Response(
        {
            "as_of": AsOf.objects.filter(plan=plan).values_list("at", flat=True).first(),
            "next_offset": offset + limit if len(page) > limit else None,
            "results": [plain_row(row) for row in page[:limit]],
        }
    )


def plain_row(row: FigureRow) -> dict[str, object]:
    """Return a row as the API tells it, Decimals as unrounded strings."""
    cells = ((name, getattr(row, name)) for name in COLUMNS)
    return {name: plain(cell) if isinstance(cell, Decimal) else cell for name, cell in cells}
