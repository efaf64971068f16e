"""Reminders in words: the mail, the reasons, and the form of the schedule."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext, override

from reports.domain.deadlines import days_left
from reports.domain.reminding import MAX_DAYS, WHOLE, Mail
from reports.domain.words import Stage
from reports.forms import naming
from reports.queries.schedules import Schedule
from reports.services.mailing import Item, Letter
from reports.services.scheduling import Terms

STAGES = {Stage.ESTIMATE: gettext_noop("Estimate"), Stage.FINAL: gettext_noop("Final")}
MAILS = {
    Mail.NONE: gettext_noop("in the system only"),
    Mail.WAITING: gettext_noop("mail waiting"),
    Mail.SENDING: gettext_noop("mail handed over, outcome unknown"),
    Mail.SENT: gettext_noop("mailed"),
    Mail.FAILED: gettext_noop("mail refused"),
    Mail.UNNEEDED: gettext_noop("done meanwhile, not mailed"),
}
MOST_REMINDERS = 10


def reason_words(reason: str) -> str:
    """Word why somebody was reminded."""
    kind, _colon, about = reason.removesuffix(WHOLE).partition(":")
    if kind == "before":
        return ngettext("%(n)d day before the deadline", "%(n)d days before the deadline", int(about)) % {
            "n": int(about)
        }
    if kind == "after":
        return ngettext("%(n)d day after the deadline", "%(n)d days after the deadline", int(about)) % {"n": int(about)}
    return _("at a click")


def mail_words(mail: str) -> str:
    """Word what became of a mail."""
    return _(MAILS[Mail(mail)])


def compose(letter: Letter, now: datetime) -> tuple[str, str]:
    """Write a reminder's mail, plain text, in the language of its reader; returns subject and text."""
    with override(letter.language):
        first = letter.items[0]
        about = {"area": naming.name_of(first.area), "year": first.year, "stage": _(STAGES[first.stage])}
        subject = _("Reminder: %(area)s, %(year)d %(stage)s") % about
        lines = [_("To %(name)s:") % {"name": letter.name}, ""]
        for item in letter.items:
            lines += [_line(item, now), ""]
        if settings.SITE_URL:
            lines += [_("To do: %(link)s") % {"link": settings.SITE_URL.rstrip("/") + reverse("filing")}, ""]
        lines.append(_("This mail was sent automatically; please do not answer it."))
        return subject, "\n".join(lines)


def _line(item: Item, now: datetime) -> str:
    told = {
        "whose": naming.name_of(item.office) if item.office else naming.name_of(item.area),
        "year": item.year,
        "stage": _(STAGES[item.stage]),
        "said": item.count.part,
        "owed": item.count.whole,
        "missing": item.count.missing,
        "due": naming.due_words(item.deadline),
    }
    what = (
        _("The part of %(whose)s in the %(year)d carbon-peak report (%(stage)s) is not confirmed yet.")
        if item.office
        else _("The %(year)d carbon-peak report (%(stage)s) of %(whose)s is not submitted yet.")
    )
    counts = _("%(said)d of %(owed)d items are filled in, %(missing)d are missing.")
    left = days_left(item.deadline, now)
    if left < 0:
        when = ngettext(
            "The deadline was %(due)s; it is %(n)d day overdue.",
            "The deadline was %(due)s; it is %(n)d days overdue.",
            -left,
        )
    else:
        when = ngettext("The deadline is %(due)s: %(n)d day left.", "The deadline is %(due)s: %(n)d days left.", left)
    return "\n".join(sentence % (told | {"n": abs(left)}) for sentence in (what, counts, when))


class DaysField(forms.CharField):
    """Whole days, separated by commas: “30, 7, 1”; empty for none."""

    def __init__(self, *, least: int, **options: object) -> None:
        super().__init__(required=False, max_length=80, **options)
        self.least = least

    def prepare_value(self, value: object) -> object:
        """Write days as they are typed."""
        return value if isinstance(value, str) or value is None else ", ".join(str(day) for day in value)

    def to_python(self, value: object) -> tuple[int, ...]:
        """Return the days, each once, the greatest first."""
        parts = str(value or "").replace("，", ",").replace("、", ",").split(",")
        words = [part.strip() for part in parts if part.strip()]
        if not all(word.isascii() and word.isdecimal() and len(word) <= 3 for word in words):
            raise ValidationError(_("Write whole days, separated by commas, for example 14, 7, 1."))
        days = tuple(sorted({int(word) for word in words}, reverse=True))
        if len(days) > MOST_REMINDERS or any(not self.least <= day <= MAX_DAYS for day in days):
            raise ValidationError(
                _("At most %(n)d different days, each from %(least)d to %(most)d.")
                % {"n": MOST_REMINDERS, "least": self.least, "most": MAX_DAYS}
            )
        return days

    def validate(self, value: tuple[int, ...]) -> None:
        """Accept what was read; none is an answer, too."""

    def run_validators(self, value: tuple[int, ...]) -> None:
        """The length was judged by ``to_python``."""


CLOCK = {"type": "time", "step": "60"}


class ScheduleForm(forms.Form):
    """The plan manager's schedule of reminders and the limits of the slips."""

    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)
    is_on = forms.BooleanField(required=False, label=gettext_lazy("Send reminders by themselves"))
    by_mail = forms.BooleanField(required=False, label=gettext_lazy("Send them by mail, too"))
    days_before = DaysField(least=0, label=gettext_lazy("Days before the deadline"))
    days_after = DaysField(least=1, label=gettext_lazy("Days after the deadline"))
    quiet_from = forms.TimeField(label=gettext_lazy("Quiet from"), widget=forms.TimeInput(CLOCK, "%H:%M"))
    quiet_until = forms.TimeField(label=gettext_lazy("Quiet until"), widget=forms.TimeInput(CLOCK, "%H:%M"))
    blue_days = forms.IntegerField(min_value=0, max_value=365, label=gettext_lazy("Blue: days before the deadline"))
    yellow_days = forms.IntegerField(min_value=0, max_value=365, label=gettext_lazy("Yellow: days before the deadline"))
    yellow_below = forms.IntegerField(
        min_value=0, label=gettext_lazy("Yellow: less than this percent filled in"), validators=[MaxValueValidator(100)]
    )

    @classmethod
    def of(cls, schedule: Schedule) -> "ScheduleForm":
        """Return the form filled with a schedule."""
        names = ("is_on", "by_mail", "days_before", "days_after", "quiet_from", "quiet_until", "version")
        initial = {name: getattr(schedule, name) for name in names}
        rules = schedule.rules
        limits = {
            "blue_days": rules.blue_days,
            "yellow_days": rules.yellow_days,
            "yellow_below": rules.yellow_below,
        }
        return cls(initial=initial | limits)

    def clean(self) -> dict[str, object]:
        """Yellow follows blue."""
        sent = super().clean() or self.cleaned_data
        if {"blue_days", "yellow_days"} <= sent.keys() and sent["yellow_days"] > sent["blue_days"]:
            self.add_error("yellow_days", _("Yellow begins on the same day as blue or later."))
        return sent

    def terms(self) -> Terms:
        """Return what was set."""
        return Terms(**{name: said for name, said in self.cleaned_data.items() if name != "version"})
