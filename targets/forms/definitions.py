"""The forms of definitions: a quantity, an indicator's words, and who reports what; from a year on, with a reason."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from targets.domain.algebra import Kind
from targets.domain.amending import WORDS, Change, Definitions, IndicatorWords, QuantityWords
from targets.domain.catalogue import IndicatorRow, QuantityRow

MARK = "reports:"
"""Checkboxes of the matrix are called ``reports:CODE`` and carry areas."""


class SinceForm(forms.Form):
    """From which year on, and why."""

    since = forms.TypedChoiceField(label=_("In force from the year"), coerce=int)
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: object, years: range, **words: object) -> None:
        super().__init__(*args, **words)
        self.fields["since"].choices = [(year, year) for year in years]


class QuantityForm(SinceForm):
    """Names, definition, decimals and checks of a quantity; of a text its words only."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=WORDS["name_zh"])
    name_en = forms.CharField(label=_("English name"), max_length=WORDS["name_en"])
    note_zh = forms.CharField(label=_("Definition"), max_length=WORDS["note_zh"], widget=forms.Textarea({"rows": 4}))
    decimals = forms.IntegerField(label=_("Decimals"), min_value=0, max_value=6)
    minimum = forms.DecimalField(label=_("Smallest value"), max_digits=20, decimal_places=6)
    not_more_than = forms.ChoiceField(label=_("Not more than"), required=False)
    not_more_than_sum_of = forms.MultipleChoiceField(label=_("Not more than the sum of"), required=False)
    never_falls = forms.BooleanField(label=_("Counts since a beginning and never falls"), required=False)
    field_order = (
        *("name_zh", "name_en", "note_zh", "decimals", "minimum", "never_falls"),
        *("not_more_than", "not_more_than_sum_of", "since", "reason"),
    )

    def __init__(
        self, *args: object, row: QuantityRow, others: list[tuple[str, str]], years: range, **words: object
    ) -> None:
        initial = {name: getattr(row, name) for name in QuantityWords.__dataclass_fields__}
        initial["not_more_than_sum_of"] = list(row.not_more_than_sum_of)
        super().__init__(*args, years=years, initial=initial | words.pop("initial", {}), **words)  # type: ignore[operator]
        self.row = row
        if row.kind is Kind.TEXT:
            for name in ("decimals", "minimum", "not_more_than", "not_more_than_sum_of", "never_falls"):
                del self.fields[name]
            return
        self.fields["not_more_than"].choices = [("", _("no limit")), *others]
        self.fields["not_more_than_sum_of"].choices = others

    def change(self) -> Change:
        """Return the change that was typed."""
        said = self.cleaned_data
        words = QuantityWords(
            name_zh=said["name_zh"],
            name_en=said["name_en"],
            note_zh=said["note_zh"].replace("\r\n", "\n"),
            decimals=said.get("decimals", 0),
            minimum=said.get("minimum"),
            not_more_than=said.get("not_more_than") or None,
            not_more_than_sum_of=tuple(said.get("not_more_than_sum_of", ())),
            never_falls=said.get("never_falls", False),
        )
        return Change(quantities={self.row.code: words})


class IndicatorForm(SinceForm):
    """The words of an indicator; measure and targets come with the plan's files."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=WORDS["name_zh"])
    name_en = forms.CharField(label=_("English name"), max_length=WORDS["name_en"])
    definition_zh = forms.CharField(
        label=_("Definition"), max_length=WORDS["definition_zh"], widget=forms.Textarea({"rows": 5})
    )
    assumptions = forms.CharField(
        label=_("Assumptions, one a line"), required=False, widget=forms.Textarea({"rows": 4})
    )
    field_order = ("name_zh", "name_en", "definition_zh", "assumptions", "since", "reason")

    def __init__(self, *args: object, row: IndicatorRow, years: range, **words: object) -> None:
        initial = {name: getattr(row, name) for name in ("name_zh", "name_en", "definition_zh")}
        initial["assumptions"] = "\n".join(row.assumptions_zh)
        super().__init__(*args, years=years, initial=initial | words.pop("initial", {}), **words)  # type: ignore[operator]
        self.row = row

    def change(self) -> Change:
        """Return the change that was typed."""
        said = self.cleaned_data
        words = IndicatorWords(
            name_zh=said["name_zh"],
            name_en=said["name_en"],
            definition_zh=said["definition_zh"].replace("\r\n", "\n"),
            assumptions_zh=tuple(line.strip() for line in said["assumptions"].splitlines() if line.strip()),
        )
        return Change(indicators={self.row.code: words})


class ReportingForm(SinceForm):
    """Who reports the quantities of one task; the checkboxes are read from what was sent."""

    def change(self, sent: QueryDict, rows: list[QuantityRow]) -> Change:
        """Return the change that was ticked; a quantity whose ticks are as before is left out."""
        ticked = {row.code: frozenset(sent.getlist(f"{MARK}{row.code}")) for row in rows}
        return Change(reporting={row.code: ticked[row.code] for row in rows if ticked[row.code] != set(row.areas)})


class WithdrawForm(forms.Form):
    """Which change is taken back, and why."""

    set_at = forms.DateTimeField()
    reason = forms.CharField(max_length=500)


def limits(row: QuantityRow, definitions: Definitions, names: dict[str, str]) -> list[tuple[str, str]]:
    """Return what may limit a quantity: the numbers of its unit and level, by code and name."""
    return [
        (code, names.get(f"quantity {code}", code))
        for code, other in definitions.quantities.items()
        if code != row.code and (other.unit, other.level) == (row.unit, row.level) and other.kind is not Kind.TEXT
    ]
