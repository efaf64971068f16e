"""The estimates of 2026, four days after they were due: some approved, some late, one not begun."""

from collections.abc import Container, Iterator
from datetime import date, datetime

from reports.domain.deadlines import ZONE
from reports.domain.demonstration import slips
from reports.domain.demonstration.buildings import BUILDINGS
from reports.domain.demonstration.deeds import NOBODY, Act, Deed, key_of
from reports.domain.demonstration.figures import figures_of
from reports.domain.demonstration.moments import office_hour
from reports.domain.demonstration.past import REVIEWER
from reports.domain.demonstration.people import lead_of
from reports.domain.demonstration.towns import HEATING, STREETS, TOWNS, VILLAGES
from reports.domain.demonstration.units import (
    CITY,
    GAOXIN,
    JIAXIANG,
    JINGKAI,
    JINXIANG,
    LAST_YEAR,
    LIANGSHAN,
    QUFU,
    RENCHENG,
    SISHUI,
    TAIBAI,
    WEISHAN,
    WENSHANG,
    YANZHOU,
    YUTAI,
    ZOUCHENG,
)
from reports.domain.entries import ReportKey, Said
from reports.domain.words import Provenance, Stage

APPROVED = (YANZHOU, QUFU, ZOUCHENG, JINXIANG, WENSHANG, TAIBAI)
SUBMITTED = (RENCHENG, JIAXIANG, GAOXIN, CITY)
LATE, RETURNED = LIANGSHAN, WEISHAN
DRAFTS, NOT_BEGUN = (SISHUI, YUTAI), (JINGKAI,)

HOUSING, URBAN_MANAGEMENT = "housing", "urban_management"
_HAND_IN = {LATE: datetime(2026, 11, 17, 9, 26, tzinfo=ZONE)}
_RETURNED_AT = datetime(2026, 11, 18, 16, 10, tzinfo=ZONE)
# Who fills beside the lead; their bureaus' figures are not filled by nobody then.
_CLERKS = {WEISHAN: ("weishan", HOUSING), CITY: ("chengguan", URBAN_MANAGEMENT)}


def present() -> Iterator[Deed]:
    """Yield what was done for 2026 until now, report by report."""
    for area in (*APPROVED, *SUBMITTED, LATE, RETURNED):
        yield from _filled(area, slips.figures_at_first(area, LAST_YEAR, Stage.ESTIMATE))
        submitted = _HAND_IN.get(area) or office_hour(date(2026, 11, 9), 4, area, "submit 2026")
        yield Deed(submitted, lead_of(area), Act.SUBMIT, _key(area))
    for area in APPROVED:
        yield Deed(office_hour(date(2026, 11, 16), 3, area, "approve 2026"), REVIEWER, Act.APPROVE, _key(area))
    yield Deed(_RETURNED_AT, REVIEWER, Act.RETURN, _key(RETURNED), reason=slips.NOT_OF_THE_YEAR)
    yield from _drafts()


def _filled(area: str, figures: dict[str, Said]) -> Iterator[Deed]:
    clerk, bureau = _CLERKS.get(area, ("", ""))
    for person in filter(None, (clerk, lead_of(area) if bureau != HOUSING else "")):
        yield _fill(area, person, figures)
    yield _fill(area, NOBODY, figures, besides=frozenset({HOUSING, bureau}))


def _drafts() -> Iterator[Deed]:
    """Sishui has parts one and two, and the small bureaus' figures; Yutai hardly anything."""
    figures = figures_of(SISHUI, LAST_YEAR, Stage.ESTIMATE)
    yield _fill(SISHUI, "sishui", _of(figures, TOWNS | BUILDINGS))
    yield _fill(SISHUI, "sishui_cg", _of(figures, STREETS))
    yield _fill(SISHUI, NOBODY, figures, besides=frozenset({HOUSING, URBAN_MANAGEMENT}))
    yield _fill(YUTAI, lead_of(YUTAI), _of(figures_of(YUTAI, LAST_YEAR, Stage.ESTIMATE), HEATING | VILLAGES))


def _fill(area: str, by: str, figures: dict[str, Said], besides: frozenset[str] = frozenset()) -> Deed:
    at = office_hour(date(2026, 11, 2), 3, area, by, "fill 2026")
    return Deed(at, by, Act.FILL, _key(area), figures, besides, Provenance.TYPED)


def _of(figures: dict[str, Said], codes: Container[str]) -> dict[str, Said]:
    return {code: said for code, said in figures.items() if code in codes}


def _key(area: str) -> ReportKey:
    return key_of(LAST_YEAR, area, Stage.ESTIMATE)
