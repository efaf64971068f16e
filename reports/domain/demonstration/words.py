"""Made-up texts: progress in words, where the plan asks for them."""

from reports.domain.demonstration.units import JIAXIANG, LIANGSHAN, RENCHENG, SISHUI, WEISHAN, YANZHOU

_CLUSTERS = {
    RENCHENG: "装配式混凝土构件",
    YANZHOU: "钢结构和装备制造",
    SISHUI: "绿色建材",
    WEISHAN: "装饰装修",
    JIAXIANG: "钢结构",
    LIANGSHAN: "绿色建材",
}


def progress_of_cluster(area: str, year: int) -> str:
    """Return an area's yearly words on its featured industry; empty where the plan names none.

    >>> progress_of_cluster("370831", 2025)
    '2025年绿色建材产业新增规模以上企业2家，续建项目4个；主要问题是外地订单减少、用地指标偏紧。（示例文字）'
    >>> progress_of_cluster("370881", 2025)
    ''
    """
    if area not in _CLUSTERS:
        return ""
    companies, projects = 1 + (year + int(area[-2:])) % 3, 2 + (year + int(area[-1])) % 4
    return (
        f"{year}年{_CLUSTERS[area]}产业新增规模以上企业{companies}家，续建项目{projects}个；"
        "主要问题是外地订单减少、用地指标偏紧。（示例文字）"
    )


def progress_of_pilots(year: int) -> str:
    """Return the city's yearly words on its renewal pilots."""
    done = {
        2020: "完成城市更新试点前期调查",
        2021: "编制试点工作方案，确定运河记忆片区范围",
        2022: "印发行动实施方案，启动首批更新单元",
        2023: "专项规划印发，运河记忆片区一期开工",
        2024: "两个片区列入更新计划，完成投资约12亿元",
        2025: "试点城市通过省级评估，运河记忆片区一期投用",
        2026: "运河记忆片区二期主体完工，准备片区评估材料",
    }
    return f"{year}年{done[year]}；主要问题是老旧产权复杂、资金平衡压力较大。（示例文字）"
