"""The plan manager's page of zones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.queries import clock
from targets.forms.zones import SwitchForm
from targets.models import Plan
from targets.queries.zones import zone_years
from targets.services import zones


def zone_page(request: HttpRequest) -> HttpResponse:
    """Show in which years each zone files for itself, and switch one."""
    plan = Plan.objects.order_by("pk").first()
    found = zone_years(plan) if plan else []
    english = get_language() == "en"
    choices = [(zone.code, zone.name_en if english else zone.name_zh) for zone in found]
    years = range(plan.base_year, plan.last_year + 1) if plan else range(0)
    initial = {"year": clock.now().year}
    form = SwitchForm(request.POST or None, zones=choices, years=years, initial=initial)
    if plan and request.method == "POST" and form.is_valid():
        done = zones.switch(plan_id=plan.pk, **form.cleaned_data, actor=request.actor, now=clock.now())
        said = _("Switched; every figure is being counted again.") if done else _("It already files that way.")
        messages.success(request, said)
        return redirect("zones")
    return render(request, "targets/zones.html", {"zones": found, "years": years, "form": form, "english": english})
