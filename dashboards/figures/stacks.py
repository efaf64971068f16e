"""How many lights of each status there are, as one bar drawn on the server."""

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.figures import wording
from progress.domain.judgement import Status

HEIGHT = 10


def stack(counts: Iterable[tuple[Status, int]]) -> SafeString:
    """Return a bar with a part per status, as wide as its count; its words say the same. Empty without any."""
    known = [(status, number) for status, number in counts if number]
    total = sum(number for _status, number in known)
    if not total:
        return SafeString("")
    parts, start = [], 0
    for status, number in known:
        place = f'x="{start}" width="{number}" height="{HEIGHT}"'
        parts.append(f'<rect class="stack__part stack__part--{status.value}" {place}/>')
        start += number
    words = _(", ").join(f"{wording.STATUS[status]} {number}" for status, number in known)
    return format_html(
        '<svg class="stack" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        total, HEIGHT, words, SafeString("".join(parts)),
    )  # fmt: skip
