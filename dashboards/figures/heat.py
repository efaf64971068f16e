"""A matrix of lights: its cells as markup, its short words, and the same as a table."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from dashboards.domain.definitions import Place
from dashboards.domain.lights import Light
from dashboards.domain.matrices import Matrix, Row, Wish
from dashboards.domain.rows import Verdict
from dashboards.domain.tables import Cell, Table
from dashboards.figures import wording
from progress.domain.judgement import Flag, Status

# A cell of the matrix is narrow; the whole word is its title.
SHORT = {
    Status.MET: pgettext_lazy("short light", "Met"),
    Status.ON_TRACK: pgettext_lazy("short light", "On track"),
    Status.BEHIND: pgettext_lazy("short light", "Behind"),
    Status.FAR_BEHIND: pgettext_lazy("short light", "Far"),
    Status.MISSED: pgettext_lazy("short light", "Missed"),
    Status.BREACHED: pgettext_lazy("short light", "Breach"),
    Status.AWAITING_FINAL: pgettext_lazy("short light", "Await"),
    Status.IN_PROGRESS: pgettext_lazy("short light", "Ongoing"),
    Status.NOT_DUE: pgettext_lazy("short light", "Not due"),
    Status.NOT_REPORTED: pgettext_lazy("short light", "Silent"),
    Status.UNDETERMINED: pgettext_lazy("short light", "Unclear"),
    Status.NOT_ALLOCATED: pgettext_lazy("short light", "No target"),
    Status.MONITORED: pgettext_lazy("short light", "Watched"),
    Status.NOT_APPLICABLE: pgettext_lazy("short light", "n/a"),
}


def cells(row: Row, matrix: Matrix, *, query: str, wish: Wish) -> SafeString:
    """Return a row's cells: each a link with shape, short word and colour; what was not asked for is faint.

    Args:
        row: of the matrix.
        matrix: whose places are the columns.
        query: what the cells' addresses keep.
        wish: whose status is asked for.
    """
    address = reverse("indicator", args=[row.definition.code])
    parts = [
        _cell(light, place, f"{address}?area={place.code}&{query}", wish.status)
        for light, place in zip(row.lights, matrix.places, strict=True)
    ]
    return SafeString("".join(parts))


def _cell(light: Light | None, place: Place, address: str, wanted: Status | None) -> str:
    if light is None:
        return '<td class="heat">–</td>'
    verdict = light.verdict
    said = [place.short, str(wording.STATUS[verdict.status])]
    said += [] if verdict.binds else [str(wording.FIRMNESS[verdict.firmness])]
    said += [str(wording.FLAG[flag]) for flag in Flag if flag in verdict.flags]
    return format_html(
        '<td class="heat heat--{0}{1}"><a href="{2}" title="{3}"><span class="light light--{0}{4}">{5}</span></a></td>',
        verdict.status.value,
        " is-faint" if wanted not in (None, verdict.status) else "",
        address,
        " · ".join(said),
        "" if verdict.binds else " light--soft",
        SHORT[verdict.status],
    )


def short_light(verdict: Verdict | None) -> SafeString:
    """Return a light with its short word; the whole word is its title."""
    if verdict is None:
        return SafeString('<span class="light light--none">—</span>')
    return format_html(
        '<span class="light light--{}{}" title="{}">{}</span>',
        verdict.status.value,
        "" if verdict.binds else " light--soft",
        wording.STATUS[verdict.status],
        SHORT[verdict.status],
    )


def matrix_table(matrix: Matrix) -> Table:
    """Return the matrix in whole words, an indicator a row."""
    headings = (_("Task"), _("Indicator"), *(place.name for place in matrix.places))
    return Table(headings, tuple(_words(row) for row in matrix.rows))


def _words(row: Row) -> tuple[Cell, ...]:
    task = row.definition.task
    words = ("" if light is None else str(wording.STATUS[light.verdict.status]) for light in row.lights)
    return f"{task.clause} {task.title}", row.definition.name, *words
