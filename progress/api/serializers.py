"""What an explanation takes and gives: every field by name, for the schema. Decimals are strings, unrounded."""

from rest_framework import serializers


class ExplainSerializer(serializers.Serializer):
    """Which light: an area and an indicator by code, the year looked from, and which of its targets."""

    plan = serializers.SlugField(required=False, help_text="slug; may be left out while there is one plan")
    area = serializers.CharField(max_length=12)
    indicator = serializers.SlugField(max_length=80)
    year = serializers.IntegerField(min_value=1900, max_value=2200)
    stage = serializers.ChoiceField(["best", "final", "estimate"], default="best")
    basis = serializers.ChoiceField(["approved", "provisional"], default="approved")
    target = serializers.CharField(
        max_length=10, required=False, help_text="a year, `standing` or `none`; else the one the light shows"
    )


class NamedSerializer(serializers.Serializer):
    """Something with a code and its names."""

    code = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()


class DefinitionSerializer(NamedSerializer):
    """The indicator's sentence as in force in the judged year, since when, with its fingerprint."""

    unit = serializers.CharField()
    effective_from = serializers.IntegerField()
    digest = serializers.CharField()
    words = serializers.CharField()
    accrual = serializers.CharField()
    count_from = serializers.IntegerField(allow_null=True)
    comparison = serializers.CharField()
    base_year = serializers.IntegerField(allow_null=True)
    pooling = serializers.CharField()


class ExplainedQuantitySerializer(NamedSerializer):
    """What areas report for it, and which bureau fills it."""

    unit = serializers.CharField()
    bureau = NamedSerializer()


class FactorValueSerializer(NamedSerializer):
    """The value of a factor that serves ``for_year``: of which year, in which edition, from where."""

    unit = serializers.CharField()
    for_year = serializers.IntegerField()
    value = serializers.CharField(allow_null=True)
    of_year = serializers.IntegerField(allow_null=True)
    edition = serializers.IntegerField(allow_null=True)
    source = serializers.CharField()
    is_provisional = serializers.BooleanField()


class CoefficientSerializer(serializers.Serializer):
    """What a quantity counts with: a number, or a factor's values of the judged (and the base) year."""

    side = serializers.CharField()
    quantity = serializers.CharField()
    number = serializers.CharField(allow_null=True)
    factor = FactorValueSerializer(many=True)


class TotalSerializer(serializers.Serializer):
    """Sums before ``scale``, the figure in the indicator's unit, or why there is none."""

    value = serializers.CharField(allow_null=True)
    void_reason = serializers.CharField()
    numerator = serializers.CharField(allow_null=True)
    denominator = serializers.CharField(allow_null=True)
    base_numerator = serializers.CharField(allow_null=True)
    base_denominator = serializers.CharField(allow_null=True)
    reported = serializers.IntegerField()
    expected = serializers.IntegerField()
    is_estimate = serializers.BooleanField()


class JudgedSerializer(serializers.Serializer):
    """One target and its judgement; the shortfall is in percent of expected progress."""

    key = serializers.CharField()
    target_year = serializers.IntegerField(allow_null=True)
    comparator = serializers.CharField()
    bound = serializers.CharField(allow_null=True)
    upper = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    reason = serializers.CharField()
    flags = serializers.ListField(child=serializers.CharField())
    expected = serializers.CharField(allow_null=True)
    shortfall = serializers.CharField(allow_null=True)
    judged_year = serializers.IntegerField()
    met = serializers.IntegerField(allow_null=True)
    owed = serializers.IntegerField(allow_null=True)


class SourceSerializer(serializers.Serializer):
    """A filed value in force: who filed it, in which revision; ``declared`` stands beside a verified one."""

    area = serializers.CharField()
    year = serializers.IntegerField()
    stage = serializers.CharField()
    state = serializers.CharField()
    number = serializers.CharField(allow_null=True)
    reason = serializers.CharField()
    provenance = serializers.CharField()
    revision = serializers.IntegerField()
    digest = serializers.CharField()
    filed_by = serializers.CharField()
    filed_at = serializers.DateTimeField()
    is_verified = serializers.BooleanField()
    declared_state = serializers.CharField()
    declared = serializers.CharField(allow_null=True)


class InputSerializer(serializers.Serializer):
    """One quantity of one year that an area owes; ``state`` may also be ``missing`` or ``hidden``."""

    quantity = serializers.CharField()
    year = serializers.IntegerField()
    role = serializers.CharField()
    state = serializers.CharField()
    number = serializers.CharField(allow_null=True)
    counts = serializers.BooleanField()
    is_estimate = serializers.BooleanField()
    sources = SourceSerializer(many=True)


class ExplainedPartSerializer(serializers.Serializer):
    """One reporting area's share of the figure."""

    area = NamedSerializer()
    figure = TotalSerializer()
    inputs = InputSerializer(many=True)
    judgement = JudgedSerializer(allow_null=True)


class MissingSerializer(NamedSerializer):
    """An area that owes the figure and does not count in it."""

    reason = serializers.CharField()


class ClauseSerializer(serializers.Serializer):
    """The plan's words, verbatim, and where they stand."""

    part = NamedSerializer()
    number = serializers.CharField()
    task = NamedSerializer()
    quote = serializers.CharField()
    firmness = serializers.CharField()


class PointSerializer(serializers.Serializer):
    """A known point of the path of expected progress."""

    year = serializers.IntegerField()
    value = serializers.CharField()


class PaceSerializer(serializers.Serializer):
    """What each year up to the target still has to bring."""

    change = serializers.CharField()
    years = serializers.IntegerField()
    until = serializers.IntegerField()
    adds = serializers.BooleanField()
    is_strict = serializers.BooleanField()


class LineageSerializer(serializers.Serializer):
    """Everything that stands behind one light."""

    area = NamedSerializer()
    year = serializers.IntegerField()
    stage = serializers.CharField()
    basis = serializers.CharField()
    judged_year = serializers.IntegerField()
    judged_stage = serializers.CharField()
    as_of = serializers.DateTimeField(allow_null=True)
    as_of_report_event = serializers.IntegerField()
    as_of_plan_event = serializers.IntegerField()
    definition = DefinitionSerializer()
    formula = serializers.CharField()
    formula_with_numbers = serializers.CharField()
    base_formula_with_numbers = serializers.CharField()
    quantities = ExplainedQuantitySerializer(many=True)
    coefficients = CoefficientSerializer(many=True)
    figure = TotalSerializer(allow_null=True)
    is_whole = serializers.BooleanField(help_text="whether `parts` are all areas the figure is made of")
    missing = MissingSerializer(many=True)
    not_applicable = NamedSerializer(many=True)
    parts = ExplainedPartSerializer(many=True)
    judgement = JudgedSerializer(allow_null=True)
    distance = serializers.CharField(allow_null=True)
    is_own_target = serializers.BooleanField()
    clause = ClauseSerializer()
    path = PointSerializer(many=True)
    pace = PaceSerializer(allow_null=True)
    on_track_below = serializers.CharField()
    behind_below = serializers.CharField()
    targets = JudgedSerializer(many=True)
