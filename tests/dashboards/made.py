"""Figures and judgements put where the roll-up leaves them, and definitions without a database."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.models import Area
from dashboards.domain.definitions import Definition, Office, Place, Promise, Quantity, Task
from dashboards.domain.lights import Light
from dashboards.domain.lines import Line
from dashboards.domain.rows import Figure, Verdict
from progress.domain.judgement import Flag, Status
from progress.domain.lineage import Clause, Lineage, Named
from progress.domain.lineage import Definition as Told
from progress.models import AsOf, Judgement, Rollup
from progress.services.draining import as_rollup
from targets.domain.algebra import Comparator, Firmness, Group, Measure, Target, Term, Trajectory
from targets.domain.algebra import Indicator as Sentence
from targets.models import Indicator, Plan

CITY, SISHUI, LIANGSHAN, RENCHENG = "370800", "370831", "370832", "370811"
NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
BOTH = ("approved", "provisional")

# --- rows in the database ---


def put(area, indicator, year, value, *verdicts, basis=BOTH, **sums):
    """Store a figure (a number as text, or a reason without one) and its verdicts on the given bases."""
    names = {"area": Area.objects.get(code=area), "indicator": Indicator.objects.get(code=indicator)}
    number = _number(value)
    row = {"reported": 1, "expected": 1, "touched": number is not None, "has_estimate": False, "factor_missing": False}
    row |= {name: Decimal(sum_) if isinstance(sum_, str) else sum_ for name, sum_ in sums.items()}
    with as_rollup():
        for each in basis:
            key = names | {"year": year, "stage": "best", "basis": each}
            Rollup.objects.create(**key, **row, value=number, void_reason="" if number is not None else value)
            for verdict in verdicts:
                Judgement.objects.create(**key, **({"judged_year": year} | verdict))


def stored(key, status, bound=None, comparator=">=", **more):
    """One judgement's columns; ``key`` is a year, ``standing`` or ``none``."""
    numbers = {name: Decimal(cell) if isinstance(cell, str) else cell for name, cell in more.items() if name in NUMBERS}
    return {
        "target_key": key,
        "target_year": int(key) if key.isdecimal() else None,
        "comparator": comparator if bound is not None else "",
        "target_value": None if bound is None else Decimal(bound),
        "status": status,
        **more,
        **numbers,
    }


def updated(at=NOW):
    """Say that the roll-up ran."""
    with as_rollup():
        AsOf.objects.update_or_create(plan=Plan.objects.get(), defaults={"at": at, "sequence": 1})


NUMBERS = {"expected_value", "shortfall", "target_upper"}


def _number(value):
    try:
        return Decimal(value)
    except ArithmeticError:
        return None


# --- rows without a database ---

HOUSING = Office(1, "housing", "Bureau of Housing", "Housing")
WATER = Office(2, "water", "Bureau of Water", "Water")
TASK = Task(1, "1.1", "一（一）", "Infrastructure", "一", "Development", (HOUSING,), (WATER,), "由市局负责")
TOWN = Place(1, "370800", "Jining City", "Jining", None)
COUNTY = Place(2, "370831", "Sishui County", "Sishui", 1)
NEIGHBOUR = Place(3, "370832", "Liangshan County", "Liangshan", 1)


def defined(*, top="a", bottom="b", scale="100", unit="%", decimals=2, targets=(), **sentence):
    """A definition; ``top`` and ``bottom`` name quantities, with ``-`` before those taken off."""
    names = [name.lstrip("-") for name in (*top.split(), *(bottom or "").split())]
    measure = Measure(_terms(top), _terms(bottom) if bottom else None, Decimal(scale))
    return Definition(
        id=1,
        code="leakage",
        name="Leakage",
        unit=unit,
        measure_unit=sentence.pop("measure_unit", unit),
        task=TASK,
        owner=WATER,
        algebra=Sentence("leakage", unit, measure, targets=tuple(targets), decimals=decimals, **sentence),
        quantities={name: Quantity(9, name, name.upper(), "m³", 2, WATER, "", False) for name in names},
        factors={},
        promises={target.key: Promise(Firmness.BINDING, "原文") for target in targets},
    )


def _terms(names):
    return tuple(Term(name.lstrip("-"), Decimal(-1 if name.startswith("-") else 1)) for name in names.split())


LEAKAGE_TARGET = Target(2025, Comparator.AT_MOST, Decimal("7.9"))
LEAKAGE = defined(top="a -b", bottom="a", targets=[LEAKAGE_TARGET], trajectory=Trajectory.LINEAR)
PILOT = defined(top="p", bottom=None, scale="1", unit="items", decimals=0, group=Group.MILESTONE)


def figure(value="9", *, void="", **more):
    """A figure of 2024 of the city."""
    cells = {"numerator": None, "denominator": None, "base_numerator": None, "base_denominator": None}
    cells |= {"area_id": 1, "indicator_id": 1, "year": 2024, "reported": 14, "expected": 14, "is_estimate": False}
    cells |= {name: Decimal(cell) if isinstance(cell, str) else cell for name, cell in more.items()}
    return Figure(value=None if value is None else Decimal(value), void=void, **cells)


def verdict(status="on_track", bound="7.9", comparator="<=", *, key="2025", flags=(), **more):
    """A verdict of 2024 on the leakage target unless told otherwise."""
    numbers = {name: Decimal(more.pop(name)) for name in ("expected", "shortfall", "upper") if more.get(name)}
    cells = {"area_id": 1, "indicator_id": 1, "year": 2024, "judged_year": more.pop("judged_year", 2024)}
    cells |= {"upper": None, "reason": "path", "expected": None, "shortfall": None, "met": None, "owed": None}
    return Verdict(
        key=key,
        target_year=int(key) if key.isdecimal() else None,
        comparator=Comparator(comparator) if bound is not None else None,
        bound=None if bound is None else Decimal(bound),
        status=Status(status),
        flags=frozenset(Flag(flag) for flag in flags),
        **(cells | more | numbers),
    )


def lineage(definition, shown, judged, path=None, *, base_year=2020, **more):
    """The lineage of a figure of 2024 and its verdict; thresholds 10 and 30 %."""
    town = Named("370800", "济宁市", "Jining City")
    cells = {"area": town, "is_above": True, "year": 2024, "stage": "best", "basis": "approved"}
    cells |= {"judged_year": judged.judged_year, "judged_stage": "best", "quantities": {}, "coefficients": ()}
    cells |= {"parts": (), "is_whole": True, "targets": (judged,), "is_own": False, "baseline": None}
    words = Told(Named(definition.code, "漏损率", definition.name), "%", "%", 2020, "0" * 64, "", definition.algebra)
    clause = Clause(Named("一", "", ""), "一（一）", Named("1.1", "", ""), "原文", Firmness.BINDING)
    return Lineage(
        definition=words, total=shown, judged=judged, clause=clause, path=path, base_year=base_year,
        on_track_below=Decimal(10), behind_below=Decimal(30), **(cells | more),
    )  # fmt: skip


def line(definition=LEAKAGE, place=TOWN, shown=None, judged=None, year=2024):
    """A line of a page."""
    return Line(definition, place, year, shown, Light(judged) if judged else None)
