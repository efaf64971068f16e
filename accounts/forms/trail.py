"""The auditor's filter, and records as they are shown and exported."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.spreadsheets import neutral
from accounts.forms.actions import RESULTS, ROLE_NAMES, Fact, action_words, facts, subject_words
from accounts.queries.trail import Record, Wanted


class TrailForm(forms.Form):
    """Which records to show; every field may stay empty."""

    first_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    last_day = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))
    person = forms.CharField(label=_("Person"), required=False, max_length=60)
    action = forms.ChoiceField(label=_("Action"), required=False)
    result = forms.ChoiceField(label=_("Result"), required=False, choices=[("", _("all")), *RESULTS.items()])
    subject = forms.CharField(label=_("Subject contains"), required=False, max_length=100)

    def __init__(self, data: Any, *, actions: Iterable[str]) -> None:
        super().__init__(data)
        named = sorted(((action, action_words(action)) for action in actions), key=lambda one: one[1])
        self.fields["action"].choices = [("", _("all")), *named]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What is asked for; everything where nothing is, or where it cannot be understood."""
        return Wanted(**self.cleaned_data) if self.is_valid() else Wanted()

    @property
    def address(self) -> str:
        """The filter as it stands in an address, for the next page and the export."""
        return urlencode(self.wanted.told())


@dataclass(frozen=True, slots=True)
class Shown:
    """A record in the reader's language."""

    record: Record
    role: str
    what: str
    subject: str
    result: str
    facts: list[Fact]


def shown(record: Record) -> Shown:
    """Return a record to read."""
    role = str(ROLE_NAMES.get(record.role, record.role))
    result = str(RESULTS.get(record.result, record.result))
    what, subject = action_words(record.action), subject_words(record.subject)
    return Shown(record, role, what, subject, result, facts(record.detail))


def heading() -> str:
    """Return the first line of an export, with the mark by which Excel knows UTF-8."""
    names = [
        *(gettext("Record"), gettext("Time"), gettext("Person"), gettext("Role"), gettext("Address")),
        *(gettext("Action"), gettext("In words"), gettext("Subject"), gettext("Result"), gettext("Details")),
        gettext("Digest"),
    ]
    return "\ufeff" + _line(names)


def line(record: Record) -> str:
    """Return a record as a line of an export; no cell is a formula."""
    one = shown(record)
    at = timezone.localtime(record.at).isoformat(sep=" ", timespec="milliseconds")
    detail = json.dumps(record.detail, ensure_ascii=False, sort_keys=True) if record.detail else ""
    cells = [str(record.number), at, record.actor, one.role, record.address, record.action, one.what]
    return _line([*cells, record.subject, one.result, detail, record.digest])


def _line(cells: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([neutral(cell) for cell in cells])
    return buffer.getvalue()
