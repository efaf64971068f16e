"""Why a light is what it is, over HTTP: the same lineage that pages tell, Decimals as strings, unrounded."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries import clock
from progress.api.plans import plan_named
from progress.api.serializers import ExplainSerializer, LineageSerializer
from progress.domain.formulas import in_words, with_numbers
from progress.domain.lineage import Coefficient, Judged, Lineage, Named, Part, Total
from progress.domain.readings import to_decimal
from progress.domain.tracing import Input, Source
from progress.queries.lineage import Question, explain, latest_event
from targets.domain.exact import plain

Row = dict[str, object]


@extend_schema(parameters=[ExplainSerializer], responses=LineageSerializer)
@api_view(["GET"])
def explanation(request: Request) -> Response:
    """Explain one light: inputs, factors, formula, coverage, target and clause; 404 for what one may not see."""
    asked = ExplainSerializer(data=request.query_params.dict())
    asked.is_valid(raise_exception=True)
    words = asked.validated_data
    plan = plan_named(words.pop("plan", None))
    actor, event = request._request.actor, latest_event(plan)
    try:
        lineage = explain(plan, Question(**words), actor=actor, now=clock.now(), last_event=event)
    except LookupError as problem:
        raise Http404 from problem
    return Response(told(lineage))


def told(lineage: Lineage) -> Row:
    """Return a lineage in the words of ``LineageSerializer``."""
    sentence, path = lineage.definition.sentence, lineage.path
    return {
        "area": _named(lineage.area),
        "year": lineage.year,
        "stage": lineage.stage,
        "basis": lineage.basis,
        "judged_year": lineage.judged_year,
        "judged_stage": lineage.judged_stage,
        "as_of": lineage.current.at,
        "as_of_report_event": lineage.current.report_event,
        "as_of_plan_event": lineage.current.plan_event,
        "definition": {
            **_named(lineage.definition.named),
            "unit": lineage.definition.unit,
            "effective_from": lineage.definition.effective_from,
            "digest": lineage.definition.digest,
            "words": lineage.definition.words,
            "accrual": sentence.accrual,
            "count_from": sentence.count_from,
            "comparison": sentence.comparison,
            "base_year": lineage.base_year if lineage.drops else None,
            "pooling": sentence.pooling,
        },
        "formula": in_words(sentence.measure),
        "formula_with_numbers": _numbers(lineage, base=False),
        "base_formula_with_numbers": _numbers(lineage, base=True) if lineage.drops else "",
        "quantities": [
            {**_named(one.named), "unit": one.unit, "bureau": _named(one.bureau)} for one in lineage.quantities.values()
        ],
        "coefficients": [_coefficient(one) for one in lineage.coefficients],
        "figure": None if lineage.total is None else _total(lineage.total),
        "is_whole": lineage.is_whole,
        "missing": [{**_named(part.area), "reason": part.total.void} for part in lineage.missing],
        "not_applicable": [_named(part.area) for part in lineage.not_applicable],
        "parts": [_part(part) for part in lineage.parts],
        "judgement": None if lineage.judged is None else _judged(lineage.judged),
        "distance": plain(lineage.distance),
        "is_own_target": lineage.is_own,
        "clause": {
            "part": _named(lineage.clause.part),
            "number": lineage.clause.number,
            "task": _named(lineage.clause.task),
            "quote": lineage.clause.quote,
            "firmness": lineage.clause.firmness,
        },
        "path": [] if path is None else [{"year": year, "value": _number(value)} for year, value in path.points],
        "pace": None if lineage.pace is None else _pace(lineage),
        "on_track_below": plain(lineage.on_track_below),
        "behind_below": plain(lineage.behind_below),
        "targets": [_judged(one) for one in lineage.targets],
    }


def _numbers(lineage: Lineage, *, base: bool) -> str:
    total = lineage.total
    if total is None:
        return ""
    top, bottom = (total.base_numerator, total.base_denominator) if base else (total.numerator, total.denominator)
    return "" if top is None else with_numbers(lineage.definition.sentence.measure, top, bottom)


def _named(named: Named) -> Row:
    return {"code": named.code, "name_zh": named.zh, "name_en": named.en}


def _coefficient(one: Coefficient) -> Row:
    return {
        "side": one.side,
        "quantity": one.quantity,
        "number": plain(one.number),
        "factor": [
            {
                **_named(value.named),
                "unit": value.unit,
                "for_year": value.for_year,
                "value": plain(value.value),
                "of_year": value.of_year,
                "edition": value.edition,
                "source": value.source,
                "is_provisional": value.is_provisional,
            }
            for value in one.factor
        ],
    }


def _total(total: Total) -> Row:
    return {
        **_plain(total, ("value", "numerator", "denominator", "base_numerator", "base_denominator")),
        "void_reason": total.void,
        "reported": total.reported,
        "expected": total.expected,
        "is_estimate": total.is_estimate,
    }


def _part(part: Part) -> Row:
    return {
        "area": _named(part.area),
        "figure": _total(part.total),
        "inputs": [_input(one) for one in part.inputs],
        "judgement": None if part.judged is None else _judged(part.judged),
    }


def _input(one: Input) -> Row:
    return {
        "quantity": one.quantity,
        "year": one.year,
        "role": one.role,
        "state": one.presence,
        "number": plain(one.number),
        "counts": one.counts,
        "is_estimate": one.is_estimate,
        "sources": [_source(source) for source in one.sources],
    }


def _source(source: Source) -> Row:
    return {
        **_plain(source, ("number", "declared")),
        "area": source.area,
        "year": source.year,
        "stage": source.stage,
        "state": source.state,
        "reason": source.reason,
        "provenance": source.provenance,
        "revision": source.revision,
        "digest": source.digest,
        "filed_by": source.filed_by,
        "filed_at": source.filed_at,
        "is_verified": source.is_verified,
        "declared_state": source.declared_state,
    }


def _judged(one: Judged) -> Row:
    return {
        **_plain(one, ("bound", "upper", "expected", "shortfall")),
        "key": one.key,
        "target_year": one.target_year,
        "comparator": one.comparator or "",
        "status": one.status,
        "reason": one.reason,
        "flags": sorted(one.flags),
        "judged_year": one.judged_year,
        "met": one.met,
        "owed": one.owed,
    }


def _pace(lineage: Lineage) -> Row:
    pace = lineage.pace
    assert pace is not None  # the caller asked
    return {
        "change": _number(pace.change),
        "years": pace.years,
        "until": pace.until,
        "adds": pace.adds,
        "is_strict": pace.is_strict,
    }


def _plain(row: object, names: Iterable[str]) -> Row:
    cells: dict[str, Decimal | None] = {name: getattr(row, name) for name in names}
    return {name: plain(cell) for name, cell in cells.items()}


def _number(value: Fraction) -> str:
    return plain(to_decimal(value))
