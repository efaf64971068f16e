"""The shapes of answers and the parameters of requests. Decimals are strings, exact."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from targets.domain.algebra import Group


def _number(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=None, decimal_places=None, **options)


class PlanParameters(serializers.Serializer):
    """Which plan, and definitions as in force in which year; a parameter that is not known is refused."""

    plan = serializers.SlugField(required=False, help_text="slug of the plan; default: the one loaded first")
    year = serializers.IntegerField(
        required=False, min_value=1990, max_value=2100, help_text="definitions in force in this year; default: now"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse unknown parameters, so that a misspelt filter never widens an answer."""
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError({name: [_("There is no such parameter.")] for name in unknown})
        return attrs


class QuantityParameters(PlanParameters):
    """Filters of quantities."""

    bureau = serializers.CharField(required=False, max_length=40, help_text="code of the bureau that fills them")
    area = serializers.CharField(required=False, max_length=12, help_text="code of an area that reports them")


class IndicatorParameters(PlanParameters):
    """Filters of indicators."""

    task = serializers.CharField(required=False, max_length=10, help_text="code of the task")
    group = serializers.ChoiceField(choices=[word.value for word in Group], required=False)


class TargetParameters(PlanParameters):
    """Filters of targets."""

    indicator = serializers.CharField(required=False, max_length=80, help_text="code of the indicator")
    area = serializers.CharField(required=False, max_length=12, help_text="code of the area the target is for")


class AreaSerializer(serializers.Serializer):
    """An area."""

    code = serializers.CharField()
    kind = serializers.CharField()
    order = serializers.IntegerField()
    name_zh = serializers.CharField()
    short_zh = serializers.CharField()
    name_en = serializers.CharField()
    parent = serializers.CharField(allow_null=True)
    parent_when_off = serializers.CharField(allow_null=True)
    has_county_town = serializers.BooleanField()
    switchable = serializers.BooleanField()
    population_10k = _number(allow_null=True, help_text="10⁴ persons (万人)")
    area_km2 = _number(allow_null=True, help_text="km²")


class TargetOfIndicatorSerializer(serializers.Serializer):
    """A promise within its indicator."""

    key = serializers.CharField(help_text="the year, or standing")
    year = serializers.IntegerField(allow_null=True)
    comparator = serializers.CharField()
    value = _number(allow_null=True)
    lower = _number(allow_null=True)
    upper = _number(allow_null=True)
    firmness = serializers.CharField()
    quote = serializers.CharField()


class TermSerializer(serializers.Serializer):
    """A quantity of a measure, times a number or a factor."""

    side = serializers.CharField()
    quantity = serializers.CharField()
    coefficient = _number(allow_null=True)
    factor = serializers.CharField(allow_null=True)


class IndicatorSerializer(serializers.Serializer):
    """An indicator as in force in the asked year."""

    code = serializers.CharField()
    task = serializers.CharField()
    owner = serializers.CharField()
    ledger = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    unit_zh = serializers.CharField()
    unit_en = serializers.CharField()
    measure_unit_zh = serializers.CharField()
    measure_unit_en = serializers.CharField()
    decimals = serializers.IntegerField()
    scale = _number()
    terms = TermSerializer(many=True)
    accrual = serializers.CharField()
    count_from = serializers.IntegerField(allow_null=True)
    comparison = serializers.CharField()
    pooling = serializers.CharField()
    group = serializers.CharField()
    trajectory = serializers.CharField()
    bounded = serializers.BooleanField()
    areas = serializers.ListField(child=serializers.CharField())
    targets = TargetOfIndicatorSerializer(many=True)
    source_quote = serializers.CharField()
    definition_zh = serializers.CharField()
    assumptions_zh = serializers.ListField(child=serializers.CharField())
    effective_from = serializers.IntegerField()


class QuantitySerializer(serializers.Serializer):
    """A quantity as in force in the asked year."""

    code = serializers.CharField()
    task = serializers.CharField()
    kind = serializers.CharField()
    level = serializers.CharField()
    bureau = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    unit_zh = serializers.CharField()
    unit_en = serializers.CharField()
    decimals = serializers.IntegerField()
    minimum = _number(allow_null=True)
    not_more_than = serializers.CharField(allow_null=True)
    not_more_than_sum_of = serializers.ListField(child=serializers.CharField())
    note_zh = serializers.CharField()
    areas = serializers.ListField(child=serializers.CharField())
    evidence_for = serializers.CharField(allow_null=True)
    effective_from = serializers.IntegerField()


class TargetSerializer(TargetOfIndicatorSerializer):
    """A promise for one area: the plan's own for the city, an allocation for a county."""

    source = serializers.CharField(help_text="plan or allocation")
    area = serializers.CharField()
    indicator = serializers.CharField()
    unit_zh = serializers.CharField()
    unit_en = serializers.CharField()


class DutySerializer(serializers.Serializer):
    """A bureau that leads or supports a task."""

    bureau = serializers.CharField()
    duty = serializers.CharField()
    short_zh = serializers.CharField()
    short_en = serializers.CharField()


class TaskSerializer(serializers.Serializer):
    """A clause."""

    code = serializers.CharField()
    clause = serializers.CharField()
    title_zh = serializers.CharField()
    title_en = serializers.CharField()
    mode = serializers.CharField()
    duties = DutySerializer(many=True)
    quote = serializers.CharField()
    indicators = serializers.SerializerMethodField()

    def get_indicators(self, task: Any) -> list[str]:
        """Return the codes of the task's indicators."""
        return [indicator.code for indicator in task.indicators]


class PartSerializer(serializers.Serializer):
    """A part of the plan."""

    code = serializers.CharField()
    numeral = serializers.CharField()
    title_zh = serializers.CharField()
    title_en = serializers.CharField()
    tasks = TaskSerializer(many=True)


class LedgerSerializer(serializers.Serializer):
    """A carbon account."""

    code = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()


class ThemeSerializer(serializers.Serializer):
    """A grouping of indicators for leaders."""

    code = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    headline = serializers.ListField(child=serializers.CharField())
    indicators = serializers.ListField(child=serializers.CharField())


class PlanSerializer(serializers.Serializer):
    """A plan from its title to its clauses; indicators by code."""

    slug = serializers.CharField()
    title_zh = serializers.CharField()
    title_en = serializers.CharField()
    document_no = serializers.CharField()
    issued_on = serializers.DateField()
    city = serializers.CharField()
    base_year = serializers.IntegerField()
    last_year = serializers.IntegerField()
    year = serializers.IntegerField(help_text="definitions in force in this year")
    text = serializers.CharField(help_text="the document as published")
    parts = PartSerializer(many=True)
    ledgers = LedgerSerializer(many=True)
    themes = ThemeSerializer(many=True)
