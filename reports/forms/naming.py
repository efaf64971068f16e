"""Names in the language of the page, for things that have one in each."""

from typing import Protocol

from django.utils.translation import get_language


class Named(Protocol):
    """Anything of the plan with a Chinese and an English name."""

    name_zh: str
    name_en: str


def is_english() -> bool:
    """Whether the page is in English."""
    return (get_language() or "").startswith("en")


def name_of(thing: Named) -> str:
    """Return the name in the language of the page."""
    return thing.name_en if is_english() else thing.name_zh
