"""Reading assumptions as they were typed: numbers stay exact, and what is wrong stands beside its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progress.domain.scenarios import MOST, Assumption, Held
from targets.domain.exact import plain, too_precise

EDGES = ("low", "middle", "high")


class WhyForm(forms.Form):
    """Why assumptions are set; ``seen`` is the version that the page showed."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


@dataclass(frozen=True, slots=True)
class Row:
    """One subject as shown in the form: what stands in its fields, and what is wrong with them."""

    number: int
    subject: str
    name: str
    low: str = ""
    middle: str = ""
    high: str = ""
    basis: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """The rows of the form, and the assumptions they come to (empty where one is wrong)."""

    rows: tuple[Row, ...]
    assumptions: tuple[Assumption, ...] = ()


def rows_of(subjects: Sequence[str], names: Mapping[str, str], held: Held | None) -> Typed:
    """Return the form with a version's numbers in it; empty fields where nothing is assumed yet."""
    known = held.by_subject if held else {}
    rows = []
    for number, subject in enumerate(subjects):
        one = known.get(subject)
        said = {edge: plain(getattr(one, edge)) for edge in EDGES} if one else {}
        rows.append(Row(number, subject, names.get(subject, subject), basis=one.basis if one else "", **said))
    return Typed(tuple(rows))


def typed(sent: Mapping[str, str], subjects: Sequence[str], names: Mapping[str, str]) -> Typed:
    """Read the form; every subject needs three numbers from low to high.

    Args:
        sent: ``low-0``, ``middle-0``, ``high-0``, ``basis-0`` and so on, in the order of ``subjects``.
    """
    rows, found = [], []
    for number, subject in enumerate(subjects):
        said = {edge: sent.get(f"{edge}-{number}", "").strip() for edge in (*EDGES, "basis")}
        numbers = [_number(said[edge]) for edge in EDGES]
        error = ""
        if None in numbers:
            error = _("Three numbers are needed, in percent a year with at most three decimals.")
        else:
            one = Assumption(subject, *(value for value in numbers if value is not None), basis=said["basis"])
            if not one.is_in_order:
                error = _("From low to high, none beyond %(most)s %% up or down.") % {"most": MOST}
            found.append(one)
        rows.append(Row(number, subject, names.get(subject, subject), **said, error=error))
    wrong = any(row.error for row in rows)
    return Typed(tuple(rows), () if wrong else tuple(found))


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace("−", "-").removesuffix("%").strip())
    except InvalidOperation:
        return None
    return None if too_precise(value, 6, 3) else value
