"""What the addresses of dashboards may ask for; anything else is not found."""

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dashboards.domain.lights import SHOWN_ORDER
from dashboards.domain.matrices import Wish
from dashboards.queries.overview import Filter
from dashboards.queries.plan_text import Wanted
from dashboards.queries.scopes import Asked
from progress.domain.judgement import Status
from progress.domain.rollup import BEST
from progress.queries.digests import Schedule
from progress.queries.rankings import Ranking, rankable
from reports.domain.words import Basis, Stage
from targets.models import Plan


class LookForm(forms.Form):
    """Year, basis and stage, kept in every link."""

    year = forms.IntegerField(min_value=1900, max_value=2200, required=False)
    basis = forms.ChoiceField(choices=[(basis.value, basis.value) for basis in Basis], required=False)
    stage = forms.ChoiceField(choices=[(stage, stage) for stage in (BEST, Stage.FINAL.value)], required=False)

    def asked(self) -> Asked:
        """Return the wish for a year, basis and stage.

        Raises:
            LookupError: the address is no address of ours.
        """
        if not self.is_valid():
            raise LookupError(str(self.errors.as_json()))
        said = self.cleaned_data
        return Asked(year=said["year"], basis=said["basis"] or None, stage=said["stage"] or None)


class OverviewForm(LookForm):
    """The overview's filters."""

    status = forms.ChoiceField(choices=[(status.value, status.value) for status in SHOWN_ORDER], required=False)
    bureau = forms.CharField(max_length=40, required=False)
    firm = forms.ChoiceField(choices=[("binding", "binding"), ("softer", "softer")], required=False)
    due = forms.RegexField(r"^(\d{4}|standing|undated)$", required=False)
    area = forms.CharField(max_length=12, required=False)

    def wanted(self) -> Filter:
        """Return what the list of a valid address shows."""
        said = self.cleaned_data
        return Filter(
            status=Status(said["status"]) if said["status"] else None,
            bureau=said["bureau"] or None,
            binds=self.binds(),
            due=said["due"] or None,
        )

    def binds(self) -> bool | None:
        """Whether binding targets are asked for, the others, or (None) either."""
        firm = self.cleaned_data["firm"]
        return firm == "binding" if firm else None


class MatrixForm(LookForm):
    """The filters and the order of areas × indicators."""

    theme = forms.CharField(max_length=40, required=False)
    task = forms.CharField(max_length=40, required=False)
    status = forms.ChoiceField(choices=[(status.value, status.value) for status in SHOWN_ORDER], required=False)
    by = forms.CharField(max_length=12, required=False)
    across = forms.CharField(max_length=80, required=False)

    def wish(self) -> Wish:
        """Return what a valid address asks for."""
        said = self.cleaned_data
        status = Status(said["status"]) if said["status"] else None
        return Wish(said["theme"] or None, said["task"] or None, status, said["by"] or None, said["across"] or None)


class ComparisonForm(LookForm):
    """What the tiles of an indicator's areas are coloured by; ``indicator`` leads to another one's page."""

    colour = forms.ChoiceField(choices=[("status", "status"), ("value", "value")], required=False)
    indicator = forms.CharField(max_length=80, required=False)


class IndicatorForm(LookForm):
    """The indicator page's area (a code) and target (a year, ``standing`` or ``none``)."""

    area = forms.CharField(max_length=12, required=False)
    target = forms.CharField(max_length=10, required=False)


class PlaceForm(LookForm):
    """A page about one area (a code) at a time."""

    area = forms.CharField(max_length=12, required=False)


class PlanTextForm(PlaceForm):
    """The plan's page: which promises are marked, and words to look for."""

    show = forms.ChoiceField(
        choices=[(name, name) for name in ("problems", *(status.value for status in SHOWN_ORDER))], required=False
    )
    q = forms.CharField(max_length=60, required=False)

    def wanted(self) -> Wanted:
        """Return what a valid address filters by."""
        show = self.cleaned_data["show"]
        status = Status(show) if show not in ("", "problems") else None
        return Wanted(status=status, only_problems=show == "problems", words=self.cleaned_data["q"])


