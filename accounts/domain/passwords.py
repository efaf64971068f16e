"""What a password must not be, beyond length and the list of common ones (trust.md, 2)."""

import re
import unicodedata
from collections.abc import Iterable

SYSTEM_WORDS = frozenset({"carbon", "password", "passwd", "admin", "housing", "mima", "tandafeng", "住建", "碳达峰"})
REMEMBERED = 5


def context_word_in(password: str, words: Iterable[str]) -> str | None:
    """Return the first word of the holder's surroundings that the password contains, else None.

    Args:
        password: as typed; case, width (１２３) and the usual digit-for-letter swaps do not hide a word.
        words: names of the person, their area, bureau and account; Latin words count from
            four letters on, Chinese ones from two characters on.

    >>> context_word_in("S1shui-2026-!", ["泗水县", "Sishui County"])
    'sishui'
    >>> context_word_in("泗水2026的密码", ["泗水县", "泗水"])
    '泗水'
    >>> context_word_in("Qufu-1573-stone", ["Sishui County", "housing"]) is None
    True
    """
    plain = _plain(password)
    swapped = plain.translate(str.maketrans("013457$@", "oleastsa"))
    swapped_i = plain.translate(str.maketrans("013457$@", "oieastsa"))
    for word in _words([*words, *sorted(SYSTEM_WORDS)]):
        if word in plain or word in swapped or word in swapped_i:
            return word
    return None


def _words(phrases: Iterable[str]) -> Iterable[str]:
    for phrase in phrases:
        for word in re.findall(r"[a-z]+|[^\x00-\x7f]+", _plain(phrase)):
            if len(word) >= (4 if word.isascii() else 2) and word not in _GENERIC:
                yield word


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


_GENERIC = frozenset({"county", "city", "district", "zone", "municipal", "bureau", "economic", "development"})
