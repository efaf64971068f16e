"""What happens to quantities and indicators that a later load no longer names.

Promises do not vanish silently: an indicator that anything refers to cannot be dropped.
A quantity that earlier definitions use is retired from a year on, by a version that
applies nowhere.
"""

from django.db.models import Model, QuerySet

from targets.domain.catalogue import Catalogue
from targets.domain.located import Place, gettext_noop
from targets.models import (
    Indicator,
    IndicatorArea,
    IndicatorVersion,
    MeasureTerm,
    Origin,
    Quantity,
    QuantityArea,
    QuantityVersion,
    Target,
    ThemeIndicator,
)
from targets.services.loading_definitions import Context

RETIRED = "retired"
OWN = (IndicatorVersion, QuantityVersion, ThemeIndicator)


def remove_missing(catalogue: Catalogue, context: Context) -> None:
    """Erase what nothing refers to, retire what only earlier definitions use, refuse the rest."""
    for indicator in context.plan.indicators.exclude(code__in=[row.code for row in catalogue.indicators]):
        _remove_indicator(indicator, context)
    for quantity in context.plan.quantities.exclude(code__in=[row.code for row in catalogue.quantities]):
        _remove_quantity(quantity, context)


def _remove_indicator(indicator: Indicator, context: Context) -> None:
    if _is_referred_to(indicator):
        message = gettext_noop("indicator %(code)s is gone; a promise with figures, allocations or evidence stays")
        context.findings.add(Place("indicators.yaml", 0, "indicators"), message, code=indicator.code)
        return
    versions = IndicatorVersion.objects.filter(indicator=indicator)
    for model in (Target, MeasureTerm, IndicatorArea):
        _erase(model._default_manager.filter(version__in=versions))
    _erase(versions)
    _erase(ThemeIndicator.objects.filter(indicator=indicator))
    _erase(Indicator.objects.filter(pk=indicator.pk))
    context.changes.removed.append(f"indicator {indicator.code}")


def _remove_quantity(quantity: Quantity, context: Context) -> None:
    versions = QuantityVersion.objects.filter(quantity=quantity).order_by("effective_from")
    if quantity.terms.exists():
        _retire(quantity, versions, context)
    elif _is_referred_to(quantity):
        message = gettext_noop("quantity %(code)s is gone, but something was reported under it")
        context.findings.add(Place("quantities.yaml", 0, "quantities"), message, code=quantity.code)
    else:
        _erase(QuantityArea.objects.filter(version__in=versions))
        _erase(versions)
        _erase(Quantity.objects.filter(pk=quantity.pk))
        context.changes.removed.append(f"quantity {quantity.code}")


def _retire(quantity: Quantity, versions: QuerySet[QuantityVersion], context: Context) -> None:
    last, year = versions[len(versions) - 1], context.years.effective_from
    if last.digest == RETIRED:
        return
    if year <= last.effective_from:
        message = gettext_noop("quantity %(code)s is gone; load it with --effective-from %(next)s or later")
        place = Place("quantities.yaml", 0, "quantities")
        context.findings.add(place, message, code=quantity.code, next=last.effective_from + 1)
        return
    last.pk, last.effective_from, last.digest, last.applies_to = None, year, RETIRED, []
    last.origin, last.reason, last.set_by, last.set_at = Origin.FILE, "", "", None
    last._state.adding = True
    last.save(force_insert=True)
    context.changes.versions.append(f"quantity {quantity.code} {year} {RETIRED}")


def _is_referred_to(row: Model) -> bool:
    """Whether any row of any room points at this one, its own definition aside."""
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: row}).exists()
        for relation in row._meta.related_objects
        if relation.related_model not in OWN
    )


def _erase(rows: QuerySet[Model]) -> None:
    """Delete without Django's cascade, which would touch tables this room may not write."""
    rows._raw_delete(rows.db)