class ScreenForm(LookForm):
    """The big screen: how long each slide stays."""

    SECONDS = 20

    seconds = forms.IntegerField(min_value=5, max_value=600, required=False)

    def stay(self) -> int:
        """Return for how many seconds a valid address shows a slide."""
        return self.cleaned_data["seconds"] or self.SECONDS


class RankingForm(forms.Form):
    """What to rank: an indicator of which areas have figures of their own, a year, and which end is better."""

    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)
    order = forms.ChoiceField(
        label=gettext_lazy("First place"),
        choices=[
            ("plan", gettext_lazy("as the plan demands")),
            ("highest", gettext_lazy("the highest figure")),
            ("lowest", gettext_lazy("the lowest figure")),
        ],
        initial="plan",
    )

    def __init__(self, *args: object, plan: Plan, year: int, **words: object) -> None:
        super().__init__(*args, **words)
        english = get_language() == "en"
        self._known = {one.code: one for one in rankable(plan, year)}
        names = [(one.code, one.name_en if english else one.name_zh) for one in self._known.values()]
        self.fields["indicator"].choices = names
        years = range(min(year, plan.last_year), plan.base_year - 1, -1)
        self.fields["year"].choices = [(one, one) for one in years]

    def clean(self) -> dict[str, object]:
        """Ask for an order where the plan's comparators give none."""
        said = super().clean() or {}
        one = self._known.get(said.get("indicator", ""))
        if one is not None and said.get("order") == "plan" and one.highest_first is None:
            self.add_error("order", _("The plan does not say which end is better: choose one."))
        return said

    def wanted(self) -> dict[str, object]:
        """Return indicator, year and ``highest_first`` of a valid choice."""
        said = self.cleaned_data
        by_plan = self._known[said["indicator"]].highest_first
        highest = bool(by_plan) if said["order"] == "plan" else said["order"] == "highest"
        return {"indicator": said["indicator"], "year": said["year"], "highest_first": highest}

    @staticmethod
    def suggestion(ranking: Ranking, language: str) -> str:
        """Return a title to begin with."""
        name = ranking.name_en if language == "en" else ranking.name_zh
        return _("%(indicator)s, %(year)s: ranking of the areas") % {"indicator": name, "year": ranking.year}


class PublishForm(forms.Form):
    """The title under which the ranking that was looked at (``seen``) is published."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Why a publication is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class DigestScheduleForm(forms.Form):
    """When the weekly digest is mailed: the plan manager's."""

    WEEKDAYS = (
        (1, gettext_lazy("Monday")),
        (2, gettext_lazy("Tuesday")),
        (3, gettext_lazy("Wednesday")),
        (4, gettext_lazy("Thursday")),
        (5, gettext_lazy("Friday")),
        (6, gettext_lazy("Saturday")),
        (7, gettext_lazy("Sunday")),
    )

    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)
    is_on = forms.BooleanField(required=False, label=gettext_lazy("Mail the digest every week"))
    weekday = forms.TypedChoiceField(label=gettext_lazy("Weekday"), coerce=int, choices=WEEKDAYS)
    at = forms.TimeField(
        label=gettext_lazy("Time of day (Beijing time)"),
        widget=forms.TimeInput({"type": "time", "step": "60"}, "%H:%M"),
    )

    @classmethod
    def of(cls, schedule: Schedule) -> "DigestScheduleForm":
        """Return the form filled with a schedule."""
        return cls(initial={name: getattr(schedule, name) for name in ("version", "is_on", "weekday", "at")})

    def terms(self) -> dict[str, object]:
        """Return what a valid form sets, as its service takes it."""
        said = self.cleaned_data
        return {"seen_version": said["version"], **{name: said[name] for name in ("is_on", "weekday", "at")}}
