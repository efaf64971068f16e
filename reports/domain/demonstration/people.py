"""The demonstration's people: made-up names in the plan's organisations."""

from dataclasses import dataclass
from datetime import datetime

from accounts.domain.roles import Role
from reports.domain.deadlines import ZONE
from reports.domain.demonstration.units import (
    CITY,
    GAOXIN,
    JIAXIANG,
    JINGKAI,
    JINXIANG,
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

PASSWORD = "shili-2026-shuju"
"""Of every account that is shown; only ever set where the data are a demonstration."""

AT_THE_START = datetime(2024, 9, 18, 9, 0, tzinfo=ZONE)
LATELY = datetime(2026, 11, 19, 15, 20, tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Person:
    """One account. ``shown`` ones may log in; the others only filed the history and are disabled.

    ``is_new`` must choose a password of their own at the first log-in.
    """

    username: str
    full_name: str
    role: Role
    area: str = ""
    bureau: str = ""
    shown: bool = True
    is_new: bool = False

    @property
    def since(self) -> datetime:
        """When the account was made."""
        return LATELY if self.is_new else AT_THE_START


SHOWN = (
    Person("sishui", "张敏", Role.CLERK, SISHUI, "housing"),
    Person("sishui_cg", "李强", Role.CLERK, SISHUI, "urban_management"),
    Person("sishui_lead", "王芳", Role.LEAD, SISHUI, "housing"),
    Person("weishan", "赵磊", Role.CLERK, WEISHAN, "housing"),
    Person("weishan_lead", "陈静", Role.LEAD, WEISHAN, "housing"),
    Person("chengguan", "刘洋", Role.CLERK, CITY, "urban_management"),
    Person("zhujian", "孙伟", Role.LEAD, CITY, "housing"),
    Person("checker", "周涛", Role.CHECKER, CITY, "water"),
    Person("nengyuan", "秦岚", Role.CHECKER, CITY, "energy"),
    Person("reviewer", "吴霞", Role.REVIEWER, CITY, "housing"),
    Person("leader", "郑国强", Role.LEADER, CITY, "housing"),
    Person("planner", "钱丽", Role.PLAN_MANAGER, CITY, "housing"),
    Person("sysadmin", "冯军", Role.SYSTEM_ADMIN),
    Person("secadmin", "褚云", Role.SECURITY_ADMIN),
    Person("auditor", "卫平", Role.AUDIT_ADMIN),
    Person("newcomer", "蒋欣", Role.CLERK, JINGKAI, "housing", is_new=True),
)

_LEADS = {
    RENCHENG: ("rencheng_lead", "沈波"),
    YANZHOU: ("yanzhou_lead", "韩梅"),
    QUFU: ("qufu_lead", "杨帆"),
    ZOUCHENG: ("zoucheng_lead", "朱琳"),
    YUTAI: ("yutai_lead", "秦勇"),
    JINXIANG: ("jinxiang_lead", "许倩"),
    JIAXIANG: ("jiaxiang_lead", "何亮"),
    WENSHANG: ("wenshang_lead", "吕燕"),
    LIANGSHAN: ("liangshan_lead", "施杰"),
    GAOXIN: ("gaoxin_lead", "孔颖"),
    TAIBAI: ("taibai_lead", "曹阳"),
    JINGKAI: ("jingkai_lead", "严芳"),
}

PEOPLE = SHOWN + tuple(
    Person(username, full_name, Role.LEAD, area, "housing", shown=False)
    for area, (username, full_name) in _LEADS.items()
)


def lead_of(area: str) -> str:
    """Return the username of an area's lead.

    >>> lead_of("370831"), lead_of("370800"), lead_of("370827")
    ('sishui_lead', 'zhujian', 'yutai_lead')
    """
    return next(person.username for person in PEOPLE if person.role is Role.LEAD and person.area == area)
