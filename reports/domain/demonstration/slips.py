"""What somebody got wrong at first, and how it was found."""

from decimal import Decimal

from reports.domain.demonstration.figures import figures_of
from reports.domain.demonstration.units import LIANGSHAN, QUFU, WEISHAN
from reports.domain.entries import Said
from reports.domain.words import Stage, State

TEN_TIMES = "“当年培训人次”约为上年的十倍，疑似多录一位，请核实后重新提交。"
TOO_MANY_STARS = "“竣工星级绿色建筑面积”包含了未通过专项验收的项目，请更正后重新提交。"
NOT_OF_THE_YEAR = "“当年完成居住建筑节能改造面积”似填了 2024 年以来的累计数，请改填当年数后重新提交。"


def figures_at_first(area: str, year: int, stage: Stage) -> dict[str, Said]:
    """Return what an area first says in a report: its figures, with its slip where it made one."""
    return figures_of(area, year, stage) | _slip(area, year, stage)


def corrections(area: str, year: int, stage: Stage) -> dict[str, Said]:
    """Return the right figures of what an area got wrong in a report."""
    right = figures_of(area, year, stage)
    return {code: right[code] for code in _slip(area, year, stage)}


def _slip(area: str, year: int, stage: Stage) -> dict[str, Said]:
    if (area, year, stage) == (LIANGSHAN, 2024, Stage.FINAL):
        return _said("people_trained", 10 * _right("people_trained", area, year, stage))
    if (area, year, stage) == (QUFU, 2025, Stage.FINAL):
        more = _right("completed_star_area", area, year, stage) + Decimal("6.8")
        return _said("completed_star_area", min(more, _right("completed_green_area", area, year, stage)))
    if (area, year, stage) == (WEISHAN, 2026, Stage.ESTIMATE):
        name = "retrofitted_residential_area"
        before = sum((_right(name, area, then, Stage.FINAL) for then in (2024, 2025)), Decimal(0))
        return _said(name, before + _right(name, area, year, stage))
    return {}


def _said(quantity: str, number: Decimal) -> dict[str, Said]:
    return {quantity: Said(State.REPORTED, number=number)}


def _right(quantity: str, area: str, year: int, stage: Stage) -> Decimal:
    return figures_of(area, year, stage)[quantity].number or Decimal(0)
