"""How a field that holds a word of the domain is declared: its choices, and its constraint."""

from enum import StrEnum

from django.db.models import Q


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the words as a field's ``choices``; pages word them for people."""
    return [(word.value, word.value) for word in words]


def one_of(field: str, words: type[StrEnum]) -> Q:
    """Return the condition of a check constraint: ``field`` holds one of the words."""
    return Q(**{f"{field}__in": sorted(word.value for word in words)})
