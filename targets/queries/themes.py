"""Themes: how indicators are grouped for leaders, and which are their headline lights."""

from collections import defaultdict
from dataclasses import dataclass

from targets.models import Plan, ThemeIndicator


@dataclass(frozen=True, slots=True)
class ThemeFact:
    """A theme: indicator codes in its order, the headlines (one to three) in theirs."""

    code: str
    name_zh: str
    name_en: str
    headline: tuple[str, ...]
    indicators: tuple[str, ...]


def themes(plan: Plan) -> tuple[ThemeFact, ...]:
    """Return the themes in their order; two queries."""
    links: dict[int, list[ThemeIndicator]] = defaultdict(list)
    for link in ThemeIndicator.objects.filter(theme__plan=plan).select_related("indicator"):
        links[link.theme_id].append(link)
    return tuple(
        ThemeFact(
            code=theme.code,
            name_zh=theme.name_zh,
            name_en=theme.name_en,
            headline=tuple(
                link.indicator.code for link in sorted(links[theme.pk], key=lambda one: one.headline) if link.headline
            ),
            indicators=tuple(link.indicator.code for link in links[theme.pk]),
        )
        for theme in plan.themes.all()
    )
