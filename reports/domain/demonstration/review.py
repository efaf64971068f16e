"""What the city asked, ticked and co-signed of the estimates of 2026: a query in every state."""

from collections.abc import Iterator
from datetime import datetime

from reports.domain.deadlines import ZONE
from reports.domain.demonstration.deeds import Act, Deed, key_of
from reports.domain.demonstration.people import lead_of
from reports.domain.demonstration.units import CITY, GAOXIN, JIAXIANG, LAST_YEAR, LIANGSHAN, RENCHENG
from reports.domain.words import Stage

WATER, ENERGY = "checker", "nengyuan"


def review() -> Iterator[Deed]:
    """Yield what was asked and said about single values until now."""
    yield _deed(16, 10, 5, WATER, Act.ASK, JIAXIANG, "greenway_built", "请核对是否含改建路段。")
    yield _deed(16, 15, 40, lead_of(JIAXIANG), Act.EXPLAIN, JIAXIANG, "greenway_built", "不含改建路段。")
    yield _deed(17, 9, 20, WATER, Act.CLOSE, JIAXIANG, "greenway_built")
    yield _deed(17, 9, 35, WATER, Act.ASK, GAOXIN, "heat_supplied", "请说明与热源单位台账的差额。")
    yield _deed(18, 10, 10, lead_of(GAOXIN), Act.EXPLAIN, GAOXIN, "heat_supplied", "差额为新接入热源的计量调整。")
    yield _deed(18, 14, 0, WATER, Act.ASK, CITY, "central_city_green_area", "请附本年度绿地普查成果。")
    yield _deed(18, 16, 25, ENERGY, Act.ASK, LIANGSHAN, "central_heating_area", "请核对是否含工业建筑供热面积。")
    yield _deed(19, 9, 10, WATER, Act.TICK, JIAXIANG, "greenway_built")
    yield _deed(19, 9, 12, WATER, Act.TICK, RENCHENG, "greenway_built")
    yield _deed(19, 10, 30, ENERGY, Act.CO_SIGN, CITY, "1.3")


def _deed(day: int, hour: int, minute: int, by: str, act: Act, area: str, about: str, words: str = "") -> Deed:
    at = datetime(2026, 11, day, hour, minute, tzinfo=ZONE)
    return Deed(at, by, act, key_of(LAST_YEAR, area, Stage.ESTIMATE), about=about, reason=words)
