"""The filing workbook in the reader's language: its rows, its words, its name, and what its stamp must say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from reports.documents import workbook
from reports.documents.workbook import SheetRow, Words
from reports.domain.entries import Said
from reports.domain.words import Stage, State
from reports.domain.workbook_changes import Item
from reports.domain.workbooks import CHECKED_HEADINGS, Column, Stamp, layout_of, print_of, shown_of
from reports.forms.naming import is_english, name_of
from reports.queries.reports import Head
from reports.queries.sheets import Line, Section
from targets.models import Plan

_NOT_IN_FILE_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', "_"))


class UploadForm(forms.Form):
    """A file to preview."""

    workbook = forms.FileField(
        label=gettext_lazy("The filled-in workbook (.xlsx)"),
        allow_empty_file=True,  # refused with its reason by who reads it
        widget=forms.FileInput({"accept": ".xlsx", "class": "workbook__file"}),
    )


@dataclass(frozen=True, slots=True)
class FilingWorkbook:
    """One bureau's workbook for one filing.

    Args:
        plan: the plan.
        head: the report, which need not exist yet.
        section: the bureau's part of it, as it is now.
        now: when it is made.
        is_demo: whether the data are samples, which the workbook then says.
    """

    plan: Plan
    head: Head
    section: Section
    now: datetime
    is_demo: bool = False

    @property
    def items(self) -> tuple[Item, ...]:
        """What is asked and stored, for the comparison with what comes back."""
        return tuple(Item(line.rule, line.said, line.version) for line in self.section.lines)

    @property
    def stamp(self) -> Stamp:
        """The stamp of a workbook made now."""
        key = self.head.key
        headings = dict(zip(Column, _headings(), strict=True))
        return Stamp(
            plan=key.plan,
            year=key.year,
            stage=key.stage.value,
            area=key.area,
            bureau=self.section.office.code,
            report_version=self.head.version,
            layout=layout_of((line.rule, line.unit) for line in self.section.lines),
            headings=tuple(headings[column] for column in CHECKED_HEADINGS),
            yes=_yes(),
            seen={
                line.code: (line.version, print_of(shown_of(line.said), line.rule.kind)) for line in self.section.lines
            },
        )

    @property
    def file_name(self) -> str:
        """What the file is called, such as 泗水县-住房和城乡建设局-2026-预计数.xlsx."""
        area, office = name_of(self.head.area), name_of(self.section.office)
        office = office.removeprefix(area).removesuffix(f", {area}").strip()
        name = f"{area}-{office}-{self.head.key.year}-{_stage(self.head)}.xlsx"
        return name.translate(_NOT_IN_FILE_NAMES)

    def content(self, token: str) -> bytes:
        """Return the file.

        Args:
            token: the signed stamp.
        """
        rows = [_row(task.clause, line) for task in self.section.tasks for line in task.lines]
        return workbook.write(rows, self._words(), token)

    def _words(self) -> Words:
        key, deadline = self.head.key, _last_moment(self.head.deadline)
        title = self.plan.title_en if is_english() else self.plan.title_zh
        office = name_of(self.section.office)
        return Words(
            sheet=pgettext("workbook", "Filing"),
            guide=pgettext("workbook", "Instructions"),
            title=f"{office} {key.year} {_stage(self.head)}",
            subtitle=_("%(plan)s (%(number)s) · due before %(deadline)s")
            % {"plan": title, "number": self.plan.document_no, "deadline": deadline},
            sample=_("Sample data (示例数据)") if self.is_demo else "",
            headings=_headings(),
            facts=(
                (_("Organisation"), office),
                (_("Area"), name_of(self.head.area)),
                (_("Year and stage"), f"{key.year} {_stage(self.head)}"),
                (_("Due before"), deadline),
                (_("Plan"), f"{title} ({self.plan.document_no})"),
                (_("Downloaded"), f"{timezone.localtime(self.now):%Y-%m-%d %H:%M}"),
            ),
            steps=_steps(),
            yes=_yes(),
            wrong_title=_("Not accepted"),
            wrong_number=_("A number with at most %(decimals)s decimals, not below the least possible value."),
            wrong_milestone=_("1 for done, 0 for not done."),
            wrong_choice=_("Choose “%(yes)s”, or leave the cell blank."),
            wrong_length=_("At most %(limit)s characters."),
            page=_("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"},
        )


def _row(clause: str, line: Line) -> SheetRow:
    return SheetRow(
        clause=clause,
        name=name_of(line),
        unit=line.unit_en if is_english() else line.unit,
        definition=line.definition_zh,
        rule=line.rule,
        filled=shown_of(line.said),
        last_final=_told(line.last_final),
        last_estimate=_told(line.last_estimate),
        this_estimate=_told(line.this_estimate),
    )


def _told(said: Said | None) -> str:
    if said is not None and said.state is State.NOT_APPLICABLE:
        return _("Not applicable")
    return shown_of(said).value


def _headings() -> tuple[str, ...]:
    return (
        _("Code"),
        _("Clause"),
        _("Quantity"),
        _("Unit"),
        _("This year"),
        _("Not applicable"),
        _("Reason"),
        _("Note"),
        _("Last year’s final"),
        _("Last year’s estimate"),
        _("This year’s estimate"),
    )


def _steps() -> tuple[str, ...]:
    return (
        _("Fill in only the light yellow cells; everything else is locked."),
        _("Enter numbers in the unit given, without the unit. Zero is a figure; a blank cell means: not reported."),
        _("Where something does not exist here, choose “%(yes)s” under “Not applicable” and give the reason.")
        % {"yes": _yes()},
        _("The definition of a quantity is the comment on its name."),
        _("A cell that you clear clears the value in the system; the preview shows it before anything is stored."),
        _("Upload the saved workbook on the filing page. A preview shows old and new; then all is stored, or nothing."),
        _("Do not rename sheets, and do not move or delete columns or rows."),
    )


def _last_moment(deadline: datetime) -> str:
    """Write a half-open deadline as officials do: the end of a day is its 24:00."""
    local = timezone.localtime(deadline)
    if (local.hour, local.minute) == (0, 0):
        return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def _yes() -> str:
    return pgettext("workbook", "Yes")


def _stage(head: Head) -> str:
    return _("Final") if head.key.stage is Stage.FINAL else _("Estimate")
