"""What the API of reports takes and gives: every field by name, nothing else."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reports.domain.entries import Entry
from reports.domain.reading import MAX_TEXT, MAX_WORDS
from reports.domain.words import Provenance, Stage, State
from reports.domain.workflow import Status

MAX_LIMIT = 200


class Strict(serializers.Serializer):
    """Refuses fields it does not know, instead of dropping them silently."""

    def to_internal_value(self, data: Any) -> Any:
        """Name the unknown fields."""
        if isinstance(data, Mapping) and (unknown := sorted(str(name) for name in set(data) - set(self.fields))):
            raise serializers.ValidationError({name[:60]: [_("There is no such field.")] for name in unknown[:20]})
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "nullable": True, "example": "1234.5"})
class NumberField(serializers.Field):
    """A number as text (or a whole JSON number): a JSON fraction would be a binary float."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text as it was sent."""
        if isinstance(data, str) and len(data) <= 60:
            return data
        if isinstance(data, int) and not isinstance(data, bool) and abs(data) < 10**20:
            return str(data)
        raise serializers.ValidationError(_('Send a number as text, e.g. "12.5".'))

    def to_representation(self, value: str) -> str:
        """Return the text."""
        return value


class WantedSerializer(Strict):
    """Which reports to list, and from where to go on."""

    year = serializers.IntegerField(required=False, min_value=1900, max_value=2200)
    stage = serializers.ChoiceField([stage.value for stage in Stage], required=False)
    area = serializers.CharField(required=False, max_length=12)
    status = serializers.ChoiceField([status.value for status in Status], required=False)
    limit = serializers.IntegerField(default=MAX_LIMIT, min_value=1, max_value=MAX_LIMIT)
    offset = serializers.IntegerField(default=0, min_value=0, max_value=1_000_000)


class RevisionSerializer(serializers.Serializer):
    """A numbered submission or approval; ``digest`` is SHA-256 over its canonical content."""

    number = serializers.IntegerField()
    step = serializers.CharField()
    digest = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField()


class ReportSerializer(serializers.Serializer):
    """Where a report stands. ``version`` goes back with every decision."""

    id = serializers.IntegerField()
    plan = serializers.CharField()
    year = serializers.IntegerField()
    area = serializers.CharField()
    stage = serializers.CharField()
    status = serializers.CharField()
    version = serializers.IntegerField()
    deadline = serializers.DateTimeField()
    is_late = serializers.BooleanField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    return_reason = serializers.CharField()
    submitted_revision = RevisionSerializer(allow_null=True)
    approved_revision = RevisionSerializer(allow_null=True)


class ReportsSerializer(serializers.Serializer):
    """A page of reports, and where the next page begins."""

    next_offset = serializers.IntegerField(allow_null=True)
    results = ReportSerializer(many=True)


class FoundSerializer(serializers.Serializer):
    """What a check found: a hard finding is put right, a soft one passes with a ``reason``."""

    code = serializers.CharField()
    message = serializers.CharField()
    saw = serializers.DictField(child=serializers.CharField())
    severity = serializers.CharField()
    reason = serializers.CharField()


class SaidSerializer(serializers.Serializer):
    """What is said of one quantity; ``state`` null: nothing."""

    quantity = serializers.CharField()
    bureau = serializers.CharField()
    unit = serializers.CharField()
    state = serializers.CharField(allow_null=True)
    number = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    reason = serializers.CharField()
    note = serializers.CharField()
    typed_number = serializers.CharField(allow_null=True, help_text="as typed, where another unit was chosen")
    typed_unit = serializers.CharField()
    version = serializers.IntegerField(help_text="goes back with the next change of this value; 0 for none")
    findings = FoundSerializer(many=True)


class EventSerializer(serializers.Serializer):
    """A step that was taken."""

    step = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    reason = serializers.CharField()
    revision = serializers.IntegerField(allow_null=True)


class WholeReportSerializer(ReportSerializer):
    """A report with its values: for filers as they stand, for the city as last submitted."""

    values = SaidSerializer(many=True)
    events = EventSerializer(many=True)


class EntrySerializer(Strict):
    """A value to write. Without ``state`` (null) it is cleared. ``version`` is what you saw; 0 for none."""

    quantity = serializers.CharField(max_length=80)
    state = serializers.ChoiceField([state.value for state in State], allow_null=True)
    number = NumberField(required=False, allow_null=True)
    unit = serializers.CharField(required=False, allow_blank=True, max_length=40)
    text = serializers.CharField(required=False, allow_blank=True, max_length=MAX_TEXT)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=MAX_WORDS)
    note = serializers.CharField(required=False, allow_blank=True, max_length=MAX_WORDS)
    version = serializers.IntegerField(required=False, min_value=0, max_value=2_000_000_000)

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Refuse words beside a state that says nothing."""
        if attrs["state"] is None and any(attrs.get(name) for name in ("number", "text", "reason", "note")):
            raise serializers.ValidationError({"state": [_("Say reported or not_applicable, or send nothing else.")]})
        return attrs

    def entry(self, words: Mapping[str, Any]) -> Entry:
        """Return validated words as an entry."""
        return Entry(
            state=State(words["state"]) if words["state"] else None,
            typed=words.get("number") or "",
            text=words.get("text", ""),
            reason=words.get("reason", ""),
            note=words.get("note", ""),
            seen_version=words["version"],
            unit=words.get("unit", ""),
            provenance=Provenance.FEED,
        )


class EntriesSerializer(Strict):
    """Values to write, all or none; a quantity that is not named stays as it is."""

    values = EntrySerializer(many=True, allow_empty=False)


class SavedSerializer(serializers.Serializer):
    """What a write came to; ``version`` is the report's, and that of every changed value."""

    id = serializers.IntegerField(allow_null=True)
    version = serializers.IntegerField()
    changed = serializers.ListField(child=serializers.CharField())


class DecisionSerializer(Strict):
    """A decision on the version that was seen (or name it in If-Match)."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=2_000_000_000)


class ReasonedSerializer(DecisionSerializer):
    """A decision that needs a reason."""

    reason = serializers.CharField(max_length=MAX_WORDS)
