"""Random small plans and filings, written straight into the tables the roll-up reads."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from hypothesis import strategies as st

from accounts.models import Area, Bureau, ZoneSwitch
from reports.models import Fact, FilingYear, Report, ReportEvent, ReportMark, Revision, Snapshot
from targets import models as targets

NOW = datetime(2023, 12, 1, tzinfo=UTC)
YEARS = (2020, 2021, 2022, 2023)
UNITS = ("a", "b", "c", "z")
FLOWS = ("x", "y", "w")
FACTORS = {
    "f": ({2020: "1.5", 2022: "1.25"}, False, "nearest_earlier_else_earliest"),
    "g": ({2022: "0.4"}, False, "exact"),
    "p": ({2020: "1"}, True, "nearest_earlier_else_earliest"),
}
_slugs = count(1)


@dataclass(frozen=True)
class Sentence:
    """One indicator drawn at random; terms are (quantity, coefficient or factor name).

    Targets are (year, comparator, value); ``between`` reaches from the value to ten above it.
    ``later`` is in force from 2022 on, where the definition was changed.
    """

    top: tuple[tuple[str, str], ...]
    bottom: tuple[tuple[str, str], ...]
    accrual: str
    comparison: str
    pooling: str
    group: str
    trajectory: str
    targets: tuple[tuple[int | None, str, str], ...]
    applies_to: tuple[str, ...]
    bounded: bool
    scale: str
    later: "Sentence | None" = None


@dataclass(frozen=True)
class Deed:
    """What happens to a report after the first count; only ``values`` that differ are named, None takes one out."""

    area: str
    year: int
    stage: str
    step: str
    values: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True)
class Story:
    """A plan and what was filed: facts are (area, quantity, year, stage) with a value or 'NA'.

    ``deep``: a town stands between the city and its counties a and b. ``deeds`` come later.
    """

    sentences: tuple[Sentence, ...]
    facts: dict[tuple[str, str, int, str], str]
    only_submitted: frozenset[tuple[str, int, str]]
    switches: tuple[tuple[int, bool], ...]
    allocations: dict[tuple[str, int, int], str] = field(default_factory=dict)
    baselines: dict[tuple[str, int], str] = field(default_factory=dict)
    deep: bool = False
    deeds: tuple[Deed, ...] = ()


numbers = st.sampled_from(["0", "0", "1", "2", "5", "10", "99.996", "100", "7.9", "123456.78"])
weights = st.sampled_from(["1", "1", "-1", "0.5", "f", "g", "p"])
comparators = st.sampled_from([">=", ">=", ">", "<=", "<", "=", "between"])


@st.composite
def sentences(draw):
    """Draw an indicator; one in four changes its definition, but not what kind of thing it is."""
    municipal = draw(st.integers(0, 9)) == 0
    milestone = not municipal and draw(st.integers(0, 5)) == 0
    first = draw(definitions(municipal, milestone))
    return replace(first, later=draw(definitions(municipal, milestone))) if draw(st.integers(0, 3)) == 0 else first


@st.composite
def definitions(draw, municipal, milestone):
    quantities = ("u",) if municipal else ("m",) if milestone else FLOWS
    terms = st.lists(st.sampled_from(quantities), min_size=1, max_size=2, unique=True)
    weigh = st.just("1") if milestone or municipal else weights
    top = tuple((name, draw(weigh)) for name in draw(terms))
    has_bottom = not milestone and draw(st.booleans())
    bottom = tuple((name, draw(st.sampled_from(["1", "1", "f", "g"]))) for name in draw(terms)) if has_bottom else ()
    years = draw(st.lists(st.sampled_from([None, 2021, 2022, 2023, 2025]), max_size=3, unique=True))
    years.sort(key=lambda year: year or 0)
    return Sentence(
        top=top,
        bottom=bottom,
        accrual="stock" if milestone else draw(st.sampled_from(["level", "level", "stock", "cumulative"])),
        comparison="value" if milestone else draw(st.sampled_from(["value", "value", "drop_points", "drop_percent"])),
        pooling="city" if municipal else draw(st.sampled_from(["pooled", "pooled", "each"])),
        group="milestone" if milestone else draw(st.sampled_from(["target", "standing", "milestone", "monitored"])),
        trajectory=draw(st.sampled_from(["linear", "none"])),
        targets=tuple((year, draw(comparators), draw(numbers)) for year in years),
        applies_to=("city",)
        if municipal
        else tuple(draw(st.sampled_from([UNITS, UNITS, ("a", "b"), ("a", "b", "c")]))),
        bounded=draw(st.booleans()),
        scale=draw(st.sampled_from(["1", "100", "0.0001"])),
    )


@st.composite
def stories(draw):
    """Draw a plan of a few indicators and a few years of filings with holes in them."""
    chosen = tuple(draw(st.lists(sentences(), min_size=3, max_size=6)))
    facts = {}
    density = draw(st.sampled_from([1, 2, 6]))
    for area in ("city", *UNITS):
        for quantity in ("u",) if area == "city" else (*FLOWS, "m"):
            for year in YEARS:
                for stage in ("estimate", "final"):
                    if draw(st.integers(0, density)) == 0 and density < 6:
                        continue
                    if draw(st.integers(0, 12)) == 0:
                        facts[area, quantity, year, stage] = "NA"
                    else:
                        value = draw(st.sampled_from(["0", "1"])) if quantity == "m" else draw(numbers)
                        facts[area, quantity, year, stage] = value
    reports = sorted({(area, year, stage) for area, _, year, stage in facts})
    return Story(
        sentences=chosen,
        facts=facts,
        only_submitted=frozenset(draw(st.lists(st.sampled_from(reports), max_size=4)) if reports else ()),
        switches=draw(st.sampled_from([(), (), ((2022, False),), ((2020, False), (2022, True)), ((2020, False),)])),
        allocations={
            (draw(st.sampled_from(UNITS)), index, draw(st.sampled_from([2021, 2023, 2025]))): draw(numbers)
            for index in range(len(chosen))
        },
        baselines={(draw(st.sampled_from(("city", *UNITS))), index): draw(numbers) for index in range(len(chosen))},
        deep=draw(st.booleans()),
        deeds=tuple(draw(st.lists(deeds(), min_size=1, max_size=3))),
    )


@st.composite
def deeds(draw):
    """Draw something that happens to one report later."""
    area = draw(st.sampled_from(("city", *UNITS)))
    names = ("u",) if area == "city" else (*FLOWS, "m")
    values = st.one_of(st.none(), st.sampled_from(["NA", "0", "1", "3", "99.996"]))
    return Deed(
        area=area,
        year=draw(st.sampled_from(YEARS)),
        stage=draw(st.sampled_from(["estimate", "final"])),
        step=draw(st.sampled_from(["submit", "submit", "approve", "return"])),
        values=tuple((name, draw(values)) for name in draw(st.lists(st.sampled_from(names), unique=True, max_size=3))),
    )


def store(story: Story) -> targets.Plan:
    """Write a story into the database (as the system, inside a transaction)."""
    slug = f"random-{next(_slugs)}"
    areas = _areas(slug, story)
    bureau = Bureau.objects.create(city=areas["city"], code="b", order=1, county_suffix="")
    plan = targets.Plan.objects.create(
        slug=slug, city=areas["city"], base_year=2020, last_year=2030, issued_on=date(2020, 1, 1),
        deadline_month=11, deadline_day=15, text="",
    )  # fmt: skip
    quantities = _quantities(plan, bureau, areas)
    _indicators(plan, bureau, areas, quantities, story)
    _reports(plan, areas, quantities, story)
    return plan


def _areas(slug, story):
    def area(name, kind, **fields):
        return Area.objects.create(
            code=f"{slug[-6:]}{name[:2]}", name_zh=name, short_zh=name, name_en=name, kind=kind, order=0, **fields
        )

    areas = {"city": area("city", "city")}
    if story.deep:
        areas["town"] = area("town", "city", parent=areas["city"])
    for name in ("a", "b", "c"):
        above = areas["town" if story.deep and name != "c" else "city"]
        areas[name] = area(name, "county", parent=above)
    areas["z"] = area("z", "zone", parent=areas["city"], parent_when_off=areas["a"], switchable=True)
    for year, is_on in story.switches:
        ZoneSwitch.objects.create(zone=areas["z"], year=year, is_on=is_on)
    return areas


def _quantities(plan, bureau, areas):
    part = targets.Part.objects.create(plan=plan, code="1", order=1)
    task = targets.Task.objects.create(plan=plan, part=part, code="1.1", order=1, mode="led")
    quantities = {}
    for order, name in enumerate((*FLOWS, "m", "u")):
        quantities[name] = targets.Quantity.objects.create(
            plan=plan, code=name, order=order, task=task, bureau=bureau,
            kind="milestone" if name == "m" else "flow", level="municipal" if name == "u" else "county",
        )  # fmt: skip
        version = targets.QuantityVersion.objects.create(
            quantity=quantities[name], effective_from=2020, digest="", applies_to=[], note_zh=""
        )
        for where in ("city",) if name == "u" else UNITS:
            targets.QuantityArea.objects.create(version=version, area=areas[where])
    return quantities


def _indicators(plan, bureau, areas, quantities, story):
    task = plan.tasks.get()
    factors = {}
    for code, (values, provisional, lookup) in FACTORS.items():
        factors[code] = targets.Factor.objects.create(
            plan=plan, code=code, order=1, lookup=lookup, provisional=provisional, confidence="verified"
        )
        for year, value in values.items():
            targets.FactorValue.objects.create(factor=factors[code], year=year, value=value, recorded_at=NOW)
    for index, one in enumerate(story.sentences):
        indicator = targets.Indicator.objects.create(plan=plan, code=f"i{index}", order=index, task=task, owner=bureau)
        _definition(indicator, 2020, one, areas, quantities, factors)
        if one.later:
            _definition(indicator, 2022, one.later, areas, quantities, factors)
        for (area, which, year), value in story.allocations.items():
            if which == index:
                targets.Allocation.objects.create(
                    area=areas[area], indicator=indicator, year=year, value=value, recorded_at=NOW
                )
        for (area, which), value in story.baselines.items():
            if which == index:
                targets.Baseline.objects.create(
                    area=areas[area], indicator=indicator, year=2020, value=value, recorded_at=NOW
                )


def _definition(indicator, since, one, areas, quantities, factors):
    version = targets.IndicatorVersion.objects.create(
        indicator=indicator, effective_from=since, digest="", scale=one.scale, decimals=2,
        has_denominator=bool(one.bottom), accrual=one.accrual,
        count_from=2021 if one.accrual == "cumulative" else None, comparison=one.comparison,
        pooling=one.pooling, group=one.group, trajectory=one.trajectory, bounded=one.bounded, applies_to=[],
    )  # fmt: skip
    for name in one.applies_to:
        targets.IndicatorArea.objects.create(version=version, area=areas[name])
    for side, terms in (("numerator", one.top), ("denominator", one.bottom)):
        for order, (name, weight) in enumerate(terms):
            targets.MeasureTerm.objects.create(
                version=version, side=side, order=order, quantity=quantities[name],
                coefficient=None if weight in factors else Decimal(weight), factor=factors.get(weight),
            )  # fmt: skip
    for order, (year, comparator, value) in enumerate(one.targets):
        bound = {"lower": value, "upper": Decimal(value) + 10} if comparator == "between" else {"value": value}
        targets.Target.objects.create(
            version=version, key=str(year or "standing"), order=order, year=year, comparator=comparator,
            firmness="binding", quote="", **bound,
        )  # fmt: skip


def _reports(plan, areas, quantities, story):
    years = {
        year: FilingYear.objects.create(
            plan=plan, year=year, estimate_deadline=datetime(year, 11, 16, tzinfo=UTC),
            final_deadline=datetime(year + 1, 4, 1, tzinfo=UTC),
        )
        for year in YEARS
    }  # fmt: skip
    by_report = {}
    for (area, quantity, year, stage), value in story.facts.items():
        by_report.setdefault((area, year, stage), {})[quantity] = value
    for key, values in sorted(by_report.items()):
        area, year, stage = key
        report = Report.objects.create(filing_year=years[year], area=areas[area], stage=stage, created_at=NOW)
        file_facts(report, {quantities[name]: value for name, value in values.items()}, key not in story.only_submitted)


def file_facts(report, values, approve=True):
    """Freeze values (``'NA'``: not applicable) as the next revision(s) of an open report, with event and mark."""
    number = report.revisions.count()
    snapshot = Snapshot.objects.create(report=report, taken_at=NOW, digest="0" * 64)
    Fact.objects.bulk_create(
        Fact(
            snapshot=snapshot, quantity=quantity, area=report.area, bureau=quantity.bureau, provenance="imported",
            state="not_applicable" if value == "NA" else "reported", number=None if value == "NA" else Decimal(value),
            reason="none here" if value == "NA" else "",
        )
        for quantity, value in values.items()
    )  # fmt: skip
    for step, status in (("submit", "submitted"), ("approve", "approved")):
        if step == "approve" and not approve:
            break
        number += 1
        revision = Revision.objects.create(
            report=report, number=number, step=step, snapshot=snapshot, digest="0" * 64, at=NOW, actor="test"
        )
        report.status, report.submitted_revision, report.version = status, revision, report.version + 1
        if step == "submit":
            report.submitted_at = NOW
        else:
            report.approved_revision = revision
        report.save(update_fields=["status", "version", "submitted_at", "submitted_revision", "approved_revision"])
        event = ReportEvent.objects.create(
            report=report, area=report.area, step=step, revision=revision, at=NOW, actor="test"
        )
        ReportMark.objects.create(event=event)


def do(plan, deed):
    """Let a deed happen to its report, with event and mark; what was handed in is handed back first."""
    area = Area.objects.get(code=f"{plan.slug[-6:]}{deed.area[:2]}")
    filing_year = plan.filing_years.get(year=deed.year)
    report, _ = Report.objects.get_or_create(
        filing_year=filing_year, area=area, stage=deed.stage, defaults={"created_at": NOW}
    )
    if report.status in ("submitted", "approved"):
        _hand_back(report)
        if deed.step == "return":
            return
    snapshot = Snapshot.objects.filter(report=report).order_by("-id").first()
    facts = {} if snapshot is None else {fact.quantity: fact for fact in snapshot.facts.select_related("quantity")}
    values = {quantity: "NA" if fact.number is None else str(fact.number) for quantity, fact in facts.items()}
    named = {quantity.code: quantity for quantity in plan.quantities.all()}
    values |= {named[code]: value for code, value in deed.values}
    file_facts(report, {key: value for key, value in values.items() if value is not None}, deed.step == "approve")


def _hand_back(report):
    step = "return" if report.status == "submitted" else "reopen"
    revision = report.submitted_revision
    report.status, report.return_reason, report.version = "returned", "look again", report.version + 1
    report.submitted_revision = report.approved_revision
    report.save(update_fields=["status", "return_reason", "version", "submitted_revision"])
    event = ReportEvent.objects.create(
        report=report, area=report.area, step=step, revision=revision, reason="look again", at=NOW, actor="test"
    )
    ReportMark.objects.create(event=event)
