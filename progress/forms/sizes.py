"""Reading populations and floor areas as they were typed: an empty field is no value, never nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progress.models import AreaSize
from progress.queries.sizes import Standing
from targets.domain.exact import plain, too_precise

KINDS = {
    AreaSize.Kind.POPULATION: (gettext_lazy("Resident population"), gettext_lazy("10⁴ persons")),
    AreaSize.Kind.FLOOR: (gettext_lazy("Building floor area"), gettext_lazy("10⁴ m²")),
}


class ChoiceForm(forms.Form):
    """Which kind of size, of which year."""

    kind = forms.ChoiceField(label=gettext_lazy("Size"), choices=[(kind, words[0]) for kind, words in KINDS.items()])
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)

    def __init__(self, *args: object, years: Sequence[int], **words: object) -> None:
        super().__init__(*args, **words)
        self.fields["year"].choices = [(year, year) for year in reversed(years)]


class WhyForm(forms.Form):
    """Where the numbers are from, and why they are set."""

    source = forms.CharField(label=gettext_lazy("Source"), max_length=300)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


@dataclass(frozen=True, slots=True)
class Row:
    """One area as shown in the form."""

    standing: Standing
    text: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """The rows of the form; ``values`` is None where one is wrong."""

    rows: tuple[Row, ...]
    values: dict[str, Decimal | None] | None
    seen: dict[str, int]


def rows_of(standings: Sequence[Standing]) -> Typed:
    """Return the form with what is in force in it."""
    rows = tuple(Row(one, plain(one.value) or "") for one in standings)
    return Typed(rows, None, {})


def typed(sent: Mapping[str, str], standings: Sequence[Standing]) -> Typed:
    """Read the form: ``value-CODE`` and ``seen-CODE`` for every area."""
    rows, values, seen = [], {}, {}
    for one in standings:
        text = sent.get(f"value-{one.code}", "").strip()
        value, error = None, ""
        if text:
            value = _number(text)
            error = "" if value is not None else _("A number above 0 with at most six decimals.")
        mark = sent.get(f"seen-{one.code}", "")
        seen[one.code] = int(mark) if mark.isascii() and mark.isdecimal() and len(mark) < 9 else -1
        values[one.code] = value
        rows.append(Row(one, text, error))
    return Typed(tuple(rows), None if any(row.error for row in rows) else values, seen)


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return None if too_precise(value, 20, 6) or value <= 0 else value
